"""Advertising link texts: a commercial head or a ware, with a place or a price."""

from __future__ import annotations

import re
from functools import lru_cache

from spincheck.rules.links._lists import toml

_IN_PLACE = re.compile(r"\b(?:in|near|around|of|for)\s+(?:the\s+)?[A-Z][a-z]+")
_PRICE = re.compile(r"[$£€]\s?\d|\b\d+\s?%\s?off\b|\b\d+\s?(?:usd|dollars|pounds|euros)\b", re.IGNORECASE)


#: these sell only together with a commercial head
_WEAK_MARKS = frozenset(["cost", "costs", "price", "prices", "pricing", "now", "today", "online"])
_BUYING = frozenset(
    ["buy", "buying", "cheap", "cheapest", "discount", "affordable", "low cost", "order", "purchase", "hire"]
)


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
    marks = [m[0] for m in patterns["marks"].finditer(shown)]
    if price := _PRICE.search(shown):
        marks.append(price[0])
    telling = [m for m in marks if head or m.lower() not in _WEAK_MARKS]
    if telling:
        return f"'{ware[0]}' with '{telling[0]}'"
    place = patterns["places"].search(shown) or _IN_PLACE.search(shown)
    if head and place:
        return f"'{head[0]} {ware[0]}' with a place, '{place[0]}'"
    if head and head[0].lower() in _BUYING:
        return f"'{head[0]} {ware[0]}'"
    return ""


def advertises(text: str) -> bool:
    """Whether a text names wares again and again, or one with a commercial head."""
    patterns = _patterns()
    wares = [m[0].lower() for m in patterns["goods"].finditer(text[:2000])]
    return len(wares) >= 3 or bool(
        wares and (patterns["heads"].search(text[:2000]) or patterns["marks"].search(text[:2000]))
    )
