"""What becomes of an edit when others may have edited too: compare and set, never the last one wins.

Anchor: the three trees of a sync engine (what I last knew, what I have, what is); an edit names what it was based on.
"""

from enum import StrEnum

from receivables.fields import Field


class Verdict(StrEnum):
    """SAME: it says already so. SET: write it. CONFLICT: somebody was faster, a person decides."""

    SAME = "same"
    SET = "set"
    CONFLICT = "conflict"


def verdict(one: Field, base: str, base_version: int, new: str, current: str, version: int) -> Verdict:
    """Of an edit base -> new of a field that now holds `current`; all canonical texts.

    version: number of the last change of the field; base_version: that of the value the editor saw.
    Setting a hold always wins; lifting one needs to have seen the very value that stands.
    """
    if current == new:
        return Verdict.SAME
    if one.is_hold:
        is_seen = base == current and base_version == version
        return Verdict.SET if new != "" or is_seen else Verdict.CONFLICT
    return Verdict.SET if current == base else Verdict.CONFLICT


def recovered(
    told_version: int, new: str, current: str, version: int, known_version: int, restored_from: int
) -> Verdict:
    """Of a value a workbook still knows and a restored server may have forgotten.

    told_version: the number the value had before the restore | version, current: as the field stands now
    known_version: number of the value another workbook already brought back, 0 where none did
    restored_from: the last number the backup knew. A value the backup knew is nothing new; of two brought back the
    later one stands; where somebody edited since the restore without having seen it, a person decides.
    """
    if current == new or told_version <= restored_from or told_version <= known_version:
        return Verdict.SAME
    is_untouched = version <= restored_from or known_version > 0
    return Verdict.SET if is_untouched else Verdict.CONFLICT
