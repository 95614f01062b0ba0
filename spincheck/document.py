"""A document as the rules see it: prose text, what each piece is, and where every character came from."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

BlockKind = Literal["heading", "paragraph", "list-item", "table-cell", "quote", "caption", "other"]

_LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Segment:
    """``text[text_start:text_end]`` came from ``source[source_start:source_end]``.

    Equal lengths map character by character; other lengths (an entity, an escape) map as a whole.
    """

    text_start: int
    text_end: int
    source_start: int
    source_end: int

    @property
    def exact(self) -> bool:
        """Whether characters correspond one to one."""
        return self.text_end - self.text_start == self.source_end - self.source_start


class SourceMap:
    """From offsets in ``Document.text`` to offsets in ``Document.source``, both in code points.

    Text that a reader put in itself (the blank line between blocks) belongs to no segment; a span that
    begins or ends there is narrowed to the nearest real character inside it.
    """

    __slots__ = ("_starts", "segments")

    def __init__(self, segments: Iterable[Segment]) -> None:
        self.segments = tuple(s for s in segments if s.text_end > s.text_start)
        self._starts = [s.text_start for s in self.segments]
        for before, after in zip(self.segments, self.segments[1:], strict=False):
            if after.text_start < before.text_end:
                raise ValueError("segments overlap or are out of order")

    @classmethod
    def identity(cls, length: int, shift: int = 0) -> SourceMap:
        """Text and source are the same characters, the source ``shift`` further on."""
        return cls([Segment(0, length, shift, shift + length)])

    def to_source(self, start: int, end: int) -> tuple[int, int]:
        """Source span of ``text[start:end]``; for an empty span the place itself, twice.

        Raises ValueError when no character of the span came from the source.
        """
        if end <= start:
            at = self._place(start)
            return at, at
        first = bisect_right(self._starts, start) - 1
        if first < 0 or self.segments[first].text_end <= start:
            first += 1  # begins in text that is not in the source
        last = bisect_right(self._starts, end - 1) - 1
        if last < first or first >= len(self.segments):
            raise ValueError("span lies outside the source")
        head, tail = self.segments[first], self.segments[last]
        begin = head.source_start
        if head.exact:
            begin += max(0, start - head.text_start)
        finish = tail.source_end
        if tail.exact:
            finish = tail.source_start + min(end, tail.text_end) - tail.text_start
        return begin, finish

    def _place(self, at: int) -> int:
        index = max(0, bisect_right(self._starts, at) - 1)
        if not self.segments:
            return 0
        segment = self.segments[index]
        if at >= segment.text_end:
            return segment.source_end
        return segment.source_start + (max(0, at - segment.text_start) if segment.exact else 0)

    def to_text(self, source_start: int, source_end: int) -> tuple[int, int] | None:
        """Text span covered by ``source[source_start:source_end]``, or None where none of it is prose.

        Segments of all readers run in source order, so this is the inverse of :meth:`to_source`.
        """
        low = high = None
        for segment in self.segments:
            if segment.source_end <= source_start or segment.source_start >= source_end:
                continue
            a, b = segment.text_start, segment.text_end
            if segment.exact:
                a += max(0, source_start - segment.source_start)
                b -= max(0, segment.source_end - source_end)
            low = a if low is None else min(low, a)
            high = b if high is None else max(high, b)
        return None if low is None or high is None else (low, high)


class LineIndex:
    """Line and column (both from 1, columns in code points) of an offset; knows \\n, \\r\\n and \\r."""

    __slots__ = ("length", "starts")

    def __init__(self, source: str) -> None:
        self.starts = [0, *(m.end() for m in _LINE_END.finditer(source))]
        self.length = len(source)

    def position(self, offset: int) -> tuple[int, int]:
        """(line, column) of ``offset``."""
        offset = min(max(offset, 0), self.length)
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """The offset of a (line, column), clamped to the source."""
        line = min(max(line, 1), len(self.starts))
        return min(self.starts[line - 1] + max(column, 1) - 1, self.length)


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of prose that belongs together: ``text[start:end]`` of the document.

    ``level`` is the heading level or list depth, 0 elsewhere. ``section`` numbers the heading it is under.
    ``locations`` (docx only) gives "paragraph 12, run 3" by text offset where a run begins.
    """

    start: int
    end: int
    kind: BlockKind = "paragraph"
    level: int = 0
    locations: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """A link in the document.

    ``start:end`` is the anchor text in ``Document.text`` (of a bare URL the URL itself; empty when the
    anchor has no text). ``source_start:source_end`` is the whole construct in the source, markup included.
    ``form`` says how it was written: bare, inline, reference, autolink, html, docx.
    """

    start: int
    end: int
    target: str
    anchor: str
    source_start: int
    source_end: int
    form: str = "inline"
    rel: tuple[str, ...] = ()
    title: str = ""
    #: why a reader cannot see it ("display:none"), empty for visible links
    hidden: str = ""
    #: where on the page: content, nav, footer, comment (user-written part)
    place: str = "content"


@dataclass(frozen=True, slots=True)
class Hidden:
    """Text a page hides from its readers: source offsets, what it says and how it is hidden."""

    source_start: int
    source_end: int
    text: str
    how: str
    has_link: bool = False


@dataclass(frozen=True, slots=True)
class Directive:
    """A ``spincheck: ...`` comment in the source; ``body`` is what follows the colon.

    ``source_start:source_end`` is the comment; ``text_at`` is where in the text it stands.
    """

    source_start: int
    source_end: int
    body: str
    text_at: int


@dataclass(frozen=True, slots=True)
class Document:
    """One document, read. Blocks are in order and do not overlap; offsets of blocks and links are into ``text``."""

    path: str
    format: str
    source: str
    text: str
    blocks: tuple[Block, ...]
    map: SourceMap
    links: tuple[Link, ...] = ()
    title: str = ""
    byline: str = ""
    meta: Mapping[str, str] = field(default_factory=dict)
    hidden: tuple[Hidden, ...] = ()
    directives: tuple[Directive, ...] = ()
    #: what the reader left out and why, as (check, reason), for the report's not_checked
    left_out: tuple[tuple[str, str], ...] = ()
    #: quoted text (text offsets): other people's words, examples
    quotes: tuple[tuple[int, int], ...] = ()
    #: code spans and blocks kept out of ``text`` but needed by nobody else; source offsets
    code: tuple[tuple[int, int], ...] = ()
    encoding: str = "utf-8"
    #: positions were mapped back from extracted text and may be off
    approximate: bool = False

    @property
    def words(self) -> int:
        """Number of words in the prose (white-space separated, with a letter or digit)."""
        return count_words(self.text)

    def block_at(self, offset: int) -> Block | None:
        """The block that holds a text offset."""
        index = bisect_right([b.start for b in self.blocks], offset) - 1
        if index >= 0 and self.blocks[index].start <= offset < self.blocks[index].end:
            return self.blocks[index]
        return None


def count_words(text: str) -> int:
    """Words of a text as reports count them."""
    return sum(1 for token in text.split() if any(map(str.isalnum, token)))
