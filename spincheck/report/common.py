"""What several formats need: order, links, places and safe single lines."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePath
from urllib.parse import quote

from spincheck.model import DocumentReport, Finding, Report, State

Placed = tuple[DocumentReport, Finding]

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_BIDI = re.compile(r"[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def worst_first(report: Report) -> list[Placed]:
    """Every finding of every document: new ones first, then by severity, confidence, path and place."""
    everything = [(d, f) for d in report.documents for f in d.findings]
    return sorted(everything, key=_badness)


def _badness(placed: Placed) -> tuple[bool, int, float, str, tuple[int, int, str, str]]:
    document, finding = placed
    return (
        finding.state is not State.NEW,
        -finding.severity.rank,
        -finding.confidence,
        document.path,
        finding.sort_key,
    )


def new_findings(report: Report) -> Iterable[Placed]:
    """The findings that count, in the order of the report."""
    return ((d, f) for d in report.documents for f in d.new_findings)


def one_line(text: str) -> str:
    """Text without line ends, control and bidirectional characters, for formats with one line per finding."""
    return _BIDI.sub("", _CONTROL.sub(" ", text)).strip()


def is_url(path: str) -> bool:
    """Whether a document's path is an address, not a file."""
    return bool(_SCHEME.match(path))


def posix(path: str) -> str:
    """A path as repositories spell it: forward slashes, no leading ``./``. Addresses stay as they are."""
    return path if is_url(path) else PurePath(path).as_posix()


def uri(path: str) -> str:
    """A path as a URI reference: relative paths stay relative, absolute ones become ``file:`` URIs."""
    if is_url(path):
        return quote(path, safe="%/:=&?~#+!$,;'@()*[]")
    pure = PurePath(path)
    return pure.as_uri() if pure.is_absolute() else quote(pure.as_posix(), safe="/~!$&'()*+,;=@")


def said(finding: Finding) -> str:
    """The message with the first suggestion, one line."""
    message = one_line(finding.message)
    if finding.suggestions:
        offered = one_line(finding.suggestions[0])
        if offered and offered not in message:
            message += f" (try: {offered})"
    return message


def marked(finding: Finding) -> str:
    """Why a finding does not count ("suppressed: quoted source"); empty for new ones."""
    if finding.state is State.NEW:
        return ""
    reason = one_line(finding.state_reason)
    return f"{finding.state.value}: {reason}" if reason else finding.state.value
