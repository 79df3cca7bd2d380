"""The buttons of the ribbon, in one list: what its XML shows, and what its callback in VBA does for each."""

from dataclasses import dataclass

#: The Sub in RelanceRibbon.bas that every button calls (`onAction`).
ON_ACTION = "RelanceRibbon_OnAction"


@dataclass(frozen=True)
class Button:
    """One button. `image` is the name of a picture of Office's own (`imageMso`); `calls` is a statement of VBA."""

    id: str
    image: str
    calls: str
    fr: str
    en: str
    tip_fr: str
    tip_en: str

    def label(self, lang: str) -> str:
        """What stands on the button."""
        return self.fr if lang == "fr" else self.en

    def tip(self, lang: str) -> str:
        """What the button does, shown when the mouse rests on it."""
        return self.tip_fr if lang == "fr" else self.tip_en


RECALCULATE = Button(
    "RelanceRecalculate",
    "CalculateNow",
    "Application.CalculateFull",
    "Recalculer",
    "Recalculate",
    "Recalcule toutes les formules des classeurs ouverts.",
    "Calculates every formula of the open workbooks again.",
)
LAST_ERROR = Button(
    "RelanceLastError",
    "TraceError",
    "ShowLastError",
    "Dernière erreur",
    "Last error",
    "Dit en une phrase pourquoi la dernière cellule en erreur l'est.",
    "Says in one sentence why the last failing cell failed.",
)
RESTART = Button(
    "RelanceRestart",
    "Refresh",
    "Restart",
    "Relancer Python",
    "Restart Python",
    "Arrête le moteur de calcul ; il redémarre à la première cellule, puis tout est recalculé.",
    "Ends the calculation engine; the first cell starts it afresh, and everything is calculated again.",
)
VERSION = Button(
    "RelanceVersion",
    "Info",
    "ShowVersion",
    "Version",
    "Version",
    "Montre la version du complément et celle du moteur de calcul.",
    "Shows the version of the add-in and of the calculation engine.",
)
HELP = Button(
    "RelanceHelp",
    "Help",
    "ShowHelp",
    "Aide",
    "Help",
    "Où trouver les fonctions AR_…, et ce que disent les erreurs.",
    "Where to find the AR_… functions, and what the errors mean.",
)
IMPORT = Button(
    "RelanceImport",
    "GetExternalDataFromText",
    "ImportLedger",
    "Importer le grand livre",
    "Import the ledger",
    "Choisir un export comptable, lire ce qu'il change, puis l'accepter ou y renoncer.",
    "Choose an export of the accounts, read what it changes, then accept it or leave it.",
)
REFRESH = Button(
    "RelanceRefresh",
    "RefreshAll",
    'RunMacro "refresh"',
    "Actualiser",
    "Refresh",
    "Met à jour soldes, factures et listes de ce classeur ; ce que vous avez saisi reste.",
    "Brings balances, invoices and lists of this workbook up to date; what you entered stays.",
)
SYNC = Button(
    "RelanceSync",
    "ReviewShareWorkbook",
    'RunMacro "sync"',
    "Envoyer et recevoir",
    "Send and receive",
    "Enregistre ce classeur, envoie ce que vous avez saisi et reçoit ce que les autres ont saisi.",
    "Saves this workbook, sends what you entered and takes in what the others entered.",
)
CALL = Button(
    "RelanceCall",
    "ReviewNewComment",
    'RunMacro "call"',
    "Noter un appel",
    "Log a call",
    "Ouvre une ligne libre de la feuille des appels pour le compte de la ligne choisie.",
    "Opens a free row of the sheet of calls for the account of the selected row.",
)
PROMISE = Button(
    "RelancePromise",
    "FunctionsFinancialInsertGallery",
    'RunMacro "promise"',
    "Promesse",
    "Promise",
    "Ouvre une ligne libre de la feuille des promesses pour le compte de la ligne choisie.",
    "Opens a free row of the sheet of promises for the account of the selected row.",
)
DISPUTE = Button(
    "RelanceDispute",
    "HighImportance",
    'RunMacro "dispute"',
    "Litige",
    "Dispute",
    "Ouvre une ligne libre de la feuille des litiges pour le compte de la ligne choisie.",
    "Opens a free row of the sheet of disputes for the account of the selected row.",
)
PLAN = Button(
    "RelancePlan",
    "CalendarInsert",
    'RunMacro "plan"',
    "Échéancier",
    "Plan",
    "Ouvre une ligne libre de la feuille des échéanciers pour le compte de la ligne choisie.",
    "Opens a free row of the sheet of instalment plans for the account of the selected row.",
)
CONFLICTS = Button(
    "RelanceConflicts",
    "ReviewTrackChangesMenu",
    'RunMacro "conflicts"',
    "Résoudre les conflits",
    "Resolve conflict",
    "Montre les cellules que deux personnes ont changées ; une fois vos choix faits, les applique.",
    "Shows the cells that two people changed; once you have chosen, carries your choices out.",
)


@dataclass(frozen=True)
class Group:
    """Buttons that stand together."""

    id: str
    fr: str
    en: str
    buttons: tuple[Button, ...]

    def label(self, lang: str) -> str:
        """What stands below the buttons."""
        return self.fr if lang == "fr" else self.en


RIBBON_GROUPS = (
    Group("RelanceOfficeGroup", "Classeur partagé", "Shared workbook", (IMPORT, REFRESH, SYNC, CONFLICTS)),
    Group("RelanceEventsGroup", "Suivi du compte", "Follow-up", (CALL, PROMISE, DISPUTE, PLAN)),
    Group("RelanceGroup", "Fonctions AR", "AR functions", (RECALCULATE, LAST_ERROR, RESTART, VERSION, HELP)),
)
RIBBON_BUTTONS = tuple(one for group in RIBBON_GROUPS for one in group.buttons)
