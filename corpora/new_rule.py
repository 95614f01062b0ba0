"""Write a new rule with its test file.

    python corpora/new_rule.py LNK299 odd-anchor links

The rule does nothing until its function is filled in; its cases in tests/rules fail until it does what they say.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from spincheck.rules.base import PREFIXES
from spincheck.rules.loader import all_rules

ROOT = Path(__file__).parents[1]
RULE = '''"""{code}: say in one line what is found."""

from __future__ import annotations

from collections.abc import Iterator

from spincheck.model import Severity
from spincheck.rules.base import Hit, rule
from spincheck.rules.context import Context


@rule("{code}", name="{name}", category="{category}", severity=Severity.MEDIUM)
def check(ctx: Context) -> Iterator[Hit]:
    """Say in one line what is found.

    Say why it matters, for people who have to decide whether to act on it.

    Bad: A sentence on which the rule must fire.
    Good: A sentence on which it must not fire.
    Fix: What the writer should do.
    """
    raise NotImplementedError("{code} finds nothing yet")
    yield
'''
CASES = """rule: {code}
cases:
  - name: what it is for
    text: "A sentence on which the rule must fire."
    expect: ["the words it must quote"]
  - name: what it must leave alone
    text: "A sentence on which it must not fire."
    expect: []
"""


def main() -> None:
    """Write both files; refuse to overwrite."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("code")
    parser.add_argument("name", help="lower case with hyphens")
    parser.add_argument("category", choices=sorted(PREFIXES))
    args = parser.parse_args()
    if not args.code.startswith(PREFIXES[args.category]):
        parser.error(f"codes of {args.category} begin with {PREFIXES[args.category]}")
    if any(args.code == r.code or args.name == r.info.name for r in all_rules()):
        parser.error(f"{args.code} or {args.name} is taken; 'spincheck rules' lists them")
    facts = {"code": args.code, "name": args.name, "category": args.category}
    for path, text in (
        (ROOT / "spincheck" / "rules" / args.category / f"{args.name.replace('-', '_')}.py", RULE),
        (ROOT / "tests" / "rules" / f"{args.code}.yml", CASES),
    ):
        if path.exists():
            parser.error(f"{path} exists")
        path.write_text(text.format(**facts), encoding="utf-8")
        print(path.relative_to(ROOT))


if __name__ == "__main__":
    main()
