"""Edits that take confirmed spam links out of a source and touch nothing else."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from spincheck.document import Document, Link
from spincheck.model import Finding, Severity

#: codes whose finding means that the words of the link are part of the spam
REMOVE = frozenset(["LNK201", "LNK202", "LNK203", "LNK204", "LNK207", "LNK218", "LNK219", "LNK220"])
#: codes whose link goes while its words stay, unless the words are the address
UNWRAP = frozenset(
    ["LNK205", "LNK206", "LNK208", "LNK209", "LNK211", "LNK213", "LNK214", "LNK215", "LNK216", "LNK217", "LNK222"]
)
#: what "confirmed" means
SURE = 0.8

_HTML = re.compile(r"<a\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*>(?P<inner>.*)</a\s*>", re.IGNORECASE | re.DOTALL)
_MARKDOWN = re.compile(r"\[(?P<inner>(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*)\](?:\([^\n]*\)|\[[^\]\n]*\])?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace ``source[start:end]`` by ``new``; ``because`` names rule and reason, ``line`` counts from 1."""

    start: int
    end: int
    new: str
    because: str
    line: int


def edits(document: Document, findings: Iterable[Finding], also: Collection[str] = ()) -> list[Edit]:
    """Non-overlapping edits in source order.

    Only findings of severity high or above with confidence 0.8 or more count, and those of the rules in ``also``.
    """
    wanted: list[Edit] = []
    for finding in findings:
        confirmed = finding.severity >= Severity.HIGH and finding.confidence >= SURE
        if finding.category != "links" or not (confirmed or finding.rule in also):
            continue
        edit = _edit(document, finding)
        if edit:
            wanted.append(edit)
    out: list[Edit] = []
    for edit in sorted(wanted, key=lambda e: (e.start, -e.end)):
        if not out or edit.start >= out[-1].end:
            out.append(edit)
    return out


def apply(source: str, changes: Iterable[Edit]) -> str:
    """The source with the edits made."""
    parts, at = [], 0
    for edit in changes:
        parts += [source[at : edit.start], edit.new]
        at = edit.end
    return "".join((*parts, source[at:]))


def _edit(document: Document, finding: Finding) -> Edit | None:
    link = _link_at(document, finding)
    because = f"{finding.rule} {finding.name}"
    if finding.rule in REMOVE:
        start, end = (link.source_start, link.source_end) if link else (finding.start, finding.end)
        start, end = min(start, finding.start), max(end, finding.end)
        start, end = _with_space(document.source, start, end)
        return Edit(start, end, "", because, finding.line)
    if finding.rule in UNWRAP and link:
        construct = document.source[link.source_start : link.source_end]
        match = (_HTML if document.format == "html" else _MARKDOWN).fullmatch(construct)
        shown = match is None or link.anchor.strip() == link.target.strip()
        if shown:
            start, end = _with_space(document.source, link.source_start, link.source_end)
            return Edit(start, end, "", because, finding.line)
        return Edit(link.source_start, link.source_end, match["inner"] if match else "", because, finding.line)
    return None


def _link_at(document: Document, finding: Finding) -> Link | None:
    for link in document.links:
        if link.source_start <= finding.start and finding.end <= link.source_end:
            return link
    return None


def _with_space(source: str, start: int, end: int) -> tuple[int, int]:
    """Take one neighbouring space along, so that neither a double space nor a space before a full stop stays."""
    before = source[start - 1 : start] if start else ""
    after = source[end : end + 1]
    stop = source[start - 2 : start - 1] if start > 1 else ""
    if before == " " and after and ((stop in tuple(".!?") and after in ".!?") or (stop == after == ",")):
        return start - 1, end + 1  # what stood between two stops goes with one of them
    if before == " " and (not after or after in " \r\n.,;:!?)<"):
        return start - 1, end
    if after == " " and (not before or before in "\r\n(>"):
        return start, end + 1
    return start, end
