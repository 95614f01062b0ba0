"""CLM308: statistic without source."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.claims._report import hits
from spincheck.rules.context import Context


@rule("CLM308", name="statistic-without-source", category="claims", severity=Severity.HIGH)
def check(ctx: Context) -> Iterator[Hit]:
    """A figure about an effect has no source.

    A percentage without a study, a number of people and a comparison says nothing and persuades.

    Bad: According to our brochure, 87 % of users had smoother skin.

    Good: In the trial published in the Lancet in 2018, 90 of 120 patients had less pain.

    Fix: Cite the source and give the absolute numbers.

    Standard: FTC Health Products Compliance Guidance (2022); HealthNewsReview criterion 2 (absolute benefits).
    """
    yield from hits(ctx, "CLM308", "a figure has no source", "give the source, the denominator and the comparison")
