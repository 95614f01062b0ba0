"""Where the content of a Markdown block stands in the source.

The content that markdown-it hands to its inline parser has lost the marks of quotes and lists and the indentation
of every line, and in tables the backslash before a pipe. Each line of it is still a piece of its source line.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

_LINE_END = re.compile(r"\r\n|\n|\r")
_PIPE = re.compile(r"(?<!\\)\|")

Run = tuple[int, int, int, int]


class Lines:
    """The lines of a source as Markdown counts them, with offsets and without their ends."""

    def __init__(self, source: str) -> None:
        self.source = source
        ends = list(_LINE_END.finditer(source))
        self.starts = [0, *(m.end() for m in ends)]
        self.ends = [*(m.start() for m in ends), len(source)]

    def text(self, line: int) -> str:
        """A line; zero bytes as markdown-it shows them."""
        return self.source[self.starts[line] : self.ends[line]].replace("\0", "\ufffd")

    def span(self, first: int, after: int) -> tuple[int, int]:
        """Source offsets of the lines ``first`` to ``after - 1``, without the last line end."""
        last = min(max(first, after - 1), len(self.starts) - 1)
        return self.starts[min(first, last)], self.ends[last]


class Origin:
    """Maps offsets in one block's content to the source; ``runs`` are (content from, to, source from, to)."""

    __slots__ = ("_starts", "runs")

    def __init__(self, runs: Sequence[Run]) -> None:
        self.runs = [r for r in runs if r[1] > r[0]]
        self._starts = [r[0] for r in self.runs]

    def pieces(self, start: int, end: int) -> Iterator[Run]:
        """The runs that ``content[start:end]`` is made of, cut to it."""
        index = max(0, bisect_right(self._starts, start) - 1)
        for number in range(index, len(self.runs)):
            a, b, source, stop = self.runs[number]
            if a >= end:
                return
            low, high = max(a, start), min(b, end)
            if low < high:
                exact = b - a == stop - source
                yield (low, high, source + low - a, source + high - a) if exact else (low, high, source, stop)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Source offsets of ``content[start:end]``."""
        found = list(self.pieces(start, end))
        if found:
            return found[0][2], found[-1][3]
        at = self.at(start)
        return at, at

    def at(self, offset: int) -> int:
        """Source offset of one place in the content."""
        if not self.runs:
            return 0
        a, b, source, stop = self.runs[max(0, bisect_right(self._starts, offset) - 1)]
        return stop if offset >= b else source + (max(0, offset - a) if b - a == stop - source else 0)


def of_lines(lines: Lines, first: int, after: int, content: str) -> Origin | None:
    """Origin of a paragraph or underlined heading in the lines ``first`` to ``after - 1``; None if it does not fit.

    Leading lines of nothing but odd white space (a form feed) belong to the block and not to its content.
    """
    for line in range(first, max(after, first + 1)):
        origin = _from_line(lines, line, content)
        if origin is not None:
            return origin
    return None


def _from_line(lines: Lines, first: int, content: str) -> Origin | None:
    runs: list[Run] = []
    at = 0
    for number, line in enumerate(content.split("\n"), first):
        words = line.strip()
        if words:
            if number >= len(lines.starts):
                return None
            source = lines.text(number)
            column = source.rfind(words)
            if column < 0:
                return None
            lead = line.index(words)
            begin = lines.starts[number] + column
            runs.append((at + lead, at + lead + len(words), begin, begin + len(words)))
            tail = len(line) - lead - len(words)
            if tail and source[column + len(words) :][:tail] == line[lead + len(words) :]:
                end = begin + len(words)
                runs.append((at + lead + len(words), at + len(line), end, end + tail))
        at += len(line)
        if number < len(lines.starts) - 1:  # the line end, one character in the content
            runs.append((at, at + 1, lines.ends[number], lines.starts[number + 1]))
        at += 1
    return Origin(_within(runs, len(content)))


def of_heading(lines: Lines, line: int, level: int, content: str) -> Origin | None:
    """Origin of a heading with number signs."""
    source = lines.text(line)
    column = source.find(content, source.find("#" * level) + level)
    if column < 0:
        return None
    begin = lines.starts[line] + column
    return Origin([(0, len(content), begin, begin + len(content))])


def of_row(lines: Lines, line: int, cells: Sequence[str]) -> list[Origin | None]:
    """Origins of the cells of a table row."""
    source = lines.text(line)
    bounds = [-1, *(m.start() for m in _PIPE.finditer(source)), len(source)]
    pieces = [(a + 1, b) for a, b in itertools.pairwise(bounds)]
    raw = [c.replace("|", "\\|") for c in cells]
    for shift in (1, 0):  # with a pipe before the first cell, or without
        spans = pieces[shift : shift + len(cells)]
        fits = [
            source[a:b].strip() == text.strip() or (i == shift == 0 and source[a:b].rstrip().endswith(text.rstrip()))
            for i, ((a, b), text) in enumerate(zip(spans, raw, strict=False))
        ]
        if all(fits) and (len(spans) == len(cells) or not any(cells[len(spans) :])):
            found = [_cell(lines, line, source, *span, text) for span, text in zip(spans, raw, strict=False)]
            return [*found, *[None] * (len(cells) - len(found))]
    return [None] * len(cells)


def _cell(lines: Lines, line: int, source: str, start: int, end: int, raw: str) -> Origin | None:
    column = source.rfind(raw, start, end)
    if not raw or column < 0:
        return None
    runs: list[Run] = []
    at, begin = 0, lines.starts[line] + column
    for number, part in enumerate(raw.split("\\|")):
        if number:
            runs.append((at, at + 1, begin, begin + 2))
            at, begin = at + 1, begin + 2
        runs.append((at, at + len(part), begin, begin + len(part)))
        at, begin = at + len(part), begin + len(part)
    return Origin(runs)


def _within(runs: Sequence[Run], length: int) -> list[Run]:
    return [r for r in runs if r[1] <= length]
