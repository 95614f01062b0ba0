"""Does an address stand where words should be?

Posting tools swap words of an article for a link; once the markup is lost, the address is left in a grammatical slot
that no address can fill. The test asks first what honest writing does with an address (introduces it, brackets it,
lists it) and only then looks at the slot: what stands before needs words after it, or what stands after needs words
before it. A lower-case continuation alone proves nothing. Closed-class words decide most cases; the parser is asked
about the rest, and what it must decide is left undecided without it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from spincheck.rules.context import Context
from spincheck.rules.links import _tags
from spincheck.rules.links._analysis import Found, links
from spincheck.rules.links._hosts import listed
from spincheck.rules.links._lists import toml

#: how much of the sentence on either side is looked at, in characters
_WINDOW = 400

_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_LAST = re.compile(r"([^\W\d_]+(?:['’\-][^\W\d_]+)*)\s*$")
_ORPHAN = re.compile(r"\s*(?:-(?P<tail>[a-z]{2,}(?:-[a-z]+)*)|['’]s\s+[a-z])")
_BRACKETED = re.compile(r"(?:[(\[{<\"“‘«:|/=→>»*#@•–—†‡]|\s-|^-|--|\.{2,}|…)\s*$")
_NUMBER = re.compile(r"\d\s*$")
_CUT_WORD = re.compile(r"[a-z]{2,}-\s*$")
_LABEL = re.compile(r"(?:^|[.;\s])(?:SOURCE|Source|Via|VIA|MORE|Photo|Logo|Link|Website|Web|URL|Online|Tel|Fax)S?\s*$")

_DETERMINERS = frozenset(toml("words.toml")["determiners"])
_AUXILIARIES = frozenset(toml("words.toml")["auxiliaries"])
_MODALS = frozenset(toml("words.toml")["modals"])
_PREPOSITIONS = frozenset(toml("words.toml")["prepositions"])
_CONJUNCTIONS = frozenset(toml("words.toml")["conjunctions"])
_FUNCTION_AFTER = _PREPOSITIONS | _CONJUNCTIONS | _AUXILIARIES | {"also", "then", "just", "still", "often", "usually"}
_LINKING = frozenset(["and", "or", "&"])
_FOR_DETAILS = re.compile(
    r"\s*[,;]?\s*(?:for (?:more|further|full|additional|complete|the full|details|info|information|updates|help)\b"
    r"|to (?:learn|find|see|read|view|watch|get|download|order|donate|apply|register|sign|join|search|check|book|buy"
    r"|request|subscribe|contact|report|access|make|schedule)\b"
    r"|(?:and|or) (?:call|calling|follow|www|http|e-?mail|contact|visit|click|see|watch|read|on|at|through|via|ask|talk"
    r"|speak|search|look|by (?:calling|phone|mail|e-?mail)|from)\b"
    r"|(?:last )?(?:accessed|retrieved|viewed|updated|archived)|(?:on|as of) \d)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Slot:
    """Why an address stands in place of words. ``kind`` is a stable tag, ``missing`` says what was lost."""

    kind: str
    confidence: float
    because: str
    missing: str


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    raw = toml("introductions.toml")
    out: dict[str, Any] = {key: frozenset(raw[key]) for key in ("direct", "after", "site_verbs", "site_nouns")}
    out["strong"] = re.compile(r"\b(?:" + "|".join(map(re.escape, raw["strong"])) + r")\b", re.IGNORECASE)
    out["near"] = frozenset(raw["near"])
    return out


def judge(ctx: Context, found: Found) -> Slot | None:
    """The slot an address was put into, or None where it stands where an address may stand."""
    if not found.shown or found.idle or not found.in_prose:
        return None
    link = found.link
    block = ctx.document.block_at(link.start)
    if block is None or block.kind in ("table-cell", "caption") or ctx.quoted(link.start, link.end):
        return None
    sentence = ctx.sentence_at(link.start)
    low = max(sentence.start if sentence else block.start, link.start - _WINDOW)
    high = min(max(sentence.end if sentence else block.end, link.end), link.end + _WINDOW)
    before, after = ctx.text[low : link.start], ctx.text[link.end : high]
    orphan = _ORPHAN.match(after)
    if orphan and after[:1].isspace():
        return _fragment(ctx, orphan, after)
    if len(_WORD.findall(after)) + len(_WORD.findall(before)) < 3 or _BRACKETED.search(before):
        return None
    if re.match(r"\s*[)\]}>»”|]", after):
        return None
    if _FOR_DETAILS.match(after):
        return _pointer(ctx, found, before, after, low, block.start)
    if not _WORD.search(before):
        return _at_start(ctx, found, low, block.start, after)
    if _introduced(ctx, found, before, after):
        return None
    return _inside(ctx, found, before, after)


def _pointer(ctx: Context, found: Found, before: str, after: str, at: int, block_start: int) -> Slot | None:
    """A page with "for more data" behind it is honest where something introduces it, and odd between sentences."""
    if _WORD.search(before) or not found.url.deep or at <= block_start or _led_in(ctx, at, block_start):
        return None
    if not re.match(r"\s*for\b", after):
        return None
    return Slot("start", 0.6, f"it begins a sentence that is only '{_opening(after)}'", "the beginning of the sentence")


def _fragment(ctx: Context, orphan: re.Match[str], after: str) -> Slot:
    tail = orphan["tail"]
    if not tail:
        return Slot("fragment", 0.9, "a possessive ending follows it, and the word it belongs to is gone", "a noun")
    whole = re.search(r"\b[\w]+-" + re.escape(tail) + r"\b", ctx.text)
    missing = f"the first part of a word such as '{whole[0]}'" if whole else f"the first part of '-{tail}'"
    return Slot("fragment", 0.97, f"the rest of a word, '-{tail}', is left behind it", missing)


def _at_start(ctx: Context, found: Found, at: int, block_start: int, after: str) -> Slot | None:
    """An address that begins its sentence."""
    first = _WORD.search(after)
    if first is None or len(_WORD.findall(after)) < 3 or after[: first.start()].strip(" \t\n,"):
        return None
    if re.match(r"\S*(?:://|www\.|\.[a-z]{2,}/)", after[first.start() : first.start() + 80]):
        return None  # another address: a list
    word = first[0]
    if not word[0].islower() or word in _words()["after"] or _led_in(ctx, at, block_start):
        return None
    if after[: first.start()].strip() == "," and not found.url.deep:
        return None
    tag = _tags.first_tag(ctx, after[first.start() :], at)
    verb = word in _AUXILIARIES or tag in ("VBZ", "VBD", "MD") or (tag == "VBP" and word not in _PREPOSITIONS)
    if verb:
        return _as_subject(found, word, after[first.start() :])
    sure = 0.95 if found.url.deep else 0.85
    if word in _LINKING and not found.url.deep:
        sure = 0.6
    because = f"the sentence begins with it and goes on in lower case with '{_opening(after)}', without a subject"
    return Slot("start", sure, because, "the beginning of the sentence, its subject included")


def _as_subject(found: Found, word: str, rest: str) -> Slot | None:
    """Tell "www.x.org has tools", a sentence, from lost words: an article's address "can help reduce pain"."""
    lists = _words()
    near = {w.lower() for w in _WORD.findall(rest)[:14]}
    if word in lists["site_verbs"] and (not found.url.deep or near & lists["site_nouns"]):
        return None
    sure = 0.85 if found.url.deep else 0.65
    return Slot("subject", sure, f"it stands as the subject of '{_opening(rest)}'", "the subject of the sentence")


def _led_in(ctx: Context, at: int, block_start: int) -> bool:
    """Whether what comes before the sentence leads to an address (a colon, "Source", "available at")."""
    tail = ctx.text[max(0, at - 60) : at].rstrip()
    if not tail:
        return False
    if at > block_start or tail[-1] in ".!?)”\"'":
        return tail[-1] in ":|-–—" or bool(_LABEL.search(tail))
    last = _LAST.search(tail)
    return tail[-1] in ":|-–—" or (last is not None and last[1].lower() in _words()["direct"])


def _introduced(ctx: Context, found: Found, before: str, after: str) -> bool:
    lists = _words()
    following = _WORD.match(after.lstrip())
    if following and following[0].lower() in lists["after"]:
        return True
    if _LABEL.search(before) or _after_link(ctx, found):
        return True
    last = _LAST.search(before.rstrip(" \t\n,"))
    if last is None:
        return False
    word = last[1].lower()
    if word in lists["direct"] or word.removesuffix("s") in lists["direct"]:
        return True
    if word in _AUXILIARIES - {"is", "are", "was"}:
        return False
    if lists["strong"].search(before):
        return True
    return any(w.lower() in lists["near"] for w in _WORD.findall(before)[-7:-1])


def _after_link(ctx: Context, found: Found) -> bool:
    """Whether it goes on a list of addresses."""
    everything = links(ctx)
    index = ctx.shared("links:order", lambda c: {id(f): i for i, f in enumerate(links(c))}).get(id(found), 0)
    if not index:
        return False
    previous = everything[index - 1].link
    between = ctx.text[previous.end : found.link.start]
    return len(between) <= 12 and not re.sub(r"and|or|[\s,;&/|.·•–—-]", "", between)


def _inside(ctx: Context, found: Found, before: str, after: str) -> Slot | None:
    """An address in mid-sentence that nothing introduces."""
    url = found.url
    written = found.link.anchor.lower().startswith(("http:", "https:"))
    if _CUT_WORD.search(before):
        return Slot("fragment", 0.9, f"the word '{before.split()[-1]}' before it is cut off", "the rest of a word")
    last = _LAST.search(before)
    following = _WORD.match(after.lstrip(" \t\n,"))
    lower = following is not None and following[0][0].islower()
    goes_on = following[0].lower() if following is not None and lower else ""
    if last is None and _NUMBER.search(before):
        if not (url.names_article and goes_on):
            return None
        return Slot("splice", 0.7, f"it stands between a number and '{_opening(after)}'", "a word or phrase")
    if last is None:
        return _after_comma(ctx, found, before, after, goes_on)
    word = last[1].lower()
    closed = not after.strip() or after.lstrip()[0] in ".,;!?" or goes_on in _FUNCTION_AFTER or not goes_on
    if word in _MODALS or (word == "to" and goes_on in _DETERMINERS):
        return Slot("verb", 0.92, f"'{last[1]}' before it wants a verb", "a verb")
    if word in _DETERMINERS:
        if not (url.deep or written):
            return None
        if (
            not closed
            and not (url.deep or written)
            and _tags.tag_after(ctx, before, found.link.anchor, after) in _tags.NOUNS
        ):
            return None
        return Slot("noun", 0.9 if closed else 0.82, f"'{last[1]}' before it wants a noun", "a noun")
    if word in _PREPOSITIONS | _CONJUNCTIONS or word in _AUXILIARIES:
        if not url.deep:
            if not (written and goes_on) or goes_on in _words()["site_verbs"]:
                return None  # "owned by WebMD.com and ..."
            return Slot("noun", 0.65, f"'{last[1]}' before it wants a word", "a word or phrase")
        wanted = "a noun" if word in _PREPOSITIONS else "a word or phrase"
        sure = 0.85 if url.names_article or word not in _PREPOSITIONS else 0.7
        return Slot("noun", sure, f"'{last[1]}' before it wants words after it", wanted)
    if not goes_on or not (url.deep or written) or (not url.deep and goes_on in _words()["site_verbs"]):
        return None
    slot = _spliced(ctx, found, before, after, last[1])
    if url.deep:
        return slot
    return None if listed(url, "social") else replace(slot, confidence=0.62)


def _after_comma(ctx: Context, found: Found, before: str, after: str, goes_on: str) -> Slot | None:
    """After a comma only what follows can show that words are gone: a verb without subject, or a bare object."""
    if not before.rstrip().endswith(",") or not found.url.deep or not goes_on or after.lstrip(" \t\n")[:1] == ",":
        return None
    if goes_on in _AUXILIARIES or (
        goes_on not in _FUNCTION_AFTER and _tags.first_tag(ctx, after.lstrip(), 0) in ("VBZ", "VBD")
    ):
        return _as_subject(found, goes_on, after.lstrip())
    if (
        found.url.names_article
        and goes_on not in _FUNCTION_AFTER | _DETERMINERS
        and not found.link.anchor.lower().startswith("www")
    ):
        return Slot("splice", 0.65, f"it stands between a comma and '{_opening(after)}'", "a word or phrase")
    if goes_on in _DETERMINERS and found.url.names_article:
        return Slot("splice", 0.85, f"between the comma and '{_opening(after)}' there is no verb", "a subject and a verb")
    return None


def _spliced(ctx: Context, found: Found, before: str, after: str, word: str) -> Slot:
    """Between two open-class words: the parser says what the words on either side need."""
    tags = _tags.around(ctx, before, found.link.anchor, after)
    opening = _opening(after)
    if tags is None:
        return Slot("splice", 0.6, f"it stands between '{word}' and '{opening}', and nothing introduces it", "words")
    left, right = tags
    if left in ("JJ", "PRP$", "DT") and right not in _tags.NOUNS | {"JJ"}:
        return Slot("noun", 0.85, f"'{word}' before it wants a noun", "a noun")
    if left in ("VB", "VBP", "VBZ", "VBG") and right in ("IN", "TO", "CC", "VBZ", "VBP", "MD", "WDT"):
        return Slot("noun", 0.8, f"'{word}' before it wants an object", "an object")
    if right in ("VBZ", "VBP", "VBD", "MD") or opening.split()[0] in _AUXILIARIES:
        return Slot("splice", 0.82, f"it stands between '{word}' and its verb '{opening}'", "a word or phrase")
    return Slot("splice", 0.72, f"it stands between '{word}' and '{opening}', and nothing introduces it", "a word or phrase")


def _opening(after: str) -> str:
    return " ".join(after.split()[:3]).strip(" ,.;:")


def stray(ctx: Context, found: Found) -> bool:
    """Whether an address that shows one page stands between or after whole sentences of a paragraph, unintroduced."""
    link = found.link
    block = ctx.document.block_at(link.start)
    if not found.shown or found.idle or not found.url.deep or block is None or block.kind not in ("paragraph", "list-item"):
        return False
    before = ctx.text[max(block.start, link.start - _WINDOW) : link.start].rstrip()
    after = ctx.text[link.end : min(block.end, link.end + 80)]
    if len(_WORD.findall(before)) < 4 or _BRACKETED.search(before) or re.match(r"\s*[)\]}>»”|]", after):
        return False
    if re.search(
        r"\b(?:et al|doi|vol|pp|ed|eds|accessed|retrieved|press|journal)\b|\d{4}[;:.)]|\d\s*[.)]?$",
        before[-120:],
        re.IGNORECASE,
    ):
        return False  # a reference
    if _FOR_DETAILS.match(after) or before[-1] in ":|-–—":
        return False
    following = after.lstrip()
    if following[:1].islower():
        return False  # the sentence goes on: the slot test's part
    if before[-1] in ".!?":
        return not _LABEL.search(before)
    return not _introduced(ctx, found, before + " ", after)


def labelled(ctx: Context, found: Found) -> bool:
    """Whether an address is printed as a source: after a label or a colon, in brackets, or as a list entry."""
    if not found.shown:
        return False
    block = ctx.document.block_at(found.link.start)
    before = ctx.text[max(block.start if block else 0, found.link.start - 80) : found.link.start]
    return not before.strip() or bool(_BRACKETED.search(before) or _LABEL.search(before)) or _after_link(ctx, found)
