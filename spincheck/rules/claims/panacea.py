"""CLM315: panacea."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.claims._report import hits
from spincheck.rules.context import Context


@rule("CLM315", name="panacea-claim", category="claims", severity=Severity.MEDIUM)
def check(ctx: Context) -> Iterator[Hit]:
    """One remedy is said to help against everything or everyone.

    Conditions with different causes do not share one remedy; a long or open list is a sign of fraud.

    Bad: It is a remedy for all ages and for whatever ailment you have, from head to toe.

    Good: The drug is licensed for two kinds of arthritis.

    Fix: Name the few uses that evidence supports.

    Standard: FDA health-fraud tip-offs (“one product does it all”).
    """
    yield from hits(
        ctx, "CLM315", "one remedy for everything", "list the uses for which there is evidence, each with its source"
    )
