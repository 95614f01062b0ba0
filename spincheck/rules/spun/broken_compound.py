"""SPN109: half of a hyphenated word."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spincheck.model import Evidence, Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.context import Context

#: second halves that never stand alone, with the compounds they are cut from
_HALVES = {
    "invasive": ("non-invasive", "minimally invasive"),
    "surgical": ("non-surgical", "post-surgical"),
    "counter": ("over-the-counter",),
    "depth": ("in-depth",),
    "inflammatory": ("anti-inflammatory",),
    "free": ("pain-free", "drug-free"),
    "term": ("long-term", "short-term"),
    "level": ("low-level", "high-level"),
    "effective": ("cost-effective",),
    "being": ("well-being",),
    "aging": ("anti-aging",),
    "ageing": ("anti-ageing",),
    "care": ("self-care", "after-care"),
    "friendly": ("user-friendly", "budget-friendly"),
    "based": ("evidence-based",),
    "quality": ("high-quality",),
    "known": ("well-known",),
    "round": ("year-round",),
    "day": ("day-to-day", "present-day"),
    "up": ("follow-up", "check-up"),
    "prescription": ("non-prescription",),
    "operative": ("post-operative",),
    "natural": ("all-natural",),
    "tolerated": ("well-tolerated",),
    "resistant": ("drug-resistant",),
    "risk": ("low-risk", "high-risk"),
    "intensity": ("low-intensity", "high-intensity"),
    "acting": ("long-acting", "fast-acting"),
    "blind": ("double-blind",),
    "controlled": ("placebo-controlled",),
}
_PATTERN = re.compile(r"(?<=\s)[-‐‑](" + "|".join(_HALVES) + r")\b(?=\s+[a-z])")


@rule("SPN109", name="broken-compound", category="spun", severity=Severity.HIGH, confidence=0.92)
def check(ctx: Context) -> Iterator[Hit]:
    """The second half of a hyphenated word stands alone: its first half was overwritten.

    Link planters and spinners cut compounds in two; what is left, " -invasive therapy", cannot have been written so.

    Bad: It is a treatment of choice. -invasive therapy uses light to relieve pain.
    Good: Low- to mid-level exercise is a non-invasive therapy that uses movement.
    Fix: Restore the first half.
    """
    for match in _PATTERN.finditer(ctx.text):
        options = _HALVES[match[1]]
        yield Hit(
            match.start(),
            match.end(),
            f"'{match[0]}' is half of a compound such as '{options[0]}'",
            options,
            (Evidence("compound", "a hyphen stands at the beginning of a word that is not written so"),),
        )
