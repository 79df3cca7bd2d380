"""An add-in for Calc that does nothing: it takes the ranges and gives rows of the shape it is told. The yardstick."""

import io
import zipfile

_IDL = """module org { module relance { module noop {
interface XNoop {
  sequence< sequence< any > > grid([in] any items, [in] any on, [in] any buckets, [in] any height, [in] any width);
};
}; }; };
"""
_COMPONENT = '''"""Rows of the shape told, made once."""
import unohelper
from com.sun.star.lang import XServiceInfo
from org.relance.noop import XNoop

NAME = "NOOP"
GRIDS = {}


class Noop(unohelper.Base, XNoop, XServiceInfo):
    def __init__(self, context): pass
    def getImplementationName(self): return NAME
    def supportsService(self, name): return name in self.getSupportedServiceNames()
    def getSupportedServiceNames(self): return (NAME, "com.sun.star.sheet.AddIn")

    def grid(self, items, on, buckets, height, width):
        shape = int(height), int(width)
        if shape not in GRIDS:
            GRIDS[shape] = tuple(("C%05d" % row, *[row + 0.25] * (shape[1] - 1)) for row in range(shape[0]))
        return GRIDS[shape]


g_ImplementationHelper = unohelper.ImplementationHelper()
g_ImplementationHelper.addImplementation(Noop, NAME, (NAME, "com.sun.star.sheet.AddIn"))
'''
_MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">
<manifest:file-entry manifest:media-type="application/vnd.sun.star.uno-typelibrary;type=RDB"
 manifest:full-path="noop.idl"/>
<manifest:file-entry manifest:media-type="application/vnd.sun.star.uno-component;type=Python"
 manifest:full-path="noop_addin.py"/>
<manifest:file-entry manifest:media-type="application/vnd.sun.star.configuration-data"
 manifest:full-path="CalcAddIns.xcu"/>
</manifest:manifest>
"""
_DESCRIPTION = """<?xml version="1.0" encoding="UTF-8"?>
<description xmlns="http://openoffice.org/extensions/description/2006">
<identifier value="org.relance.noop"/><version value="1"/></description>
"""
_NAMES = """<?xml version="1.0" encoding="UTF-8"?>
<oor:component-data xmlns:oor="http://openoffice.org/2001/registry" oor:name="CalcAddIns"
 oor:package="org.openoffice.Office"><node oor:name="AddInInfo"><node oor:name="NOOP" oor:op="replace">
<node oor:name="AddInFunctions"><node oor:name="grid" oor:op="replace">
<prop oor:name="DisplayName"><value xml:lang="en-US">NOOP.GRID</value></prop>
<prop oor:name="Category"><value>Add-In</value></prop></node></node></node></node></oor:component-data>
"""


def noop_oxt() -> bytes:
    """The extension; its formula is NOOP.GRID(items; on; buckets; height; width)."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in (
            ("META-INF/manifest.xml", _MANIFEST), ("description.xml", _DESCRIPTION), ("noop.idl", _IDL),
            ("noop_addin.py", _COMPONENT), ("CalcAddIns.xcu", _NAMES),
        ):  # fmt: skip
            archive.writestr(name, text)
    return out.getvalue()
