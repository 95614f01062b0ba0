"""CLM307: superiority over care."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.claims._report import hits
from spincheck.rules.context import Context


@rule("CLM307", name="superiority-over-care", category="claims", severity=Severity.HIGH)
def check(ctx: Context) -> Iterator[Hit]:
    """A product is set above medicine or surgery without a comparison.

    A comparison with established care needs a head-to-head study. “Without drugs or surgery” invites the reader
    to skip care that works.

    Bad: Unlike drugs, our therapy goes to the source, and it is safer than surgery.

    Good: In one trial, surgery and physiotherapy had similar results after two years.

    Fix: Name the comparison, its size and its result, or take it out.

    Standard: FTC Health Products Compliance Guidance (2022); UK CAP Code 12.1 and 3.33; DISCERN question 14.
    """
    yield from hits(
        ctx,
        "CLM307",
        "superiority over care is claimed",
        "cite the trial that compared the two, or describe each on its own",
    )
