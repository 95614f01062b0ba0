"""Where to write a suppression so that it covers one finding and leaves the page as it was."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from spincheck.directives import Suppression, suppressions
from spincheck.document import Document
from spincheck.errors import SpincheckError
from spincheck.model import Finding
from spincheck.sources import HtmlScope, read_text


@dataclass(frozen=True, slots=True)
class Insertion:
    """Put ``text`` at ``offset`` (code points of the source)."""

    offset: int
    text: str


def comment(code: str, reason: str) -> str:
    """The comment that leaves a rule out with a reason."""
    safe = " ".join(re.sub(r'["<>]|--', " ", reason).split()) or "reviewed"
    return f'<!-- spincheck: ignore[{code}] reason="{safe}" -->'


def insertion(document: Document, finding: Finding, reason: str, html_scope: HtmlScope = "main") -> Insertion | None:
    """Where the comment goes: the first of several places at which, read again, it covers the finding and
    nothing of the prose has changed. None where no place does (front matter, a tag's attribute).
    """
    text = comment(finding.rule, reason)
    for place in _places(document, finding, text):
        if _holds(document, finding, place, html_scope):
            return place
    return None


def sidecar_entry(finding: Finding, reason: str) -> str:
    """An entry for ``<name>.spincheck.toml``, for what carries no comment."""
    import json

    quoted = " ".join(finding.text.split())
    return (
        f"[[ignore]]\nrules = [{json.dumps(finding.rule)}]\nreason = {json.dumps(reason, ensure_ascii=False)}\n"
        f"text = {json.dumps(quoted, ensure_ascii=False)}\n"
    )


def _places(document: Document, finding: Finding, text: str) -> Iterator[Insertion]:
    source = document.source
    newline = "\r\n" if "\r\n" in source else "\n"
    span = document.map.to_text(finding.start, max(finding.end, finding.start + 1))
    block = document.block_at(span[0]) if span else None
    try:
        begin = document.map.to_source(block.start, block.end)[0] if block else finding.start
    except ValueError:
        begin = finding.start
    line = max(source.rfind("\n", 0, begin), source.rfind("\r", 0, begin)) + 1
    # by itself before the block: how a person would write it
    if block is None or block.kind in ("paragraph", "heading", "other") or document.format == "text":
        indent = source[line:begin] if not source[line:begin].strip() else ""
        yield Insertion(line, indent + text + newline)
    # beside the words, for list items, table cells and text inside tags
    yield Insertion(finding.end, " " + text)
    yield Insertion(begin, text + " ")
    inner = _line_end(source, finding.end)
    yield Insertion(inner, " " + text)


def _line_end(source: str, at: int) -> int:
    ends = [e for e in (source.find("\n", at), source.find("\r", at)) if e >= 0]
    return min(ends, default=len(source))


def _holds(document: Document, finding: Finding, place: Insertion, html_scope: HtmlScope) -> bool:
    edited = document.source[: place.offset] + place.text + document.source[place.offset :]
    try:
        again = read_text(edited, name=document.path, format=document.format, html_scope=html_scope)
        wishes = suppressions(again)
    except SpincheckError:
        return False
    if again.text.split() != document.text.split():
        return False
    shift = len(place.text) if place.offset <= finding.start else 0
    start, end = finding.start + shift, finding.end + shift
    if edited[start:end] != finding.text:
        return False
    return any(_covers(w, finding.rule, place, start, end) for w in wishes)


def _covers(wish: Suppression, code: str, place: Insertion, start: int, end: int) -> bool:
    mine = place.offset <= wish.at[0] < place.offset + len(place.text) and wish.origin == "comment"
    return mine and code in wish.codes and not wish.problems and wish.start < max(end, start + 1) and wish.end > start
