"""Stock anchors of posting tools: odd ones that nobody else writes, and weak ones that everybody writes.

Weak anchors ("here", "read more") weigh nothing by themselves; they make a second reason only.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from spincheck.rules.links._lists import toml

#: longer anchors are sentences, not stock phrases
LONGEST = 80

Tier = Literal["odd", "weak", ""]

_EDGE = " .,;:!?»«>→<…[](){}|*_\"'“”‘’-–—"


def fold(anchor: str) -> str:
    """Lower case, single spaces, straight apostrophes, no punctuation at the edges."""
    return " ".join(anchor[: 4 * LONGEST].lower().replace("’", "'").split()).strip(_EDGE)


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern[str]]:
    raw = toml("anchors.toml")
    slots = {
        name: "(?:" + "|".join(sorted(map(re.escape, v), key=len, reverse=True)) + ")" for name, v in raw["slots"].items()
    }
    out = {}
    for tier in ("odd", "weak"):
        parts = []
        for pattern in raw[tier].values():
            for name, choice in slots.items():
                pattern = pattern.replace("{" + name + "}", choice)
            parts.append(f"(?:{pattern})")
        out[tier] = re.compile("|".join(parts))
    return out


@lru_cache(maxsize=20_000)
def tier(folded: str) -> Tier:
    """Whether a folded anchor is a stock phrase from first word to last, and of which kind."""
    if not folded or len(folded) > LONGEST:
        return ""
    patterns = _patterns()
    if patterns["odd"].fullmatch(folded):
        return "odd"
    return "weak" if patterns["weak"].fullmatch(folded) else ""
