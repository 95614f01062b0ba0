"""The click grammar: anchors of posting tools, as links and as words left in the prose after the markup was lost.

One compiled expression finds every filling of the slots; a sum of weights and the words around decide. "Click the
following link: ..." is what honest leaflets write, so a filling of ordinary words counts only where the sentence
cannot hold it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from spincheck.rules.links._lists import toml

#: a filling this odd is reported wherever it stands
ODD = 3


@dataclass(frozen=True, slots=True)
class Formula:
    """A filling of the grammar: ``weight`` sums how odd its words are."""

    start: int
    end: int
    text: str
    weight: int
    imperative: bool
    #: the weight of its oddest word
    oddest: int = 0


@lru_cache(maxsize=1)
def _grammar() -> tuple[re.Pattern[str], dict[str, dict[str, int]]]:
    raw: dict[str, dict[str, int]] = toml("click_grammar.toml")

    def slot(name: str) -> str:
        # longest first, so that "click through" wins over "click"; any white space between the words
        words = sorted(raw[name], key=len, reverse=True)
        return "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in words)

    pattern = (
        rf"(?<![\w-])(?:(?P<lead>{slot('lead')})\s+)?(?:(?P<verb>{slot('verb')})\s+)?(?:(?P<determiner>{slot('determiner')})\s+)?"
        rf"(?P<selector>{slot('selector')})\s+(?:(?P<medium>{slot('medium')})\s+)?(?P<noun>{slot('noun')})(?![\w-])"
    )
    return re.compile(pattern, re.IGNORECASE), raw


#: what one may well be asked to click; nobody clicks an article or a site
_CLICKED = frozenset(["link", "url", "hyperlink", "page", "pages", "resource", "resources"])


def _weigh(match: re.Match[str], raw: dict[str, dict[str, int]]) -> tuple[int, int]:
    """The sum of the weights and the greatest of them."""
    weights = [words.get(" ".join(match[slot].lower().split()), 0) for slot, words in raw.items() if match[slot]]
    clicks = bool(match["verb"]) and match["verb"].lower().startswith("click")
    pushed = bool(match["lead"]) and match["lead"].lower() not in ("please", "you can")
    extra = 1 if clicks and pushed and match["noun"].lower() not in _CLICKED else 0
    return sum(weights) + extra, max(weights, default=0) + extra


def formulas(text: str, start: int = 0, end: int | None = None) -> Iterator[Formula]:
    """Every filling in ``text[start:end]``, with its weight; judging the surroundings is the caller's part."""
    pattern, raw = _grammar()
    for match in pattern.finditer(text, start, len(text) if end is None else end):
        weight, oddest = _weigh(match, raw)
        yield Formula(match.start(), match.end(), match[0], weight, bool(match["verb"]), oddest)


def whole(anchor: str) -> Formula | None:
    """The formula that an anchor text is from its first word to its last."""
    shown = " ".join(anchor.split()).strip(" .,;:!?»>→…[]()")
    if not shown or len(shown) > 80:
        return None
    pattern, raw = _grammar()
    match = pattern.fullmatch(shown)
    if match is None:
        return None
    weight, oddest = _weigh(match, raw)
    return Formula(0, len(shown), shown, weight, bool(match["verb"]), oddest)
