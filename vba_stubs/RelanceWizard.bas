Attribute VB_Name = "RelanceWizard"
' What Excel's function wizard says of each function and each argument.
Option Explicit

Private Const FUNCTION_CATEGORY As String = "Relance clients"

' Excel runs this when it loads the add-in. The texts are a convenience: without them everything still calculates.
Public Sub Auto_Open()
    Dim wasUpdating As Boolean
    wasUpdating = Application.ScreenUpdating
    On Error GoTo Failed
    Application.ScreenUpdating = False
    ' Excel describes no macro of a hidden workbook (error 1004), and an add-in is one.
    ThisWorkbook.IsAddin = False
    DescribeFunctions
Restore:
    On Error Resume Next
    ThisWorkbook.IsAddin = True
    ThisWorkbook.Saved = True
    Application.ScreenUpdating = wasUpdating
    Exit Sub
Failed:
    Report "le complément", Err.Description
    Resume Restore
End Sub

Private Sub DescribeFunctions()
    Describe "AR_DUE_DATE", "Date d'échéance d'une facture selon ses conditions de règlement (à mettre au format date).", _
        "Date de la facture.", _
        "Conditions de règlement : « 30 jours net », « 45 jours fin de mois », comptant..."
    Describe "AR_DAYS_OVERDUE", "Jours de retard à un jour donné ; 0 jusqu'à l'échéance comprise.", _
        "Date d'échéance.", _
        "Jour du calcul, comme AUJOURDHUI()."
    Describe "AR_BUCKET", "Tranche de la balance âgée où se trouve une échéance : Non échu, 1-30, 31-60...", _
        "Date d'échéance.", _
        "Jour du calcul, comme AUJOURDHUI().", _
        "Derniers jours des tranches : 30;60;90 par défaut."
    Describe "AR_TERMS_CHECK", "Ce que la loi oppose à des conditions de règlement (L441-10 : 60 jours, 45 jours fin de mois), ou Conforme.", _
        "Conditions de règlement : « 30 jours net », « 45 jours fin de mois », comptant...", _
        "Jour du calcul, comme AUJOURDHUI().", _
        "Débiteur : professionnel (par défaut), consommateur ou public."
    Describe "AR_LIMITATION_DATE", "Dernier jour pour agir en justice (prescription), sans compter d'interruption.", _
        "Date d'échéance.", _
        "Débiteur : professionnel, consommateur ou public ; inconnu, le délai le plus court.", _
        "Contrat à délai propre : transport, télécom, assurance, logement, effet, jugement."
    Describe "AR_AGED_BALANCE", "Balance âgée d'une liste : une ligne par compte, une colonne par tranche, totaux ; tout s'additionne.", _
        "Plage des pièces ouvertes : compte, échéance, montant ; d'autres colonnes sont reconnues par leur en-tête (pièce, date de facture, litige, promesse).", _
        "Jour du calcul, comme AUJOURDHUI().", _
        "Derniers jours des tranches : 30;60;90 par défaut."
    Describe "AR_OVERDUE", "Montant échu de toute la liste, ou de chaque compte demandé.", _
        "Plage des pièces ouvertes : compte, échéance, montant ; d'autres colonnes sont reconnues par leur en-tête (pièce, date de facture, litige, promesse).", _
        "Jour du calcul, comme AUJOURDHUI().", _
        "Compte voulu, ou colonne de comptes ; vide : tous."
    Describe "AR_COLLECTIBLE", "À recouvrer : échu, moins litiges, promesses et crédits non affectés ; jamais sous zéro par compte.", _
        "Plage des pièces ouvertes : compte, échéance, montant ; d'autres colonnes sont reconnues par leur en-tête (pièce, date de facture, litige, promesse).", _
        "Jour du calcul, comme AUJOURDHUI().", _
        "Compte voulu, ou colonne de comptes ; vide : tous."
    Describe "AR_ANOMALIES", "Ce qui est douteux dans une liste de pièces : doublons, dates impossibles, prescription... une phrase chacun.", _
        "Plage des pièces ouvertes : compte, échéance, montant ; d'autres colonnes sont reconnues par leur en-tête (pièce, date de facture, litige, promesse).", _
        "Jour du calcul, comme AUJOURDHUI()."
    Describe "AR_MATCH", "Pièces que paie un règlement : celles que nomme sa référence, le même montant, une somme exacte, les plus anciennes.", _
        "Montant du règlement.", _
        "Plage des pièces ouvertes : numéro de pièce (ou compte), échéance, montant.", _
        "Libellé du règlement, s'il nomme des pièces."
    Describe "AR_PENALTY", "Pénalités de retard (intérêts) d'une facture ; sans taux convenu, celui de la loi (L441-10, BCE + 10).", _
        "Montant dû, TTC.", _
        "Date d'échéance.", _
        "Dernier jour compté : jour du paiement, ou AUJOURDHUI().", _
        "Débiteur : professionnel (par défaut), consommateur ou public.", _
        "Taux convenu : 12 %, « 3 x légal », « BCE + 10 », plancher... ; vide : le taux que fixe la loi.", _
        "Date de la mise en demeure (débiteur consommateur)."
    Describe "AR_PENALTY_DETAIL", "Lignes des pénalités : du, au, jours, principal, taux, intérêts, source ; leur somme est AR_PENALTY.", _
        "Montant dû, TTC.", _
        "Date d'échéance.", _
        "Dernier jour compté : jour du paiement, ou AUJOURDHUI().", _
        "Débiteur : professionnel (par défaut), consommateur ou public.", _
        "Taux convenu : 12 %, « 3 x légal », « BCE + 10 », plancher... ; vide : le taux que fixe la loi.", _
        "Date de la mise en demeure (débiteur consommateur)."
    Describe "AR_COMPENSATION", "Indemnité forfaitaire de recouvrement : 40 EUR par facture en retard d'un professionnel (D441-5).", _
        "Date d'échéance.", _
        "Dernier jour compté : jour du paiement, ou AUJOURDHUI().", _
        "Débiteur : professionnel (par défaut), consommateur ou public."
    Describe "AR_CLAIM", "Décompte d'un compte : principal, retard, intérêts, indemnité de chaque pièce échue, crédits et total.", _
        "Plage des pièces ouvertes : numéro de pièce (ou compte), échéance, montant.", _
        "Dernier jour compté : jour du paiement, ou AUJOURDHUI().", _
        "Débiteur : professionnel (par défaut), consommateur ou public.", _
        "Taux convenu : 12 %, « 3 x légal », « BCE + 10 », plancher... ; vide : le taux que fixe la loi.", _
        "Date de la mise en demeure (débiteur consommateur)."
    Describe "AR_RATE", "Taux annuel en vigueur un jour donné (à mettre au format %) ; sans clause, celui de la loi.", _
        "Jour du calcul, comme AUJOURDHUI().", _
        "Débiteur : professionnel (par défaut), consommateur ou public.", _
        "Taux convenu : 12 %, « 3 x légal », « BCE + 10 », plancher... ; vide : le taux que fixe la loi."
    Describe "AR_DISCOUNT", "Gain à accorder un escompte : ce que l'attente coûterait, moins l'escompte ; négatif, mieux vaut attendre.", _
        "Montant dû, TTC.", _
        "Taux d'escompte, par exemple 1 %.", _
        "Jours gagnés.", _
        "Coût annuel de l'argent, par exemple 6 %."
    Describe "AR_PRIORITY", "Score de priorité (0 à 100) de chaque compte demandé ; sans compte, la table des scores.", _
        "Plage des pièces ouvertes : compte, échéance, montant ; d'autres colonnes sont reconnues par leur en-tête (pièce, date de facture, litige, promesse).", _
        "Jour du calcul, comme AUJOURDHUI().", _
        "Compte voulu, ou colonne de comptes ; vide : tous."
    Describe "AR_PRIORITY_REASONS", "Raisons du score de chaque compte demandé, en une ligne.", _
        "Plage des pièces ouvertes : compte, échéance, montant ; d'autres colonnes sont reconnues par leur en-tête (pièce, date de facture, litige, promesse).", _
        "Jour du calcul, comme AUJOURDHUI().", _
        "Compte voulu, ou colonne de comptes ; vide : tous."
    Describe "AR_WORKLIST", "Agenda de relance d'une liste : qui appeler d'abord, pourquoi, et quoi faire.", _
        "Plage des pièces ouvertes : compte, échéance, montant ; d'autres colonnes sont reconnues par leur en-tête (pièce, date de facture, litige, promesse).", _
        "Jour du calcul, comme AUJOURDHUI().", _
        "Nombre de comptes voulus ; vide : tous."
    Describe "AR_DSO", "DSO comptable : encours / ventes TTC de la période x nombre de jours.", _
        "Encours clients TTC.", _
        "Ventes TTC de la période.", _
        "Nombre de jours de la période des ventes (365 par défaut)."
    Describe "AR_DSO_COUNT_BACK", "DSO par épuisement : les ventes de chaque mois, le dernier d'abord, épuisent l'encours.", _
        "Encours clients TTC.", _
        "Plage des ventes TTC par mois : un jour du mois, ventes.", _
        "Jour du calcul, comme AUJOURDHUI()."
    Describe "AR_BPDSO", "Meilleur DSO possible : encours non échu / ventes TTC de la période x nombre de jours.", _
        "Encours non échu TTC.", _
        "Ventes TTC de la période.", _
        "Nombre de jours de la période des ventes (365 par défaut)."
    Describe "AR_ADD", "Retard moyen de paiement (ADD) : DSO moins meilleur DSO possible.", _
        "DSO, en jours.", _
        "Meilleur DSO possible, en jours."
    Describe "AR_CEI", "Taux de recouvrement (CEI), en % de 0 à 100 : ce qui a été encaissé de ce qui pouvait l'être.", _
        "Encours au début.", _
        "Ventes TTC de la période.", _
        "Encours à la fin.", _
        "Encours non échu à la fin."
    Describe "AR_INSTALMENTS", "Échéancier d'une dette, parts mensuelles de principal égales, avec ou sans intérêts sur le solde.", _
        "Montant dû, TTC.", _
        "Nombre d'échéances.", _
        "Date de la première échéance.", _
        "Taux annuel sur le solde : 12 %, légal... ; vide : sans intérêts.", _
        "Jour après lequel courent les intérêts ; vide : la première échéance."
    Describe "AR_VERSION", "Version de Relance qui calcule."
    Describe "AR_LAST_ERROR", "Phrase de la dernière erreur d'une fonction AR : pourquoi elle n'a pas calculé."
End Sub

Private Sub Describe(ByVal functionName As String, ByVal functionText As String, ParamArray argumentTexts() As Variant)
    Dim texts As Variant
    On Error GoTo Failed
    texts = argumentTexts
    If UBound(texts) < LBound(texts) Then
        Application.MacroOptions Macro:=functionName, Description:=functionText, Category:=FUNCTION_CATEGORY
    Else
        Application.MacroOptions Macro:=functionName, Description:=functionText, Category:=FUNCTION_CATEGORY, _
            ArgumentDescriptions:=texts
    End If
    Exit Sub
Failed:
    Report functionName, Err.Description
End Sub

' The ribbon's « Dernière erreur » and AR_LAST_ERROR tell it; a message at every start of Excel would only be in the way.
Private Sub Report(ByVal subject As String, ByVal errorText As String)
    RememberMessage "L'assistant de fonctions ne décrit pas " & subject & " : " & errorText
End Sub
