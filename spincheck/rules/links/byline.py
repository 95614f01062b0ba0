"""LNK223 network-byline."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Evidence, Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.context import Context
from spincheck.rules.links._bylines import network_byline
from spincheck.rules.links._url import printable


@rule("LNK223", name="network-byline", category="links", severity=Severity.MEDIUM, confidence=0.85)
def check(ctx: Context) -> Iterator[Hit]:
    """A byline in the form that networks of spun articles print.

    "Material Produce By-Ingram Newton", "Content writer-Dana Cole": a spun word for "article", and a hyphen where no editor
    puts one. The author's name is made up.

    Bad: Five Facts About Sore Knees\\n\\nMaterial Produce By-Ingram Newton\\n\\nKnees hurt for many reasons.
    Good: Five Facts About Sore Knees\\n\\nBy Jane Doe, staff writer\\n\\nKnees hurt for many reasons.
    Fix: Remove the byline and find out where the text comes from.
    """
    for start, end, said in network_byline(ctx):
        because = printable(said)
        yield Hit(
            start,
            end,
            f"byline of a network of spun articles: {because}; find out where the text comes from",
            evidence=(Evidence("byline", because),),
        )
