"""SPN105: turns of phrase that come from a spinner's table of function words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spincheck.model import Evidence, Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.context import Context
from spincheck.rules.spun._spans import spans

#: spun turn -> what it stands for; all are fine English now and then, which is why only their number counts
TELLS = {
    "just how": "how",
    "exactly how": "how",
    "right into": "into",
    "a lot more": "more",
    "much less": "less",
    "even more": "more",
    "one more": "another",
    "lots of": "many",
    "a lot of": "many",
    "one-of-a-kind": "unique",
    "day-to-day": "daily",
    "the use of": "using",
    "on the off chance that": "if",
    "keeping in mind the end goal to": "in order to",
    "with a specific end goal to": "in order to",
    "in light of the fact that": "because",
    "because of the fact that": "because",
    "an assortment of": "a variety of",
    "in recap": "in summary",
    "in addition to": "and",
    "there are actually": "there are",
    "is actually": "is",
    "each day": "daily",
    "a whole lot": "much",
    "the majority of": "most",
    "prior to": "before",
}
#: turns that honest writers use freely weigh less
_WEAK = {
    "in addition to": 0.2,
    "prior to": 0.3,
    "a lot of": 0.3,
    "the use of": 0.3,
    "lots of": 0.4,
    "even more": 0.4,
    "each day": 0.4,
    "the majority of": 0.4,
    "much less": 0.4,
    "day-to-day": 0.4,
    "is actually": 0.4,
}
_MIN_WEIGHT = 2.5
_MIN_PER_HUNDRED = 0.45
_PATTERN = re.compile(r"\b(" + "|".join(sorted(map(re.escape, TELLS), key=len, reverse=True)) + r")\b", re.IGNORECASE)


@rule("SPN105", name="function-word-tell", category="spun", severity=Severity.LOW, confidence=0.6)
def check(ctx: Context) -> Iterator[Hit]:
    """Padding that spinners put in place of plain function words, in number.

    "Just how" for how, "right into" for into, "a lot more" for more: each is English, and nothing is said of one or two.
    Above a density that honest prose does not reach, and only where other spun spans were found, they are shown.

    Good: There is a lot more to say about how the heart works, and even more about just how much sleep it needs.
    Fix: Say it plainly.
    """
    found = list(_PATTERN.finditer(ctx.text))
    weight = sum(_WEAK.get(m[0].lower(), 1.0) for m in found)
    words = max(ctx.document.words, 1)
    if weight < _MIN_WEIGHT or 100 * weight / max(words, 100) < _MIN_PER_HUNDRED:
        return
    others = spans(ctx)
    if len(others) < 2:
        return
    note = Evidence("density", f"{len(found)} such turns in {words} words, beside {len(others)} other spun spans")
    for match in found:
        if match[0].lower() in _WEAK or any(s.start < match.end() and s.end > match.start() for s in others):
            continue
        plain = TELLS[match[0].lower()]
        wanted = plain[:1].upper() + plain[1:] if match[0][0].isupper() else plain
        yield Hit(match.start(), match.end(), f"'{match[0]}' is how spinners pad '{plain}'", (wanted,), (note,))
