Attribute VB_Name = "RelanceFunctions"
' The worksheet functions, one for each entry of the catalogue: they only hand their arguments over.
Option Explicit

{functions}
