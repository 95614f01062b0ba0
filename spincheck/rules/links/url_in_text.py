"""LNK201 url-in-place-of-words."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Evidence, Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.context import Context
from spincheck.rules.links._analysis import links
from spincheck.rules.links._slot import judge
from spincheck.rules.links._url import printable

#: below this a person should look before anybody acts
SURE = 0.8


@rule("LNK201", name="url-in-place-of-words", category="links", severity=Severity.HIGH)
def check(ctx: Context) -> Iterator[Hit]:
    """A web address stands where words of the sentence should be.

    Posting tools swap words of an article for a link. Once the markup is lost, the address is left in a slot that no
    address can fill: the sentence begins with it and goes on in lower case without a subject, a determiner or a modal
    verb before it waits for its noun or verb, or the rest of a word is left behind it. Who owns the address does not
    matter: tools link to reputable magazines too. Addresses that the text introduces ("visit", "at", "available from"),
    brackets or lists are never reported.

    Bad: Swelling went down. https://www.example.com/beauty/laser-hair/ by boosting repair and easing pain.
    Good: Swelling went down. More about the method is available at https://www.example.com/laser/ and in our leaflet.
    Fix: Remove the address and write the words that are missing; if a source is meant, cite it after the sentence.
    Standard: Google Search spam policies, link spam.
    """
    for found in links(ctx):
        slot = judge(ctx, found)
        if slot is None:
            continue
        because, missing = printable(slot.because, 200), printable(slot.missing)
        evidence = [Evidence(slot.kind, because), Evidence("missing", f"probably lost: {missing}")]
        yield Hit(
            found.link.start,
            found.link.end,
            f"web address in place of words: {because}; remove it and restore {missing}",
            evidence=tuple(evidence),
            severity=None if slot.confidence >= SURE else Severity.MEDIUM,
            confidence=slot.confidence,
            properties={"host": found.url.host, "slot": slot.kind},
        )
