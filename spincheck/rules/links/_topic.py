"""Does a link's address speak of what the text around it speaks of?

Words of slug, host and anchor are compared by stem, and by the lines of ``topics.txt``, with the sentence, the
paragraph and the whole article. A mismatch is evidence beside another sign and never a finding by itself: honest pages
link to all kinds of things.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from spincheck.rules.context import Context
from spincheck.rules.links._analysis import Found
from spincheck.rules.links._lists import lines, toml

_WORD = re.compile(r"[^\W\d_]{3,}")
_ENDINGS = tuple(toml("words.toml")["endings"])
#: in addresses these say nothing about a topic
_STRUCTURE = frozenset(toml("words.toml")["address_words"])
#: words of an address without which nothing can be said
_ENOUGH = 2


@dataclass(frozen=True, slots=True)
class Overlap:
    """Stems that address and anchor share with each circle of text. ``known`` is False when they hold too few words."""

    sentence: frozenset[str]
    paragraph: frozenset[str]
    article: frozenset[str]
    known: bool

    @property
    def off(self) -> bool:
        """Whether the address is about something else than the article."""
        return self.known and not self.article and not self.paragraph

    @property
    def level(self) -> str:
        """The nearest circle that shares a word: sentence, paragraph, article, none or unknown."""
        if not self.known and not self.article:
            return "unknown"
        return "sentence" if self.sentence else "paragraph" if self.paragraph else "article" if self.article else "none"


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A crude stem: enough to match "therapies" with "therapy" and "lasers" with "laser"."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=1)
def _topics() -> dict[str, frozenset[int]]:
    out: dict[str, set[int]] = {}
    for number, line in enumerate(lines("topics.txt")):
        for word in line.split():
            out.setdefault(stem(word), set()).add(number)
    return {word: frozenset(numbers) for word, numbers in out.items()}


#: lines that nearly every health article touches say nothing
_EVERYWHERE = frozenset(["health", "medic", "treat", "treatment", "therap", "care", "patient", "clinic", "doctor", "hospit"])


def stems(text: str) -> frozenset[str]:
    """Stems of the telling words of a text."""
    return frozenset(stem(w) for w in {m.lower() for m in _WORD.findall(text)} if w not in _STRUCTURE)


def overlap(ctx: Context, found: Found) -> Overlap:
    """What a link's address and anchor share with the text around it."""
    link = found.link
    words = [w for w in (*found.url.slug_words, *found.url.host_words) if w not in _STRUCTURE and len(w) > 2]
    told = frozenset(stem(w) for w in words)
    joined = [w for w in found.url.host_words if len(w) >= 8]
    block = ctx.document.block_at(link.start)
    sentence = ctx.sentence_at(link.start)
    near = _without(ctx, sentence.start, sentence.end, found) if sentence else frozenset()
    paragraph = (
        _without(ctx, max(block.start, link.start - 2000), min(block.end, link.end + 2000), found) if block else frozenset()
    )
    everything = _article(ctx)
    known = len([w for w in found.url.slug_words if w not in _STRUCTURE and len(w) > 2]) >= _ENOUGH
    return Overlap(_shared(told, joined, near), _shared(told, joined, paragraph), _shared(told, joined, everything), known)


def _shared(told: frozenset[str], joined: list[str], circle: frozenset[str]) -> frozenset[str]:
    same = {w for w in told & circle if len(w) >= 3}
    for host in joined:  # "backpainclinic" holds "back", "pain", "clinic"
        same |= {w for w in circle if len(w) >= 4 and w in host}
    topics = _topics()
    there = frozenset().union(*(topics.get(w, frozenset()) for w in circle - _EVERYWHERE)) if circle else frozenset()
    same |= {w for w in told - _EVERYWHERE if topics.get(w, frozenset()) & there}
    return frozenset(same)


def _without(ctx: Context, start: int, end: int, found: Found) -> frozenset[str]:
    """Stems of a stretch of text; an address that is shown must not vouch for itself."""
    if not found.shown:
        return stems(ctx.text[start:end])
    return stems(ctx.text[start : found.link.start]) | stems(ctx.text[found.link.end : end])


def _article(ctx: Context) -> frozenset[str]:
    return ctx.shared("links:article-stems", _article_stems)


def _article_stems(ctx: Context) -> frozenset[str]:
    text = ctx.text
    pieces, at = [], 0
    for link in ctx.document.links:
        if link.form in ("bare", "autolink") and link.start >= at:
            pieces.append(text[at : link.start])
            at = link.end
    pieces.append(text[at:])
    return stems(" ".join(pieces)) | stems(ctx.document.title)


def mismatch(ctx: Context, found: Found) -> str:
    """A sentence for the evidence when an address is about something else, else ""."""
    if not found.foreign:
        return ""
    if not overlap(ctx, found).off:
        return ""
    about = " ".join(dict.fromkeys(w for w in found.url.slug_words if w not in _STRUCTURE))[:60]
    return f"the address speaks of '{about}' and shares no topic word with the paragraph or the article"
