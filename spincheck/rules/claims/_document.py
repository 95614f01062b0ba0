"""What kind of text a document is: does it report with named sources, or does it sell?"""

# ruff: noqa: E501 (regular expressions and word lists are kept in one piece)

from __future__ import annotations

import re
from dataclasses import dataclass

from spincheck.rules.claims import _evidence
from spincheck.rules.context import Context

_REPORTING = re.compile(
    r"\b(?:said|says|told|explained|researchers?|investigators?|according to|published|journal|professor|university|study|studies|trial|findings|scientists|authors?|participants|"
    r"reported|percent|per cent|co-author|lead author|guidelines?|institute|Dr\.?|PhD|MD|MPH|spokes\w+)(?=\W)"
)
_SELLING = re.compile(
    r"\b(?:our|buy|order|book|discount|offer|shop|try|sale|price|call us|contact us|clinic|click|guarantee\w*|today|special|bestsell\w*|customers?|clients?)\b|\byour\b|\byou\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Register:
    """``reporting``: the text names sources throughout; densities are per 1,000 words."""

    reporting: bool
    reporting_density: float
    selling_density: float
    #: a seller speaks: "our", "we", "buy", "book"
    seller: bool


#: words of somebody with something to offer, for whole documents
_SELLER = re.compile(
    r"\b(?:our|buy|order (?:now|yours|today)|book (?:now|your|a|an)|discount|special offer|money.back|free (?:trial|consultation|shipping))\b",
    re.IGNORECASE,
)


def register(ctx: Context) -> Register:
    """The document's register. A reporting text has at least four marks of sourcing, one for every 100 words, more
    of them than of selling, and names a body or a journal."""
    text = ctx.text
    words = max(1, ctx.document.words)
    marks = sum(1 for _ in _REPORTING.finditer(text))
    selling = sum(1 for _ in _SELLING.finditer(text))
    named = bool(_evidence._BODY.search(text) or _evidence._JOURNAL.search(text))
    density, sell = marks * 1000 / words, selling * 1000 / words
    return Register(
        marks >= 4 and density >= 9 and named and density > 0.5 * sell, density, sell, bool(_SELLER.search(text))
    )
