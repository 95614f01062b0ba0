"""CLM310: mechanism overreach."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.claims._report import hits
from spincheck.rules.context import Context


@rule("CLM310", name="mechanism-overreach", category="claims", severity=Severity.MEDIUM)
def check(ctx: Context) -> Iterator[Hit]:
    """A mechanism in the body is stated as if it were a proven benefit.

    What happens in a cell or a dish often does nothing for a patient; spelling out a mechanism makes a claim
    sound proven.

    Bad: The device boosts ATP production and stimulates collagen.

    Good: Doctors do not know how the drug affects the brain.

    Fix: Cite the study and say whether the effect was seen in people.

    Standard: FTC Health Products Compliance Guidance (2022), relevance of the evidence; EU Regulation 1924/2006
    article 5.
    """
    yield from hits(
        ctx,
        "CLM310",
        "a mechanism stands in for evidence",
        "“in laboratory studies ... ; whether this helps people is not known [source]”",
    )
