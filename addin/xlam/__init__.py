"""relance.xlam, the Excel add-in, made without Excel: VBA project, sheet of settings, ribbon."""

from addin.xlam.build import FILE_NAME, build_xlam, write_addin
from addin.xlam.settings import AddinSettings, read_settings

__all__ = ["FILE_NAME", "AddinSettings", "build_xlam", "read_settings", "write_addin"]
