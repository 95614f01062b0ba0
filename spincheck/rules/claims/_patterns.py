"""Patterns over words and cue classes: what a candidate claim of each type looks like.

``spincheck/data/claims/patterns.txt`` holds one pattern a line under the code of its rule. An element is a word, ``a|b``,
a class ``<cure>`` or ``<cure|work>`` (a name that is no class is a word; ``<cure!>`` takes base forms only), ``NUM``, ``*n`` (up to n words, none of
which begins another clause) or ``~n`` (up to n words of a noun phrase); ``?`` after an element makes it optional. After
``=`` comes the severity, then flags (see :class:`Pattern`).
"""

# ruff: noqa: E501 (regular expressions and word lists are kept in one piece)

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from spincheck.model import Severity
from spincheck.rules.claims._tokens import Place, Words, read
from spincheck.rules.claims._tokens import shipped as rows

#: a gap does not cross these: another clause begins
_CLAUSE = frozenset(
    [
        ";",
        ":",
        "(",
        ")",
        "—",
        "–",
        ".",
        "!",
        "?",
        "that",
        "which",
        "who",
        "whom",
        "whose",
        "because",
        "but",
        "while",
        "when",
        "if",
        "although",
        "though",
        "whereas",
        "unless",
        "until",
        "than",
    ]
)
#: nor does a gap in a noun phrase cross these
_PHRASE = _CLAUSE | frozenset(
    [
        ",",
        "and",
        "or",
        "in",
        "for",
        "with",
        "by",
        "at",
        "to",
        "from",
        "on",
        "into",
        "about",
        "after",
        "before",
        "during",
        "among",
        "between",
        "through",
        "per",
        "as",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "not",
        "no",
        "without",
        "has",
        "have",
        "had",
        "will",
        "would",
        "can",
        "could",
        "may",
        "might",
        "should",
        "must",
        "so",
        "then",
        "it",
        "they",
        "we",
        "he",
        "she",
        "i",
    ]
)
_NUMBERS = frozenset(
    [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "twelve",
        "fifteen",
        "twenty",
        "thirty",
        "fifty",
        "hundred",
    ]
)


#: flags of patterns over open vocabulary; ``effectpromo`` also wants a change in health in the sentence
OPEN = frozenset(["promo", "effectpromo"])


@dataclass(frozen=True, slots=True)
class Element:
    """One step of a pattern."""

    kind: str
    names: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    base: bool = False
    optional: bool = False
    gap: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """A candidate's shape. ``flags``: ``subject`` wants a treatment as the subject of the first element, ``own`` a reader or
    a seller's voice, ``first`` the first person, ``imperative`` an order or the second person."""

    code: str
    severity: Severity
    elements: tuple[Element, ...]
    flags: frozenset[str]
    text: str

    @property
    def open(self) -> bool:
        """Whether it rests on open vocabulary and needs an offer and company to count."""
        return not OPEN.isdisjoint(self.flags)


@dataclass(frozen=True, slots=True)
class Match:
    """A pattern found at words ``start:end``; ``places`` are the classes that it used."""

    pattern: Pattern
    start: int
    end: int
    places: tuple[Place, ...]

    @property
    def spun(self) -> bool:
        """Whether it rests on a form that only spinners write."""
        return any(not p.base for p in self.places)


def is_number(word: str) -> bool:
    """A numeral in digits or letters."""
    return word[0].isdigit() or word in _NUMBERS


def _element(source: str, known: frozenset[str]) -> Element:
    optional = source.endswith("?") and len(source) > 1
    source = source.removesuffix("?") if optional else source
    if source[0] in "*~" and source[1:].isdigit():
        return Element(source[0], gap=int(source[1:]))
    if "NUM" in source.split("|"):
        return Element("n", words=frozenset(source.split("|")) - {"NUM"}, optional=optional)
    if source.startswith("<"):
        names = source.strip("<>")
        members = frozenset(names.rstrip("!").split("|"))
        return Element("c", members & known, members - known, names.endswith("!"), optional)
    if source == "|":
        raise ValueError("a lone | is not an element")
    return Element("w", words=frozenset(source.split("|")), optional=optional)


def parse(text: str, known: frozenset[str]) -> Iterator[Pattern]:
    """The patterns of a file. Raises ValueError naming the line that cannot be read."""
    code = ""
    for number, line in enumerate(text.splitlines(), 1):
        line = line.partition("#")[0].strip()
        if line.startswith("["):
            code = line.strip("[]").split()[0]
        elif line:
            body, _, rest = line.rpartition(" = ")
            severity, *flags = rest.split()
            if not body or not code:
                raise ValueError(f"patterns.txt:{number}: cannot be read: {line}")
            elements = tuple(_element(e, known) for e in body.split())
            yield Pattern(code, Severity(severity), elements, frozenset(flags), body)


class Patterns:
    """All patterns, found by the word or class that begins them."""

    def __init__(self, patterns: tuple[Pattern, ...]) -> None:
        self._by_word: dict[str, list[Pattern]] = {}
        self._by_class: dict[str, list[Pattern]] = {}
        self._by_number: list[Pattern] = []
        for pattern in patterns:
            head = pattern.elements[0]
            if head.kind == "n":
                self._by_number.append(pattern)
            for name in head.names:
                self._by_class.setdefault(name, []).append(pattern)
            for word in head.words:
                self._by_word.setdefault(word, []).append(pattern)

    def find(self, words: Words) -> list[Match]:
        """All matches, at most one for a pattern and a starting word."""
        out: list[Match] = []
        for i, word in enumerate(words.low):
            tried: list[Pattern] = list(self._by_word.get(word, ()))
            for place in words.places[i]:
                tried += self._by_class.get(place.name, ())
            if self._by_number and is_number(word):
                tried += self._by_number
            for pattern in dict.fromkeys(tried):
                found = _match(words, i, pattern.elements, 0)
                if found is not None:
                    out.append(Match(pattern, i, found[0], found[1]))
        return out


def _match(words: Words, i: int, elements: tuple[Element, ...], at: int) -> tuple[int, tuple[Place, ...]] | None:
    if at == len(elements):
        return i, ()
    element = elements[at]
    if element.kind in "*~":
        stop = _CLAUSE if element.kind == "*" else _PHRASE
        for skip in range(element.gap + 1):
            found = _match(words, i + skip, elements, at + 1)
            if found is not None:
                return found
            if i + skip >= len(words.low) or words.low[i + skip] in stop:
                return None
        return None
    if i < len(words.low):
        for place in words.places[i] if element.names else ():
            if place.name in element.names and (place.base or not element.base):
                found = _match(words, place.end, elements, at + 1)
                if found is not None:
                    return found[0], (place, *found[1])
        if words.low[i] in element.words or (element.kind == "n" and is_number(words.low[i])):
            found = _match(words, i + 1, elements, at + 1)
            if found is not None:
                return found
    return _match(words, i, elements, at + 1) if element.optional else None


@lru_cache(maxsize=1)
def shipped() -> Patterns:
    """The patterns that ship."""
    known = frozenset(name for _, name, _ in rows()) | {"usercue"}
    return Patterns(tuple(parse(read("patterns.txt"), known)))
