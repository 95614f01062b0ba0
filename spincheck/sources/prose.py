"""What plain wording tells about structure: quotations, bylines, headings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from spincheck.document import Block

_QUOTED = re.compile(
    r"“[^“”]+”|«[^«»]+»|„[^„“”]+[“”]"
    r"|(?<![\w\"])\"(?=[^\s\"])[^\"“”]*[^\s\"“”]\"(?![\w\"])"
)
_WORD = re.compile(r"[^\W_]+(?:['’\-.][^\W_]+)*")
#: shorter quotations are mentions of a term, not somebody else's words
_QUOTE_WORDS = 4

_NAME = r"(?P<name>[^\W\d_a-z][\w.'’-]*(?:\s+(?:(?-i:[^\W\d_a-z])[\w.'’-]*|de|der|di|la|van|von|bin|al)){0,5})"
_BYLINE = re.compile(
    r"(?:"
    r"(?:[a-z]+[\s-]+){0,4}by\b\s*[-–—:]*\s*"
    r"|(?:[a-z]+\s+){0,3}(?:author|writer|creator|contributor|columnist|journalist)\s*[-–—:]+\s*"
    r")(?-i:" + _NAME + r")",
    re.IGNORECASE,
)
_BYLINE_TAIL = re.compile(r"\s*(?:[,|•·–—-].{0,80})?\.?", re.DOTALL)
_SENTENCE_END = (".", "!", ";", ",", "…", "-", "–", "—")


def quotations(text: str, blocks: Sequence[Block]) -> Iterator[tuple[int, int]]:
    """Offsets of quoted text of at least four words, marks included, each within one block."""
    for block in blocks:
        for match in _QUOTED.finditer(text, block.start, block.end):
            words = islice(_WORD.finditer(text, match.start(), match.end()), _QUOTE_WORDS)
            if sum(1 for _ in words) == _QUOTE_WORDS:
                yield match.start(), match.end()


def is_byline(line: str) -> bool:
    """Whether a short line says who wrote the text, in plain or spun wording.

    >>> is_byline("By Jane Doe"), is_byline("Material Produce By-Ingram Newton")
    (True, True)
    """
    if len(line) > 160 or len(line.split()) > 16:
        return False
    match = _BYLINE.match(line.strip())
    return match is not None and _BYLINE_TAIL.fullmatch(line.strip(), match.end()) is not None


def looks_like_heading(line: str) -> bool:
    """Whether a line that stands alone reads as a heading: short, capitalised, no final stop."""
    if len(line) > 400:
        return False
    line = line.strip()
    letters = [c for c in line if c.isalpha()]
    if not letters or len(line) > 160 or "://" in line or line.endswith(_SENTENCE_END):
        return False
    words = line.split()
    if len(words) > 25 or (line.endswith(":") and len(words) > 6):
        return False
    if all(c.isupper() for c in letters if c.upper() != c.lower()) and len(letters) > 3:
        return True
    first = next(c for c in line if c.isalnum())
    if first.islower() or line[0] in "\"'“‘([•*":
        return False
    if len(words) <= 10:
        return True
    capitals = sum(1 for w in words if w[:1].isupper() or not w[:1].isalpha())
    return len(words) <= 20 and capitals >= 0.6 * len(words)


def top_headings(text: str, blocks: Sequence[Block]) -> list[str]:
    """The headings of the highest level there is, in order."""
    level = min((b.level for b in blocks if b.kind == "heading"), default=0)
    return [text[b.start : b.end] for b in blocks if b.kind == "heading" and b.level == level]


def pick_title(headings: Sequence[str]) -> str:
    """The first heading; where it is all capitals and repeated in normal case, the normal one."""
    if not headings:
        return ""
    first = headings[0]
    if first.isupper():
        for other in headings[1:4]:
            if not other.isupper() and other.casefold() == first.casefold():
                return other
    return first
