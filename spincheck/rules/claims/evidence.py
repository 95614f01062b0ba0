"""CLM306: uncited evidence."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.claims._report import hits
from spincheck.rules.context import Context


@rule("CLM306", name="uncited-evidence", category="claims", severity=Severity.HIGH)
def check(ctx: Context) -> Iterator[Hit]:
    """Evidence is invoked but not named.

    “Clinically proven” and “studies show” borrow the authority of science without letting the reader check it.

    Bad: The formula is clinically proven and recommended by doctors.

    Good: A 2019 randomised trial of 240 patients in the BMJ found less pain after eight weeks.

    Fix: Cite the study by DOI, PMID or by name with year and design.

    Standard: FTC Health Products Compliance Guidance (2022), establishment claims; HealthNewsReview criterion
    4.
    """
    yield from hits(
        ctx, "CLM306", "evidence is invoked, not named", "name the study: authors or journal, year, design and size"
    )
