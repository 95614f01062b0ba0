"""CLM311: fast result."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.claims._report import hits
from spincheck.rules.context import Context


@rule("CLM311", name="fast-result", category="claims", severity=Severity.MEDIUM)
def check(ctx: Context) -> Iterator[Hit]:
    """A fast result is promised.

    Instant and overnight results are a classic sign of health fraud; real courses vary from person to person.

    Bad: Our cream shows fast results.

    Good: Most people notice a change after six to eight weeks, and some do not improve.

    Fix: State the range of times that a named study found.

    Standard: FDA health-fraud tip-offs (“quick fix”); FTC Gut Check; UK CAP Code 13.10.
    """
    yield from hits(ctx, "CLM311", "a fast result is promised", "give the time that the study measured, with its range")
