"""What the buttons say, in French and English."""

from addin.macro_french import in_french

_TEXTS = {
    "no_book": ("Ouvrez d'abord le classeur partagé.", "Open the shared workbook first."),
    "not_saved": (
        "Enregistrez d'abord ce classeur dans un dossier.",
        "Save this workbook in a folder first.",
    ),
    "read_only": (
        "Ce classeur est ouvert en lecture seule : rien n'a été fait.",
        "This workbook is open for reading only: nothing was done.",
    ),
    "ask_url": (
        "Adresse du serveur de ce classeur (par exemple https://bureau:8765) :",
        "Address of this workbook's server (such as https://office:8765):",
    ),
    "ask_token": (
        "Votre jeton d'accès à {url} ; il est gardé dans le coffre de Windows :",
        "Your token for {url}; it is kept in Windows' own vault:",
    ),
    "asking": ("question au serveur…", "asking the server…"),
    "saving": ("enregistrement…", "saving…"),
    "sending": ("envoi…", "sending…"),
    "reading": ("lecture du fichier…", "reading the file…"),
    "storing": ("importation…", "importing…"),
    "comparing": ("comparaison…", "comparing…"),
    "writing": ("écriture des cellules…", "writing cells…"),
    "synced": (
        "Envoyé : {pushed}, dont {applied} prises en compte. Reçu : {pulled}.",
        "Sent: {pushed}, of which {applied} landed. Received: {pulled}.",
    ),
    "conflicts": (
        "{count} conflit(s) : choisissez dans la colonne Choix de la feuille {sheet}, puis « Résoudre les conflits ».",
        "{count} conflict(s): choose in the last column of sheet {sheet}, then « Resolve conflict ».",
    ),
    "no_conflict": ("Aucun conflit à résoudre.", "There is no conflict to resolve."),
    "no_conflict_sheet": (
        "Ce classeur n'a plus de feuille de conflits.",
        "This workbook has no sheet of conflicts any more.",
    ),
    "rejected": (
        "{count} saisie(s) non envoyée(s), la première en {cell} : {why}",
        "{count} entr(y/ies) not sent, the first in {cell}: {why}",
    ),
    "all_rejected": ("Toutes sont dans {log}.", "All of them are in {log}."),
    "refreshed": ("À jour au {as_of} : {sheets}.", "Up to date as of {as_of}: {sheets}."),
    "refreshed_nothing": ("Rien à mettre à jour.", "There is nothing to bring up to date."),
    "which_account": (
        "La ligne choisie ne montre aucun compte : choisissez-le dans la ligne ouverte.",
        "The selected row shows no account: choose it in the row that was opened.",
    ),
    "accept": ("Importer ce fichier ?", "Import this file?"),
    "changed": (
        "Les chiffres ont changé depuis ce résumé ; voici le nouveau.",
        "The figures have changed since that summary; here is the new one.",
    ),
    "imported": (
        "Importé. « Actualiser » met ce classeur à jour.",
        "Imported. « Refresh » brings this workbook up to date.",
    ),
    "discarded": ("Rien n'a été importé.", "Nothing was imported."),
    "file": ("{file} ({companies})", "{file} ({companies})"),
    "counted": ("{rows} lignes, arrêté au {as_of}", "{rows} rows, as of {as_of}"),
    "new": ("{count} nouveau(x)", "{count} new"),
    "closed": ("{count} soldé(s)", "{count} closed"),
    "amended": ("{count} modifié(s)", "{count} amended"),
    "unchanged": ("{count} inchangé(s)", "{count} unchanged"),
    "open": ("Dû : {amount} {code}", "Open: {amount} {code}"),
    "untied": (
        "Attention : {count} ligne(s) de contrôle ne tombe(nt) pas juste.",
        "Beware: {count} control line(s) do not tie.",
    ),
    "problems": ("{count} problème(s), le premier : {first}", "{count} problem(s), the first: {first}"),
    "excel": ("Excel refuse : {told}", "Excel refuses: {told}"),
    "unforeseen": (
        "Une erreur que Relance ne connaît pas a tout arrêté ({told}) ; elle est décrite dans {log}.",
        "An error Relance does not know stopped everything ({told}); it is described in {log}.",
    ),
}  # fmt: skip


def told(lang: str, key: str, **values: object) -> str:
    """A text of the buttons."""
    return _TEXTS[key][lang == "en"].format(**values)


def in_words(lang: str, sentence: str) -> str:
    """A sentence of the layers below in the user's language, where it is known; as it is, where not."""
    return in_french(sentence) if lang == "fr" else sentence
