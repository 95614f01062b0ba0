"""Evidence across families.

A spam link and an unsupported claim in one sentence raise each other; broken grammar inside a spun span makes it surer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from spincheck.model import Evidence, Severity
from spincheck.rules.base import Hit, Rule
from spincheck.rules.context import Context

Hits = Sequence[tuple[Rule, Hit]]
#: rules of the grammar family whose findings are damage of the kind that spinning does
_DAMAGE = frozenset({"grammar-error", "confused-words"})


#: what broken grammar in a spun span multiplies the odds by that the span is wrong (docs/spun.md has the measurement)
_DAMAGE_ODDS = 2.0


def raise_together(ctx: Context, hits: Hits) -> Hits:
    """The hits with what the families say of each other taken into account."""
    return _damaged(_same_sentence(ctx, hits))


def _damaged(hits: Hits) -> Hits:
    """Spun spans in which the grammar checker finds a disagreement or a broken phrase, with more confidence.

    Spinners swap words without looking at number and part of speech: "cells repair service", "a obvious".
    """
    broken = [
        (h.start, h.end) for r, h in hits if r.info.category == "grammar" and r.info.name in _DAMAGE and not h.in_source
    ]
    if not broken:
        return hits
    out = []
    for rule, hit in hits:
        if rule.info.category == "spun" and hit.confidence is not None and not hit.in_source:
            if any(hit.start < end and hit.end > start for start, end in broken):
                odds = _DAMAGE_ODDS * hit.confidence / max(1 - hit.confidence, 1e-6)
                note = Evidence(
                    "grammar", "the grammar is broken here too: words were put in without looking at their neighbours"
                )
                hit = replace(hit, confidence=odds / (1 + odds), evidence=(*hit.evidence, note))
        out.append((rule, hit))
    return out


def _same_sentence(ctx: Context, hits: Hits) -> Hits:
    """The hits, those that share a sentence across the two families one severity higher, with the reason as evidence.

    Planted links pay for the claims around them (FTC guidance on native advertising reads them as one). Only hits of medium
    severity or above count, and only those with a place in the prose.
    """
    links = _sentences(ctx, hits, "links")
    claims = _sentences(ctx, hits, "claims") if links else set()
    both = links & claims
    if not both:
        return hits
    out = []
    for rule, hit in hits:
        if _counts(rule, hit) and _sentence(ctx, hit) in both:
            other = "an unsupported claim" if rule.info.category == "links" else "a spam link"
            note = Evidence("same-sentence", f"{other} stands in the same sentence")
            hit = replace(hit, severity=_severity(rule, hit).raised(), evidence=(*hit.evidence, note))
        out.append((rule, hit))
    return out


def _severity(rule: Rule, hit: Hit) -> Severity:
    return hit.severity or rule.info.severity


def _counts(rule: Rule, hit: Hit) -> bool:
    return rule.info.category in ("links", "claims") and not hit.in_source and _severity(rule, hit) >= Severity.MEDIUM


def _sentence(ctx: Context, hit: Hit) -> int:
    found = ctx.sentence_at(hit.start)
    return -1 if found is None else found.index


def _sentences(ctx: Context, hits: Hits, category: str) -> set[int]:
    found = {_sentence(ctx, h) for r, h in hits if r.info.category == category and _counts(r, h)}
    return found - {-1}
