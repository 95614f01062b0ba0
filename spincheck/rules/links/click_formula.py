"""LNK202 click-formula."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Evidence, Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.context import Context
from spincheck.rules.links._formula_hits import anchors, in_prose
from spincheck.rules.links._url import printable


@rule("LNK202", name="click-formula", category="links", severity=Severity.HIGH, confidence=0.95)
def check(ctx: Context) -> Iterator[Hit]:
    """A stock phrase of link-posting tools: "simply click the up coming web page".

    The phrase has slots (just / simply / mouse click, visit, see + next / following / up coming / linked + page, site,
    document) that the tool fills at random. As the text of a link it is enough; in the prose it counts where a word is
    one that no writer uses ("up coming internet page", "mouse click"). "Here", "read more", "next page" and "click the
    following link:" are ordinary and never reported.

    Bad: Ice helps a swollen knee, and mouse click the up coming web page shows how long to leave it on.
    Bad: <p>Ice helps a swollen knee, <a href="https://example.com/x">just click the following website</a>.</p>
    Good: To register, please click the following link: https://www.example.org/register
    Fix: Delete the link and the phrase, and restore the words that it replaced.
    Standard: Google Search spam policies, link spam.
    """
    for start, end, formula, anchor in (*anchors(ctx), *in_prose(ctx)):
        what = "link text" if anchor else "phrase"
        said = printable(formula.text)
        yield Hit(
            start,
            end,
            f"{what} of a link-posting tool: '{said}'; delete it and restore the words it replaced",
            evidence=(Evidence("click-grammar", f"fills the slots of the click formula, oddness {formula.weight}"),),
            confidence=0.97 if formula.weight >= 3 else 0.9,
        )
