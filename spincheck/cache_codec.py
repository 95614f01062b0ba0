"""Documents and findings as plain JSON values and back: what a cache entry holds. No pickle: a cache is data, not code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, TypeVar

from spincheck.document import Block, Directive, Document, Hidden, Link, Segment, SourceMap
from spincheck.engine import Analysis
from spincheck.model import Evidence, Finding, NotChecked, Severity, State

T = TypeVar("T")


def encode(document: Document, analysis: Analysis) -> dict[str, Any]:
    """One JSON value for both. Raises TypeError or ValueError for panels that are not plain data."""
    held = _plain(document, skip=("path", "map"))
    held["map"] = [[s.text_start, s.text_end, s.source_start, s.source_end] for s in document.map.segments]
    for name in ("blocks", "links", "hidden", "directives"):
        held[name] = [_row(one) for one in getattr(document, name)]
    return {
        "document": held,
        "findings": [_plain(f) | {"evidence": [[e.kind, e.detail] for e in f.evidence]} for f in analysis.findings],
        "panels": {k: dict(v) for k, v in analysis.panels.items()},
        "not_checked": [[n.check, n.reason] for n in analysis.not_checked],
        "words": analysis.words,
    }


def decode(value: Mapping[str, Any], path: str) -> tuple[Document, Analysis]:
    """The inverse. Raises some exception when ``value`` is not what :func:`encode` made."""
    held = dict(value["document"])
    held |= {
        "path": path,
        "map": SourceMap(Segment(*s) for s in held["map"]),
        "blocks": tuple(_built(Block, b, locations=_pairs) for b in held["blocks"]),
        "links": tuple(_built(Link, k, rel=tuple) for k in held["links"]),
        "hidden": tuple(_built(Hidden, h) for h in held["hidden"]),
        "directives": tuple(_built(Directive, d) for d in held["directives"]),
    }
    for name in ("left_out", "quotes", "code"):
        held[name] = _pairs(held[name])
    analysis = Analysis(
        tuple(_finding(f) for f in value["findings"]),
        value["panels"],
        tuple(NotChecked(*n) for n in value["not_checked"]),
        value["words"],
    )
    return Document(**held), analysis


def _plain(one: Any, skip: tuple[str, ...] = ()) -> dict[str, Any]:
    out = {f.name: getattr(one, f.name) for f in fields(one) if f.name not in skip}
    return {k: dict(v) if isinstance(v, Mapping) else v for k, v in out.items()}


def _row(one: Any) -> list[Any]:
    return [getattr(one, f.name) for f in fields(one)]


def _pairs(rows: Any) -> Any:
    return tuple(tuple(row) for row in rows)


def _built(cls: Callable[..., T], row: list[Any], **convert: Callable[[Any], Any]) -> T:
    named = dict(zip((f.name for f in fields(cls)), row, strict=True))  # type: ignore[arg-type]
    for name, function in convert.items():
        named[name] = function(named[name])
    return cls(**named)


def _finding(held: dict[str, Any]) -> Finding:
    return Finding(
        **held
        | {
            "severity": Severity(held["severity"]),
            "state": State(held["state"]),
            "suggestions": tuple(held["suggestions"]),
            "replacements": tuple(held["replacements"]),
            "evidence": tuple(Evidence(*e) for e in held["evidence"]),
        }
    )
