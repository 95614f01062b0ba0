"""Plain text to Document: paragraphs, guessed headings, list items, byline."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from spincheck.document import BlockKind, Directive, Document
from spincheck.sources.builder import Builder
from spincheck.sources.prose import is_byline, looks_like_heading, pick_title

_LINE = re.compile(r"([^\r\n]*)(\r\n|\n|\r|\Z)")
_ITEM = re.compile(r"\s*(?:[-*+•·◦▪‣●○–—]|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)])[ \t\xa0]+(?=\S)")
_RULE = re.compile(r"\s*([=\-_*~#+.])(?:\s*\1){2,}\s*")
_COMMENT = re.compile(r"\s*<!--\s*spincheck:\s*(.*?)\s*-->\s*")
_HEAD_MARK = re.compile(r"\s{0,3}#{1,6}\s+")
_WORD = re.compile(r"\S+")
#: wider than this nobody wraps by hand: each line is a paragraph
_WIDEST_WRAP = 120
#: how far a hand-wrapped line may fall short of the width
_RAGGED = 12
#: bylines stand near the top
_TOP = 12

Line = tuple[int, int]


def read(source: str, *, name: str, encoding: str = "utf-8") -> Document:
    """Read plain text. Blank lines separate blocks; hand-wrapped lines are joined.

    ``source`` is the decoded file. A line ``<!-- spincheck: ... -->`` by itself is a directive.
    """
    builder = Builder(source)
    for group in _groups(source, builder):
        for paragraph in _paragraphs(source, group):
            _add(builder, source, paragraph)
    builder.close()
    return _finish(builder, name, encoding)


def _groups(source: str, builder: Builder) -> Iterator[list[Line]]:
    """Runs of lines without a blank line, a ruler or a directive between them."""
    group: list[Line] = []
    for match in _LINE.finditer(source):
        start, end = match.span(1)
        comment = _COMMENT.fullmatch(source, start, end)
        if comment:
            at = source.index("<!--", start)
            stop = source.rindex("-->", start, end) + 3
            builder.directives.append(Directive(at, stop, comment.group(1), builder.length))
        if comment or not source[start:end].strip() or _RULE.fullmatch(source, start, end):
            if group:
                yield group
            group = []
        else:
            group.append((start, end))
    if group:
        yield group


def _paragraphs(source: str, group: Sequence[Line]) -> Iterator[list[Line]]:
    width = max(end - start for start, end in group)
    paragraph = [group[0]]
    for before, line in itertools.pairwise(group):
        if _joined(source, before, line, width):
            paragraph.append(line)
        else:
            yield paragraph
            paragraph = [line]
    yield paragraph


def _joined(source: str, before: Line, line: Line, width: int) -> bool:
    """Whether the line end between two lines is only where the text was wrapped."""
    if _ITEM.match(source, *line) or _HEAD_MARK.match(source, *line) or _HEAD_MARK.match(source, *before):
        return False
    first, last = source[before[0] : before[1]].rstrip(), source[line[0] : line[1]].strip()
    if last[:1].islower() and first[-1:] not in ".!?:":
        return True
    if width > _WIDEST_WRAP:
        return False
    word = _WORD.search(last)
    return len(first) + 1 + (word.end() if word else 0) > width - _RAGGED


def _add(builder: Builder, source: str, lines: Sequence[Line]) -> None:
    start, end = lines[0][0], lines[-1][1]
    kind: BlockKind = "paragraph"
    level = 0
    item, mark = _ITEM.match(source, start, end), _HEAD_MARK.match(source, start, end)
    if item:
        kind, level, start = "list-item", 1, item.end()
    elif mark and len(lines) == 1:
        kind, level, start = "heading", 2, mark.end()
    builder.open(kind, level)
    for index, (a, b) in enumerate(lines):
        builder.prose(max(a, start), b)
        if index + 1 < len(lines):
            builder.space(b, lines[index + 1][0])
            if _broken_compound(source, b, lines[index + 1]):
                builder.glue()
    builder.close()


def _broken_compound(source: str, end: int, following: Line) -> bool:
    """A word wrapped at its hyphen ("non-" / "invasive") is one word."""
    head = source[max(0, end - 2) : end]
    tail = source[following[0] : following[1]].lstrip()
    word = re.match(r"[^\W\d_]+", tail)
    return (
        len(head) == 2
        and head[0].isalpha()
        and head[1] == "-"
        and word is not None
        and word.group().islower()
        and word.group() not in ("and", "or", "to")
    )


def _finish(builder: Builder, name: str, encoding: str) -> Document:
    """Guess headings and byline now that all blocks are known."""
    from dataclasses import replace

    text = builder.since(0)
    blocks = builder.blocks
    byline = ""
    headings: list[str] = []
    for index, block in enumerate(blocks):
        words = text[block.start : block.end]
        if block.kind == "heading":
            headings.append(words)
        elif block.kind == "paragraph":
            if index < _TOP and not byline and is_byline(words):
                byline = words
                blocks[index] = replace(block, kind="other")
            elif looks_like_heading(words) and (index + 1 < len(blocks) or (index == 0 and len(blocks) > 1)):
                blocks[index] = replace(block, kind="heading", level=2 if headings else 1)
                headings.append(words)
    return builder.document(name, "text", title=pick_title(headings), byline=byline, encoding=encoding)
