"""CLM314: testimonial."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.claims._report import hits
from spincheck.rules.context import Context


@rule("CLM314", name="testimonial-evidence", category="claims", severity=Severity.MEDIUM)
def check(ctx: Context) -> Iterator[Hit]:
    """One person's story stands in for evidence.

    A testimonial needs the same evidence as the claim it makes: stories are chosen, and people improve for
    other reasons.

    Bad: I tried the patch and my migraine was gone, and it changed my life.

    Good: My doctor asked me about my migraine.

    Fix: Say what is typical and cite it; do not let a story carry a medical claim.

    Standard: FTC Endorsement Guides (16 CFR 255.2); UK CAP Code 3.47 and 12.1.
    """
    yield from hits(
        ctx, "CLM314", "a testimonial stands in for evidence", "add typical results from a study, or take the story out"
    )
