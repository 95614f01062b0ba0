"""Walks a page's elements in order and tells the Builder what is text, a link, a quotation, hidden."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from spincheck.document import BlockKind, Directive, Hidden, Link, count_words
from spincheck.sources.builder import PLACEHOLDER, Builder
from spincheck.sources.html_scope import SILENT, Scope, text_of
from spincheck.sources.html_style import SCREEN_READER_ONLY, Look, StyleSheet, look
from spincheck.sources.html_tokens import Token, add_text, unescape
from spincheck.sources.html_tree import BLOCK, Element, Tree

_DIRECTIVE = re.compile(r"<!--\s*spincheck:\s*(.*?)\s*(?:--!?>|\Z)", re.DOTALL)
_CODE = frozenset({"code", "kbd", "samp", "tt"})
_KINDS: dict[str, BlockKind] = {
    "li": "list-item", "dt": "list-item", "dd": "list-item", "td": "table-cell", "th": "table-cell",
    "blockquote": "quote", "figcaption": "caption", "caption": "caption",
}  # fmt: skip
#: a raised reference mark: "1", "[2,3]", "*"
_MARK = re.compile(r"\[?\s*(?:\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*|[*†‡§])\s*\]?")
#: at most this much of a hidden part is quoted
_HIDDEN_TEXT = 2000


@dataclass(slots=True)
class _Frame:
    """What holds inside one open element."""

    look: Look
    kind: BlockKind = "paragraph"
    level: int = 0
    depth: int = 0
    place: str = "content"
    skip: str = ""
    block: bool = False
    link: _OpenLink | None = None
    quote: int = -1
    close_with: str = ""


@dataclass(slots=True)
class _OpenLink:
    element: int
    start: int
    form: str
    said: list[str]


@dataclass(slots=True)
class _Region:
    """The outermost hidden element around here."""

    element: int
    how: str
    said: list[str]
    size: int = 0
    has_link: bool = False
    elsewhere: bool = False
    outside: bool = False


class Walker:
    """One walk over a tree. ``walk`` fills the builder; ``left`` counts the words left out, by reason."""

    def __init__(self, builder: Builder, tree: Tree, scope: Scope, sheet: StyleSheet, *, everything: bool = False) -> None:
        self.builder = builder
        self.tree = tree
        self.scope = scope
        self.sheet = sheet
        self.everything = everything
        self.host = ""
        self.left: dict[str, int] = {}
        self._region: _Region | None = None
        self._break = False

    def walk(self, background: int | None = None) -> None:
        """Go through the page. ``background`` is the colour behind it where that is known (0xRRGGBB)."""
        top = _Frame(Look(background=background), skip="other parts of the page" if self.scope.roots else "")
        frames = [top]
        for number, event in enumerate(self.tree.events):
            if event.kind == "open" and event.token is not None:
                frames.append(self._open(event.element, event.token, frames[-1]))
            elif event.kind == "close":
                self._close(event.element, frames.pop(), frames[-1])
            elif event.kind == "text" and event.token is not None:
                self._text(event.token, frames[-1])
            elif event.token is not None:
                self._comment(event.token, number)

    # -- elements -------------------------------------------------------------------------------------

    def _open(self, index: int, token: Token, outer: _Frame) -> _Frame:
        element = self.tree.elements[index]
        name, attrs = element.name, element.attrs
        frame = _Frame(
            self._look(name, element, outer),
            outer.kind,
            outer.level,
            outer.depth + (name in ("ul", "ol", "dl", "menu")),
            self.scope.places.get(index, outer.place),
            self._skipped(index, name, outer),
            name in BLOCK,
            outer.link,
        )
        how = frame.look.hidden
        if how and not outer.look.hidden and self._region is None and frame.skip not in ("silent", "code"):
            self._region = _Region(index, how, [], outside=bool(frame.skip))
        if name in _KINDS:
            frame.kind, frame.level = _KINDS[name], max(frame.depth, 1) if _KINDS[name] == "list-item" else 0
        elif len(name) == 2 and name[0] == "h" and name[1] in "123456":
            frame.kind, frame.level = "heading", int(name[1])
        if name in ("a", "area") and "href" in attrs:
            frame.link = _OpenLink(index, self.builder.length, token.form, [])
        elif name == "img" and frame.link is not None:
            frame.link.said.append(f" {attrs.get('alt', '')} ")
        if frame.skip or how:
            return frame
        self._shown(index, element, token, frame)
        return frame

    def _shown(self, index: int, element: Element, token: Token, frame: _Frame) -> None:
        builder, name = self.builder, element.name
        if frame.block:
            builder.open(frame.kind, frame.level)
        if name == "br":
            if self._break:
                builder.open(frame.kind, frame.level)
            self._break = True
            builder.space(token.start, token.end)
        elif name == "blockquote":
            frame.quote = builder.length
        elif name == "q":
            frame.quote = builder.length
            builder.put("“")
            frame.close_with = "”"
        elif name == "sup" and self._is_mark(index):
            bare = not text_of(self.tree, builder.source, index, 40).startswith("[")
            builder.glue()
            builder.put(" [" if bare else " ")
            frame.close_with = "]" if bare else ""
        elif name in _CODE or (name == "pre" and index not in self.scope.prose):
            if name in _CODE and text_of(self.tree, builder.source, index, 40):
                builder.put(PLACEHOLDER)
            builder.code.append((element.start, element.end))
            frame.skip = "code"

    def _look(self, name: str, element: Element, outer: _Frame) -> Look:
        if name == "noscript" and not self.everything:
            return outer.look if outer.look.hidden else Look("noscript", outer.look.background, outer.look.colour)
        style = self.sheet.of(name, element.attrs)
        if not style and not element.attrs:
            return outer.look
        return look(outer.look, name, element.attrs, style)

    def _skipped(self, index: int, name: str, outer: _Frame) -> str:
        if name in SILENT and not (self.everything and name == "template"):
            return "silent"
        if index in self.scope.outside:
            return self.scope.outside[index]
        if index in self.scope.roots and outer.skip == "other parts of the page":
            return ""
        return outer.skip

    def _is_mark(self, index: int) -> bool:
        """Whether a raised piece of text refers to a source, and is no power ("cm2") or ordinal."""
        before = self.builder.since(max(0, self.builder.length - 4))
        if not self.builder.in_block or not before or before[-1].isspace():
            return False
        if not _MARK.fullmatch(text_of(self.tree, self.builder.source, index, 40)):
            return False
        return not before[-1].isalnum() or (len(before) == 4 and before.isalpha())

    def _close(self, index: int, frame: _Frame, outer: _Frame) -> None:
        element = self.tree.elements[index]
        shown = not frame.skip and not frame.look.hidden
        if frame.close_with:
            self.builder.glue()
            self.builder.put(frame.close_with)
        if frame.link is not None and frame.link.element == index:
            self._link(element, frame, shown)
        if frame.quote >= 0:
            self.builder.quote(frame.quote)
        if (frame.block and shown) or (element.name == "pre" and not outer.skip and not frame.look.hidden):
            self.builder.open(outer.kind, outer.level)
        region = self._region
        if region is not None and region.element == index:
            self._region = None
            said = " ".join("".join(region.said).split())[:_HIDDEN_TEXT]
            # menus that open on a click are hidden too: around the content only a link to elsewhere counts
            strict = region.outside or region.how == SCREEN_READER_ONLY
            if region.elsewhere or (not strict and (said or region.has_link)):
                self.builder.hidden.append(Hidden(element.start, element.end, said, region.how, region.has_link))

    def _link(self, element: Element, frame: _Frame, shown: bool) -> None:
        link = frame.link
        if link is None:
            return
        attrs, builder = element.attrs, self.builder
        target = attrs.get("href", "").strip()
        how, region = frame.look.hidden, self._region
        if region is not None and how:
            region.has_link = True
            region.elsewhere |= self._elsewhere(target)
        if how == SCREEN_READER_ONLY and not self._elsewhere(target):
            how = ""
        start, end = builder.trimmed(link.start) if shown else (builder.length, builder.length)
        said = builder.since(start) if end > start else "".join(link.said)
        anchor = " ".join(said.split())
        rel = tuple(attrs.get("rel", "").lower().split())
        builder.links.append(
            Link(
                start,
                end,
                target,
                anchor,
                element.start,
                element.end,
                link.form,
                rel,
                attrs.get("title", ""),
                how,
                frame.place,
            )
        )

    def _elsewhere(self, target: str) -> bool:
        try:
            host = urlsplit(target).hostname or ""
        except ValueError:
            return True
        return bool(host) and host.removeprefix("www.") != self.host

    # -- text and comments ----------------------------------------------------------------------------

    def _text(self, token: Token, frame: _Frame) -> None:
        builder = self.builder
        if frame.skip:
            self._unshown(token, frame)
            return
        if frame.look.hidden:
            self._unshown(token, frame)
            return
        before = builder.length
        if token.text and token.start == token.end:
            builder.glue()
            builder.put(token.text if builder.in_block else token.text.lstrip())
        elif token.text:
            builder.decoded(token.text, token.start, token.end)
        elif token.raw:
            builder.prose(token.start, token.end)
        else:
            add_text(builder, token.start, token.end)
        if builder.length > before:
            self._break = False

    def _unshown(self, token: Token, frame: _Frame) -> None:
        if frame.skip in ("silent", "code") and frame.link is None:
            return
        said = token.text or unescape(self.builder.source, token.start, min(token.end, token.start + _HIDDEN_TEXT))
        if frame.link is not None:
            frame.link.said.append(said)
        region = self._region
        if frame.look.hidden and region is not None and frame.skip != "silent" and region.size < _HIDDEN_TEXT:
            region.said.append(said)
            region.size += len(said)
        elif frame.skip and frame.skip not in ("silent", "code") and not frame.look.hidden:
            words = count_words(said)
            if words:
                self.left[frame.skip] = self.left.get(frame.skip, 0) + words

    def _comment(self, token: Token, number: int) -> None:
        match = _DIRECTIVE.match(self.builder.source, token.start, token.end)
        if match:
            self.builder.directives.append(Directive(token.start, token.end, match.group(1), self.builder.length))
