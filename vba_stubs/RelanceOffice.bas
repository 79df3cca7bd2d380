Attribute VB_Name = "RelanceOffice"
' The buttons of the shared workbook. Python does the work in the open workbook; here it is asked, and its sentences shown.
Option Explicit
Option Private Module

Private Const TITLE As String = "Relance"
Private Const LANGUAGE As String = "fr"

' What an answer of Python holds, and its kinds.
Private Const ANSWER_KIND As Long = 0
Private Const ANSWER_TEXT As Long = 1
Private Const ANSWER_MEMO As Long = 2
Private Const ASK As String = "ask"
Private Const ENTER As String = "enter"
Private Const WARN As String = "warn"

' The file picker, then what Python says of the file.
Public Sub ImportLedger()
    Dim chosen As Variant
    chosen = Application.GetOpenFilename("Exports comptables (*.txt;*.csv;*.xlsx;*.xlsm;*.xls;*.ods;*.zip),*.txt;*.csv;*.xlsx;*.xlsm;*.xls;*.ods;*.zip,Tous les fichiers (*.*),*.*", , "Relance : choisir l'export à importer")
    If VarType(chosen) = vbString Then Converse "import", CStr(chosen)
End Sub

Public Sub RunMacro(ByVal macroName As String)
    Converse macroName, vbNullString
End Sub

' Python answers with a question, which is put to the user, until it has none left.
Private Sub Converse(ByVal macroName As String, ByVal firstReply As String)
    Dim answer As Variant, reply As String
    answer = MacroAnswer(macroName, firstReply, vbNullString)
    Do While answer(ANSWER_KIND) = ASK Or answer(ANSWER_KIND) = ENTER
        If answer(ANSWER_KIND) = ASK Then
            reply = "no"
            If MsgBox(answer(ANSWER_TEXT), vbYesNo + vbQuestion + vbDefaultButton2, TITLE) = vbYes Then reply = "yes"
        Else
            reply = InputBox(answer(ANSWER_TEXT), TITLE)
            If Len(reply) = 0 Then Exit Sub
        End If
        answer = MacroAnswer(macroName, reply, CStr(answer(ANSWER_MEMO)))
    Loop
    If Len(answer(ANSWER_TEXT)) = 0 Then Exit Sub
    If answer(ANSWER_KIND) = WARN Then
        MsgBox answer(ANSWER_TEXT), vbExclamation, TITLE
    Else
        MsgBox answer(ANSWER_TEXT), vbInformation, TITLE
    End If
End Sub

' One question to Python, with Excel kept still meanwhile and found again as it was, whatever happens.
Private Function MacroAnswer(ByVal macroName As String, ByVal reply As String, ByVal memo As String) As Variant
    Dim wasUpdating As Boolean, hadEvents As Boolean, errorText As String
    wasUpdating = Application.ScreenUpdating
    hadEvents = Application.EnableEvents
    On Error GoTo Failed
    Application.ScreenUpdating = False
    Application.EnableEvents = False
    Application.StatusBar = "Relance : au travail…"
    MacroAnswer = CallMacro(Array(macroName, ActiveWorkbook, reply, memo, LANGUAGE))
Restore:
    Application.StatusBar = False
    Application.EnableEvents = hadEvents
    Application.ScreenUpdating = wasUpdating
    Exit Function
Failed:
    errorText = Err.Description
    MacroAnswer = Array(WARN, errorText, vbNullString)
    Resume Restore
End Function
