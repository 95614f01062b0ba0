"""Criteria for a whole document, after DISCERN and the HealthNewsReview list: shown as a panel, never as findings.

Automated DISCERN raters look for the same things: who wrote it and when, are sources named, are benefits and harms, uncertainty
and alternatives spoken of, is the reader sent to a professional. What is met earns up to 0.2 of the claims density back
in the score (docs/scoring.md); it never clears a finding.
"""

# ruff: noqa: E501 (regular expressions and word lists are kept in one piece)

from __future__ import annotations

import re
from typing import Any

from spincheck.rules.claims import _evidence
from spincheck.rules.context import Context

_DATE = re.compile(
    r"\b(?:published|updated|reviewed|posted)\b[^.\n]{0,40}\b(?:19|20)\d\d\b|\b\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December) 20\d\d\b|\b20\d\d-\d\d-\d\d\b",
    re.IGNORECASE,
)
_AUTHOR = re.compile(r"(?m)^\s*(?:by|written by|author:|medically reviewed by|reviewed by)\s+[A-Z]", re.IGNORECASE)
_HARMS = re.compile(
    r"\b(?:side effects?|adverse|risks?|complications?|harms?|contraindicat\w+|interact\w+ with|not (?:suitable|recommended) for|should not be (?:taken|used)|bleeding|allergic reactions?)\b",
    re.IGNORECASE,
)
_NO_HARM = re.compile(
    r"\b(?:no|without|minimal|marginal|negligible|zero|free of|free from|fewer|few)\s+(?:\w+\s+){0,2}(?:side effects?|adverse|risks?|complications?|harms?)\b",
    re.IGNORECASE,
)
_UNCERTAIN = re.compile(
    r"\b(?:more research|further (?:research|studies)|evidence is (?:limited|mixed|weak|low)|limited evidence|not (?:yet )?(?:known|clear|certain)|unclear|unknown|small (?:study|studies|trial)|may not work|does not work for|uncertain\w*|inconclusive|results vary|experience (?:may|might) differ)\b",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\b(?:alternatives?|other (?:treatments?|options?|therapies|approaches)|instead (?:of|you)|another option|options include|treatments? include|different treatments)\b",
    re.IGNORECASE,
)
_REFERRAL = re.compile(
    r"\b(?:(?:talk|speak|see|consult|ask|check with|contact|visit)\w* (?:\w+ ){0,4}(?:doctors?|gps?|physicians?|pharmacists?|(?:health|medical)(?: ?care)? (?:professional|provider)s?|specialists?|dermatologists?|midwi\w+|nurses?))\b",
    re.IGNORECASE,
)

#: criterion -> share of the credit
_SHARES = {
    "sources": 0.06,
    "date": 0.01,
    "author": 0.02,
    "harms": 0.04,
    "uncertainty": 0.03,
    "alternatives": 0.02,
    "referral": 0.02,
}


def panel(ctx: Context) -> dict[str, Any]:
    """``{"items": [{"name", "met", "found"}], "credit": 0..0.2}``; ``found`` quotes what met a criterion."""
    text = ctx.text
    meta = ctx.document.meta
    sources = _sources(ctx)
    harms = next((m[0] for m in _HARMS.finditer(_NO_HARM.sub(lambda m: "#" * len(m[0]), text))), "")
    found = {
        "sources": sources,
        "date": next((meta[k] for k in ("date", "published", "modified", "updated") if meta.get(k)), _first(_DATE, text)),
        "author": ctx.document.byline or meta.get("author", "") or _first(_AUTHOR, text),
        "harms": harms,
        "uncertainty": _first(_UNCERTAIN, text),
        "alternatives": _first(_OTHER, text),
        "referral": _first(_REFERRAL, text),
    }
    items = [{"name": name, "met": bool(value), "found": " ".join(value.split())[:120]} for name, value in found.items()]
    return {"items": items, "credit": round(sum(_SHARES[n] for n, v in found.items() if v), 3)}


def _sources(ctx: Context) -> str:
    """What names the sources: a reference list, an identifier, or two passages that name a study or link to a trusted host."""
    refs = ctx.shared("claims-references", _evidence.references)
    if refs.numbers:
        return f"{len(refs.numbers)} references"
    good = _evidence.well_formed_ids(ctx.text)
    if good:
        return good[0]
    named = sum(len(_evidence.named_study(s.text)) >= 2 for s in ctx.sentences)
    return f"{named} passages name a study or body" if named >= 2 else ""


def _first(regex: re.Pattern[str], text: str) -> str:
    found = regex.search(text)
    return found[0] if found else ""
