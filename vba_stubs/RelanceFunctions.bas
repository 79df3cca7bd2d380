Attribute VB_Name = "RelanceFunctions"
' The worksheet functions, one for each entry of the catalogue: they only hand their arguments over.
Option Explicit

Public Function AR_DUE_DATE(ByVal invoice_date As Variant, ByVal terms As Variant) As Variant
Attribute AR_DUE_DATE.VB_Description = "Date d'échéance d'une facture selon ses conditions de règlement (à mettre au format date)."
Attribute AR_DUE_DATE.VB_ProcData.VB_Invoke_Func = " \n14"
    AR_DUE_DATE = CallPython("AR_DUE_DATE", Array(invoice_date, terms))
End Function

Public Function AR_DAYS_OVERDUE(ByVal due As Variant, ByVal on_day As Variant) As Variant
Attribute AR_DAYS_OVERDUE.VB_Description = "Jours de retard à un jour donné ; 0 jusqu'à l'échéance comprise."
Attribute AR_DAYS_OVERDUE.VB_ProcData.VB_Invoke_Func = " \n14"
    AR_DAYS_OVERDUE = CallPython("AR_DAYS_OVERDUE", Array(due, on_day))
End Function

Public Function AR_BUCKET(ByVal due As Variant, ByVal on_day As Variant, Optional ByVal buckets As Variant) As Variant
Attribute AR_BUCKET.VB_Description = "Tranche de la balance âgée où se trouve une échéance : Non échu, 1-30, 31-60..."
Attribute AR_BUCKET.VB_ProcData.VB_Invoke_Func = " \n14"
    AR_BUCKET = CallPython("AR_BUCKET", Array(due, on_day, buckets))
End Function

Public Function AR_TERMS_CHECK( _
    ByVal terms As Variant, _
    ByVal on_day As Variant, _
    Optional ByVal debtor As Variant) As Variant
Attribute AR_TERMS_CHECK.VB_Description = "Ce que la loi oppose à des conditions de règlement (L441-10 : 60 jours, 45 jours fin de mois), ou Conforme."
Attribute AR_TERMS_CHECK.VB_ProcData.VB_Invoke_Func = " \n14"
    AR_TERMS_CHECK = CallPython("AR_TERMS_CHECK", Array(terms, on_day, debtor))
End Function

Public Function AR_LIMITATION_DATE( _
    ByVal due As Variant, _
    Optional ByVal debtor As Variant, _
    Optional ByVal contract As Variant) As Variant
Attribute AR_LIMITATION_DATE.VB_Description = "Dernier jour pour agir en justice (prescription), sans compter d'interruption."
Attribute AR_LIMITATION_DATE.VB_ProcData.VB_Invoke_Func = " \n14"
    AR_LIMITATION_DATE = CallPython("AR_LIMITATION_DATE", Array(due, debtor, contract))
End Function

Public Function AR_AGED_BALANCE( _
    ByVal items As Variant, _
    ByVal on_day As Variant, _
    Optional ByVal buckets As Variant) As Variant
Attribute AR_AGED_BALANCE.VB_Description = "Balance âgée d'une liste : une ligne par compte, une colonne par tranche, totaux ; tout s'additionne."
Attribute AR_AGED_BALANCE.VB_ProcData.VB_Invoke_Func = " \n14"
    AR_AGED_BALANCE = CallPython("AR_AGED_BALANCE", Array(items, on_day, buckets))
End Function

Public Function AR_OVERDUE( _
    ByVal items As Variant, _
    ByVal on_day As Variant, _
    Optional ByVal account As Variant) As Variant
Attribute AR_OVERDUE.VB_Description = "Montant échu de toute la liste, ou de chaque compte demandé."
Attribute AR_OVERDUE.VB_ProcData.VB_Invoke_Func = " \n14"
    AR_OVERDUE = CallPython("AR_OVERDUE", Array(items, on_day, account))
End Function

Public Function AR_COLLECTIBLE( _
    ByVal items As Variant, _
    ByVal on_day As Variant, _
    Optional ByVal account As Variant) As Variant
Attribute AR_COLLECTIBLE.VB_Description = "À recouvrer : échu, moins litiges, promesses et crédits non affectés ; jamais sous zéro par compte."
Attribute AR_COLLECTIBLE.VB_ProcData.VB_Invoke_Func = " \n14"
    AR_COLLECTIBLE = CallPython("AR_COLLECTIBLE", Array(items, on_day, account))
End Function

Public Function AR_ANOMALIES(ByVal items As Variant, ByVal on_day As Variant) As Variant
Attribute AR_ANOMALIES.VB_Description = "Ce qui est douteux dans une liste de pièces : doublons, dates impossibles, prescription... une phrase chacun."
Attribute AR_ANOMALIES.VB_ProcData.VB_Invoke_Func = " \n14"
    AR_ANOMALIES = CallPython("AR_ANOMALIES", Array(items, on_day))
End Function

Public Function AR_MATCH( _
    ByVal payment As Variant, _
    ByVal items As Variant, _
    Optional ByVal reference As Variant) As Variant
Attribute AR_MATCH.VB_Description = "Pièces que paie un règlement : celles que nomme sa référence, le même montant, une somme exacte, les plus anciennes."
Attribute AR_MATCH.VB_ProcData.VB_Invoke_Func = " \n14"
    AR_MATCH = CallPython("AR_MATCH", Array(payment, items, reference))
End Function

Public Function AR_PENALTY( _
    ByVal amount As Variant, _
    ByVal due As Variant, _
    ByVal until_day As Variant, _
    Optional ByVal debtor As Variant, _
    Optional ByVal rate As Variant, _
    Optional ByVal notice As Variant) As Variant
Attribute AR_PENALTY.VB_Description = "Pénalités de retard (intérêts) d'une facture ; sans taux convenu, celui de la loi (L441-10, BCE + 10)."
Attribute AR_PENALTY.VB_ProcData.VB_Invoke_Func = " \n14"
    AR_PENALTY = CallPython("AR_PENALTY", Array(amount, due, until_day, debtor, rate, notice))
End Function

Public Function AR_PENALTY_DETAIL( _
    ByVal amount As Variant, _
    ByVal due As Variant, _
    ByVal until_day As Variant, _
    Optional ByVal debtor As Variant, _
    Optional ByVal rate As Variant, _
    Optional ByVal notice As Variant) As Variant
Attribute AR_PENALTY_DETAIL.VB_Description = "Lignes des pénalités : du, au, jours, principal, taux, intérêts, source ; leur somme est AR_PENALTY."
Attribute AR_PENALTY_DETAIL.VB_ProcData.VB_Invoke_Func = " \n14"
    AR_PENALTY_DETAIL = CallPython("AR_PENALTY_DETAIL", Array(amount, due, until_day, debtor, rate, notice))
End Function

Public Function AR_COMPENSATION( _
    ByVal due As Variant, _
    ByVal until_day As Variant, _
    Optional ByVal debtor As Variant) As Variant
Attribute AR_COMPENSATION.VB_Description = "Indemnité forfaitaire de recouvrement : 40 EUR par facture en retard d'un professionnel (D441-5)."
Attribute AR_COMPENSATION.VB_ProcData.VB_Invoke_Func = " \n14"
    AR_COMPENSATION = CallPython("AR_COMPENSATION", Array(due, until_day, debtor))
End Function

Public Function AR_CLAIM( _
    ByVal items As Variant, _
    ByVal until_day As Variant, _
    Optional ByVal debtor As Variant, _
    Optional ByVal rate As Variant, _
    Optional ByVal notice As Variant) As Variant
Attribute AR_CLAIM.VB_Description = "Décompte d'un compte : principal, retard, intérêts, indemnité de chaque pièce échue, crédits et total."
Attribute AR_CLAIM.VB_ProcData.VB_Invoke_Func = " \n14"
    AR_CLAIM = CallPython("AR_CLAIM", Array(items, until_day, debtor, rate, notice))
End Function

Public Function AR_RATE( _
    ByVal on_day As Variant, _
    Optional ByVal debtor As Variant, _
    Optional ByVal rate As Variant) As Variant
Attribute AR_RATE.VB_Description = "Taux annuel en vigueur un jour donné (à mettre au format %) ; sans clause, celui de la loi."
Attribute AR_RATE.VB_ProcData.VB_Invoke_Func = " \n14"
    AR_RATE = CallPython("AR_RATE", Array(on_day, debtor, rate))
End Function

Public Function AR_DISCOUNT( _
    ByVal amount As Variant, _
    ByVal discount As Variant, _
    ByVal days_earlier As Variant, _
    ByVal cost As Variant) As Variant
Attribute AR_DISCOUNT.VB_Description = "Gain à accorder un escompte : ce que l'attente coûterait, moins l'escompte ; négatif, mieux vaut attendre."
Attribute AR_DISCOUNT.VB_ProcData.VB_Invoke_Func = " \n14"
    AR_DISCOUNT = CallPython("AR_DISCOUNT", Array(amount, discount, days_earlier, cost))
End Function

Public Function AR_PRIORITY( _
    ByVal items As Variant, _
    ByVal on_day As Variant, _
    Optional ByVal account As Variant) As Variant
Attribute AR_PRIORITY.VB_Description = "Score de priorité (0 à 100) de chaque compte demandé ; sans compte, la table des scores."
Attribute AR_PRIORITY.VB_ProcData.VB_Invoke_Func = " \n14"
    AR_PRIORITY = CallPython("AR_PRIORITY", Array(items, on_day, account))
End Function

Public Function AR_PRIORITY_REASONS( _
    ByVal items As Variant, _
    ByVal on_day As Variant, _
    Optional ByVal account As Variant) As Variant
Attribute AR_PRIORITY_REASONS.VB_Description = "Raisons du score de chaque compte demandé, en une ligne."
Attribute AR_PRIORITY_REASONS.VB_ProcData.VB_Invoke_Func = " \n14"
    AR_PRIORITY_REASONS = CallPython("AR_PRIORITY_REASONS", Array(items, on_day, account))
End Function

Public Function AR_WORKLIST(ByVal items As Variant, ByVal on_day As Variant, Optional ByVal count As Variant) As Variant
Attribute AR_WORKLIST.VB_Description = "Agenda de relance d'une liste : qui appeler d'abord, pourquoi, et quoi faire."
Attribute AR_WORKLIST.VB_ProcData.VB_Invoke_Func = " \n14"
    AR_WORKLIST = CallPython("AR_WORKLIST", Array(items, on_day, count))
End Function

Public Function AR_DSO(ByVal receivables As Variant, ByVal sales As Variant, Optional ByVal days As Variant) As Variant
Attribute AR_DSO.VB_Description = "DSO comptable : encours / ventes TTC de la période x nombre de jours."
Attribute AR_DSO.VB_ProcData.VB_Invoke_Func = " \n14"
    AR_DSO = CallPython("AR_DSO", Array(receivables, sales, days))
End Function

Public Function AR_DSO_COUNT_BACK( _
    ByVal receivables As Variant, _
    ByVal sales As Variant, _
    ByVal on_day As Variant) As Variant
Attribute AR_DSO_COUNT_BACK.VB_Description = "DSO par épuisement : les ventes de chaque mois, le dernier d'abord, épuisent l'encours."
Attribute AR_DSO_COUNT_BACK.VB_ProcData.VB_Invoke_Func = " \n14"
    AR_DSO_COUNT_BACK = CallPython("AR_DSO_COUNT_BACK", Array(receivables, sales, on_day))
End Function

Public Function AR_BPDSO( _
    ByVal receivables As Variant, _
    ByVal sales As Variant, _
    Optional ByVal days As Variant) As Variant
Attribute AR_BPDSO.VB_Description = "Meilleur DSO possible : encours non échu / ventes TTC de la période x nombre de jours."
Attribute AR_BPDSO.VB_ProcData.VB_Invoke_Func = " \n14"
    AR_BPDSO = CallPython("AR_BPDSO", Array(receivables, sales, days))
End Function

Public Function AR_ADD(ByVal dso As Variant, ByVal bpdso As Variant) As Variant
Attribute AR_ADD.VB_Description = "Retard moyen de paiement (ADD) : DSO moins meilleur DSO possible."
Attribute AR_ADD.VB_ProcData.VB_Invoke_Func = " \n14"
    AR_ADD = CallPython("AR_ADD", Array(dso, bpdso))
End Function

Public Function AR_CEI( _
    ByVal opening As Variant, _
    ByVal sales As Variant, _
    ByVal closing As Variant, _
    ByVal not_due As Variant) As Variant
Attribute AR_CEI.VB_Description = "Taux de recouvrement (CEI), en % de 0 à 100 : ce qui a été encaissé de ce qui pouvait l'être."
Attribute AR_CEI.VB_ProcData.VB_Invoke_Func = " \n14"
    AR_CEI = CallPython("AR_CEI", Array(opening, sales, closing, not_due))
End Function

Public Function AR_INSTALMENTS( _
    ByVal amount As Variant, _
    ByVal count As Variant, _
    ByVal first_date As Variant, _
    Optional ByVal rate As Variant, _
    Optional ByVal start As Variant) As Variant
Attribute AR_INSTALMENTS.VB_Description = "Échéancier d'une dette, parts mensuelles de principal égales, avec ou sans intérêts sur le solde."
Attribute AR_INSTALMENTS.VB_ProcData.VB_Invoke_Func = " \n14"
    AR_INSTALMENTS = CallPython("AR_INSTALMENTS", Array(amount, count, first_date, rate, start))
End Function

Public Function AR_VERSION() As Variant
Attribute AR_VERSION.VB_Description = "Version de Relance qui calcule."
Attribute AR_VERSION.VB_ProcData.VB_Invoke_Func = " \n14"
    AR_VERSION = CallPython("AR_VERSION", Array())
End Function

Public Function AR_LAST_ERROR() As Variant
Attribute AR_LAST_ERROR.VB_Description = "Phrase de la dernière erreur d'une fonction AR : pourquoi elle n'a pas calculé."
Attribute AR_LAST_ERROR.VB_ProcData.VB_Invoke_Func = " \n14"
    ' No argument changes when an error does.
    Application.Volatile
    AR_LAST_ERROR = LastMessage()
End Function
