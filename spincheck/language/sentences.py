"""Sentence borders without a model: fast enough for every document of a large scan.

Tuned on edited health prose: abbreviations (Dr., e.g., vs., approx.), decimals, initials, ellipses, closing
quotes and URLs do not end a sentence. A sentence never crosses a block.
"""

from __future__ import annotations

import re

_END = re.compile(r"(?:[.!?…]+[\"'”’)\]]*)(?=\s)|\n{2,}")
_ABBREVIATION = frozenset(
    [
        "dr",
        "mr",
        "mrs",
        "ms",
        "prof",
        "st",
        "jr",
        "sr",
        "rev",
        "hon",
        "gen",
        "col",
        "capt",
        "lt",
        "sgt",
        "vs",
        "etc",
        "e.g",
        "i.e",
        "eg",
        "ie",
        "cf",
        "al",
        "fig",
        "figs",
        "no",
        "nos",
        "vol",
        "pp",
        "p",
        "ed",
        "eds",
        "approx",
        "est",
        "inc",
        "ltd",
        "co",
        "corp",
        "dept",
        "univ",
        "assn",
        "bros",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
        "sat",
        "sun",
        "a.m",
        "p.m",
        "u.s",
        "u.k",
        "u.n",
        "ph.d",
        "m.d",
        "b.sc",
        "m.sc",
        "r.n",
        "d.o",
        "d.d.s",
        "spp",
        "subsp",
        "var",
        "viz",
        "min",
        "max",
        "avg",
        "tel",
        "ext",
        "temp",
        "wt",
        "ht",
        "dept",
        "ave",
        "blvd",
        "rd",
    ]
)
# abbreviations that may well end a sentence: only a lower-case continuation shows that they did not
_EITHER = frozenset(
    ["etc", "inc", "ltd", "co", "corp", "jr", "sr", "a.m", "p.m", "u.s", "u.k", "u.n", "ph.d", "m.d", "r.n", "min", "max"]
)
# what a capital letter labels rather than abbreviates
_LETTERED = frozenset(
    [
        "vitamin",
        "hepatitis",
        "type",
        "grade",
        "group",
        "stage",
        "factor",
        "part",
        "plan",
        "class",
        "schedule",
        "option",
        "table",
        "appendix",
    ]
)
_LAST_WORD = re.compile(r"(?<![\w.])((?:[A-Za-z]\.)*[A-Za-z]+)$")
_OPENERS = "\"'“‘([-–—•*"


def split(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Spans of the sentences in ``text[start:end]``, without surrounding white space, in order."""
    stop = len(text) if end is None else end
    out: list[tuple[int, int]] = []
    begin = start
    for match in _END.finditer(text, start, stop):
        border = match.end()
        if match[0][0] in ".…" and not _ends_sentence(text, begin, match, stop):
            continue
        _append(out, text, begin, border)
        begin = border
    _append(out, text, begin, stop)
    return out


def _append(out: list[tuple[int, int]], text: str, begin: int, border: int) -> None:
    while begin < border and text[begin].isspace():
        begin += 1
    while border > begin and text[border - 1].isspace():
        border -= 1
    if border > begin:
        out.append((begin, border))


def _ends_sentence(text: str, begin: int, match: re.Match[str], stop: int) -> bool:
    following = match.end()
    while following < stop and (text[following].isspace() or text[following] in _OPENERS):
        following += 1
    if following >= stop:
        return True
    lower_next = text[following].islower()
    if len(match[0]) > 1 and match[0].startswith(("..", "…")):
        return not lower_next
    word = _LAST_WORD.search(text, max(begin, match.start() - 24), match.start())
    if word is None:
        return True
    last = word[1].lower()
    if last in _ABBREVIATION:
        return last in _EITHER and not lower_next
    if len(last) == 1 and word[1].isupper() and last != "i":
        return not _is_initial(text, begin, word.start(1))
    return not (lower_next and "." in last)


def _is_initial(text: str, begin: int, at: int) -> bool:
    """Whether the single capital at ``at`` is part of a name ("Dr J. Smith") and not "vitamin D." """
    before = text[begin:at].split()
    return not before or (before[-1][:1].isupper() and before[-1].lower().rstrip(".") not in _LETTERED)
