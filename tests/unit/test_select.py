"""The truth table of --select and --ignore."""

import pytest

from spincheck.errors import UsageError
from spincheck.select import check_prefixes, selected


@pytest.mark.parametrize(
    ("select", "ignore", "default", "runs"),
    [
        ([], [], True, True),
        ([], [], False, False),
        (["SPN"], [], True, True),
        (["SPN"], [], False, True),
        (["LNK"], [], True, False),
        ([], ["SPN"], True, False),
        ([], ["SPN102"], True, False),
        ([], ["SPN103"], True, True),
        (["SPN"], ["SPN102"], True, False),
        (["SPN102"], ["SPN"], True, True),
        (["SPN"], ["SPN"], True, False),
        (["SPN1", "LNK"], ["SPN10"], True, False),
        (["SPN102"], ["SPN10"], True, True),
        ([], ["LNK"], False, False),
        ([""], [], False, True),
    ],
)
def test_selected(select: list[str], ignore: list[str], default: bool, runs: bool) -> None:
    assert selected("SPN102", select, ignore, default=default) is runs


def test_a_prefix_that_matches_no_rule_is_an_error() -> None:
    check_prefixes(["SPN", "LNK201"], ["SPN101", "LNK201"], "--select")
    with pytest.raises(UsageError, match="--ignore 'SPX'"):
        check_prefixes(["SPX"], ["SPN101"], "--ignore")
