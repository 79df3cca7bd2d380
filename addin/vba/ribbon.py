"""The buttons of the ribbon: what its XML shows, and the identifiers its callback in VBA knows."""

from dataclasses import dataclass

#: The Sub in RelanceRibbon.bas that every button calls (`onAction`).
ON_ACTION = "RelanceRibbon_OnAction"


@dataclass(frozen=True)
class Button:
    """One button. `image` is the name of a picture of Office's own (`imageMso`)."""

    id: str
    image: str
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
    "Recalculer",
    "Recalculate",
    "Recalcule toutes les formules des classeurs ouverts.",
    "Calculates every formula of the open workbooks again.",
)
LAST_ERROR = Button(
    "RelanceLastError",
    "TraceError",
    "Dernière erreur",
    "Last error",
    "Dit en une phrase pourquoi la dernière cellule en erreur l'est.",
    "Says in one sentence why the last failing cell failed.",
)
RESTART = Button(
    "RelanceRestart",
    "Refresh",
    "Relancer Python",
    "Restart Python",
    "Arrête le moteur de calcul ; il redémarre à la première cellule, puis tout est recalculé.",
    "Ends the calculation engine; the first cell starts it afresh, and everything is calculated again.",
)
VERSION = Button(
    "RelanceVersion",
    "Info",
    "Version",
    "Version",
    "Montre la version du complément et celle du moteur de calcul.",
    "Shows the version of the add-in and of the calculation engine.",
)
HELP = Button(
    "RelanceHelp",
    "Help",
    "Aide",
    "Help",
    "Où trouver les fonctions AR_…, et ce que disent les erreurs.",
    "Where to find the AR_… functions, and what the errors mean.",
)
RIBBON_BUTTONS = (RECALCULATE, LAST_ERROR, RESTART, VERSION, HELP)
