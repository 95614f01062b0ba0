"""Between code-point offsets, which spincheck counts in, and the positions of the Language Server Protocol.

A position is a line from 0 and a count of *code units* from 0: of UTF-16 unless client and server agreed on another
encoding (specification 3.17, "Position"). An emoji is one code point, two UTF-16 units and four bytes of UTF-8.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable

from spincheck.document import LineIndex

_WIDTH: dict[str, Callable[[str], int]] = {
    "utf-16": lambda c: 2 if c > "\uffff" else 1,
    "utf-8": lambda c: 1 if c < "\x80" else 2 if c < "\u0800" else 3 if c <= "\uffff" else 4,
    "utf-32": lambda c: 1,
}


class Positions:
    """Converts places of one text, made anew for every version of it: nothing is cached across texts."""

    def __init__(self, text: str, encoding: str = "utf-16") -> None:
        self.text = text
        self._starts = LineIndex(text).starts
        self._width = _WIDTH[encoding]

    def position(self, offset: int) -> tuple[int, int]:
        """(line, code units), both from 0, of a code-point offset; clamped to the text."""
        offset = min(max(offset, 0), len(self.text))
        line = bisect_right(self._starts, offset) - 1
        return line, sum(map(self._width, self.text[self._starts[line] : offset]))

    def offset(self, line: int, units: int) -> int:
        """The code-point offset of a position; past the end of a line it is the line's end, as the protocol asks."""
        if line < 0:
            return 0
        if line >= len(self._starts):
            return len(self.text)
        at = self._starts[line]
        end = self._starts[line + 1] if line + 1 < len(self._starts) else len(self.text)
        while end > at and line + 1 < len(self._starts) and self.text[end - 1] in "\r\n":
            end -= 1
        while at < end and units > 0:
            units -= self._width(self.text[at])
            at += 1
        # a position inside a character (half of a surrogate pair) belongs to that character
        return at - 1 if units < 0 else at
