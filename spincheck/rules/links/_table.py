"""Every link of a document as a row: what it says, where it leads, how it is judged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from spincheck.document import Document, LineIndex
from spincheck.model import Finding, Severity
from spincheck.rules.context import Context
from spincheck.rules.links._analysis import Found, links
from spincheck.rules.links._topic import overlap
from spincheck.rules.links._url import broken_by_space, escaped
from spincheck.settings import Settings

#: columns in the order they are printed
COLUMNS = (
    "line",
    "column",
    "verdict",
    "rules",
    "place",
    "anchor",
    "target",
    "domain",
    "rel",
    "topic",
    "note",
    "start",
    "end",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One link. ``start:end`` is the whole construct in the source (code points); ``target`` is resolved where possible.

    ``topic`` is the nearest text that shares a word with the address: sentence, paragraph, article, none, unknown, or own
    for links within the site. ``verdict``: spam (a finding of high or above), suspicious (medium), note (low), ok.
    """

    line: int
    column: int
    verdict: str
    rules: tuple[str, ...]
    place: str
    anchor: str
    target: str
    domain: str
    rel: str
    topic: str
    note: str
    start: int
    end: int

    def to_dict(self) -> dict[str, object]:
        """The JSON form."""
        return {name: list(v) if isinstance(v := getattr(self, name), tuple) else v for name in COLUMNS}


def rows(document: Document, settings: Settings, findings: Iterable[Finding]) -> list[Row]:
    """The rows of a document, in source order. ``findings`` are those of the links family, placed in the source."""
    ctx = Context(document, settings)
    lines = LineIndex(document.source)
    placed = sorted((f for f in findings if f.category == "links"), key=lambda f: f.start)
    out = []
    for found in sorted(links(ctx), key=lambda f: (f.link.source_start, f.link.source_end)):
        link = found.link
        hit = [f for f in placed if f.start < max(link.source_end, link.source_start + 1) and link.source_start < f.end]
        worst = max((f.severity for f in hit), key=lambda s: s.rank, default=None)
        line, column = lines.position(link.source_start)
        out.append(
            Row(
                line,
                column,
                _verdict(worst),
                tuple(sorted({f.rule for f in hit})),
                f"hidden: {link.hidden}" if link.hidden else link.place,
                " ".join(link.anchor.split()),
                escaped_target(found),
                escaped(found.url.domain),
                " ".join(link.rel),
                _topic(ctx, found),
                "host torn by spaces" if broken_by_space(found.url, ctx.text[link.end : link.end + 4]) else "",
                link.source_start,
                link.source_end,
            )
        )
    return out


def escaped_target(found: Found) -> str:
    """The resolved target with control and bidirectional characters written as escapes."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in found.url.target)


def _verdict(worst: Severity | None) -> str:
    if worst is None:
        return "ok"
    return "spam" if worst >= Severity.HIGH else "suspicious" if worst is Severity.MEDIUM else "note"


def _topic(ctx: Context, found: Found) -> str:
    if not found.url.web or not found.url.plausible:
        return "unknown"
    if not found.foreign:
        return "own"
    return overlap(ctx, found).level
