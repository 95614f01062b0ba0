"""How the ensemble's spans become hits of the rule whose evidence leads, and the document's verdict."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Severity
from spincheck.rules.base import Hit
from spincheck.rules.context import Context
from spincheck.rules.spun._analysis import analysis
from spincheck.rules.spun._explain import REPLACED, SpunSpan
from spincheck.rules.spun._spans import likely_spans, spans

#: a document is called spun only with this many independent spans
MIN_SPANS = 2


def hits(ctx: Context, code: str) -> Iterator[Hit]:
    """The hits of one rule of the ensemble."""
    verdict(ctx)
    for span in spans(ctx):
        if span.code == code:
            yield Hit(
                span.start,
                span.end,
                _message(ctx, span),
                span.suggestions,
                tuple(span.evidence),
                severity=_severity(span),
                confidence=span.confidence,
                properties={"families": span.families} if span.families else {},
            )


def _severity(span: SpunSpan) -> Severity:
    """A lone word of which nobody knows what was meant weighs less than a ruined term."""
    return Severity.MEDIUM if span.code == REPLACED or not span.suggestions else Severity.HIGH


def _message(ctx: Context, span: SpunSpan) -> str:
    seen = " ".join(ctx.text[span.start : span.end].split())
    if span.suggestions:
        return f"'{seen}' looks like a spun form of '{span.suggestions[0]}'"
    return f"'{seen}' looks swapped in: it does not belong here"


def verdict(ctx: Context) -> None:
    """Put the document's verdict into the panel ``spun``, once."""
    if "spun" in ctx.panels:
        return
    found = spans(ctx)
    probability = analysis(ctx).judgement.document
    if likely_spans(ctx) < MIN_SPANS:
        probability = min(probability, 0.49)
    spun = probability >= ctx.settings.spun.document_threshold
    because = []
    if found:
        strongest = sorted(found, key=lambda s: -s.confidence)[:3]
        shown = ", ".join(f"'{' '.join(ctx.text[s.start : s.end].split())}'" for s in strongest)
        words = max(ctx.document.words, 1)
        because.append(f"{len(found)} spans in {words} words, the clearest {shown}")
        kinds = sorted({e.kind for s in found for e in s.evidence} - {"document"})
        if kinds:
            because.append(f"evidence of {len(kinds)} kinds: {', '.join(kinds)}")
    ctx.panels["spun"] = {
        "probability": probability,
        "spans": len(found),
        "verdict": "spun" if spun else "not spun",
        "because": tuple(because),
    }
