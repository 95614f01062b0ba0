"""SPN101 spun-fingerprint."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.context import Context
from spincheck.rules.spun._explain import FINGERPRINT
from spincheck.rules.spun._report import hits


@rule("SPN101", name="spun-fingerprint", category="spun", severity=Severity.HIGH)
def check(ctx: Context) -> Iterator[Hit]:
    """A phrase that practically only article spinners write.

    The phrase is on the project's list of guarded fingerprints: a fixed term of health writing in which a spinner has
    swapped a word for a synonym. Guards keep it silent where the phrase is legitimate.

    Bad: The clinic treats kidney disappointment and bosom malignancy in one place.
    Good: The clinic treats kidney failure and breast cancer in one place.
    Fix: Put the fixed term back; the suggestion names it.
    """
    return hits(ctx, FINGERPRINT)
