"""`python -m addin.vba FOLDER` writes the modules there; the repository keeps them in vba_stubs/."""

import sys
from pathlib import Path

from addin.vba import write_stubs

for written in write_stubs(Path(sys.argv[1])):
    print(written)
