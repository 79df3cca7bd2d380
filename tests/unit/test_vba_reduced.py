"""xlwings' VBA reduced to a class: conditional compilation settled, only what is needed kept."""

import pytest

from addin.xlam.conditional import settled
from addin.xlam.server_class import server_class

MODULE = """\
Attribute VB_Name = "xlwings"
#Const App = "Microsoft Excel" 'Adjust
'Licence: keep this text.
#If VBA7 Then
    #If Mac Then
        Private Declare PtrSafe Function system Lib "libc.dylib" () As Long
    #End If
    Declare PtrSafe Function Activate Lib "x.dll" () As Long
    Declare PtrSafe Function Unused Lib "x.dll" () As Long
#Else
    Private Declare Function Activate Lib "x.dll" () As Long
#End If
Public Const PROJECT_NAME As String = "xlwings"
Public Function RunPython(code As String)
    Helper
End Function
'A comment between two.
Function XLPy()
    'RunPython is not called here
    XLPy = "RunPython" & Helper(Activate)
End Function
Public Sub KillPy()
    KillPy2
End Sub
#If App = "Microsoft Excel" Then
Private Function Helper(Optional wb As Workbook) As String
#Else
Private Function Helper(Optional wb As Variant) As String
#End If
    #If Not Mac Then
        Helper = PROJECT_NAME
    #End If
End Function
Sub KillPy2()
End Sub
"""
REDUCED = """\
'Licence: keep this text.
#If VBA7 Then
    Private Declare PtrSafe Function Activate Lib "x.dll" () As Long
#Else
    Private Declare Function Activate Lib "x.dll" () As Long
#End If
Private Const PROJECT_NAME As String = "relance"

Public Function XLPy()
    'RunPython is not called here
    XLPy = "RunPython" & Helper(Activate)
End Function

Public Sub KillPy()
    KillPy2
End Sub

Private Function Helper(Optional wb As Workbook) As String
        Helper = PROJECT_NAME
End Function

Private Sub KillPy2()
End Sub
"""


def test_only_what_the_two_entries_need_stays() -> None:
    """Names in comments and texts call nothing; whatever stays is private but for the entries."""
    assert server_class(MODULE) == REDUCED.replace("\n", "\r\n")


@pytest.mark.parametrize("changed", ["Function XLPy()", "Public Sub KillPy()", 'PROJECT_NAME As String = "xlwings"'])
def test_a_module_of_another_making_is_refused(changed: str) -> None:
    with pytest.raises(ValueError, match="the VBA of this xlwings"):
        server_class(
            MODULE.replace(changed, changed.replace("XLPy", "Start").replace("KillPy", "Stop").replace("xlw", "w"))
        )


def _settled(text: str, **known: bool) -> str:
    return " ".join(line.strip() for line in settled(text.split(";"), known.get))


def test_branches_on_what_is_known_are_settled() -> None:
    text = "#If A Then;1;#ElseIf B Then;2;#Else;3;#End If;4"
    assert _settled(text, A=True, B=True) == "1 4"
    assert _settled(text, A=False, B=True) == "2 4"
    assert _settled(text, A=False, B=False) == "3 4"
    assert _settled(text) == text.replace(";", " ")


def test_branches_within_branches() -> None:
    text = "#If A Then;#If B Then;1;#Else;2;#End If;#Else;#If A Then;3;#End If;4;#End If"
    assert _settled(text, A=True) == "#If B Then 1 #Else 2 #End If"
    assert _settled(text, A=False) == "4"
    assert _settled(text, B=False) == "#If A Then 2 #Else #If A Then 3 #End If 4 #End If"
