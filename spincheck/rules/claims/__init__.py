"""The claims family of rules: each module that does not begin with _ declares one."""

from __future__ import annotations

from spincheck.rules.base import Rule


def rules() -> list[Rule]:
    """Entry point of the family."""
    from spincheck.rules.loader import rules_of_package

    return rules_of_package(__name__)
