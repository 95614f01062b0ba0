"""CLM302: discouraging care."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.claims._report import hits
from spincheck.rules.context import Context


@rule("CLM302", name="discouraging-care", category="claims", severity=Severity.CRITICAL)
def check(ctx: Context) -> Iterator[Hit]:
    """The reader is told to stop, skip or replace medical care.

    Stopping a prescribed treatment can kill. No evidence, hedge or disclaimer clears this type.

    Bad: You can stop taking your medication after the first week.

    Good: Do not stop taking your medication without talking to your doctor.

    Fix: Say that the method may be used along with care, and that a clinician decides about changes.

    Standard: UK CAP Code 12.2 (discouraging essential treatment); Google's rater guidelines on harmful medical
    pages; FDA health-fraud tip-offs.
    """
    yield from hits(ctx, "CLM302", "care is discouraged", "tell the reader to ask their doctor before changing a treatment")
