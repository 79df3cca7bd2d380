"""The icons, drawn by code: three bars that shrink, as an aged balance should. Same bytes at every build."""

import struct
import zlib

import numpy as np
from numpy.typing import NDArray

#: 16, 32, 64, 80: ribbon and add-in list; 192: the unified manifest.
SIZES = (16, 32, 64, 80, 192)
_GROUND, _INK = (15, 92, 110), (255, 255, 255)
_SAMPLES = 4  # each pixel is looked at in 4 x 4 places, so that the corners are smooth
#: left, top, right, bottom of each bar, and the corner's radius, as shares of the side.
_BARS = ((0.20, 0.22, 0.34, 0.78), (0.43, 0.40, 0.57, 0.78), (0.66, 0.58, 0.80, 0.78))
_RADIUS = 0.20
_Shares = NDArray[np.float64]


def color_icon(size: int) -> bytes:
    """White bars on a rounded square; a PNG."""
    ink = _bars(size)[..., None]
    color = np.array(_GROUND) * (1 - ink) + np.array(_INK) * ink
    return _png(np.dstack([color, 255 * _square(size)]))


def outline_icon(size: int = 32) -> bytes:
    """White bars on nothing, as the unified manifest wants its outline; a PNG."""
    white = np.full((size, size, 3), _INK)
    return _png(np.dstack([white, 255 * _bars(size)]))


def _bars(size: int) -> _Shares:
    x, y = _places(size)
    bars = [(left <= x) & (x < right) & (top <= y) & (y < end) for left, top, right, end in _BARS]
    return _shares(np.logical_or.reduce(bars), size)


def _square(size: int) -> _Shares:
    across, down = (np.maximum(np.abs(at - 0.5) - (0.5 - _RADIUS), 0) for at in _places(size))
    return _shares(across**2 + down**2 <= _RADIUS**2, size)


def _places(size: int) -> tuple[_Shares, _Shares]:
    """Across and down of every place looked at, from 0 to 1."""
    steps = (np.arange(size * _SAMPLES) + 0.5) / (size * _SAMPLES)
    return steps[None, :], steps[:, None]


def _shares(inside: NDArray[np.bool_], size: int) -> _Shares:
    """How much of each pixel is inside."""
    shares: _Shares = inside.astype(np.float64).reshape(size, _SAMPLES, size, _SAMPLES).mean(axis=(1, 3))
    return shares


def _png(pixels: _Shares) -> bytes:
    """Rows of red, green, blue, opacity -> 8 bits a channel, each row unfiltered."""
    size = len(pixels)
    rows = b"".join(b"\0" + row.tobytes() for row in np.rint(pixels).astype(np.uint8))
    header = struct.pack(">2L5B", size, size, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">L", len(data)) + name + data + struct.pack(">L", zlib.crc32(name + data))
