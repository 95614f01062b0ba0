"""HTML to Document: main content, links, hidden parts, metadata. Nothing is run and nothing is fetched."""

from __future__ import annotations

from collections import Counter
from urllib.parse import urlsplit

from spincheck.document import Document
from spincheck.sources.builder import Builder
from spincheck.sources.html_scope import Wanted, choose, text_of, without
from spincheck.sources.html_style import StyleSheet
from spincheck.sources.html_tokens import tokenize
from spincheck.sources.html_tree import Tree, build
from spincheck.sources.html_walk import Walker
from spincheck.sources.prose import is_byline, pick_title, top_headings

#: name or property of a meta element, and the key it gets in Document.meta; the first one wins
_META = {
    "author": "author", "article:author": "author", "dc.creator": "author", "citation_author": "author",
    "description": "description", "og:description": "description", "keywords": "keywords",
    "date": "date", "article:published_time": "date", "dc.date": "date", "citation_publication_date": "date",
    "article:modified_time": "modified", "last-modified": "modified",
    "og:title": "og:title", "og:site_name": "site", "robots": "robots", "generator": "generator",
    "og:type": "type", "og:url": "og:url",
}  # fmt: skip
_BYLINE_CLASSES = frozenset({"byline", "author", "entry-author", "post-author", "article-author", "author-name"})
#: bylines stand near the top
_TOP = 12
#: so many links to one host say whose page it is
_FEW = 5


def read(source: str, *, name: str, scope: str = "main", encoding: str = "utf-8", wanted: Wanted | None = None) -> Document:
    """Read an HTML page. ``scope`` is ``main``, ``body`` or ``all``; what it leaves out is in ``left_out``.

    Text in hidden parts is not in ``text`` but in ``hidden``; links of all parts are in ``links``. ``wanted`` says of
    places in the source whether somebody else takes them for content; elements that are not are left out too.
    """
    builder = Builder(source)
    tree = build(tokenize(source), len(source))
    meta = _metadata(tree, source)
    chosen = choose(tree, source, scope)
    if wanted is not None:
        chosen = without(chosen, tree, wanted)
    walker = Walker(builder, tree, chosen, _styles(tree, source), everything=scope == "all")
    walker.host = _host(meta.get("canonical") or meta.get("base") or "") or _own_host(tree)
    walker.walk(_background(tree))
    builder.close()
    if walker.left:
        words = sum(walker.left.values())
        parts = ", ".join(sorted(walker.left))
        noun = "word" if words == 1 else "words"
        builder.left_out.append(("html:scope", f"{parts} left out ({words} {noun}); use --html-scope body to check them"))
    text = builder.since(0)
    main = any(b.kind == "heading" and b.level == 1 for b in builder.blocks)
    title = "" if main else meta.get("og:title") or meta.get("title") or ""
    title = title or pick_title(top_headings(text, builder.blocks))
    return builder.document(
        name, "html", title=title, byline=_byline(tree, source, builder, text, meta), meta=meta, encoding=encoding
    )


def _styles(tree: Tree, source: str) -> StyleSheet:
    sheet = StyleSheet()
    for index, element in enumerate(tree.elements):
        if element.name == "style" and element.attrs.get("media", "").strip().lower() in ("", "all", "screen"):
            for number in range(element.first, element.last):
                token = tree.events[number].token
                if tree.events[number].element == index and tree.events[number].kind == "text" and token is not None:
                    sheet.add(source[token.start : token.end])
    return sheet


def _background(tree: Tree) -> int | None:
    """White, unless a style sheet that is not in the page may say otherwise."""
    linked = any(e.name == "link" and "stylesheet" in e.attrs.get("rel", "").lower().split() for e in tree.elements)
    return None if linked else 0xFFFFFF


def _metadata(tree: Tree, source: str) -> dict[str, str]:
    meta: dict[str, str] = {}
    svg = -1
    for index, element in enumerate(tree.elements):
        attrs = element.attrs
        if element.name == "svg":
            svg = max(svg, element.last)
        if element.name == "title" and element.first > svg:
            meta.setdefault("title", text_of(tree, source, index))
        elif element.name == "meta":
            key = (attrs.get("name") or attrs.get("property") or attrs.get("itemprop") or "").lower()
            if key in _META and attrs.get("content", "").strip():
                meta.setdefault(_META[key], " ".join(attrs["content"].split()))
        elif element.name == "html" and attrs.get("lang"):
            meta.setdefault("lang", attrs["lang"])
        elif element.name == "link" and "canonical" in attrs.get("rel", "").lower().split() and attrs.get("href"):
            meta.setdefault("canonical", attrs["href"].strip())
        elif element.name == "base" and attrs.get("href"):
            meta.setdefault("base", attrs["href"].strip())
        elif element.name == "time" and attrs.get("datetime"):
            meta.setdefault("time", attrs["datetime"].strip())
    if "og:url" in meta:
        meta.setdefault("canonical", meta.pop("og:url"))
    if "time" in meta:
        meta.setdefault("date", meta.pop("time"))
    return meta


def _byline(tree: Tree, source: str, builder: Builder, text: str, meta: dict[str, str]) -> str:
    for block in builder.blocks[:_TOP]:
        words = text[block.start : block.end]
        if block.kind != "heading" and is_byline(words):
            return words
    for index, element in enumerate(tree.elements):
        attrs = element.attrs
        marked = attrs.get("itemprop") == "author" or "author" in attrs.get("rel", "").lower().split()
        if element.name != "link" and (marked or not _BYLINE_CLASSES.isdisjoint(attrs.get("class", "").lower().split())):
            words = text_of(tree, source, index, 200)
            if 0 < len(words) <= 160:
                return words
    return meta.get("author", "")


def _own_host(tree: Tree) -> str:
    """The host that most links of a page go to, when there are a few: menus link within the site."""
    hosts = Counter(h for e in tree.elements if e.name == "a" and (h := _host(e.attrs.get("href", ""))))
    host, count = max(hosts.items(), key=lambda h: h[1], default=("", 0))
    return host if count >= _FEW and 2 * count > sum(hosts.values()) else ""


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
