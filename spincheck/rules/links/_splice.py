"""Stock phrases of posting tools that were left in the prose when the markup of their links was lost.

"Ice can read full report ease swelling": an ordinary phrase in a place where the sentence cannot hold it. The words on
both sides decide; where they allow the phrase, nothing is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from spincheck.rules.context import Context
from spincheck.rules.links import _plain, _tags
from spincheck.rules.links._analysis import links
from spincheck.rules.links._anchors import fold, tier
from spincheck.rules.links._formula import whole
from spincheck.rules.links._formula_hits import every, is_odd
from spincheck.rules.links._lists import toml

_LEFT = re.compile(r"([^\W\d_]+(?:['’\-][^\W\d_]+)*)\s*$")
_RIGHT = re.compile(r"\s*([^\W\d_]+(?:['’\-][^\W\d_]+)*)")
#: "an important source of ...", "the Association's Web site": what everybody writes
_PLAIN_NOUN = re.compile(
    r"(?:the )?(?:(?:important|useful|helpful|original|necessary|beneficial|following|official|additional|more|web|related"
    r"|similar|relevant|recommended|full|my|his|her|their|our|this|that|these|the|your) )*"
    r"(?:sources?|references?|info|information|web ?sites?|web ?pages?|content|articles?|documents?|reading|report|posts?"
    r"|sites?|pages?|blogs?|hints|statement|links?|resources?|review|response|explanation|help|domain name)"
)
_LEAD = re.compile(r"(?:mouse|simply|just|merely|please|kindly)\s+(?:click|tap|visit)", re.IGNORECASE)
#: how much of the sentence on either side is looked at, in characters
_WINDOW = 200
_SELLS = re.compile(
    r"suggested|recommended|highly|related|relevant|linked|full|similar|my|his|her|look|i |what", re.IGNORECASE
)
#: verbs that ordinary prose uses with pages and articles
_READING = re.compile(r"(?:read|see|view|find|get|go|follow|try|discover|learn)\b(?! through)", re.IGNORECASE)
_STOP = re.compile(r"[.!?;:,()\n]")
_TOKEN = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
#: last words of an ordinary phrase that make it a link text and not a piece of some sentence
_ENDS = frozenset(toml("words.toml")["link_text_ends"])
_DETERMINERS = frozenset(toml("words.toml")["determiners"])
_PREPOSITIONS = frozenset(toml("words.toml")["prepositions"])
_PAGE_PARTS = frozenset(toml("words.toml")["page_parts"])
_MODALS = frozenset(toml("words.toml")["modals"])
_CONJUNCTIONS = frozenset(toml("words.toml")["conjunctions"])
_AUXILIARIES = frozenset(toml("words.toml")["auxiliaries"])
_LABELS = frozenset(toml("words.toml")["label_words"])
_BEFORE_VERB = frozenset(toml("words.toml")["before_verb"])
_AFTER_PHRASE = frozenset(toml("words.toml")["after_phrase"])


@dataclass(frozen=True, slots=True)
class Spliced:
    """A stock phrase, and why the sentence cannot hold it."""

    start: int
    end: int
    because: str
    confidence: float


def spliced(ctx: Context) -> list[Spliced]:
    """Every stock phrase in the prose that is no link and not in its place, in order."""
    return ctx.shared("links:spliced", _search)


def _search(ctx: Context) -> list[Spliced]:
    taken = [(f.link.start, f.link.end) for f in links(ctx) if f.in_prose]
    out: list[Spliced] = []
    for start, end, odd, imperative in _candidates(ctx):
        if any(a < end and start < b for a, b in taken) or ctx.quoted(start, end):
            continue
        found = _judge(ctx, start, end, odd, imperative)
        if found:
            taken.append((start, end))
            out.append(found)
    return sorted(out, key=lambda s: s.start)


def _candidates(ctx: Context) -> Iterator[tuple[int, int, bool, bool]]:
    for formula in every(ctx):
        if not is_odd(formula):
            yield (
                formula.start,
                formula.end,
                formula.weight >= 2 and formula.text.split()[0].lower() == "highly",
                formula.imperative,
            )
    for kind, low, high in _plain.hits(ctx, "telltales.toml"):
        yield from _around(ctx, low, high, kind)


def _around(ctx: Context, low: int, high: int, kind: str) -> Iterator[tuple[int, int, bool, bool]]:
    """The longest stock phrase that holds a telltale."""
    text = ctx.text
    low_edge, high_edge = max(0, low - 30), min(len(text), high + 40)
    # a phrase does not reach over punctuation
    for stop in _STOP.finditer(text, low_edge, high_edge):
        if stop.end() <= low:
            low_edge = stop.end()
        elif stop.start() >= high - 1:
            high_edge = stop.start()
            break
        else:
            return
    words = list(_TOKEN.finditer(text, low_edge, high_edge))
    best = (0, 0, "")
    for i, first in enumerate(words):
        if first.start() > low or (kind == "capitals" and first.start() < low):
            continue
        for last in reversed(words[i : i + 9]):
            if last.end() < high - 1 or last.end() - first.start() <= best[1] - best[0]:
                break
            found = tier(fold(text[first.start() : last.end()]))
            if found and (last is not first or kind == "odd"):
                best = (first.start(), last.end(), found)
                break
    if best[1]:
        yield best[0], best[1], best[2] == "odd", True


def _judge(ctx: Context, start: int, end: int, odd: bool, imperative: bool) -> Spliced | None:
    sentence = ctx.sentence_at(start)
    if sentence is None or sentence.block.kind in ("heading", "caption", "table-cell"):
        return None
    text = ctx.text
    # bounded: a "word" of many thousand letters costs the square of its length
    before = text[max(sentence.start, start - _WINDOW) : start]
    after = text[end : min(max(end, sentence.end), end + _WINDOW)]
    left, right = _LEFT.search(before), _RIGHT.match(after)
    p = left[1].lower() if left else ""
    n = right[1] if right else ""
    phrase = " ".join(text[start:end].split())
    if p in _LABELS or re.match(r"\s*[:→»>]|\s*(?:https?:|www\.)", after):
        return None
    goes_on = bool(n) and n[0].islower()
    if _PLAIN_NOUN.fullmatch(fold(phrase)) or (goes_on and not odd and n.lower() in _NOUNS):
        return None
    comma = before.rstrip().endswith(",")
    last = (_LEFT.search(before.rstrip(" ,")) or [""])[0].strip()
    capital = phrase[0].isupper() and bool(last)
    verb = _is_verb(phrase)
    if verb and p and (odd or _is_formula(phrase)) and not comma:
        if p in _DETERMINERS | _PREPOSITIONS - {"to", "off", "out", "before", "after"}:
            return Spliced(start, end, f"'{p}' cannot stand before '{phrase}'", 0.93)
        if _LEAD.match(phrase) and p not in _BEFORE_VERB | _CONJUNCTIONS | _AUXILIARIES:
            return Spliced(start, end, f"'{p}' cannot go on with '{phrase}'", 0.85)
    alone = _stands_alone(ctx, start, end, before, after, odd or _pages(phrase))
    if alone:
        return Spliced(start, end, alone, 0.85 if odd else 0.8)
    if odd and _unmistakable(phrase):
        return Spliced(start, end, "nobody writes this but a posting tool", 0.88)
    if odd and p and goes_on and not (p in _BEFORE_VERB and n.lower() in _AFTER_PHRASE):
        return Spliced(start, end, "nobody writes this but a posting tool", 0.88)
    if goes_on and not imperative and _bare_noun(phrase) and p in {"", *_PREPOSITIONS, *_AUXILIARIES, *_CONJUNCTIONS}:
        if (not before.strip() or p) and _no_compound(ctx, before, phrase, after, n):
            return Spliced(start, end, f"'{phrase}' lacks the article that the sentence wants before it", 0.85)
    if not goes_on or (not odd and phrase.split()[-1].lower() not in _ENDS | _NOUNS):
        return None
    if verb and p in _DETERMINERS | _PREPOSITIONS - {"to", "off", "out", "before", "after"}:
        return Spliced(start, end, f"'{p}' cannot stand before '{phrase}'", 0.93)
    if verb and n.lower() in _AUXILIARIES and not (p in _BEFORE_VERB and n.lower() in ("is", "was")):
        return Spliced(start, end, f"'{n}' after '{phrase}' has no subject", 0.92)
    if (
        verb
        and p in _AUXILIARIES
        and n.lower() not in _AFTER_PHRASE
        and _tags.bare_verb(ctx, after)
        and _verb_after(ctx, before, phrase, after)
    ):
        return Spliced(start, end, f"'{p}' belongs to '{n}', and '{phrase}' stands between them", 0.9)
    if p in _MODALS and not verb:
        return Spliced(start, end, f"'{p}' before '{phrase}' wants a verb", 0.85)
    fits = verb and n.lower() in _AFTER_PHRASE and (comma or p in _BEFORE_VERB | _AUXILIARIES)
    tool_like = verb or _SELLS.match(phrase)
    if (
        capital
        and tool_like
        and not fits
        and p not in _DETERMINERS
        and last.islower()
        and len(before.split()) >= 2
        and sentence.text.rstrip()[-1:] in ".!?"
    ):
        return Spliced(start, end, f"a capitalised link text in mid-sentence, between '{last}' and '{n}'", 0.88)
    if imperative and verb and p and n.lower() not in _AFTER_PHRASE and p not in _BEFORE_VERB:
        tags = _tags.around(ctx, before, phrase, after)
        if tags is not None and tags[0] in ("NN", "JJ", "VBZ", "VBD", "VBP", "IN") and tags[1] != "TO":
            return Spliced(start, end, f"'{p} {phrase} {n}' is no sentence", 0.82)
    if verb and _is_formula(phrase) and p and p not in _BEFORE_VERB and not comma:
        tags = _tags.around(ctx, before, phrase, after)
        if tags is not None and tags[0] not in ("NNS", "NNPS", "NNP", "TO", "CC", "WP", "PRP"):
            return Spliced(start, end, f"'{p}' cannot go on with '{phrase}'", 0.82)
    if verb and _is_formula(phrase) and n.lower() not in _AFTER_PHRASE | _PAGE_PARTS:
        return Spliced(start, end, f"'{n}' cannot follow '{phrase}'", 0.8)
    if imperative and verb and n.lower() not in _AFTER_PHRASE:
        tags = _tags.around(ctx, before or "Then", phrase, after)
        if tags is not None and tags[1] in ("VB", "VBP", "VBZ", "VBD", "MD") and _tags.verb_again(ctx, after):
            return Spliced(start, end, f"'{n}' after '{phrase}' has no subject", 0.82)
    return None


def _no_compound(ctx: Context, before: str, phrase: str, after: str, n: str) -> bool:
    """Whether the word after "suggested website" is no noun that it could belong to ("suggested website activities")."""
    if n.lower() in _AUXILIARIES | _AFTER_PHRASE:
        return True
    tags = _tags.around(ctx, before or "Then", phrase, after)
    return tags is not None and tags[1] not in _tags.NOUNS


def _verb_after(ctx: Context, before: str, phrase: str, after: str) -> bool:
    """Whether the word after a phrase is a verb there too: "view website traffic" holds together."""
    if (
        _PLAIN_NOUN.fullmatch(fold(phrase.partition(" ")[2])) is None
        or "report" in phrase.lower()
        or "article" in phrase.lower()
    ):
        return True
    tags = _tags.around(ctx, before, phrase, after)
    return tags is not None and tags[1] not in _tags.NOUNS


def _pages(phrase: str) -> bool:
    """A phrase that sends the reader to a page: "Click At this website"."""
    words = phrase.lower().split()
    return len(words) >= 3 and words[0] in ("click", "suggested", "recommended", "highly") and words[-1] in _NOUNS


def _stands_alone(ctx: Context, start: int, end: int, before: str, after: str, telling: bool) -> str:
    """Why a phrase between sentences belongs to neither; it has no full stop and the next sentence runs on from it."""
    if before.strip() or not telling:
        return ""
    block = ctx.document.block_at(start)
    if block is None or block.kind not in ("paragraph", "list-item"):
        return ""
    runs_on = re.match(r"[ \t\n]+[A-Z][a-z]", after)
    if runs_on:
        return "it stands between two sentences without a full stop"
    inside = len(ctx.text[block.start : start].split()) >= 5
    return "it hangs behind the last sentence of the paragraph" if inside and not ctx.text[end : block.end].strip() else ""


@lru_cache(maxsize=4096)
def _unmistakable(phrase: str) -> bool:
    folded = fold(phrase)
    return any(piece in folded for piece in toml("telltales.toml")["unmistakable"])


@lru_cache(maxsize=4096)
def _is_formula(phrase: str) -> bool:
    found = whole(phrase)
    return found is not None and found.imperative and found.weight >= 1 and not _READING.match(phrase)


def _bare_noun(phrase: str) -> bool:
    """A singular noun without article: "suggested webpage"."""
    words = phrase.lower().split()
    return (
        words[0] not in _DETERMINERS
        and words[-1] in _NOUNS
        and not words[-1].endswith("s")
        and words[-1] not in ("content", "info")
    )


_VERBS = frozenset(toml("words.toml")["link_verbs"])
_NOUNS = frozenset(toml("click_grammar.toml")["noun"])


@lru_cache(maxsize=4096)
def _is_verb(phrase: str) -> bool:
    first = phrase.split()[0].lower()
    return first in _VERBS
