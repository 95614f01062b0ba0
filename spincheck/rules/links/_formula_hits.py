"""Where the click grammar fires in a document: as a link's text, or in the prose."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spincheck.rules.context import Context
from spincheck.rules.links import _plain
from spincheck.rules.links._analysis import links
from spincheck.rules.links._formula import ODD, Formula, formulas, whole

Place = tuple[int, int, Formula, bool]

_AROUND = 70

#: with these verbs an ordinary selector is what honest pages write ("read the next article", "see related pages")
_PLAIN_VERBS = re.compile(r"^(?:read|see|view|find|get|go|follow|try|discover)\b", re.IGNORECASE)
_NAVIGATION = re.compile(
    r"\b(?:next|previous|last|original|new|full|related|similar)\s+(?:page|article|post|story|site)s?$", re.IGNORECASE
)


def every(ctx: Context) -> list[Formula]:
    """All fillings in the prose, once per document."""
    return ctx.shared("links:formulas", _search)


def _search(ctx: Context) -> list[Formula]:
    text = ctx.text
    if not _plain.lowered(ctx):  # a letter whose lower case is longer: offsets would not hold
        return list(formulas(text))
    spans = [(max(0, a - _AROUND), min(len(text), b + _AROUND)) for _, a, b in _plain.hits(ctx, "cores.toml")]
    if not spans:
        return []
    found: dict[int, Formula] = {}
    spans.sort()
    merged = [spans[0]]
    for a, b in spans[1:]:
        if a <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(b, merged[-1][1]))
        else:
            merged.append((a, b))
    for a, b in merged:
        while a > 0 and text[a - 1].isalnum():
            a -= 1
        for formula in formulas(text, a, b):
            found.setdefault(formula.start, formula)
    return [found[k] for k in sorted(found)]


def is_odd(formula: Formula) -> bool:
    """Odd enough to be reported wherever it stands: "your next content" adds up and is nothing but clumsy."""
    return formula.weight >= ODD and (formula.imperative or formula.oddest >= 2)


def anchors(ctx: Context) -> Iterator[Place]:
    """Links whose text is a formula."""
    for found in links(ctx):
        if found.shown or not found.in_prose:
            continue
        formula = whole(found.link.anchor)
        if formula is None:
            continue
        if formula.weight >= 2 or (formula.weight == 1 and formula.imperative and not _ordinary(formula.text)):
            yield found.link.start, found.link.end, formula, True


def _ordinary(text: str) -> bool:
    return bool(_PLAIN_VERBS.match(text) or _NAVIGATION.search(text))


def in_prose(ctx: Context) -> Iterator[Place]:
    """Fillings odd enough to stand for themselves, outside links."""
    taken = [(f.link.start, f.link.end) for f in links(ctx) if f.in_prose]
    for formula in every(ctx):
        if is_odd(formula) and not any(a < formula.end and formula.start < b for a, b in taken):
            if not ctx.quoted(formula.start, formula.end):
                yield formula.start, formula.end, formula, False
