"""Which part of an article a link stands in: prose, or the list of sources at its end."""

from __future__ import annotations

import re
from bisect import bisect_right

from spincheck.rules.context import Context
from spincheck.rules.links._analysis import Found

_REFERENCES = re.compile(
    r"\s*(?:\d+[.)]?\s*)?(?:(?:selected|key|related|useful|external|further|additional|recommended|more) )?"
    r"(?:references?|sources?|bibliography|works cited|citations?|further reading|reading|see also|links|resources|notes"
    r"|footnotes|literature|read more|files|information|contacts?)\b[^.]{0,30}$",
    re.IGNORECASE,
)


def sections(ctx: Context) -> list[tuple[int, int, str]]:
    """(start, end, heading) of each part of the text between headings, in order."""
    return ctx.shared("links:sections", _split)


def _split(ctx: Context) -> list[tuple[int, int, str]]:
    out: list[tuple[int, int, str]] = []
    start, heading = 0, ""
    for block in ctx.document.blocks:
        words = ctx.text[block.start : min(block.end, block.start + 120)]
        is_label = block.kind != "heading" and block.end - block.start < 40 and bool(_REFERENCES.match(words.rstrip(": ")))
        if block.kind == "heading" or is_label:
            if block.start > start:
                out.append((start, block.start, heading))
            start, heading = block.start, words
    out.append((start, len(ctx.text), heading))
    return out


def section_of(ctx: Context, at: int) -> int:
    """Index of the section that holds a text offset."""
    starts = ctx.shared("links:section-starts", lambda c: [s for s, _, _ in sections(c)])
    return max(0, bisect_right(starts, at) - 1)


def is_references(heading: str) -> bool:
    """Whether a heading announces sources or links."""
    return bool(_REFERENCES.match(heading.strip().rstrip(":")))


def in_references(ctx: Context, found: Found) -> bool:
    """Whether a link stands in a list of sources or links."""
    return is_references(sections(ctx)[section_of(ctx, found.link.start)][2])
