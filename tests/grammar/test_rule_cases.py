"""The cases of the grammar rules (``tests/rules/GRM50*.yml``), with a real server."""

from __future__ import annotations

from pathlib import Path

import pytest

from spincheck.testing import Case, check_case, load_cases

pytestmark = pytest.mark.grammar_server

CASES = [case for file in sorted((Path(__file__).parents[1] / "rules").glob("GRM50*.yml")) for case in load_cases(file)]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case, server_url: str) -> None:
    check_case(case, grammar_url=server_url)
