"""The VBA of the Excel add-in: its modules as text, and the buttons of its ribbon."""

from addin.vba.modules import ENCODING, quoted, stub_modules, write_stubs
from addin.vba.ribbon import ON_ACTION, RIBBON_BUTTONS, Button

__all__ = ["ENCODING", "ON_ACTION", "RIBBON_BUTTONS", "Button", "quoted", "stub_modules", "write_stubs"]
