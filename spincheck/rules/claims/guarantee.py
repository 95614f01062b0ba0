"""CLM304: guarantee."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.claims._report import hits
from spincheck.rules.context import Context


@rule("CLM304", name="guaranteed-outcome", category="claims", severity=Severity.HIGH)
def check(ctx: Context) -> Iterator[Hit]:
    """An outcome is guaranteed or promised to everyone.

    Medical outcomes vary between people. A guarantee of success cannot be substantiated and is not cleared by a
    citation.

    Bad: We guarantee lasting relief, and it works for everyone.

    Good: No clinic can guarantee that the procedure will succeed.

    Fix: Give the share of people who improved, the comparison group and the source.

    Standard: UK CAP Code 12.1; FTC Health Products Compliance Guidance (2022); professional advertising rules
    for clinicians.
    """
    yield from hits(ctx, "CLM304", "a result is guaranteed", "say how many of how many people it helped, and in which study")
