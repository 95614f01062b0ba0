"""GRM501 grammar-error."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.context import Context
from spincheck.rules.grammar._analysis import begin, hits


@rule("GRM501", name="grammar-error", category="grammar", severity=Severity.MEDIUM, confidence=0.85, begin=begin)
def check(ctx: Context) -> Iterator[Hit]:
    """A sentence breaks a rule of grammar, as LanguageTool sees it.

    Agreement of subject and verb, articles, verb forms and missing words. An article spinner that swaps single words leaves
    many of these behind. Needs a LanguageTool server; the message, the suggestions and the rule's own name are the server's.

    Bad: Numerous people report a obvious change after the first visit.
    Bad: He go home after the treatment.
    Good: Many people report an obvious change after the first visit.
    Fix: Take one of the suggestions, or write the sentence anew.
    Standard: LanguageTool's English rules, without those on typography, punctuation and style.
    """
    yield from hits(ctx, "GRM501")
