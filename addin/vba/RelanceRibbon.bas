Attribute VB_Name = "RelanceRibbon"
' What the buttons of the ribbon do.
Option Explicit

Private Const TITLE As String = "Relance"

Public Sub RelanceRibbon_OnAction(control As IRibbonControl)
    Select Case control.ID
{cases}
    End Select
End Sub

Private Sub ShowLastError()
    Dim message As Variant
    message = LastMessage()
    If Len(message) = 0 Then message = "Aucune erreur depuis l'ouverture d'Excel."
    MsgBox message, vbInformation, TITLE
End Sub

' Cells that failed are not calculated again of themselves.
Private Sub Restart()
    On Error GoTo Failed
    StopServer
    Application.CalculateFull
    Exit Sub
Failed:
    MsgBox "Python ne s'est pas arrêté : " & Err.Description, vbExclamation, TITLE
End Sub

Private Sub ShowVersion()
    Dim pythonVersion As Variant
    pythonVersion = CallPython("AR_VERSION", Array())
    If IsError(pythonVersion) Then pythonVersion = LastMessage()
    MsgBox "Complément Excel : " & ADDIN_VERSION & vbNewLine & "Python : " & pythonVersion, vbInformation, TITLE
End Sub

Private Sub ShowHelp()
    MsgBox "Les fonctions AR_… sont dans Formules, Insérer une fonction, catégorie « {category} ». " & _
        "Chacune prend une cellule ou une colonne entière." & vbNewLine & vbNewLine & _
        "#VALEUR! : un argument ne se lit pas, ou une cellule lue est en erreur." & vbNewLine & _
        "#NOMBRE! : une valeur est hors limites." & vbNewLine & _
        "#N/A : ce qui est demandé n'est pas connu (un taux non publié, par exemple)." & vbNewLine & _
        "=AR_LAST_ERROR() donne la phrase de la dernière erreur." & vbNewLine & vbNewLine & _
        "#NOM? partout : le complément n'est pas chargé ; lancez « relance addin doctor ».", vbInformation, TITLE
End Sub
