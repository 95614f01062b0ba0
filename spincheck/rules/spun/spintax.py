"""SPN107: spinner syntax left in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spincheck.model import Evidence, Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.context import Context

# bounded on purpose: without limits the pattern would be quadratic on hostile text
_BRACES = re.compile(r"\{[^{}|\n]{1,80}(?:\|[^{}|\n]{0,80}){1,30}\}")
_MACRO = re.compile(
    r"(?<![\w$])(?:%(?:keyword|anchor|city|title|spin)%|\[(?:spin|keyword|spintax)\]|#(?:spin|endspin)\b)", re.IGNORECASE
)


@rule("SPN107", name="leftover-spintax", category="spun", severity=Severity.HIGH, confidence=0.98)
def check(ctx: Context) -> Iterator[Hit]:
    """Spinner syntax that was never expanded.

    Spinning tools write alternatives in braces, "{relief|alleviation|comfort}", and placeholders such as %keyword%. In a
    published text they show that nobody read it.

    Bad: Cold laser therapy gives {relief|alleviation|comfort} from back pain.
    Good: The set {1, 2, 3} has three members, and x | y means x or y.
    Fix: Choose one wording and remove the braces.
    """
    for match in _BRACES.finditer(ctx.text):
        options = [o.strip() for o in match[0][1:-1].split("|")]
        if sum(any(c.isalpha() for c in o) for o in options) < 2:
            continue
        yield Hit(
            match.start(),
            match.end(),
            "spinner syntax was left in the text",
            tuple(o for o in options if o)[:3],
            (Evidence("syntax", f"{len(options)} alternatives in braces"),),
        )
    for match in _MACRO.finditer(ctx.text):
        yield Hit(
            match.start(),
            match.end(),
            f"the placeholder '{match[0]}' was never filled in",
            evidence=(Evidence("syntax", "a placeholder of a spinning tool"),),
        )
