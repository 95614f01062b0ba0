"""Markdown to Document: CommonMark with tables, front matter, footnotes and HTML, every character placed.

Markdown becomes the same tokens that an HTML page has (a heading is an ``h2``, a code span a ``code``), so that
HTML inside Markdown nests, hides and links exactly as it does in a page. Code spans and blocks are not part of
``text``: a span leaves U+FFFC in its place, so that the sentence around it stays whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token as MarkdownToken

from spincheck.document import Document
from spincheck.errors import SourceError
from spincheck.sources import front_matter, markdown_origin
from spincheck.sources.builder import Builder
from spincheck.sources.html_scope import Scope
from spincheck.sources.html_style import StyleSheet
from spincheck.sources.html_tokens import Token, tokenize
from spincheck.sources.html_tree import build
from spincheck.sources.html_walk import Walker
from spincheck.sources.markdown_inline import PlacedInline, note
from spincheck.sources.markdown_origin import Lines, Origin
from spincheck.sources.prose import is_byline, pick_title, top_headings

#: block tokens that hold text, by what they are in HTML
_CONTAINERS = {
    "paragraph": "p", "bullet_list": "ul", "ordered_list": "ol", "list_item": "li", "blockquote": "blockquote",
    "table": "table", "tr": "tr", "th": "th", "td": "td", "footnote_reference": "section",
}  # fmt: skip
_MODULE_LINE = re.compile(r"(?:import|export)\s.*(?:\bfrom\b|=|\{)", re.DOTALL)
_TOP = 12
#: characters that each cost the parser about as much as a hundred letters
_MARKS = "[]!<&*_`~^|\n"
#: most of them in a file: ten megabytes of text that is marked up as densely as documentation (one in twenty)
MOST_MARKS = 500_000


@cache
def _parser() -> MarkdownIt:
    from mdit_py_plugins.footnote import footnote_plugin

    md = MarkdownIt("zero")
    md.inline = PlacedInline()
    md.configure("commonmark").enable(["table", "strikethrough"])
    md.use(footnote_plugin)
    # notes stay where they are written: the tail rule would move them to the end
    md.core.ruler.disable(["footnote_tail", "text_join"], True)
    md.inline.ruler.disable(["footnote_inline"], True)
    md.inline.ruler.before("link", "note", note)
    md.inline.ruler2.disable(["fragments_join"], True)
    md.validateLink = lambda url: True  # type: ignore[method-assign]  # a javascript: link is a link to report
    md.normalizeLink = lambda url: url  # type: ignore[method-assign]  # targets are reported as written
    return md


def read(source: str, *, name: str, encoding: str = "utf-8") -> Document:
    """Read Markdown. ``source`` is the decoded file; all offsets are into it, front matter included.

    Raises SourceError for more markup than an article has: it is read in linear time, but that would take minutes.
    """
    if (marks := sum(map(source.count, _MARKS))) > MOST_MARKS:
        raise SourceError(
            name, f"{marks:,} brackets, stars, pipes and lines, {MOST_MARKS:,} at most", "split it, or save its text as .txt"
        )
    builder = Builder(source)
    meta, begin = front_matter.split(source)
    reader = _Reader(source, begin, modules=name.lower().endswith(".mdx"))
    tree = build(reader.tokens(), len(source))
    sheet = StyleSheet()
    for element in tree.elements:
        if element.name == "style":
            sheet.add(source[element.start : element.end].partition(">")[2])
    Walker(builder, tree, Scope(), sheet).walk(0xFFFFFF)
    builder.close()
    builder.code.extend(reader.code)
    text = builder.since(0)
    title = meta.get("title") or pick_title(top_headings(text, builder.blocks))
    bylines = (text[b.start : b.end] for b in builder.blocks[:_TOP] if b.kind != "heading")
    byline = next((line for line in bylines if is_byline(line)), "") or meta.get("author", "")
    return builder.document(name, "markdown", title=title, byline=byline, meta=meta, encoding=encoding)


class _Reader:
    """Turns the block and inline tokens of one file into HTML tokens with source offsets."""

    def __init__(self, source: str, begin: int, *, modules: bool) -> None:
        self.source = source
        self.modules = modules
        self.code: list[tuple[int, int]] = []
        # front matter is blanked, not cut, so that line numbers stay
        blank = re.sub(r"[^\r\n]", " ", source[:begin])
        self.lines = Lines(source)
        self.blocks: list[MarkdownToken] = _parser().parse(blank + source[begin:], {})
        self.at = begin

    def tokens(self) -> Iterator[Token]:
        """HTML tokens in source order."""
        rows: list[Origin | None] = []
        for number, block in enumerate(self.blocks):
            if block.map and block.type != "inline":
                self.at = max(self.at, self.lines.span(*block.map)[0])
            if block.type == "tr_open":
                rows = self._row(number)
            if block.type == "inline":
                yield from self._inline(number, rows)
            elif block.type in ("fence", "code_block") and block.map:
                start, end = self.lines.span(*block.map)
                self.code.append((start, end))
                yield Token("start", start, start, "p")
                yield Token("end", end, end, "p")
                self.at = max(self.at, end)
            elif block.type == "html_block" and block.map:
                start, end = self.lines.span(*block.map)
                yield from tokenize(self.source, start, end)
                self.at = max(self.at, end)
            elif block.type == "hr":
                yield Token("start", self.at, self.at, "hr")
            else:
                yield from self._container(block)

    def _container(self, block: MarkdownToken) -> Iterator[Token]:
        kind, _, edge = block.type.rpartition("_")
        if edge not in ("open", "close"):
            return
        tag = block.tag if kind == "heading" else _CONTAINERS.get(kind, "")
        if tag and not (kind == "paragraph" and block.hidden):
            yield Token("start" if edge == "open" else "end", self.at, self.at, tag)

    def _row(self, number: int) -> list[Origin | None]:
        cells: list[str] = []
        line = (self.blocks[number].map or [0, 0])[0]
        at = number + 1
        while self.blocks[at].type != "tr_close":
            if self.blocks[at].type == "inline":
                cells.append(self.blocks[at].content)
            at += 1
        return list(reversed(markdown_origin.of_row(self.lines, line, cells)))

    def _inline(self, number: int, row: list[Origin | None]) -> Iterator[Token]:
        block, opener = self.blocks[number], self.blocks[number - 1]
        first, after = block.map or [0, 0]
        origin: Origin | None
        if opener.type in ("td_open", "th_open"):
            origin = row.pop() if row else None
        elif opener.type == "heading_open" and opener.markup.startswith("#"):
            origin = markdown_origin.of_heading(self.lines, first, len(opener.markup), block.content)
        else:
            origin = markdown_origin.of_lines(self.lines, first, after, block.content)
        if origin is None or not block.content:
            return
        if self.modules and opener.type == "paragraph_open" and _MODULE_LINE.match(block.content):
            self.code.append(origin.span(0, len(block.content)))
            return
        yield from self._children(block.content, block.children or [], origin)
        self.at = max(self.at, origin.at(len(block.content)))

    def _children(self, content: str, children: Sequence[MarkdownToken], origin: Origin) -> Iterator[Token]:
        autolink: MarkdownToken | None = None
        for child in children:
            start, end = child.meta.get("at", 0), child.meta.get("to", 0)
            if child.type == "text":
                if autolink is not None:  # its text may be a decoded form of what stands between < and >
                    start, end = autolink.meta["at"] + 1, autolink.meta["to"] - 1
                if child.content:
                    yield from _text(content, start, end, origin)
                continue
            autolink = child if child.type == "link_open" and child.markup == "autolink" else None
            a, b = origin.span(start, end)
            if child.type == "text_special":
                yield Token("text", a, b, text=child.content)
            elif child.type == "softbreak" or child.type == "hardbreak":
                yield Token("text", a, b, text=" ")
            elif child.type == "code_inline":
                yield Token("start", a, a, "code")
                yield Token("text", a, b, raw=True)
                yield Token("end", b, b, "code")
            elif child.type == "html_inline":
                yield from tokenize(self.source, a, b)
            elif child.type in ("link_open", "link_close"):
                yield self._link(child, a, b, content[start:end])
            elif child.type == "image":
                yield Token("start", a, b, "img", {"alt": child.content})
            elif child.type in ("note_open", "note_close"):
                yield Token("text", a, a, text=" (" if child.nesting > 0 else ")")
            elif child.type == "footnote_ref":
                label = str(child.meta.get("label", ""))
                yield Token("start", a, a, "sup")
                yield Token("text", a, b, text=f"[{label}]")
                yield Token("end", b, b, "sup")

    def _link(self, child: MarkdownToken, a: int, b: int, written: str) -> Token:
        if child.type == "link_close":
            return Token("end", b, b, "a")
        form = "autolink" if child.markup == "autolink" else "inline" if _is_inline(written) else "reference"
        attrs = {k: str(v) for k, v in child.attrs.items()}
        return Token("start", a, b, "a", attrs, form=form)


def _is_inline(written: str) -> bool:
    """Whether a link's target stands with it, ``[text](target)``, not under a label elsewhere."""
    return written.endswith(")")


def _text(content: str, start: int, end: int, origin: Origin) -> Iterator[Token]:
    for low, high, a, b in origin.pieces(start, end):
        if high - low == b - a:
            yield Token("text", a, b, raw=True)
        else:
            yield Token("text", a, b, text=content[low:high])
