Attribute VB_Name = "RelanceWizard"
' What Excel's function wizard says of each function and each argument.
Option Explicit

Private Const FUNCTION_CATEGORY As String = "{category}"

' Excel runs this when it loads the add-in. The texts are a convenience: without them everything still calculates.
Public Sub Auto_Open()
    On Error GoTo Restore
    Application.ScreenUpdating = False
    ' Excel describes no macro of a hidden workbook (error 1004), and an add-in is one.
    ThisWorkbook.IsAddin = False
    DescribeFunctions
Restore:
    ThisWorkbook.IsAddin = True
    ThisWorkbook.Saved = True
    Application.ScreenUpdating = True
End Sub

Private Sub DescribeFunctions()
{descriptions}
End Sub

Private Sub Describe(ByVal functionName As String, ByVal functionText As String, ParamArray argumentTexts() As Variant)
    Dim texts As Variant
    texts = argumentTexts
    If UBound(texts) < LBound(texts) Then
        Application.MacroOptions Macro:=functionName, Description:=functionText, Category:=FUNCTION_CATEGORY
    Else
        Application.MacroOptions Macro:=functionName, Description:=functionText, Category:=FUNCTION_CATEGORY, _
            ArgumentDescriptions:=texts
    End If
End Sub
