"""Passive verbs found without a parser: a form of "be" or "get", adverbs, a past participle.

An estimate for a share over a whole text, cheap enough for every document; participles that are mostly adjectives after
"be" ("is tired", "are interested") are left out.
"""

from __future__ import annotations

import re
from typing import Final

_IRREGULAR: Final = (
    "born beaten become begun bent bitten bled blown bought bound bred broken brought built burnt burst caught chosen cut "
    "dealt done drawn driven drunk eaten fed felt fought found forgotten forgiven frozen given ground grown heard held "
    "hidden hit hurt kept known laid led left lent let lost made meant met paid proven put read ridden said seen sent set "
    "sewn shaken shot shown shut sold sought spent split spoken spread spun stolen struck stuck sung sunk sworn swept "
    "swollen taken taught thought thrown told torn understood undertaken undergone withdrawn woken worn woven "
    "written overcome"
)
_ADJECTIVE: Final = (
    "tired interested excited worried concerned pleased married bored scared surprised experienced used supposed "
    "involved advanced related committed dedicated qualified determined prepared inclined convinced complicated limited "
    "needed left delighted satisfied disappointed confused depressed stressed relaxed retired sacred naked wicked crowded"
)
_PASSIVE: Final = re.compile(
    r"\b(?:am|is|are|was|were|be|been|being|get|gets|got|getting|isn't|aren't|wasn't|weren't|it's|that's|they're|you're)"
    r"(?:\s+(?:not|never|also|often|usually|always|only|still|now|then|sometimes|well|\w+ly)){0,2}"
    rf"\s+(?P<participle>{'|'.join(_IRREGULAR.split())}|\w{{2,}}ed)\b",
    re.IGNORECASE,
)


def passives(sentence: str) -> list[tuple[int, int]]:
    """Spans of the passive verb groups of a sentence, from the auxiliary to the participle."""
    left_out = _ADJECTIVE.split()
    return [m.span() for m in _PASSIVE.finditer(sentence.replace("’", "'")) if m["participle"].lower() not in left_out]
