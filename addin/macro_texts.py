"""What the buttons say, in French and English; and in French what the layers below say, which speak English."""

import re

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

#: Sentences of the layers below -> the same in French.
_FRENCH = (
    (r"The server at (.+?) does not answer: (.+)",
     r"Le serveur \1 ne répond pas (\2) Rien n'a été changé ; réessayez plus tard."),
    (r"The server at (.+?) does not take the token: .*",
     r"Le serveur \1 n'accepte pas ce jeton : demandez-en un autre."),
    (r"The server at (.+?) refuses: (.+)", r"Le serveur \1 refuse : \2"),
    (r"There is no token for (.+?): .*", r"Aucun jeton n'est gardé pour \1."),
    (r"This workbook belongs to another server; .*",
     "Ce classeur appartient à un autre serveur ; rien n'a été changé."),
    (r"This Relance is too old for the server: .*",
     "Ce Relance est trop ancien pour le serveur : mettez-le à jour."),
    (r"The server is older than this Relance: .*",
     "Le serveur est plus ancien que ce Relance : faites-le mettre à jour."),
    (r"The certificate of (.+?) is not known here: .*", r"Le certificat de \1 n'est pas connu de ce poste."),
    (r"« (.+?) » is no address of a server.*", r"« \1 » n'est pas l'adresse d'un serveur."),
    (r"The token would go over an open line: .*",
     "Le jeton passerait en clair : l'adresse doit commencer par https."),
    (r"The token is none: .*", "Ce n'est pas un jeton : c'est un seul mot de lettres et de chiffres."),
    (r"(.+) is no shared workbook: .*", r"\1 n'est pas un classeur partagé."),
    (r"This file was copied or moved: .*", "Ce fichier a été copié ou déplacé : il vit désormais sa propre vie."),
    (r"The hidden sheet .+ of the shared state is damaged.*",
     "L'état partagé de ce classeur est abîmé : reprenez une copie plus ancienne."),
    (r"This workbook has no sheet for it: .*",
     "Ce classeur n'a pas de feuille pour cela : il faut un classeur partagé."),
)  # fmt: skip


def told(lang: str, key: str, **values: object) -> str:
    """A text of the buttons."""
    return _TEXTS[key][lang == "en"].format(**values)


def in_words(lang: str, sentence: str) -> str:
    """A sentence of the layers below in the user's language, where it is known; as it is, where not."""
    for pattern, french in _FRENCH if lang == "fr" else ():
        found = re.fullmatch(pattern, sentence, re.DOTALL)
        if found:
            return found.expand(french)
    return sentence
