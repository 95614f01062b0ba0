"""LNK210 tracking-parameters."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Evidence, Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.context import Context
from spincheck.rules.links._analysis import links
from spincheck.rules.links._hosts import tracking, without
from spincheck.rules.links._url import printable


@rule("LNK210", name="tracking-parameters", category="links", severity=Severity.LOW, confidence=0.95)
def check(ctx: Context) -> Iterator[Hit]:
    """A link carries parameters that follow the reader about.

    They say which campaign or newsletter a reader came from, often because the address was copied from an advertisement.
    The page is the same without them.

    Bad: <p>See the <a href="https://www.example.org/knee?utm_source=mail&utm_medium=email">exercises</a> first.</p>
    Good: <p>See the <a href="https://www.example.org/knee">exercises</a> first.</p>
    Fix: Cut the parameters off.
    """
    for found in links(ctx):
        names = tracking(found.url) if found.foreign and not found.idle else []
        if not names:
            continue
        start, end, in_source = found.span
        clean = without(found.link.target, names)
        exact = found.link.form == "bare" and found.link.anchor == found.link.target
        yield Hit(
            start,
            end,
            f"the link carries tracking parameters: {printable(', '.join(names[:5]))}; cut them off",
            suggestions=(clean,) if exact else (),
            evidence=(Evidence("clean-address", clean[:500]),),
            in_source=in_source,
        )
