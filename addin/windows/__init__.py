"""The Excel add-in on a Windows PC, for one user: put in place, looked over, taken away without a trace."""

from addin.windows.doctor import examine
from addin.windows.findings import Finding, Level
from addin.windows.install import InstallError, install, uninstall
from addin.windows.machine import Machine, PythonFacts, Value

__all__ = ["Finding", "InstallError", "Level", "Machine", "PythonFacts", "Value", "examine", "install", "uninstall"]
