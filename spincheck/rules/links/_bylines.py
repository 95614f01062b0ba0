"""Bylines and titles as networks of spun articles print them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spincheck.rules.context import Context

#: bylines and titles stand near the top, or a byline at the very end
_TOP = 14
_KIND = (
    r"(?:web|blog|internet|online|short|guest|staff|staff's|team|personnel|post|article|site|website|web-site|net)?\s*"
    r"(?:material|content|article|post|posting|essay|write-?up|report|story|information|info|text|page|piece of writing"
    r"|piece|composition|blog post|blog|short article|web content|content article|write|publication|copy)"
)
_MADE = (
    r"(?:produce|produced|create|created|creation|written|write|writer|writing|wrote|compose|composed|author|authored|made|develop|developed"
    r"|by|published|publish|posted|uploaded|generated|penned|prepared|drafted|provided|contributed|submitted|crafted)"
)
_BYLINE = re.compile(
    rf"(?:{_KIND}\s+(?:{_MADE}\s+)?(?:by|author|writer|creator|maker|developer|producer|contributor|composer)\s?[-–—:]{{1,2}}"
    rf"|{_MADE}\s+by\s?[-–—]{{1,2}}(?!\s)"
    r"|(?:content|article|blog|post|web|staff|material)\s*(?:author|writer|creator|maker|developer|producer)\s?[-–—]{1,2}(?!\s)"
    r"|by\s?[-–—]{1,2}(?!\s)"
    rf"|(?:{_KIND}\s+(?:produce|create|make|compose|develop|write|wrote|publish)\s+by)\b"
    r")\s?(?-i:[A-Z][\w.'’-]*)(?:\s+(?-i:[A-Z])[\w.'’-]*){0,4}\s*\.?",
    re.IGNORECASE,
)
_HONEST = re.compile(r"(?:written|posted|published|created|by)\s*:\s", re.IGNORECASE)
#: an honest byline with a colon names an ordinary kind of text
_COLON = re.compile(r"[-–—:]{1,2}")


def network_byline(ctx: Context) -> Iterator[tuple[int, int, str]]:
    """(start, end, why) of each such byline; at most one block at the top and one at the end are looked at in full."""
    blocks = ctx.document.blocks
    for index, block in enumerate(blocks):
        if _TOP <= index < len(blocks) - 2:
            continue
        if block.end - block.start > 120:
            continue
        words = ctx.text[block.start : block.end].strip()
        match = _BYLINE.fullmatch(words)
        if match is None:
            continue
        mark = _COLON.search(words)
        if mark is not None and (":" in mark[0] or words[mark.start() - 1 : mark.start()] == " "):
            if not re.match(r"(?:material|information|write|composition|piece|info)", words, re.IGNORECASE):
                continue  # "Article by: Jane Doe", "Written by - Jane Doe"
        yield block.start, block.end, f"'{words}'"


def repeated_title(ctx: Context) -> tuple[int, int, int] | None:
    """(start, end, times) of the last print of a title that stands three times or more at the top, else None."""
    times: dict[str, list[tuple[int, int]]] = {}
    for block in ctx.document.blocks[:_TOP]:
        if block.end - block.start > 250:
            continue
        key = " ".join(ctx.text[block.start : block.end].casefold().split()).strip(" .:!")
        if len(key.split()) >= 3:
            times.setdefault(key, []).append((block.start, block.end))
    for places in times.values():
        if len(places) >= 3:
            return places[-1][0], places[-1][1], len(places)
    return None
