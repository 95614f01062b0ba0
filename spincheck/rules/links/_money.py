"""Advertising link texts: a commercial head or a ware, with a place or a price."""

from __future__ import annotations

import re
from functools import lru_cache

from spincheck.rules.links._lists import toml

_IN_PLACE = re.compile(r"\b(?:in|near|around|of|for)\s+(?:the\s+)?[A-Z][a-z]+")
_PRICE = re.compile(r"[$£€]\s?\d|\b\d+\s?%\s?off\b|\b\d+\s?(?:usd|dollars|pounds|euros)\b", re.IGNORECASE)


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern[str]]:
    raw = toml("money.toml")
    out = {}
    for name, entries in raw.items():
        words = "|".join(re.escape(e) for e in sorted(entries, key=len, reverse=True))
        out[name] = re.compile(rf"(?<![\w-])(?:{words})s?(?![\w-])", re.IGNORECASE)
    return out


@lru_cache(maxsize=20_000)
def reason(anchor: str) -> str:
    """Why a link text is an advertisement, in words; "" when it is not."""
    shown = " ".join(anchor[:200].split())
    if len(shown.split()) < 2 or len(shown.split()) > 9:
        return ""
    patterns = _patterns()
    ware = patterns["goods"].search(shown)
    if not ware:
        return ""
    head = patterns["heads"].search(shown)
    mark = patterns["marks"].search(shown) or _PRICE.search(shown)
    place = None if mark else _IN_PLACE.search(shown)
    if mark and (head or mark[0].lower() not in ("cost", "costs", "price", "prices", "now", "today", "online", "uk", "usa")):
        return f"'{ware[0]}' with '{mark[0]}'"
    if head and place:
        return f"'{head[0]} {ware[0]}' with a place, '{place[0]}'"
    if head and head[0].lower() in (
        "buy",
        "buying",
        "cheap",
        "cheapest",
        "discount",
        "affordable",
        "low cost",
        "order",
        "purchase",
        "hire",
    ):
        return f"'{head[0]} {ware[0]}'"
    return ""


def advertises(text: str) -> bool:
    """Whether a text names wares again and again, or one with a commercial head."""
    patterns = _patterns()
    wares = [m[0].lower() for m in patterns["goods"].finditer(text[:2000])]
    return len(wares) >= 3 or bool(
        wares and (patterns["heads"].search(text[:2000]) or patterns["marks"].search(text[:2000]))
    )
