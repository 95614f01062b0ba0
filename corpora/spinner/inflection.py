"""Close a base form under inflection, keeping the slots apart so that two forms can be paired.

Uses lemminflect (MIT), at build time only.
"""

from __future__ import annotations

from functools import cache

from lemminflect import getInflection

SLOTS = {"N": ("NN", "NNS"), "V": ("VB", "VBZ", "VBD", "VBN", "VBG"), "A": ("JJ", "JJR", "JJS")}
_BASE = {"NN", "VB", "JJ"}
_PREPOSITIONS = {"of", "for", "in", "on", "to", "with", "from", "at", "by", "and", "or", "into", "per", "without"}


@cache
def inflect_word(word: str, tag: str) -> tuple[str, ...]:
    """All forms of one word in one slot; empty when the word has none (a comparative of "chronic")."""
    if tag in _BASE:
        return (word,)
    if tag in ("JJR", "JJS"):
        return tuple(getInflection(word, tag, inflect_oov=False))
    return tuple(dict.fromkeys(getInflection(word, tag)))


def head(words: list[str], pos: str) -> int:
    """Which word of a phrase inflects: the one marked ``~``, else by the part of speech."""
    for index, word in enumerate(words):
        if word.endswith("~"):
            return index
    if pos == "V":
        return 0
    for index, word in enumerate(words[1:], 1):
        if word in _PREPOSITIONS:
            return index - 1
    return len(words) - 1


def forms(phrase: str, pos: str) -> dict[str, tuple[str, ...]]:
    """Slot -> surface forms of a phrase. Parts of speech without inflection have the single slot ``""``."""
    words = phrase.split()
    index = head(words, pos)
    words = [w.rstrip("~") for w in words]
    if pos not in SLOTS and not phrase.count("~"):
        return {"": (" ".join(words),)}
    out = {}
    for tag in SLOTS.get(pos, SLOTS["N"]):
        surface = tuple(" ".join([*words[:index], w, *words[index + 1 :]]) for w in inflect_word(words[index], tag))
        if surface:
            out[tag] = surface
    return out


def pairs(original: str, spun: str, pos: str) -> list[tuple[str, str, str]]:
    """(slot, original form, spun form) for every slot both have; a plural never answers a singular.

    The first form of the original is the one suggested; every form of the spun phrase is recognised.
    """
    left, right = forms(original, pos), forms(spun, pos)
    if set(left) != set(right) and ("" in left or "" in right):
        left = {"": next(iter(left.values()))}
        right = {"": next(iter(right.values()))}
    return [
        (slot, left[slot][0], form)
        for slot in left
        if slot in right
        for form in right[slot]
        # a mass noun that is spun into another has no plural to put back
        if slot != "NNS" or form not in right.get("NN", ())
    ]
