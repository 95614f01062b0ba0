"""SPN103 replaced-word."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.context import Context
from spincheck.rules.spun._explain import REPLACED
from spincheck.rules.spun._report import hits


@rule("SPN103", name="replaced-word", category="spun", severity=Severity.MEDIUM)
def check(ctx: Context) -> Iterator[Hit]:
    """A word that does not belong where it stands, though no list knows it.

    A model trained to tell which words of a passage were swapped in finds this one out of place. What may have stood
    there comes from a public thesaurus, or is left open.

    Good: The heart pumps blood around the body. Regular exercise makes it stronger.
    Fix: Read the sentence and say what was meant.
    """
    return hits(ctx, REPLACED)
