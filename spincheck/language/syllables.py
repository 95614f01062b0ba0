"""Syllables of English words: spelling rules, corrected by a table of the words the rules get wrong.

The table is made from the CMU Pronouncing Dictionary by ``corpora/readability/build_syllables.py``. It replaces the copy
of that dictionary which textstat would fetch over the network, and loads in a few milliseconds.
"""

from __future__ import annotations

import gzip
import re
from functools import lru_cache
from importlib.resources import files

_GROUP = re.compile(r"[aeiouy]+")
#: two vowel letters that are two syllables ("trivial", "diet", "being", "video", "usual")
_HIATUS = re.compile(
    r"i[ao](?!u)(?<![cgst]i[ao])|ia[lnm]?\b(?<![cst]ia[lnm])(?<![cst]ia)|iu|[^tqg]ua|eo(?!u)|[^q]uou|ying|eing|yo(?=[^u])|[aeiou]ing\b"
)
_SILENT_E = re.compile(r"(?<=[^aeiouy])e\b|(?<=[aeiouy][vszgc])e\b")
_LE = re.compile(r"(?<=[^aeiouyl])les?\b")
_SILENT_ED = re.compile(r"(?<=[^aeiouytd])ed\b")
_SILENT_ES = re.compile(r"(?<=[^aeiouyszxcg])es\b(?<!shes)(?<!ches)")
_SUFFIX_E = re.compile(r"(?<=[aeiouy][bcdfgklmnprstvz])e(?=(?:ly|ment|ments|ful|fully|less|ness|lessly|some)\b)")
_SM = re.compile(r"(?<=[aeiouy])sms?\b|thms?\b")
_TION = re.compile(r"[cst]i(?=on|ous|al|an|ent|en[ct])")
_PART = re.compile(r"[a-z]+")


def by_rule(word: str) -> int:
    """Syllables by spelling alone; ``word`` is lower-case letters. At least 1."""
    folded = _TION.sub("sh", word)
    count = len(_GROUP.findall(folded)) + len(_HIATUS.findall(folded)) + len(_SM.findall(folded))
    if not _LE.search(folded):
        count -= len(_SILENT_E.findall(folded))
        count -= len(_SILENT_ES.findall(folded))
    count -= len(_SILENT_ED.findall(folded)) + len(_SUFFIX_E.findall(folded))
    return max(1, count)


@lru_cache(maxsize=1)
def exceptions() -> dict[str, int]:
    """Word -> syllables, for words that :func:`by_rule` gets wrong."""
    data = files("spincheck").joinpath("data/readability/syllables.txt.gz").read_bytes()
    out: dict[str, int] = {}
    for line in gzip.decompress(data).decode("ascii").splitlines():
        count, _, words = line.partition(" ")
        out.update(dict.fromkeys(words.split(), int(count)))
    return out


@lru_cache(maxsize=50_000)
def syllables(word: str) -> int:
    """Syllables of one word of running text, at least 1; parts joined by hyphens are added up, a number is one."""
    folded = word.lower().replace("’", "'").replace("'", "")
    parts = _PART.findall(folded)
    if not parts:
        return 1
    table = exceptions()
    return sum(_known(part, table) for part in parts)


def _known(word: str, table: dict[str, int]) -> int:
    if word in table:
        return table[word]
    # a plural or past form is regular even where its base is not
    for suffix in ("s", "d"):
        if word.endswith(suffix) and word[:-1] in table and not word.endswith("ed"):
            return table[word[:-1]] + (word.endswith(("ses", "xes", "zes", "ches", "shes", "ces", "ges")))
    return by_rule(word)
