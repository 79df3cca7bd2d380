"""The doctor's sentences by code: English, French. Names of Excel's menus are those of each language."""

SENTENCES: dict[str, tuple[str, str]] = {
    # -- Python --
    "python_found": (
        "Python: {path}, with xlwings {xlwings}.",
        "Python : {path}, avec xlwings {xlwings}.",
    ),
    "python_windowless": (
        "There is no {path}, which Excel starts: install Relance in a Python of python.org.",
        "Il n'y a pas de {path}, qu'Excel démarre : installez Relance dans un Python de python.org.",
    ),
    "python_store": (
        "This Python comes from the Microsoft Store, whose programs Excel cannot start: "
        "install Relance in a Python of python.org.",
        "Ce Python vient du Microsoft Store, dont Excel ne peut pas démarrer les programmes : "
        "installez Relance dans un Python de python.org.",
    ),
    "python_conda": (
        "This Python belongs to conda, whose libraries are often not found from Excel: "
        "if cells show #VALUE!, install Relance in an environment of its own (py -m venv).",
        "Ce Python appartient à conda, dont Excel ne trouve souvent pas les bibliothèques : "
        "si les cellules affichent #VALEUR!, installez Relance dans un environnement à part (py -m venv).",
    ),
    "xlwings_missing": (
        "xlwings is not installed in this Python: install Relance again.",
        "xlwings n'est pas installé dans ce Python : réinstallez Relance.",
    ),
    "pywin32_missing": (
        "pywin32, which carries the calls from Excel, is missing: run `{python} -m pip install pywin32`.",
        "pywin32, qui porte les appels d'Excel, manque : lancez `{python} -m pip install pywin32`.",
    ),
    "library_missing": (
        "The library {name}, which Excel loads, is in neither {folders}: "
        "install xlwings {xlwings} again, and ask whether the antivirus has taken it.",
        "La bibliothèque {name}, qu'Excel charge, n'est ni dans {folders} : "
        "réinstallez xlwings {xlwings}, et demandez si l'antivirus l'a retirée.",
    ),
    # -- Excel --
    "excel_none": (
        "No Excel was found; LibreOffice and Excel for the web have add-ins of their own: "
        "`relance addin libreoffice`, `relance addin office`.",
        "Aucun Excel n'a été trouvé ; LibreOffice et Excel pour le web ont leur propre complément : "
        "`relance addin libreoffice`, `relance addin office`.",
    ),
    "excel_found": (
        "Excel {version} ({kind}, {bits} bits).",
        "Excel {version} ({kind}, {bits} bits).",
    ),
    "excel_store": (
        "This Excel comes from the Microsoft Store and cannot start Python: install Office from office.com instead, "
        "or use `relance addin office`.",
        "Cet Excel vient du Microsoft Store et ne peut pas démarrer Python : installez plutôt celui d'office.com, "
        "ou utilisez `relance addin office`.",
    ),
    "excel_too_old": (
        "Excel {version} is too old: the add-in needs Excel 2010 or newer; `relance addin libreoffice` needs none.",
        "Excel {version} est trop ancien : il faut Excel 2010 ou plus récent ; `relance addin libreoffice` s'en passe.",
    ),
    "excel_arm": (
        "This Excel is built for ARM processors, on which the add-in was never tried: "
        "if it does not start, use `relance addin office`.",
        "Cet Excel est fait pour les processeurs ARM, sur lesquels le complément n'a jamais été essayé : "
        "s'il ne démarre pas, utilisez `relance addin office`.",
    ),
    "excel_several": (
        "There are several Excels here ({versions}): the add-in is registered for each, one file for all.",
        "Il y a plusieurs Excel ici ({versions}) : le complément est inscrit pour chacun, en un seul fichier.",
    ),
    "excel_no_spill": (
        "Excel {version} does not spill: select the cells a table function is to fill and end with Ctrl+Shift+Enter.",
        "Excel {version} ne propage pas les tableaux : sélectionnez les cellules à remplir et validez par "
        "Ctrl+Maj+Entrée.",
    ),
    "excel_hidden": (
        "Excel runs {count} times at once: one of them may be hidden and keep old code; end it in the Task Manager.",
        "Excel tourne {count} fois à la fois : l'un d'eux est peut-être caché et garde un ancien code ; "
        "terminez-le dans le Gestionnaire des tâches.",
    ),
    # -- what Excel and Windows allow --
    "trust_not_needed": (
        "Access to the VBA project (Trust Center) is not needed: nothing is ever imported.",
        "L'accès au projet VBA (Centre de gestion de la confidentialité) est inutile : rien n'est jamais importé.",
    ),
    "trust_open": (
        "Excel {version} trusts access to the VBA project; Relance does not need it: it is safer switched off.",
        "Excel {version} approuve l'accès au projet VBA ; Relance n'en a pas besoin : mieux vaut le refuser.",
    ),
    "macros_off": (
        "Macros are switched off in Excel {version}, and with them the functions: allow them in File, Options, "
        "Trust Center, Macro Settings, or use `relance addin office`.",
        "Les macros sont désactivées dans Excel {version}, et avec elles les fonctions : autorisez-les dans "
        "Fichier, Options, Centre de gestion de la confidentialité, Paramètres des macros, ou utilisez "
        "`relance addin office`.",
    ),
    "addins_off": (
        "Excel {version} opens no add-in at all: allow them in File, Options, Trust Center, Add-ins, "
        "or use `relance addin office`.",
        "Excel {version} n'ouvre aucun complément : autorisez-les dans Fichier, Options, Centre de gestion de "
        "la confidentialité, Compléments, ou utilisez `relance addin office`.",
    ),
    "addins_signed": (
        "Excel {version} opens signed add-ins only, and this one is not signed: have your IT department sign it "
        "or trust its folder, or use `relance addin office`.",
        "Excel {version} n'ouvre que des compléments signés, et celui-ci ne l'est pas : faites-le signer par "
        "votre service informatique ou approuver son dossier, ou utilisez `relance addin office`.",
    ),
    "by_policy": (
        "Your IT department has set that for Excel {version}: only it can change it.",
        "Votre service informatique l'a fixé pour Excel {version} : lui seul peut le changer.",
    ),
    "addins_listed": (
        "Your IT department lets Excel {version} open listed add-ins only: ask it to list {file}, "
        "or use `relance addin office`.",
        "Votre service informatique ne laisse Excel {version} ouvrir que des compléments listés : demandez-lui "
        "d'ajouter {file}, ou utilisez `relance addin office`.",
    ),
    "vba_off": (
        "VBA is switched off in Office by your IT department: use `relance addin office`.",
        "VBA est désactivé dans Office par votre service informatique : utilisez `relance addin office`.",
    ),
    "defender_child": (
        "Windows Defender keeps Excel from starting other programs (rule {rule}): ask for an exclusion, run "
        "`relance addin install --served-outside`, or use `relance addin office`.",
        "Windows Defender empêche Excel de démarrer d'autres programmes (règle {rule}) : demandez une exclusion, "
        "lancez `relance addin install --served-outside`, ou utilisez `relance addin office`.",
    ),
    "defender_calls": (
        "Windows Defender keeps macros from calling Windows (rule {rule}): ask for an exclusion of {file}, "
        "or use `relance addin office`.",
        "Windows Defender empêche les macros d'appeler Windows (règle {rule}) : demandez une exclusion pour {file}, "
        "ou utilisez `relance addin office`.",
    ),
    # -- the add-in --
    "addin_found": (
        "Add-in: {path}.",
        "Complément : {path}.",
    ),
    "addin_not_installed": (
        "The add-in is not installed: close Excel and run `relance addin install`.",
        "Le complément n'est pas installé : fermez Excel et lancez `relance addin install`.",
    ),
    "addin_gone": (
        "The add-in was installed but {path} is gone, perhaps taken by the antivirus: have that file allowed, "
        "then run `relance addin install`.",
        "Le complément a été installé mais {path} n'y est plus, peut-être retiré par l'antivirus : faites autoriser ce "
        "fichier, puis lancez `relance addin install`.",
    ),
    "addin_foreign": (
        "{path} is not an add-in of Relance: run `relance addin install`, which keeps it aside.",
        "{path} n'est pas un complément de Relance : lancez `relance addin install`, qui le met de côté.",
    ),
    "addin_marked": (
        "Windows marks {path} as come from the Internet, and Excel then runs none of its macros: "
        "run `relance addin install`, or tick Unblock in the file's Properties.",
        "Windows marque {path} comme venu d'Internet, et Excel n'en exécute alors aucune macro : "
        "lancez `relance addin install`, ou cochez Débloquer dans les propriétés du fichier.",
    ),
    "addin_other_version": (
        "The add-in is of {what} {addin} and this Python has {python}: close Excel and run `relance addin install`.",
        "Le complément est de {what} {addin} et ce Python a {python} : fermez Excel et lancez `relance addin install`.",
    ),
    "addin_no_python": (
        "The add-in starts {path}, which is not there: close Excel and run `relance addin install`.",
        "Le complément démarre {path}, qui n'existe pas : fermez Excel et lancez `relance addin install`.",
    ),
    "addin_other_python": (
        "The add-in starts {path}, not this Python: close Excel and run `relance addin install` to change that.",
        "Le complément démarre {path}, pas ce Python : `relance addin install`, Excel fermé, le change.",
    ),
    "addin_outside": (
        "Excel does not start Python itself: let this run as long as Excel does: `{python} -c "
        '"import xlwings; xlwings.serve()"`.',
        "Excel ne démarre pas Python lui-même : laissez tourner, tant qu'Excel est ouvert, `{python} -c "
        '"import xlwings; xlwings.serve()"`.',
    ),
    "open_missing": (
        "Excel {version} does not open the add-in: close Excel and run `relance addin install`, "
        "or tick Relance clients in File, Options, Add-ins, Go.",
        "Excel {version} n'ouvre pas le complément : fermez Excel et lancez `relance addin install`, "
        "ou cochez Relance clients dans Fichier, Options, Compléments, Atteindre.",
    ),
    "open_elsewhere": (
        "Excel {version} opens another copy, {path}: close Excel, run `relance addin install`, and mend workbooks that "
        "name that copy in their formulas with `relance addin rewrite`.",
        "Excel {version} ouvre une autre copie, {path} : fermez Excel, lancez `relance addin install`, et réparez par "
        "`relance addin rewrite` les classeurs dont les formules nomment cette copie.",
    ),
    "open_twice": (
        "Excel {version} is told to open the add-in {count} times: close Excel, run `relance addin uninstall`, then "
        "`relance addin install`.",
        "Excel {version} doit ouvrir le complément {count} fois : fermez Excel, lancez `relance addin uninstall`, puis "
        "`relance addin install`.",
    ),
    "open_gap": (
        "Excel {version} reads its list of add-ins up to a missing number ({key}): what stands behind it is not "
        "opened; tick those add-ins again in File, Options, Add-ins, Go.",
        "Excel {version} lit sa liste de compléments jusqu'à un numéro manquant ({key}) : ce qui suit n'est pas "
        "ouvert ; recochez ces compléments dans Fichier, Options, Compléments, Atteindre.",
    ),
    "start_folder": (
        "A second copy of the add-in lies in Excel's start folder, {path}: delete it.",
        "Une seconde copie du complément est dans le dossier de démarrage d'Excel, {path} : supprimez-la.",
    ),
    "disabled": (
        "Excel {version} has disabled the add-in after a crash: enable it in File, Options, Add-ins, "
        "Manage: Disabled Items.",
        "Excel {version} a désactivé le complément après un plantage : réactivez-le dans Fichier, Options, "
        "Compléments, Gérer : Éléments désactivés.",
    ),
    # -- places --
    "place_network": (
        "{path} lies on the network: Excel may not trust it, and loses its functions when the network is away; "
        "use a place on this PC.",
        "{path} est sur le réseau : Excel peut ne pas l'approuver, et perd ses fonctions quand le réseau manque ; "
        "choisissez un dossier de ce PC.",
    ),
    "place_onedrive": (
        "{path} lies in OneDrive, which may take the file off this PC: use a place it does not copy.",
        "{path} est dans OneDrive, qui peut retirer le fichier de ce PC : choisissez un dossier qu'il ne copie pas.",
    ),
    "place_signs": (
        "{path} holds a sign that Windows reads as a command (one of {signs}): install Relance in a folder without it.",
        "{path} contient un signe que Windows lit comme une commande (l'un de {signs}) : "
        "installez Relance dans un dossier qui n'en a pas.",
    ),
    "place_letters": (
        "{path} holds letters that this Windows cannot hand to programs of the older kind: "
        "install Relance in a folder without them.",
        "{path} contient des lettres que ce Windows ne peut pas transmettre aux programmes d'ancien type : "
        "installez Relance dans un dossier qui n'en a pas.",
    ),
    # -- elsewhere than on Windows --
    "elsewhere_excel": (
        "Excel, its registry and its add-ins are on Windows only: run the doctor there; here are "
        "`relance addin libreoffice`, `relance addin office` and `relance serve`.",
        "Excel, son registre et ses compléments ne sont que sous Windows : lancez-y le diagnostic ; ici, il y a "
        "`relance addin libreoffice`, `relance addin office` et `relance serve`.",
    ),
    "elsewhere_build": (
        "relance.xlam can be built here, of xlwings {xlwings}: `relance addin build --out DIR`.",
        "relance.xlam peut être fabriqué ici, avec xlwings {xlwings} : `relance addin build --out DIR`.",
    ),
    "elsewhere_no_build": (
        "relance.xlam cannot be built here: {why}",
        "relance.xlam ne peut pas être fabriqué ici : {why}",
    ),
    "elsewhere_libreoffice": (
        "LibreOffice: {path}.",
        "LibreOffice : {path}.",
    ),
    "elsewhere_no_libreoffice": (
        "LibreOffice is not found here.",
        "LibreOffice n'est pas trouvé ici.",
    ),
}
