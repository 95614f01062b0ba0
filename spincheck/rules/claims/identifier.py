"""CLM317: malformed identifier; runs with ``--verify-links`` or when it is selected by its code."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Evidence, Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.claims import _evidence
from spincheck.rules.context import Context

_FORMS = {
    "doi": "10., a registrant's number, / and a suffix: 10.1136/bmj.n71",
    "pmid": "one to eight digits",
    "nct": "NCT and eight digits",
}


@rule("CLM317", name="malformed-identifier", category="claims", severity=Severity.MEDIUM)
def check(ctx: Context) -> Iterator[Hit]:
    """A cited DOI, PMID or trial number cannot be one.

    An identifier of the wrong form leads to no study and supports no claim, whether mistyped or made up. Only the form is
    checked, nothing is looked up; runs with ``--verify-links``, ``[claims] verify-links`` or ``--select CLM317``.

    Bad: Garlic lowers cholesterol (doi: 11.1136/garlic).

    Good: Garlic lowers cholesterol (doi: 10.1136/bmj.n71).

    Fix: Copy the identifier from the publisher's or the register's page.

    Standard: ISO 26324 (DOI); PubMed and ClinicalTrials.gov identifiers.
    """
    found = _evidence.malformed(ctx.text)
    if found and not (ctx.settings.claims.verify_links or "CLM317" in ctx.settings.select):
        ctx.not_checked("claims:identifiers", "identifiers that look malformed were not checked; --verify-links does")
        return
    for kind, start, end in found:
        yield Hit(
            start,
            end,
            f"“{ctx.text[start:end]}” has not the form of an identifier; copy it from the publisher's page",
            evidence=(Evidence("form", f"expected {_FORMS[kind]}"),),
        )
