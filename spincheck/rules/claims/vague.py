"""CLM309: vague attribution."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.claims._report import hits
from spincheck.rules.context import Context


@rule("CLM309", name="vague-attribution", category="claims", severity=Severity.MEDIUM)
def check(ctx: Context) -> Iterator[Hit]:
    """A benefit is attributed to nobody in particular.

    “Many people report” and “experts agree” are unfalsifiable: nobody can ask these people.

    Bad: Many people report less pain after the treatment.

    Good: The Cochrane review of 2020 found no difference in pain.

    Fix: Name the people, the survey or the study.

    Standard: FTC Endorsement Guides (16 CFR 255); encyclopaedic “words to watch” (weasel words).
    """
    yield from hits(ctx, "CLM309", "nobody in particular vouches for it", "say who found it, in what study or survey")
