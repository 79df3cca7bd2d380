"""The aged balance drawn: where each bar of the chart stands. The figures themselves are in the table beside it."""

from dataclasses import dataclass

from receivables.aging import AGE_UNKNOWN, UNALLOCATED
from server.overview import Aged

WIDTH, HEIGHT = 720, 340
_SIDE, _TOP, _BOTTOM = 10, 28, 34
_BAR_SHARE = 0.62
#: A bar that stands for something is seen, however small.
_LEAST = 1.5


@dataclass(frozen=True)
class Bar:
    """One column of the aged balance, in the units of the drawing; y grows downwards, `middle` is where texts stand."""

    column: str
    minor: int
    x: float
    y: float
    width: float
    height: float
    middle: float
    value_y: float


@dataclass(frozen=True)
class Chart:
    """Bars, and the line of zero they stand on."""

    zero: float
    bars: list[Bar]
    width: int = WIDTH
    height: int = HEIGHT
    label_y: int = HEIGHT - 10


def chart(aged: Aged) -> Chart:
    """Every band; what has no age or pays nothing only where there is some. Credits hang below the line."""
    shown = {name: minor for name, minor in aged.columns.items() if minor or name not in (AGE_UNKNOWN, UNALLOCATED)}
    highest, lowest = max(0, *shown.values()), min(0, *shown.values())
    below = 18 if lowest else 0  # room for the figure of a bar that hangs
    room = HEIGHT - _TOP - _BOTTOM - below
    scale = room / ((highest - lowest) or 1)
    zero = _TOP + highest * scale
    band = (WIDTH - 2 * _SIDE) / len(shown)
    return Chart(round(zero, 1), [
        _bar(name, minor, _SIDE + at * band, band, zero, scale) for at, (name, minor) in enumerate(shown.items())
    ])  # fmt: skip


def _bar(name: str, minor: int, left: float, band: float, zero: float, scale: float) -> Bar:
    height = max(abs(minor) * scale, _LEAST) if minor else 0.0
    y = zero if minor < 0 else zero - height
    value_y = zero + height + 15 if minor < 0 else y - 7
    width = band * _BAR_SHARE
    x, middle = left + (band - width) / 2, left + band / 2
    return Bar(name, minor, *(round(one, 1) for one in (x, y, width, height, middle, value_y)))
