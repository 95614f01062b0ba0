"""Assembles a Document's text block by block and remembers where every character came from.

All readers normalise alike, so that a phrase matches however its source was wrapped:

* a run of white space of any kind (line ends, tabs, no-break spaces) becomes one space;
* white space at the edges of a block is left out;
* soft hyphens and zero-width characters are left out (joiners only between Latin letters: emoji need them).

Blocks are separated by a blank line that belongs to no source character.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from typing import Any

from spincheck.document import Block, BlockKind, Directive, Document, Hidden, Link, Segment, SourceMap

#: stands in the text for a code span; belongs to no source character and counts as no word
PLACEHOLDER = "\ufffc"
SEPARATOR = "\n\n"

WHITE = " \t\n\r\f\v\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_DROP = "\u00ad\u200b\u2060\ufeff"
_ODD = re.compile(
    rf"(?P<white>[{WHITE[1:]}][{WHITE}]*| [{WHITE}]+)"
    rf"|[{_DROP}]+|(?<=[A-Za-z])[\u200c\u200d]+(?=[A-Za-z])"
)
_ALL_WHITE = re.compile(rf"[{WHITE}]+")
_ALL_DROPPED = re.compile(rf"[{_DROP}]+")


class Builder:
    """Collects text, segments and blocks; :meth:`document` makes the Document."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.length = 0
        self.blocks: list[Block] = []
        self.links: list[Link] = []
        self.hidden: list[Hidden] = []
        self.directives: list[Directive] = []
        self.quotes: list[tuple[int, int]] = []
        self.code: list[tuple[int, int]] = []
        self.left_out: list[tuple[str, str]] = []
        self._parts: list[str] = []
        self._offsets: list[int] = []
        self._segments: list[tuple[int, int, int, int]] = []
        self._space: tuple[int, int] | None = None
        self._block: tuple[BlockKind, int] = ("paragraph", 0)
        self._block_start: int | None = None
        self._locations: list[tuple[int, str]] = []

    # -- blocks ---------------------------------------------------------------------------------------

    def open(self, kind: BlockKind = "paragraph", level: int = 0) -> None:
        """Begin a block; one that is open is closed first. A block that gets no text leaves no trace."""
        self.close()
        self._block = (kind, level)

    def close(self) -> Block | None:
        """End the open block and return it, or None when it is empty."""
        self._space = None
        if self._block_start is None:
            return None
        kind, level = self._block
        block = Block(self._block_start, self.length, kind, level, tuple(self._locations))
        self.blocks.append(block)
        self._block_start = None
        self._block = ("paragraph", 0)
        self._locations = []
        return block

    @property
    def in_block(self) -> bool:
        """Whether the open block has text yet."""
        return self._block_start is not None

    def locate(self, name: str) -> None:
        """Name the place (``paragraph 3, run 2``) of the text that follows in this block."""
        self._locations.append((self.length, name))

    # -- text -----------------------------------------------------------------------------------------

    def prose(self, start: int, end: int) -> None:
        """Add ``source[start:end]``, white space normalised."""
        source, at = self.source, start
        for match in _ODD.finditer(source, start, end):
            if match.start() > at:
                self._words(at, match.start())
            if match.lastgroup == "white":
                self.space(match.start(), match.end())
            at = match.end()
        if at < end:
            self._words(at, end)

    def decoded(self, text: str, start: int, end: int) -> None:
        """Add ``text``, which ``source[start:end]`` stands for (an entity, an escape)."""
        if text == self.source[start:end]:
            self.prose(start, end)
        elif _ALL_WHITE.fullmatch(text):
            self.space(start, end)
        elif text and not _ALL_DROPPED.fullmatch(text):
            self._emit(text, start, end)

    def space(self, start: int, end: int) -> None:
        """A break between words that ``source[start:end]`` stands for; appears only between words."""
        if self._space is None and self._block_start is not None:
            self._space = (start, end)

    def put(self, text: str) -> None:
        """Add text that is not in the source."""
        self._begin()
        self._write(text)

    def glue(self) -> None:
        """Forget a pending space: what follows belongs to the word before."""
        self._space = None

    def _words(self, start: int, end: int) -> None:
        source = self.source
        if source[start] == " ":
            self.space(start, start + 1)
            start += 1
            if start == end:
                return
        last = end - 1 if source[end - 1] == " " else end
        self._emit(source[start:last], start, last)
        if last < end:
            self.space(last, end)

    def _begin(self) -> None:
        if self._block_start is None:
            if self.length:
                self._write(SEPARATOR)
            self._block_start = self.length
            # a run named before any text of the block begins where the block does
            self._locations = [(self.length, name) for _, name in self._locations[-1:]]
        elif self._space is not None:
            start, end = self._space
            self._append(" ", start, end)
        self._space = None

    def _emit(self, text: str, start: int, end: int) -> None:
        self._begin()
        self._append(text, start, end)

    def _write(self, text: str) -> None:
        self._parts.append(text)
        self._offsets.append(self.length)
        self.length += len(text)

    def _append(self, text: str, start: int, end: int) -> None:
        at = self.length
        self._write(text)
        if self._segments and len(text) == end - start:
            ts, te, ss, se = self._segments[-1]
            if te == at and se == start and te - ts == se - ss:
                self._segments[-1] = (ts, self.length, ss, end)
                return
        self._segments.append((at, self.length, start, end))

    # -- marks ----------------------------------------------------------------------------------------

    def trimmed(self, start: int) -> tuple[int, int]:
        """The text added since ``start`` (a former :attr:`length`), without white space at its edges."""
        begin, end = start, self.length
        for index in range(self._part_at(start), len(self._parts)):
            part, offset = self._parts[index], self._offsets[index]
            inside = part[max(0, begin - offset) :]
            begin += len(inside) - len(inside.lstrip())
            if begin < offset + len(part):
                break
        # white space at the end is never written: it waits until a word follows
        return (begin, end) if begin < end else (self.length, self.length)

    def since(self, start: int) -> str:
        """Text from offset ``start`` on."""
        index = self._part_at(start)
        if index >= len(self._parts):
            return ""
        return "".join(self._parts[index:])[start - self._offsets[index] :]

    def _part_at(self, offset: int) -> int:
        """The part that holds a text offset."""
        return max(0, bisect_right(self._offsets, offset) - 1) if offset < self.length else len(self._parts)

    def quote(self, start: int) -> None:
        """Everything since ``start`` is somebody else's words."""
        begin, end = self.trimmed(start)
        if end > begin:
            self.quotes.append((begin, end))

    # -- result ---------------------------------------------------------------------------------------

    def document(
        self,
        name: str,
        format: str,
        *,
        title: str = "",
        byline: str = "",
        meta: Mapping[str, str] | None = None,
        encoding: str = "utf-8",
    ) -> Document:
        """The finished Document: bare URLs and quotations found, everything in order."""
        from spincheck.sources.bare import bare_links
        from spincheck.sources.prose import quotations

        self.close()
        text = "".join(self._parts)
        source_map = SourceMap(Segment(*s) for s in self._segments)
        links = [*self.links, *bare_links(text, self.blocks, source_map, self.links)]
        quotes = {*self.quotes, *quotations(text, self.blocks)}
        parts: dict[str, Any] = {
            "links": tuple(sorted(links, key=lambda k: (k.source_start, k.source_end))),
            "hidden": tuple(self.hidden),
            "directives": tuple(self.directives),
            "left_out": tuple(dict.fromkeys(self.left_out)),
            "quotes": tuple(sorted(quotes)),
            "code": tuple(sorted(self.code)),
        }
        return Document(
            path=name,
            format=format,
            source=self.source,
            text=text,
            blocks=tuple(self.blocks),
            map=source_map,
            title=title,
            byline=byline,
            meta=dict(meta or {}),
            encoding=encoding,
            **parts,
        )
