"""SPN104 term-drift."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.context import Context
from spincheck.rules.spun._explain import DRIFT
from spincheck.rules.spun._report import hits


@rule("SPN104", name="term-drift", category="spun", severity=Severity.HIGH)
def check(ctx: Context) -> Iterator[Hit]:
    """One thing under several names that are synonyms of each other.

    The document has the same term elsewhere in its established form. Spinning leaves such traces, since it swaps
    words without knowing what they name.

    Bad: Regular exercise lowers blood pressure. High blood pressure harms the heart. Excessive blood pressure discovers its
        way to the giant of the body, and elevated blood strain can bring about kidney disappointment.
    Good: Cold laser therapy is used for back pain. A session of cold laser therapy takes ten minutes.
    Fix: Use the established term throughout.
    """
    return hits(ctx, DRIFT)
