Attribute VB_Name = "RelancePython"
' Starts and ends the Python process, through what xlwings brings for it.
Option Explicit
Option Private Module

' Without it Python would first look for its modules in Excel's current folder: the user's downloads, perhaps.
Private Const SAFE_PATH As String = "PYTHONSAFEPATH"

Public Function XLPy() As Object
    Dim environment As Object, before As String, errorNumber As Long, errorText As String
    Set environment = CreateObject("WScript.Shell").Environment("Process")
    before = environment.Item(SAFE_PATH)
    environment.Item(SAFE_PATH) = "1"
    On Error Resume Next
    Set XLPy = Xlwings().XLPy()
    errorNumber = Err.Number
    errorText = Replace(Err.Description, vbCrLf, " ")
    On Error GoTo 0
    ' Other projects in this Excel start their Python as they are used to.
    If Len(before) = 0 Then environment.Remove SAFE_PATH Else environment.Item(SAFE_PATH) = before
    If errorNumber <> 0 Then Err.Raise errorNumber, , errorText
End Function

Public Sub KillPy()
    Xlwings().KillPy
End Sub

Private Function Xlwings() As XlwingsServer
    Set Xlwings = New XlwingsServer
End Function
