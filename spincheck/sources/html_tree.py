"""Tokens to elements: which tag closes what, in the lenient way of browsers, without recursion."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from spincheck.sources.html_tokens import Token

VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
)
BLOCK = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "colgroup",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "optgroup",
        "option",
        "p",
        "pre",
        "search",
        "section",
        "select",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "title",
        "tr",
        "ul",
    ]
)
_CLOSES_P = BLOCK - {
    "body",
    "caption",
    "colgroup",
    "html",
    "option",
    "optgroup",
    "select",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "legend",
}
_CELLS = ("td", "th", "table", "caption", "button")
#: a start tag of the first kind ends an open element of the second, unless one of the third is between
_IMPLIED: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "li": (("li",), ("ul", "ol", "menu", *_CELLS)),
    "dt": (("dt", "dd"), ("dl", *_CELLS)),
    "dd": (("dt", "dd"), ("dl", *_CELLS)),
    "tr": (("tr", "td", "th"), ("table",)),
    "td": (("td", "th"), ("tr", "table")),
    "th": (("td", "th"), ("tr", "table")),
    "tbody": (("tr", "thead", "tbody", "tfoot"), ("table",)),
    "thead": (("tr", "thead", "tbody", "tfoot"), ("table",)),
    "tfoot": (("tr", "thead", "tbody", "tfoot"), ("table",)),
    "option": (("option",), ("select",)),
    "optgroup": (("option", "optgroup"), ("select",)),
    "body": (("head",), ()),
    "a": (("a",), _CELLS),
}
#: an end tag does not reach out of these
_WALLS: Mapping[str, tuple[str, ...]] = {
    "p": _CELLS,
    "li": ("ul", "ol", "menu"),
    "a": _CELLS,
    "span": _CELLS,
    "div": ("td", "th", "table"),
}


@dataclass(slots=True)
class Element:
    """One element: ``source[start:end]`` with its tags; ``parent`` is an index, -1 at the top.

    ``first`` and ``last`` are the indexes of its open and close events.
    """

    name: str
    attrs: Mapping[str, str]
    parent: int
    start: int
    first: int
    end: int = -1
    last: int = -1


@dataclass(slots=True)
class Event:
    """``open`` and ``close`` of an element (by index), or a text or comment token."""

    kind: Literal["open", "close", "text", "comment"]
    element: int
    token: Token | None = None


@dataclass(slots=True)
class Tree:
    """All elements, and the events in source order; every element that opens closes."""

    elements: list[Element] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)


class _Stack:
    """The open elements, with the positions of each name, so that no search walks the stack."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.open: list[int] = []
        self.places: dict[str, list[int]] = {}

    def highest(self, names: Iterable[str]) -> int:
        return max((self.places[n][-1] for n in names if self.places.get(n)), default=-1)

    def push(self, token: Token) -> None:
        index = len(self.tree.elements)
        parent = self.open[-1] if self.open else -1
        self.tree.elements.append(Element(token.name, token.attrs, parent, token.start, len(self.tree.events)))
        self.tree.events.append(Event("open", index, token))
        if token.name in VOID:
            self.tree.elements[index].end = token.end
            self.tree.elements[index].last = len(self.tree.events)
            self.tree.events.append(Event("close", index))
            return
        self.places.setdefault(token.name, []).append(len(self.open))
        self.open.append(index)

    def pop_to(self, depth: int, at: int, end: int) -> None:
        """Close everything above and at ``depth``; the outermost of them has its own end tag up to ``end``."""
        while len(self.open) > depth:
            index = self.open.pop()
            element = self.tree.elements[index]
            self.places[element.name].pop()
            element.end = end if len(self.open) == depth else at
            element.last = len(self.tree.events)
            self.tree.events.append(Event("close", index))


def build(tokens: Iterable[Token], length: int) -> Tree:
    """Elements and events of a page. ``length`` is where the page ends."""
    tree = Tree()
    stack = _Stack(tree)
    for token in tokens:
        if token.kind == "start":
            _imply(stack, token)
            stack.push(token)
        elif token.kind == "end":
            if token.name == "br":
                stack.push(Token("start", token.start, token.end, "br"))
                continue
            depth = stack.highest((token.name,))
            if depth >= 0 and depth > stack.highest(_WALLS.get(token.name, ())):
                stack.pop_to(depth, token.start, token.end)
        else:
            kind: Literal["text", "comment"] = "text" if token.kind == "text" else "comment"
            tree.events.append(Event(kind, stack.open[-1] if stack.open else -1, token))
    stack.pop_to(0, length, length)
    return tree


def _imply(stack: _Stack, token: Token) -> None:
    if token.name in _CLOSES_P:
        depth = stack.highest(("p",))
        if depth >= 0 and depth > stack.highest(_CELLS):
            stack.pop_to(depth, token.start, token.start)
    closed, walls = _IMPLIED.get(token.name, ((), ()))
    wall = stack.highest(walls)
    while closed:
        depth = stack.highest(closed)
        if depth <= wall:
            break
        stack.pop_to(depth, token.start, token.start)
