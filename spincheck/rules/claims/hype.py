"""CLM316: hype."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.claims._report import hits
from spincheck.rules.context import Context


@rule("CLM316", name="sensational-hype", category="claims", severity=Severity.LOW)
def check(ctx: Context) -> Iterator[Hit]:
    """Sensational wording or a hidden-truth story.

    Words such as breakthrough and miracle raise hopes that the evidence does not carry. A secret that doctors
    hide is a sign of fraud and is more severe.

    Bad: This miracle breakthrough is what big pharma does not want you to know.

    Good: The trial found a small difference between the groups.

    Fix: Describe the size of the effect in plain words.

    Standard: HealthNewsReview criterion 10 and its list of words not to use; FDA health-fraud tip-offs
    (conspiracy).
    """
    yield from hits(ctx, "CLM316", "sensational wording", "say what was found, in how many people")
