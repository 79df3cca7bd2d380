"""Texts of the sheet Critères: key -> (French, English); the criteria's own words stand in `priority.criteria`."""

CRITERIA: dict[str, tuple[str, str]] = {
    "sheet.criteria": ("Critères", "Criteria"),
    "title.criteria": ("Critères de priorité des relances", "Criteria of the order of calls"),
    "intro.criteria": (
        "Modifiez les cellules jaunes, enregistrez, puis : relance criteria load CLASSEUR.xlsx.",
        "Change the yellow cells, save, then: relance criteria load WORKBOOK.xlsx.",
    ),
    "criteria.version": ("Version {version} (0 : celle du programme).", "Version {version} (0: the program's own)."),
    "criteria.score": (
        "Le score d'un compte est la somme des points de ses critères, 100 au plus ; un poids de 0 coupe un critère.",
        "The score of an account is the sum of the points of its criteria, 100 at most; a weight of 0 turns one off.",
    ),
    "criteria.weight_help": (
        "Points au plus que donne ce critère : un nombre entier de 0 à {most}.",
        "Points this criterion gives at most: a whole number from 0 to {most}.",
    ),
    "criteria.fixed_help": (
        "Ce critère ne donne pas de points, il décide seulement : son poids reste 0.",
        "This criterion gives no points, it only decides: its weight stays 0.",
    ),
    "criteria.threshold_help": (
        "Un nombre entier de {least} à {most}, en {unit}.",
        "A whole number from {least} to {most}, in {unit}.",
    ),
    "criteria.refused": ("Nombre refusé", "Number refused"),
    "col.criterion": ("Critère", "Criterion"),
    "col.weight": ("Poids", "Weight"),
    "col.threshold": ("Seuil", "Threshold"),
    "col.unit": ("Unité", "Unit"),
    "col.definition": ("Définition", "Definition"),
    "col.code": ("Code", "Code"),
    "help.sheet.criteria": (
        "Les poids et les seuils du score de priorité, à modifier par le responsable crédit.",
        "Weights and thresholds of the call score, for the credit manager to change.",
    ),
}
