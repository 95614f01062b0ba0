"""Which part of a page is its content, and what is left out around it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from spincheck.sources.html_tokens import unescape
from spincheck.sources.html_tree import Element, Tree

#: never text for readers
SILENT = frozenset(
    [
        "script",
        "style",
        "head",
        "template",
        "svg",
        "math",
        "canvas",
        "iframe",
        "object",
        "audio",
        "video",
        "noembed",
        "noframes",
        "xmp",
        "select",
        "textarea",
        "datalist",
        "progress",
        "meter",
        "map",
    ]
)
_ROLES = {
    "navigation": "navigation",
    "banner": "header",
    "contentinfo": "footer",
    "complementary": "aside",
    "search": "form",
}
_TAGS = {"nav": "navigation", "menu": "navigation", "header": "header", "footer": "footer", "aside": "aside",
         "form": "form", "dialog": "dialog", "button": "form"}  # fmt: skip
_COMMENTS = re.compile(
    r"(?:^|[\s_-])(?:comments?(?:-?(?:list|area|section|thread))?|disqus(?:_thread)?|respond)(?:$|\s)", re.I
)
#: what may be furniture even between two pieces of content
_CONTAINERS = frozenset({"div", "section", "aside", "ul", "ol", "table", "form", "td"})
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:nav(?:bar|igation)?|menu|breadcrumbs?|sidebar|footer|share|sharing|social|related(?:-posts)?"
    r"|newsletter|subscribe|cookies?|consent|pagination|widget|tags?|skip-link)(?:$|[\s_-])",
    re.IGNORECASE,
)
_CONTENT_ID = frozenset(
    [
        "content",
        "main",
        "main-content",
        "maincontent",
        "article",
        "post",
        "page-content",
        "primary",
        "story",
        "article-body",
        "mw-content-text",
    ]
)
_CONTENT_CLASS = frozenset(
    [
        "entry-content",
        "post-content",
        "article-content",
        "article-body",
        "post-body",
        "content",
        "main-content",
        "page-content",
        "story-body",
        "blog-post",
        "article__body",
        "td-post-content",
    ]
)


@dataclass(slots=True)
class Scope:
    """``roots``: elements that hold the content (empty: everything); ``outside``: why an element is left out."""

    roots: frozenset[int] = frozenset()
    outside: Mapping[int, str] = field(default_factory=dict)
    places: Mapping[int, str] = field(default_factory=dict)
    #: ``pre`` elements that hold prose rather than code
    prose: frozenset[int] = frozenset()


#: of an offset in the source: True for content, False for what is none, None for what is neither
Wanted = Callable[[int], bool | None]


def without(scope: Scope, tree: Tree, wanted: Wanted) -> Scope:
    """The scope without the elements that hold no wanted text but some that is not.

    One paragraph among paragraphs that are wanted stays: a paragraph full of links may be what a reader must know of.
    """
    size = len(tree.elements)
    good, bad = [False] * size, [False] * size
    for event in tree.events:
        if event.kind == "text" and event.token is not None and event.element >= 0:
            said = wanted(event.token.start)
            if said is not None:
                (good if said else bad)[event.element] = True
    for i in range(size - 1, -1, -1):  # children come after their parents
        parent = tree.elements[i].parent
        if parent >= 0:
            good[parent], bad[parent] = good[parent] or good[i], bad[parent] or bad[i]
    kinds = {(e.parent, e.name) for i, e in enumerate(tree.elements) if good[i]}
    outside = dict(scope.outside)
    for i, element in enumerate(tree.elements):
        if not bad[i] or good[i] or (element.parent >= 0 and not good[element.parent]):
            continue
        if (element.parent, element.name) in kinds and element.name not in _CONTAINERS:
            continue
        outside.setdefault(i, "boilerplate")
    return replace(scope, outside=outside)


def ancestors(tree: Tree, index: int) -> Iterator[Element]:
    """The elements around an element, innermost first."""
    index = tree.elements[index].parent
    while index >= 0:
        yield tree.elements[index]
        index = tree.elements[index].parent


def text_of(tree: Tree, source: str, index: int, limit: int = 2000) -> str:
    """The text inside an element on one line, at most about ``limit`` characters."""
    parts: list[str] = []
    size = 0
    element = tree.elements[index]
    for number in range(element.first, element.last):
        token = tree.events[number].token
        if tree.events[number].kind == "text" and token is not None:
            parts.append(token.text or unescape(source, token.start, min(token.end, token.start + limit)))
            size += len(parts[-1])
            if size > limit:
                break
    return " ".join("".join(parts).split())


def choose(tree: Tree, source: str, scope: str) -> Scope:
    """The scope of a page: ``main`` looks for the main content, ``body`` and ``all`` take everything."""
    size, linked, silent = _measure(tree, source)
    total = max(
        size[0]
        if len(tree.elements) and tree.elements[0].name == "html"
        else sum(n for n, e in zip(size, tree.elements, strict=True) if e.parent < 0),
        1,
    )
    kinds = {i: k for i, e in enumerate(tree.elements) if (k := _kind(e))}
    places = {i: p for i, k in kinds.items() if (p := _place(k))}
    prose = _prose(tree, size, total)
    if scope != "main":
        return Scope(places=places, prose=prose)
    roots = _roots(tree, size, linked, silent, total)
    within = _flags(tree, {i for i, e in enumerate(tree.elements) if e.name in ("main", "article")})
    outside: dict[int, str] = {}
    for i, kind in kinds.items():
        name = tree.elements[i].name
        if i in roots or (kind == "form" and size[i] > 0.3 * total) or (kind == "comments" and size[i] > 0.9 * total):
            continue
        if kind == "header" and within[i] and name == "header":
            continue  # an article's own header holds its title and byline
        outside[i] = kind
    for i, element in enumerate(tree.elements):
        if i in outside or i in roots or not size[i] or element.name in ("html", "body", "main", "article"):
            continue
        label = f"{element.attrs.get('id', '')} {element.attrs.get('class', '')}"
        if _FURNITURE.search(label) and linked[i] > 0.5 * size[i] and size[i] < 0.3 * total:
            outside[i] = "navigation"
    return Scope(roots, outside, places, prose)


def _kind(element: Element) -> str:
    role = element.attrs.get("role", "").lower()
    if role in _ROLES:
        return _ROLES[role]
    if element.name == "dialog" and "open" in element.attrs:
        return ""
    if element.name in _TAGS:
        return _TAGS[element.name]
    if element.name in ("div", "section", "ol", "ul"):
        for label in (element.attrs.get("id", ""), element.attrs.get("class", "")):
            if label and _COMMENTS.search(label):
                return "comments"
    return ""


def _place(kind: str) -> str:
    return {"navigation": "nav", "header": "nav", "aside": "nav", "footer": "footer", "comments": "comment"}.get(kind, "")


def _measure(tree: Tree, source: str) -> tuple[list[int], list[int], list[bool]]:
    """Per element: characters of text, characters of link text, whether it is never shown."""
    elements = tree.elements
    silent = _flags(tree, {i for i, e in enumerate(elements) if e.name in SILENT or e.name == "noscript"})
    links = _flags(tree, {i for i, e in enumerate(elements) if e.name == "a"})
    size, linked = [0] * len(elements), [0] * len(elements)
    for event in tree.events:
        if event.kind == "text" and event.token is not None and event.element >= 0 and not silent[event.element]:
            count = len(source[event.token.start : event.token.end].strip())
            size[event.element] += count
            if links[event.element]:
                linked[event.element] += count
    for i in range(len(elements) - 1, -1, -1):  # children come after their parents
        if elements[i].parent >= 0:
            size[elements[i].parent] += size[i]
            linked[elements[i].parent] += linked[i]
    return size, linked, silent


def _flags(tree: Tree, marked: set[int]) -> list[bool]:
    """Whether each element is, or is inside, a marked one."""
    flags: list[bool] = []
    for i, element in enumerate(tree.elements):
        flags.append(i in marked or (element.parent >= 0 and flags[element.parent]))
    return flags


def _prose(tree: Tree, size: list[int], total: int) -> frozenset[int]:
    """Text pages wrapped in one <pre>: most of the page, and no <code> in it."""
    found = {i for i, e in enumerate(tree.elements) if e.name == "pre" and size[i] > 0.5 * total}
    for element in tree.elements:
        if element.name == "code":
            found.discard(element.parent)
    return frozenset(found)


def _roots(tree: Tree, size: list[int], linked: list[int], silent: list[bool], total: int) -> frozenset[int]:
    elements = tree.elements
    live = [i for i in range(len(elements)) if not silent[i] and size[i]]
    main = [i for i in live if elements[i].name == "main" or elements[i].attrs.get("role", "").lower() == "main"]
    best = max(main, key=lambda i: size[i], default=-1)
    if best >= 0 and size[best] >= 0.1 * total:
        return frozenset({best})
    marked = {i for i in live if elements[i].name == "article" or elements[i].attrs.get("itemprop") == "articleBody"}
    inside = _flags(tree, marked)
    articles = [i for i in live if i in marked and not (elements[i].parent >= 0 and inside[elements[i].parent])]
    text = sum(size[i] for i in articles)
    if articles and text >= 0.25 * total:
        best = max(articles, key=lambda i: size[i])
        return frozenset({best} if size[best] > 0.6 * text else articles)
    named = [i for i in live if _named_content(elements[i]) and linked[i] < 0.5 * size[i]]
    best = max(named, key=lambda i: size[i], default=-1)
    if best >= 0 and size[best] >= 0.4 * total:
        return frozenset({best})
    return _densest(tree, size, linked, live, total)


def _named_content(element: Element) -> bool:
    return element.attrs.get("id", "").lower() in _CONTENT_ID or not _CONTENT_CLASS.isdisjoint(
        element.attrs.get("class", "").lower().split()
    )


def _densest(tree: Tree, size: list[int], linked: list[int], live: list[int], total: int) -> frozenset[int]:
    """The element around most of the long paragraphs, when it holds most of the page's running text."""
    score: dict[int, float] = {}
    for i in live:
        prose = size[i] - linked[i]
        if tree.elements[i].name == "p" and prose >= 80:
            parent = tree.elements[i].parent
            if parent >= 0:
                score[parent] = score.get(parent, 0) + prose
                above = tree.elements[parent].parent
                if above >= 0:
                    score[above] = score.get(above, 0) + prose / 2
    best = max(score, key=lambda i: score[i], default=-1)
    everything = sum(size[i] - linked[i] for i in live if tree.elements[i].parent < 0)
    if (
        best >= 0
        and tree.elements[best].name not in ("body", "html")
        and size[best] - linked[best] >= 0.6 * max(everything, 1)
    ):
        return frozenset({best})
    return frozenset()
