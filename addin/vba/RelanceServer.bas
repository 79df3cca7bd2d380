Attribute VB_Name = "RelanceServer"
' The way from a cell to Python and back, shared by all the functions and by the ribbon.
Option Explicit
Option Private Module

Public Const ADDIN_VERSION As String = "{version}"

' The one Python module that xlwings serves (its setting UDF_MODULES).
Private Const UDF_MODULE As String = "addin.udfs"

' The module behind the buttons, which no cell reaches.
Private Const MACRO_MODULE As String = "addin.macros"

' A start that failed takes seconds, and a sheet may hold a thousand cells: until then they share its message.
Private Const SECONDS_BETWEEN_STARTS As Long = 30

' Errors of this module; their descriptions are sentences for the user.
Private Const REFUSED As Long = vbObjectError + 1001
Private Const NOT_STARTED As Long = vbObjectError + 1002

' What COM says of a process that is gone. Any other error is an answer, and asking again would change nothing.
Private Const REMOTE_MACHINE_UNAVAILABLE As Long = 462
Private Const RPC_SERVER_DIED As Long = &H80010007
Private Const RPC_SERVER_DIED_NOT_EXECUTED As Long = &H80010012
Private Const RPC_OBJECT_DISCONNECTED As Long = &H80010108
Private Const RPC_SERVER_UNAVAILABLE As Long = &H800706BA
Private Const RPC_CALL_FAILED As Long = &H800706BE

' XLPy reads all of xlwings' settings, sheets and files included: it is called once a session, not once a cell.
Private mServer As Object
Private mNextStart As Date
Private mStartFailure As String

' Why a cell failed before Python was reached; Python keeps the messages of its own errors.
Private mMessage As String

' The result of a function for its cell: a value, an array, or a true error. Never raises.
Public Function CallPython(ByVal functionName As String, ByVal arguments As Variant) As Variant
    On Error GoTo Failed
    If IsWizardOpen() Then
        CallPython = "Calculé une fois cette boîte validée."
        Exit Function
    End If
    RefuseDatesFrom1904
    CallPython = WithTrueErrors(Answer(functionName, arguments))
    Exit Function
Failed:
    mMessage = Sentence(Err.Number, Err.Description)
    CallPython = CVErr(xlErrValue)
End Function

' The sentence of the last error, for AR_LAST_ERROR and the ribbon.
Public Function LastMessage() As Variant
    If Len(mMessage) = 0 Then LastMessage = CallPython("AR_LAST_ERROR", Array())
    If Len(mMessage) > 0 Then LastMessage = mMessage
End Function

' Keeps a sentence for AR_LAST_ERROR and the ribbon.
Public Sub RememberMessage(ByVal message As String)
    mMessage = message
End Sub

' Ends Python: the next cell starts it afresh, with new code and without what a crash left behind.
Public Sub StopServer()
    Set mServer = Nothing
    mNextStart = 0
    mMessage = vbNullString
    KillPy
End Sub

' Excel's dialog Insert Function calculates at each key: Python would be asked for arguments that are half typed. Only
' the commands Excel disables tell that it is open; an Excel that has no such command is taken to have none open.
Private Function IsWizardOpen() As Boolean
    On Error Resume Next
    IsWizardOpen = Not Application.CommandBars("Standard").Controls(1).Enabled
End Function

' -- asking Python ---------------------------------------------------------------------------------------------------

' A server that was killed leaves a dead object behind: the second try starts a new one.
Private Function Answer(ByVal functionName As String, ByVal arguments As Variant) As Variant
    Dim isSecondTry As Boolean, errorNumber As Long, errorText As String
    On Error GoTo Failed
Ask:
    Answer = Server().CallUDF(UDF_MODULE, functionName, ValuesOf(arguments))
    Exit Function
Failed:
    errorNumber = Err.Number
    errorText = Err.Description
    If isSecondTry Or Not IsServerGone(errorNumber) Then Err.Raise errorNumber, , errorText
    isSecondTry = True
    Set mServer = Nothing
    Resume Ask
End Function

Private Function IsServerGone(ByVal errorNumber As Long) As Boolean
    Select Case errorNumber
        Case REMOTE_MACHINE_UNAVAILABLE, RPC_SERVER_DIED, RPC_SERVER_DIED_NOT_EXECUTED, RPC_OBJECT_DISCONNECTED, _
             RPC_SERVER_UNAVAILABLE, RPC_CALL_FAILED
            IsServerGone = True
    End Select
End Function

' The answer of Python to a button. What fails is raised as a sentence, for a box to show.
Public Function CallMacro(ByVal arguments As Variant) As Variant
    Dim isSecondTry As Boolean, errorNumber As Long, errorText As String
    On Error GoTo Failed
Ask:
    CallMacro = Server().CallUDF(MACRO_MODULE, "run_macro", arguments)
    Exit Function
Failed:
    errorNumber = Err.Number
    errorText = Err.Description
    If isSecondTry Or Not IsServerGone(errorNumber) Then Err.Raise REFUSED, , Sentence(errorNumber, errorText)
    isSecondTry = True
    Set mServer = Nothing
    Resume Ask
End Function

Private Function Server() As Object
    If mServer Is Nothing Then
        If Now < mNextStart Then Err.Raise NOT_STARTED, , mStartFailure
        StartServer
    End If
    Set Server = mServer
End Function

Private Sub StartServer()
    Dim started As Object
    On Error GoTo Failed
    Set started = XLPy()
    RefuseOtherVersion started.CallUDF(UDF_MODULE, "AR_VERSION", Array())
    Set mServer = started
    Exit Sub
Failed:
    RememberFailure Err.Number, Err.Description
    Err.Raise NOT_STARTED, , mStartFailure
End Sub

Private Sub RememberFailure(ByVal errorNumber As Long, ByVal errorText As String)
    mStartFailure = Sentence(errorNumber, errorText)
    If errorNumber <> REFUSED Then
        mStartFailure = "Python n'a pas démarré : lancez « relance addin doctor ». " & mStartFailure
    End If
    mNextStart = DateAdd("s", SECONDS_BETWEEN_STARTS, Now)
End Sub

' Functions of another version may take other arguments: better no figure than a wrong one.
Private Sub RefuseOtherVersion(ByVal pythonVersion As String)
    If pythonVersion = ADDIN_VERSION Then Exit Sub
    Err.Raise REFUSED, , "Le complément Excel est en version " & ADDIN_VERSION & " et Python en version " & _
        pythonVersion & " : fermez Excel, puis lancez « relance addin install »."
End Sub

Private Function Sentence(ByVal errorNumber As Long, ByVal errorText As String) As String
    If errorNumber = REFUSED Or errorNumber = NOT_STARTED Then
        Sentence = errorText
    Else
        Sentence = "Erreur " & errorNumber & " : " & OneLine(errorText)
    End If
End Function

' Python's own errors come with their whole traceback: its last line says it.
Private Function OneLine(ByVal errorText As String) As String
    Dim part As Variant, isTraceback As Boolean
    isTraceback = InStr(errorText, "Traceback") > 0
    For Each part In Split(Replace(errorText, vbCr, vbNullString), vbLf)
        If Len(Trim$(part)) > 0 Then
            If isTraceback Then OneLine = Trim$(part) Else OneLine = Trim$(OneLine & " " & Trim$(part))
        End If
    Next part
End Function

' -- what goes in ----------------------------------------------------------------------------------------------------

' In such a workbook the same number is a day four years later.
Private Sub RefuseDatesFrom1904()
    If TypeName(Application.Caller) <> "Range" Then Exit Sub
    If Application.Caller.Worksheet.Parent.Date1904 Then
        Err.Raise REFUSED, , "Ce classeur compte les dates depuis 1904 : décochez cette option " & _
            "(Fichier, Options, Options avancées)."
    End If
End Sub

' Ranges become values here: one call carries all of them, and Python need not come back to an Excel that calculates.
Private Function ValuesOf(ByVal arguments As Variant) As Variant
    Dim position As Long, lastRow As Long
    lastRow = LastRowRead(arguments)
    For position = LBound(arguments) To UBound(arguments)
        If IsObject(arguments(position)) Then arguments(position) = CellValues(arguments(position), lastRow)
    Next position
    ValuesOf = arguments
End Function

' Value2 gives the plain number of a date or money cell; Value would round money and fail on a negative date.
Private Function CellValues(ByVal source As Range, ByVal lastRow As Long) As Variant
    If source.Areas.Count > 1 Then
        Err.Raise REFUSED, , "Une plage en plusieurs morceaux ne se lit pas : donnez une seule plage continue."
    End If
    CellValues = Trimmed(source, lastRow).Value2
End Function

' Whole columns (rows) end with the used cells. They keep their first cell: result n belongs to row n.
Private Function Trimmed(ByVal source As Range, ByVal lastRow As Long) As Range
    Dim rowCount As Long, columnCount As Long
    rowCount = source.Rows.Count
    columnCount = source.Columns.Count
    If IsDownToLastRow(source) Then rowCount = lastRow - source.Row + 1
    If IsUpToLastColumn(source) Then columnCount = LastUsedColumn(source) - source.Column + 1
    If rowCount < 1 Then rowCount = 1
    If columnCount < 1 Then columnCount = 1
    Set Trimmed = source.Resize(rowCount, columnCount)
End Function

' One last row for all the whole columns of a call: columns of two sheets stay as long as each other.
Private Function LastRowRead(ByVal arguments As Variant) As Long
    Dim argument As Variant
    For Each argument In arguments
        If IsObject(argument) Then
            If IsDownToLastRow(argument) Then
                If LastUsedRow(argument) > LastRowRead Then LastRowRead = LastUsedRow(argument)
            End If
        End If
    Next argument
End Function

Private Function IsDownToLastRow(ByVal source As Range) As Boolean
    IsDownToLastRow = source.Row + source.Rows.Count - 1 = source.Worksheet.Rows.Count
End Function

Private Function IsUpToLastColumn(ByVal source As Range) As Boolean
    IsUpToLastColumn = source.Column + source.Columns.Count - 1 = source.Worksheet.Columns.Count
End Function

Private Function LastUsedRow(ByVal source As Range) As Long
    With source.Worksheet.UsedRange
        LastUsedRow = .Row + .Rows.Count - 1
    End With
End Function

Private Function LastUsedColumn(ByVal source As Range) As Long
    With source.Worksheet.UsedRange
        LastUsedColumn = .Column + .Columns.Count - 1
    End With
End Function

' -- what comes out --------------------------------------------------------------------------------------------------

Private Function WithTrueErrors(ByVal result As Variant) As Variant
    Dim rowIndex As Long, columnIndex As Long
    If Not IsArray(result) Then
        If VarType(result) = vbString Then result = TrueError(result)
    ElseIf IsOneRow(result) Then
        For columnIndex = LBound(result) To UBound(result)
            If VarType(result(columnIndex)) = vbString Then result(columnIndex) = TrueError(result(columnIndex))
        Next columnIndex
    Else
        For rowIndex = LBound(result, 1) To UBound(result, 1)
            For columnIndex = LBound(result, 2) To UBound(result, 2)
                If VarType(result(rowIndex, columnIndex)) = vbString Then
                    result(rowIndex, columnIndex) = TrueError(result(rowIndex, columnIndex))
                End If
            Next columnIndex
        Next rowIndex
    End If
    WithTrueErrors = result
End Function

' xlwings hands a single row over as an array of one dimension; VBA tells only by failing on the second.
Private Function IsOneRow(ByRef result As Variant) As Boolean
    Dim lastColumn As Long
    On Error Resume Next
    lastColumn = UBound(result, 2)
    IsOneRow = (Err.Number <> 0)
End Function

' COM carries no error values out of Python: they come as texts. Python has just kept why, so ours is outdated.
Private Function TrueError(ByVal text As String) As Variant
    Dim errorCode As Long
    TrueError = text
    Select Case text
        Case "#NULL!": errorCode = xlErrNull
        Case "#DIV/0!": errorCode = xlErrDiv0
        Case "#VALUE!": errorCode = xlErrValue
        Case "#REF!": errorCode = xlErrRef
        Case "#NAME?": errorCode = xlErrName
        Case "#NUM!": errorCode = xlErrNum
        Case "#N/A": errorCode = xlErrNA
        Case Else: Exit Function
    End Select
    mMessage = vbNullString
    TrueError = CVErr(errorCode)
End Function
