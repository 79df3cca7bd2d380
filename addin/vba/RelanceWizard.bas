Attribute VB_Name = "RelanceWizard"
' What Excel's function wizard says of each function and each argument.
Option Explicit

Private Const FUNCTION_CATEGORY As String = "{category}"

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
{descriptions}
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
