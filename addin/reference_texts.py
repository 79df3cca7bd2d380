"""What docs/functions.md says beyond the catalogue: a sheet to try on, an example with its result, the errors.

Results are written by hand and evaluated by a test; a table shows its rows as a cell format would.
"""

from dataclasses import dataclass

from addin.version import version

#: The sheet of all examples, from A1 on.
SHEET = (
    ("Compte", "Pièce", "Échéance", "Montant", "", "Mois", "Ventes"),
    ("DURAND", "FA101", "31/08/2026", "200,20", "", "01/07/2026", "700,00"),
    ("BERNARD", "FA102", "30/08/2026", "50,05", "", "01/08/2026", "800,00"),
    ("DURAND", "FA103", "30/09/2026", "100,10", "", "01/09/2026", "1200,00"),
    ("DURAND", "AV7", "01/09/2026", "-30,00", "", "", ""),
)


@dataclass(frozen=True)
class Example:
    """A formula on SHEET, the rows it shows, and when the function gives an error of its own."""

    formula: str
    shown: tuple[tuple[str, ...], ...]
    errors: tuple[tuple[str, str], ...] = ()


def _one(formula: str, shown: str, *errors: tuple[str, str]) -> Example:
    return Example(formula, ((shown,),), errors)


_UNKNOWN_ACCOUNT = ("#N/A", "le compte demandé n'est pas dans la plage")
_UNKNOWN_DEBTOR = ("#N/A", "débiteur inconnu : chaque nature a son propre taux")
_NO_RATE = ("#N/A", "aucun taux n'est publié pour toute la période : jamais de calcul partiel")
_NO_NOTICE = ("#N/A", "débiteur consommateur sans date de mise en demeure")
_SINGLE = ("#VALUE!", "une colonne là où il faut une seule valeur")
_NO_DIVISOR = ("#NUM!", "ventes ou nombre de jours à zéro")

EXAMPLES: dict[str, Example] = {
    "AR_DUE_DATE": _one(
        '=AR_DUE_DATE("15/02/2025"; "45 jours fin de mois")', "30/04/2025",
        ("#VALUE!", "conditions non comprises, ou à plusieurs échéances"),
    ),
    "AR_DAYS_OVERDUE": _one('=AR_DAYS_OVERDUE("31/08/2026"; "30/09/2026")', "30"),
    "AR_BUCKET": _one(
        '=AR_BUCKET(C3; "30/09/2026")', "31-60", ("#NUM!", "tranches qui ne croissent pas, ou pas en jours entiers")
    ),
    "AR_TERMS_CHECK": _one('=AR_TERMS_CHECK("60 jours net"; "30/09/2026")', "Conforme"),
    "AR_LIMITATION_DATE": _one(
        '=AR_LIMITATION_DATE("15/06/2023"; "professionnel")', "15/06/2028", ("#VALUE!", "contrat d'un type inconnu")
    ),
    "AR_AGED_BALANCE": Example(
        '=AR_AGED_BALANCE(A1:D5; "30/09/2026")',
        (
            ("Compte", "Non échu", "1-30", "31-60", "61-90", "91+", "Âge inconnu", "Non affecté", "Total"),
            ("BERNARD", "0", "0", "50,05", "0", "0", "0", "0", "50,05"),
            ("DURAND", "100,10", "200,20", "0", "0", "0", "0", "-30,00", "270,30"),
            ("Total", "100,10", "200,20", "50,05", "0", "0", "0", "-30,00", "320,35"),
        ),
        (("#VALUE!", "une pièce sans compte ou sans montant lisible : la phrase donne sa ligne"),),
    ),
    "AR_OVERDUE": _one('=AR_OVERDUE(A1:D5; "30/09/2026"; "DURAND")', "200,20", _UNKNOWN_ACCOUNT),
    "AR_COLLECTIBLE": _one('=AR_COLLECTIBLE(A1:D5; "30/09/2026"; "DURAND")', "170,20", _UNKNOWN_ACCOUNT),
    "AR_ANOMALIES": Example(
        '=AR_ANOMALIES(A1:D5; "30/09/2026")',
        (
            ("Compte", "Pièce", "Montant", "Anomalie"),
            ("DURAND", "AV7", "-30,00",
             "Règlement AV7 du 01/09/2026 sur le compte DURAND : 30,00 EUR ne paient aucune pièce (âge : 29 j)."),
        ),
    ),
    "AR_MATCH": Example(
        "=AR_MATCH(150,15; B1:D4)",
        (
            ("Pièce", "Échéance", "Ouvert", "Payé", "Reste", "Règle"),
            ("FA102", "30/08/2026", "50,05", "50,05", "0", "somme exacte de plusieurs"),
            ("FA103", "30/09/2026", "100,10", "100,10", "0", "somme exacte de plusieurs"),
        ),
        (("#NUM!", "règlement nul ou négatif"), _SINGLE),
    ),
    "AR_PENALTY": _one(
        '=AR_PENALTY(10000; "01/05/2026"; "01/09/2026")', "413,76",
        ("#NUM!", "montant négatif : un avoir ne porte pas d'intérêts"),
        _NO_RATE, _NO_NOTICE, _UNKNOWN_DEBTOR,
    ),
    "AR_PENALTY_DETAIL": Example(
        '=AR_PENALTY_DETAIL(7500; "30/04/2026"; "15/08/2026"; ; "10 %")',
        (
            ("Du", "Au", "Jours", "Principal", "Taux", "Intérêts", "Source"),
            ("01/05/2026", "15/08/2026", "107", "7500", "10 %", "219,86",
             "taux fixe de la clause (C. civ. 1343-1)"),
        ),
        (_NO_RATE, _NO_NOTICE, _UNKNOWN_DEBTOR, _SINGLE),
    ),
    "AR_COMPENSATION": _one('=AR_COMPENSATION("01/05/2026"; "01/09/2026")', "40", _UNKNOWN_DEBTOR),
    "AR_CLAIM": Example(
        '=AR_CLAIM(B3:D3; "29/09/2026"; ; "10 %")',
        (
            ("Pièce", "Échéance", "Principal", "Jours de retard", "Intérêts", "Indemnité", "Total"),
            ("FA102", "30/08/2026", "50,05", "30", "0,41", "40", "90,46"),
            ("Total", "", "50,05", "", "0,41", "40", "90,46"),
        ),
        (_NO_RATE, _NO_NOTICE, _UNKNOWN_DEBTOR),
    ),
    "AR_RATE": _one('=AR_RATE("01/07/2026")', "12,40 %", _NO_RATE, _UNKNOWN_DEBTOR),
    "AR_DISCOUNT": _one(
        '=AR_DISCOUNT(10000; "1 %"; 30; "6 %")', "-50,50", ("#NUM!", "escompte hors de 0 à 100 %, ou aucun jour gagné")
    ),
    "AR_PRIORITY": _one('=AR_PRIORITY(A1:D5; "30/09/2026"; "BERNARD")', "5", _UNKNOWN_ACCOUNT),
    "AR_PRIORITY_REASONS": _one(
        '=AR_PRIORITY_REASONS(A1:D5; "30/09/2026"; "BERNARD")', "échu depuis 31 jours (+5)", _UNKNOWN_ACCOUNT
    ),
    "AR_WORKLIST": Example(
        '=AR_WORKLIST(A1:D3; "30/09/2026"; 1)',
        (
            ("Rang", "Compte", "Score", "Prochaine action", "À recouvrer", "Échu", "Retard (jours)", "Raisons"),
            ("1", "DURAND", "6", "Appeler", "200,20", "200,20", "30",
             "échu depuis 30 jours (+5) ; 200,20 EUR à recouvrer sur une pièce échue (+1)"),
        ),
    ),
    "AR_DSO": _one("=AR_DSO(30000; 60000; 90)", "45", _NO_DIVISOR),
    "AR_DSO_COUNT_BACK": _one(
        '=AR_DSO_COUNT_BACK(1600; F1:G4; "30/09/2026")', "45,50",
        ("#N/A", "les ventes données n'épuisent pas l'encours : ajouter des mois"),
    ),
    "AR_BPDSO": _one("=AR_BPDSO(22000; 60000; 90)", "33", _NO_DIVISOR),
    "AR_ADD": _one("=AR_ADD(45; 33)", "12"),
    "AR_CEI": _one("=AR_CEI(40000; 60000; 30000; 22000)", "89,74", ("#NUM!", "il n'y avait rien à encaisser")),
    "AR_INSTALMENTS": Example(
        '=AR_INSTALMENTS(1000; 2; "15/10/2026")',
        (
            ("N°", "Date", "Principal", "Intérêts", "Échéance", "Reste dû"),
            ("1", "15/10/2026", "500", "0", "500", "500"),
            ("2", "15/11/2026", "500", "0", "500", "0"),
        ),
        (("#NUM!", "ni 1 à 120 échéances, ou départ des intérêts après la première"), _NO_RATE, _SINGLE),
    ),
    "AR_VERSION": _one("=AR_VERSION()", version()),
    "AR_LAST_ERROR": _one("=AR_LAST_ERROR()", ""),
}  # fmt: skip

INTRODUCTION = """# Les fonctions AR

Vingt-sept fonctions, les mêmes au centime dans Excel et LibreOffice. Dans Excel pour Windows elles s'écrivent
`AR_DUE_DATE` ; dans LibreOffice, Excel pour Mac et Excel sur le web, `AR.DUEDATE`. Le séparateur d'arguments est le
point-virgule d'un tableur en français. Les arguments entre crochets peuvent être omis ou laissés vides.

## Ce qu'une cellule peut contenir

- **Une date** : une cellule date, son numéro, ou un texte (`31/01/2026`, `2026-01-31`, `31.1.26`, `31 janvier 2026`).
  Les heures ne comptent pas. De 1970 à 2100. Une colonne où `12/31/2026` met le mois d'abord est refusée si une autre
  de ses dates se lit des deux façons.
- **Un montant** : un nombre, ou un texte (`1 234,56`, `1.234,56 €`). Il est arrondi au centime, demi vers le haut.
- **Un taux** : `12 %`, `0,12` ou `12` ; pour les pénalités aussi `3 x légal`, `BCE + 10`, `plancher`, `légal`.
  Un taux nul s'écrit `0 %` : le nombre 0 seul est pris pour une cellule vide.
- **Un débiteur** : `professionnel`, `consommateur` (ou `particulier`), `public`.
- **Une plage de pièces** : ses colonnes sont reconnues à leur en-tête, dans n'importe quel ordre ; sans en-tête, elles
  sont dans l'ordre donné. Une ligne de total à la fin n'est pas comptée deux fois ; « Édité le… » ou « Page 1/3 »
  sous la liste n'est pas lu.
- **Un compte** : `Durand` et `DURAND` sont un seul compte, montré comme il est écrit d'abord ; Excel aussi compare sans
  distinguer majuscules et minuscules.
- **Une valeur ou une colonne** : chaque fonction qui prend une valeur prend aussi une colonne, et répond ligne par
  ligne. Une ligne vide reste vide. Une colonne entière (`A:A`) s'arrête à sa dernière ligne remplie.

## Ce qu'une cellule peut montrer d'autre

| Erreur | Pourquoi |
|---|---|
| `#VALUE!` | une cellule illisible, un argument qui manque, une erreur dans une cellule lue |
| `#NUM!` | un nombre hors de ce que la règle permet |
| `#N/A` | pas de réponse : taux non publié, compte absent, service arrêté |
| `#NAME?` | fonction inconnue de cette version |

`AR_LAST_ERROR()` donne la phrase de la dernière erreur. Une erreur dans une colonne ne gâte que sa ligne ; dans une
plage de pièces elle refuse tout le calcul : une balance sans l'une de ses lignes serait fausse.

"""

#: Form -> what Excel for Windows, LibreOffice, Office.js and HTTP show; in bold what is unlike the golden table.
HOSTS = ("Excel (Windows)", "LibreOffice", "Office.js (Mac, web)", "HTTP")
FORMS: dict[str, tuple[str, str, str, str]] = {
    "Date": ("date ou numéro", "numéro", "numéro", "numéro ou texte"),
    "Résultat date": ("numéro, à mettre au format date",) * 4,
    "Erreur dans une plage": ("`#VALUE!` à sa ligne", "**`Err:504` partout, sans appel**", "`#VALUE!` à sa ligne",
                              '`{"error": "#N/A"}`, `#VALUE!` à sa ligne'),
    "Erreur dans une cellule seule": ("`#VALUE!`", "**la même erreur, sans appel**", "`#VALUE!`", "`#VALUE!`"),
    "Cellule vide seule": ("vide", "**0 : vide pour une date, un débiteur, un taux, des conditions ; zéro pour un "
                           "montant ou un nombre**", "vide", "`null`"),
    "Argument omis": ("sa valeur par défaut",) * 4,
    "VRAI ou FAUX": ("`#VALUE!`", "**1 ou 0**", "`#VALUE!`", "`#VALUE!`"),
    "Erreur en résultat": ("vraie erreur, aussi dans un tableau", "vraie erreur, aussi dans un tableau",
                           "vraie erreur avec sa phrase", '`{"error", "message"}`'),
    "Texte de plus de 255 caractères": ("lu en entier ; en résultat, coupé à 255",) * 4,
    "Tableau": ("se répand (365) ou formule matricielle", "formule matricielle", "se répand", "liste de lignes"),
    "Cellules vides en fin de plage": ("une ligne vide chacune", "une ligne vide chacune", "**pas de ligne**",
                                       "une ligne vide chacune"),
    "Colonnes entières inégales": ("**toutes jusqu'à la dernière ligne remplie**",
                                   "**toutes jusqu'à la dernière ligne remplie**", "chacune jusqu'à la sienne",
                                   "sans objet"),
    "Dernière erreur": (*("**la dernière de la session**",) * 3, "vide : chaque résultat a la sienne"),
}  # fmt: skip
