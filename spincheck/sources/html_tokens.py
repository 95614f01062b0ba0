"""HTML to tokens with exact source offsets, after the tokenizer of the HTML standard (section 13.2.5).

No token is ever looked at twice, so the time is linear in the page's length whatever is in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.entities import html5
from typing import Literal

from spincheck.sources.builder import Builder

Kind = Literal["start", "end", "text", "comment"]

#: elements whose content is text up to their end tag; in the second group entities count
RAW_TEXT = frozenset({"script", "style", "xmp", "iframe", "noembed", "noframes"})
ESCAPABLE = frozenset({"title", "textarea"})

_TAG = re.compile(r"</?([a-zA-Z][^\s/>]*)")
_ATTRIBUTE = re.compile(
    r"[\s/]*(?:(?P<close>>)|(?P<name>[^\s/>][^\s/>=]*)"
    r"(?:\s*=\s*(?:\"(?P<double>[^\"]*)(?:\"|\Z)|'(?P<single>[^']*)(?:'|\Z)|(?P<bare>[^\s>\"'][^\s>]*)|(?=>)))?)"
)
_COMMENT_END = re.compile(r"--!?>")
_CHARREF = re.compile(r"&(?:#[xX]([0-9a-fA-F]{1,10});?|#([0-9]{1,10});?|([A-Za-z][A-Za-z0-9]{0,31});?)")
#: numeric references to these mean Windows-1252 (standard, section 13.2.5.80)
_WINDOWS = {i: bytes([i]).decode("cp1252", "replace") for i in range(0x80, 0xA0)}


@dataclass(slots=True)
class Token:
    """``source[start:end]``. ``raw``: text in which entities are not decoded.

    The Markdown reader makes tokens too: ``text`` is then what the source stands for, ``form`` how a link
    was written.
    """

    kind: Kind
    start: int
    end: int
    name: str = ""
    attrs: Mapping[str, str] = field(default_factory=dict)
    raw: bool = False
    text: str = ""
    form: str = "html"


def tokenize(source: str, start: int = 0, end: int | None = None) -> Iterator[Token]:
    """Tokens of ``source[start:end]`` in order; declarations and processing instructions are left out."""
    stop = len(source) if end is None else end
    at = text = start
    while at < stop:
        mark = source.find("<", at, stop)
        if mark < 0:
            break
        following = source[mark + 1 : mark + 2]
        if following == "!" or following == "?":
            after, token = _declaration(source, mark, stop)
        elif following == "/" and not source[mark + 2 : mark + 3].isalpha():
            close = source.find(">", mark, stop)
            after, token = (close + 1 if close >= 0 else stop), None
            if mark + 2 >= stop:
                break
        else:
            match = _TAG.match(source, mark, stop)
            if match is None:
                at = mark + 1
                continue
            after, token = _tag(source, match, stop)
        if mark > text:
            yield Token("text", text, mark)
        if token is not None:
            yield token
            if token.kind == "start" and (token.name in RAW_TEXT or token.name in ESCAPABLE):
                closing = re.compile(rf"</{re.escape(token.name)}(?=[\s/>])", re.IGNORECASE).search(source, after, stop)
                content_end = closing.start() if closing else stop
                if content_end > after:
                    yield Token("text", after, content_end, raw=token.name in RAW_TEXT)
                after = content_end
        at = text = after
    if text < stop:
        yield Token("text", text, stop)


def _declaration(source: str, mark: int, stop: int) -> tuple[int, Token | None]:
    if source.startswith("<!--", mark):
        if source.startswith("<!-->", mark) or source.startswith("<!--->", mark):
            return source.index(">", mark) + 1, None
        found = _COMMENT_END.search(source, mark + 4, stop)
        after = found.end() if found else stop
        return after, Token("comment", mark, after)
    close = source.find(">", mark, stop)
    return (close + 1 if close >= 0 else stop), None


def _tag(source: str, match: re.Match[str], stop: int) -> tuple[int, Token | None]:
    closing = source[match.start() + 1] == "/"
    attrs: dict[str, str] = {}
    at = match.end()
    while True:
        found = _ATTRIBUTE.match(source, at, stop)
        if found is None or found.end() == at:
            at += 1
            if at >= stop:
                return stop, None  # the page ends inside a tag: the standard drops the tag
            continue
        at = found.end()
        if found.group("close"):
            break
        value = found.group("double") or found.group("single") or found.group("bare") or ""
        attrs.setdefault(found.group("name").lower(), unescape_attribute(value))
    name = match.group(1).lower()
    return at, Token("end" if closing else "start", match.start(), at, name, {} if closing else attrs)


def _reference(match: re.Match[str]) -> tuple[str, int]:
    """(decoded text, length of the reference in the source); ("", 0) when it is no reference."""
    whole = match.group()
    if match.group(3) is None:
        number = int(match.group(1), 16) if match.group(1) else int(match.group(2))
        if number in _WINDOWS:
            return _WINDOWS[number], len(whole)
        if number == 0 or number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
            return "\ufffd", len(whole)
        return chr(number), len(whole)
    name = whole[1:]
    if name in html5:
        return html5[name], len(whole)
    for size in range(len(name) - 1, 1, -1):  # the longest old name that needs no semicolon
        if name[:size] in html5:
            return html5[name[:size]], size + 1
    return "", 0


def unescape_attribute(value: str) -> str:
    """Decode an attribute's value; ``&copy=1`` in an address stays (standard, section 13.2.5.73)."""
    if "&" not in value:
        return value
    parts, at = [], 0
    for match in _CHARREF.finditer(value):
        text, size = _reference(match)
        end = match.start() + size
        following = value[end : end + 1]
        named = match.group(3) is not None
        if not size or (named and value[end - 1] != ";" and (following == "=" or following.isalnum())):
            continue
        parts += [value[at : match.start()], text]
        at = end
    return "".join([*parts, value[at:]])


def add_text(builder: Builder, start: int, end: int) -> None:
    """Add ``source[start:end]`` to the document's text, entities decoded and mapped."""
    source, at = builder.source, start
    mark = source.find("&", at, end)
    while mark >= 0:
        match = _CHARREF.match(source, mark, end)
        text, size = _reference(match) if match else ("", 0)
        if size:
            if mark > at:
                builder.prose(at, mark)
            at = mark + size
            builder.decoded(text, mark, at)
        mark = source.find("&", max(at, mark + 1), end)
    if at < end:
        builder.prose(at, end)


def unescape(source: str, start: int, end: int) -> str:
    """``source[start:end]`` with entities decoded."""
    if source.find("&", start, end) < 0:
        return source[start:end]
    parts, at = [], start
    for match in _CHARREF.finditer(source, start, end):
        text, size = _reference(match)
        if size and match.start() >= at:
            parts += [source[at : match.start()], text]
            at = match.start() + size
    return "".join([*parts, source[at:end]])
