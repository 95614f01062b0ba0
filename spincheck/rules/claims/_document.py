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
    #: something is on offer: a seller speaks, or goods, prices and terms of sale are named
    offer: bool
    #: an abstract of a study: aims, methods, results with intervals
    abstract: bool


#: words of somebody with something to offer, for whole documents
_SELLER = re.compile(
    r"\b(?:our|buy|order (?:now|yours|today)|book (?:now|your|a|an)|discount|special offer|money.back|free (?:trial|consultation|shipping))\b",
    re.IGNORECASE,
)


#: headings and figures of a study's abstract
_ABSTRACT = re.compile(
    r"\b(?:Objectives?|Background|Methods?|Results?|Findings|Conclusions?|Interpretation|Participants|Interventions?|Setting)(?=:)|95 ?% ?CI|\b[Pp] ?[<=>] ?0?\.\d|\b(?:confidence interval|odds ratio|hazard ratio|relative risk)\b"
)
#: goods, prices and terms of sale
_OFFER = re.compile(
    r"\b(?:our|we ship|buy|order (?:now|yours|today|before|by)|before you order|(?:free )?(?:delivery|shipping)|discount|money.back|refund|warranty|guarantee|subscription|customers?|clients?|bestsell\w+|free trial|trial of|"
    r"per (?:bottle|box|pack|serving|session)|(?:each|our|per) (?:bottle|sachet|capsule|softgel|gumm(?:y|ies)|jar|serving|drop|band|patch|mask|device|spray|patch|pillow|mattress|clip)s?|(?:food|dietary) supplement|softgels?|gumm(?:y|ies)|sachets?|"
    r"serum|balm|formula|tonic|elixir|walk-ins|deposit|concessions|appointment today|sold (?:as|in|by|at)|comes? in (?:a |two |three |four |five |black|white)|available in|returns are|machine.washable|wash by hand|battery|batteries|pack of|in the box|choose (?:your|from)|sizes|refills?|one size|at the checkout|gift|costs? (?:\w+ )?(?:pennies|pounds|dollars|euros))\b|[£$€]\s?\d",
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
    reporting = marks >= 4 and density >= 9 and named and density > 0.5 * sell
    return Register(
        reporting,
        density,
        sell,
        bool(_SELLER.search(text)),
        not reporting and bool(_OFFER.search(text)),
        len(set(_ABSTRACT.findall(text))) >= 2,
    )
