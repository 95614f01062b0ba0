"""The main content of a page from the web: trafilatura's choice among the blocks that the HTML reader found.

trafilatura (Barbaresi 2021, ACL demos) knows many templates but gives text without positions; the reader knows where every
character stands but keeps more of what surrounds an article. So the extracted text only decides which of the reader's
blocks stay, and every position stays exact. Where the two have too little in common the reader's choice is kept.
"""

from __future__ import annotations

import logging
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from spincheck.document import Document, count_words

_WORD: Final = re.compile(r"\w+")
#: words in a row that are looked for, and the share of a block's rows that must be there
_ROW: Final = 3
_SHARE: Final = 0.6
#: the extraction is not believed when it leaves less than this share of the reader's words, and fewer words than this
_LEAST_SHARE: Final = 0.35
_LEAST_WORDS: Final = 120
#: larger pages are not given to trafilatura, which takes time more than proportional to size
_LARGEST: Final = 2_000_000
_NAME: Final = "main content"


def narrowed(document: Document) -> Document:
    """The document of an HTML page without what trafilatura takes for boilerplate; itself where that is not to be had.

    Text that is left out is counted in ``left_out``; its links stay in ``links``.
    """
    if document.format != "html" or not document.blocks or len(document.source) > _LARGEST:
        return document
    extracted = _extract(document.source)
    if extracted is None:
        return replace(document, left_out=(*document.left_out, (_NAME, "trafilatura failed; the page's structure decides")))
    kept = _kept(document, extracted)
    blocks = document.blocks
    words = sum(count_words(document.text[b.start : b.end]) for b, k in zip(blocks, kept, strict=True) if k)
    if all(kept) or (words < _LEAST_SHARE * document.words and words < _LEAST_WORDS):
        return document
    from spincheck.sources import html

    spans = [document.map.to_source(b.start, b.end) for b in blocks]
    starts = [start for start, _ in spans]

    def wanted(at: int) -> bool | None:
        index = bisect_right(starts, at) - 1
        return kept[index] if index >= 0 and at < spans[index][1] else None

    fresh = html.read(document.source, name=document.path, encoding=document.encoding, wanted=wanted)
    noted = {check for check, _ in fresh.left_out}
    return replace(fresh, left_out=(*fresh.left_out, *(note for note in document.left_out if note[0] not in noted)))


def _extract(source: str) -> str | None:
    """The text that trafilatura extracts; None when it fails."""
    import trafilatura

    for name in ("trafilatura", "htmldate", "courlan", "justext"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        return trafilatura.extract(source, include_comments=False, include_tables=True) or ""
    except Exception:  # lxml and its own code meet all kinds of pages
        return None


def _kept(document: Document, extracted: str) -> list[bool]:
    """Of each block whether it is in the extracted text, or a heading of the page, or between two that are.

    A line of the extraction speaks for one block that says the same. What no block says as a whole (lines and blocks are
    cut differently) is looked for in rows of words; a teaser that repeats a sentence of the article is so not taken for it.
    """
    lines = Counter(tuple(_WORD.findall(line.lower())) for line in extracted.splitlines())
    blocks = [tuple(_WORD.findall(document.text[b.start : b.end].lower())) for b in document.blocks]
    whole = []
    for words in blocks:
        whole.append(lines[words] > 0)
        lines[words] -= whole[-1]
    left = [word for words, count in lines.items() if count > 0 for word in (*words, "\n")]
    rows = set(_rows(left))
    joined = f" {' '.join(left)} "
    found = []
    for block, words, same in zip(document.blocks, blocks, whole, strict=True):
        own = _rows(words)
        there = sum(row in rows for row in own) >= _SHARE * len(own) if own else f" {' '.join(words)} " in joined
        found.append(same or there or (block.kind == "heading" and block.level == 1))
    between = [a and b for a, b in zip([False, *found[:-1]], [*found[1:], False], strict=True)]
    return [said or filled for said, filled in zip(found, between, strict=True)]


def _rows(words: Sequence[str]) -> list[tuple[str, ...]]:
    return list(zip(*(words[i:] for i in range(_ROW)), strict=False))
