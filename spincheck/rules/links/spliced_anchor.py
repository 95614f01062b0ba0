"""LNK203 spliced-anchor."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Evidence, Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.context import Context
from spincheck.rules.links._formula_hits import in_prose
from spincheck.rules.links._splice import spliced
from spincheck.rules.links._url import printable


@rule("LNK203", name="spliced-anchor", category="links", severity=Severity.HIGH, confidence=0.88)
def check(ctx: Context) -> Iterator[Hit]:
    """A link's stock text left in the middle of a sentence that cannot hold it.

    When an article with planted links is copied as plain text, the markup goes and the link texts stay: "stretching can
    Read Full Report ease the pain". The phrase replaced words of the sentence, so the sentence no longer works. Labels
    ("click Read more to go on"), quotations and phrases that the sentence can hold are not reported.

    Bad: Gentle stretching can read full report ease the pain in your lower back.
    Bad: Most adults have a peek at this web-site lower back pain at some time.
    Good: Gentle stretching can ease the pain. To find out more, visit our website or read the full report.
    Fix: Delete the phrase and restore the words that it replaced.
    Standard: Google Search spam policies, link spam.
    """
    known = [(a, b) for a, b, _, _ in in_prose(ctx)]
    for found in spliced(ctx):
        if any(a < found.end and found.start < b for a, b in known):
            continue
        phrase, because = printable(ctx.text[found.start : found.end]), printable(found.because, 200)
        yield Hit(
            found.start,
            found.end,
            f"link text '{phrase}' left in the sentence: {because}; delete it and restore the words it replaced",
            evidence=(Evidence("splice", because),),
            confidence=found.confidence,
        )
