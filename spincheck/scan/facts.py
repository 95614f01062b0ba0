"""What an audit says about where a document stands: host, folder, author, template, content hash."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import urlsplit

from spincheck.document import Document
from spincheck.scan.items import Item

#: elements that make up a page's frame; each must be closed, so their nesting can be read without a parser
_FRAME = re.compile(
    r"<(?P<close>/?)(?P<tag>body|header|nav|main|article|section|aside|footer|div|form)\b(?P<rest>[^<>]{0,2000})>"
    r"|<(?P<raw>script|style|template)\b|<!--",
    re.IGNORECASE,
)
_CLASS = re.compile(r"""\bclass\s*=\s*["']?\s*([^\s"'>]+)""", re.IGNORECASE)
#: how deep and how far a page's frame is read
_DEPTH, _TAGS = 5, 5_000
_BY = re.compile(r"(?:[a-z]+\s+){0,2}by\b[\s:–—-]*|(?:author|writer)\s*[:–—-]+\s*", re.IGNORECASE)


def content_hash(data: bytes | str) -> str:
    """16 hexadecimal digits that differ when the content does (BLAKE2b)."""
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    return hashlib.blake2b(raw, digest_size=8).hexdigest()


def host_of(address: str) -> str:
    """The host of an address, lower case; empty for what is no address."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def url_of(item: Item) -> str:
    """The address of a page; empty for files and rows."""
    return item.url or (item.name if item.name.startswith(("http://", "https://")) else "")


def folder_of(item: Item) -> str:
    """Of a page the path of its address without the last segment, of a row its table, of a file the folder it is in."""
    url = url_of(item)
    if url:
        try:
            return urlsplit(url).path.rpartition("/")[0] + "/"
        except ValueError:
            return "/"
    if item.data is not None and item.origin:
        return item.origin
    # not pathlib: a name is a name here, and "." is not put in front of it
    return item.name.rpartition("/")[0]


def author_of(document: Document) -> str:
    """Who the page or its metadata says wrote it; empty when nothing does."""
    named = document.meta.get("author", "")
    if not named:
        named = re.split(r"\s*[,|•·]", _BY.sub("", document.byline.strip(), count=1), maxsplit=1)[0]
    return " ".join(named.split())[:200]


def template_of(document: Document) -> str:
    """A short hash of an HTML page's frame: which containers stand in which, by tag and first class.

    How often a container comes (the number of paragraphs, of comments) does not count, nor do digits in class names
    (``post-123``). Empty for other formats.
    """
    if document.format != "html":
        return ""
    source = document.source
    paths: set[tuple[str, ...]] = set()
    open_: list[tuple[str, str]] = []
    at = 0
    for _ in range(_TAGS):
        match = _FRAME.search(source, at)
        if match is None:
            break
        at = match.end()
        if match["tag"] is None:  # what scripts and comments hold is no part of the page
            end = "-->" if match["raw"] is None else f"</{match['raw']}"
            found = re.compile(re.escape(end), re.IGNORECASE).search(source, at)
            at = found.end() if found else len(source)
        elif match["close"]:
            tag = match["tag"].lower()
            for back in range(len(open_) - 1, -1, -1):
                if open_[back][0] == tag:
                    del open_[back:]
                    break
        elif not match["rest"].endswith("/"):
            named = _CLASS.search(match["rest"])
            label = re.sub(r"\d+", "", named[1]).lower() if named else ""
            open_.append((match["tag"].lower(), f"{match['tag'].lower()}.{label}"))
            if len(open_) <= _DEPTH:
                paths.add(tuple(name for _, name in open_))
    return content_hash("\n".join(" ".join(path) for path in sorted(paths)))[:8] if paths else ""
