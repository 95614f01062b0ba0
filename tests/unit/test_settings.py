"""Settings: discovery, merging, errors that name file, key and remedy."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spincheck.errors import ConfigError
from spincheck.settings import CHECKS, Settings, discover, flatten, load, merge

#: a valid value other than the default for every key
VALUES: dict[str, Any] = {
    "select": ["SPN"],
    "ignore": ["RDB"],
    "level": "fast",
    "profile": "news",
    "fail-under": 60,
    "fail-on": "low",
    "require": ["grammar"],
    "html-scope": "all",
    "allow": ["chilly season"],
    "never-allow": ["chilly laser"],
    "exclude": ["old/**"],
    "severity": {"SPN102": "low"},
    "spun": {"min-confidence": 0.9},
    "links": {"max-density": 3},
    "claims": {"cues": ["melts"]},
    "readability": {"max-grade": 8},
    "grammar": {"mode": "off"},
    "overrides": [{"files": ["a/*"], "level": "fast"}],
}


def test_every_key_has_a_value_here() -> None:
    assert {k.replace("-", "_") for k in VALUES} == {f.split(".")[0] for f in flatten(Settings())}


@given(st.sampled_from(sorted(VALUES)), st.sampled_from(sorted(VALUES)))
def test_adding_one_key_changes_nothing_else(first: str, second: str) -> None:
    before = merge(Settings(), {first: VALUES[first]}, where="x")
    after = merge(before, {second: VALUES[second]}, where="x")
    root = second.replace("-", "_")
    for key, value in flatten(before).items():
        if key.split(".")[0] != root:
            assert flatten(after)[key] == value
    nested = VALUES[second] if isinstance(VALUES[second], dict) and second != "severity" else None
    if nested is not None:
        (inner,) = nested
        for key, value in flatten(before).items():
            if key.startswith(root + ".") and key != f"{root}.{inner.replace('-', '_')}":
                assert flatten(after)[key] == value


@given(st.permutations(sorted(VALUES)))
def test_the_order_of_keys_does_not_matter(order: list[str]) -> None:
    assert merge(Settings(), {k: VALUES[k] for k in order}, where="x") == merge(Settings(), VALUES, where="x")


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({"selct": ["SPN"]}, ["here", "'selct'", "did you mean 'select'"]),
        ({"spun": {"min-confidense": 1}}, ["spun.min-confidense", "spun.min-confidence"]),
        ({"zzz": 1}, ["unknown key 'zzz'", "config --show"]),
        ({"level": "fas"}, ["'level'", "fast, full", "did you mean 'fast'"]),
        ({"fail-under": "high"}, ["'fail-under' must be a number"]),
        ({"fail-under": True}, ["'fail-under' must be a number"]),
        ({"readability": {"max-sentence-words": True}}, ["max-sentence-words"]),
        ({"select": [1]}, ["list of strings"]),
        ({"spun": 1}, ["[spun]"]),
        ({"severity": {"SPN102": "loud"}}, ["severity.SPN102", "critical"]),
        ({"overrides": [{"level": "fast"}]}, ["override 1 has no 'files'"]),
        ({"overrides": [{"files": ["a"], "levl": "fast"}]}, ["override 1", "'levl'"]),
        ({"overrides": {"files": ["a"]}}, ["array of tables"]),
    ],
)
def test_errors_name_the_key_and_the_remedy(table: dict[str, Any], words: list[str]) -> None:
    with pytest.raises(ConfigError) as caught:
        merge(Settings(), table, where="here")
    for word in words:
        assert word in str(caught.value)
    assert "\n" not in str(caught.value)


def test_command_line_over_file_over_defaults(tmp_path: Path) -> None:
    file = tmp_path / "spincheck.toml"
    file.write_text('level = "fast"\nprofile = "news"\n[spun]\nmin-confidence = 0.7\n')
    loaded = load(file, {"profile": "abstract"})
    assert loaded.settings.level == "fast"
    assert loaded.settings.profile == "abstract"
    assert loaded.settings.spun.min_confidence == 0.7
    assert loaded.settings.spun.document_threshold == Settings().spun.document_threshold
    assert loaded.origin == {"level": str(file), "profile": "command line", "spun.min_confidence": str(file)}


def test_discovery_takes_the_nearest_file_and_skips_projects_without_a_table(tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    (tmp_path / "spincheck.toml").write_text("")
    (tmp_path / "a" / "pyproject.toml").write_text("[tool.other]\n")
    assert discover(deep) == tmp_path / "spincheck.toml"
    (tmp_path / "a" / "pyproject.toml").write_text('[tool.spincheck]\nlevel = "fast"\n')
    found = discover(deep / "x.md")
    assert found == tmp_path / "a" / "pyproject.toml"
    assert load(found).settings.level == "fast"


@pytest.mark.parametrize(("content", "words"), [(b"level = \n", "not valid TOML"), (b"\xff\xfe\x00", "not UTF-8")])
def test_a_broken_file_is_named(tmp_path: Path, content: bytes, words: str) -> None:
    file = tmp_path / "spincheck.toml"
    file.write_bytes(content)
    with pytest.raises(ConfigError, match=words) as caught:
        load(file)
    assert str(file) in str(caught.value)


def test_overrides_apply_in_order_to_matching_files() -> None:
    table = {
        "overrides": [{"files": ["*.md"], "level": "fast"}, {"files": ["drafts/*"], "level": "full", "ignore": ["RDB"]}]
    }
    settings = merge(Settings(), table, where="x")
    assert settings.for_path("a.md").level == "fast"
    assert settings.for_path("drafts/a.md").level == "full"
    assert settings.for_path("drafts/a.md").ignore == ("RDB",)
    assert settings.for_path("a.txt") == merge(Settings(), {}, where="x")


@pytest.mark.parametrize("name", ["grammar", "spun:detector", "docx", "GRM501"])
def test_a_check_can_be_required(name: str) -> None:
    assert merge(Settings(), {"require": [name]}, where="x").require == (name,)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("grammer", "did you mean 'grammar'"),
        ("Grammar", "did you mean 'grammar'"),
        ("spun:detectr", "did you mean 'spun:detector'"),
        ("", "use a rule's code or one of spun, "),
        ("qqq", "use a rule's code or one of spun, "),
    ],
)
def test_a_misspelt_check_is_refused(name: str, said: str) -> None:
    for table in ({"require": ["links", name]}, {"overrides": [{"files": ["*"], "require": [name]}]}):
        with pytest.raises(ConfigError, match=said):
            merge(Settings(), table, where="x")


def test_every_check_that_can_be_missing_can_be_required() -> None:
    package = Path(__file__).parents[2] / "spincheck"
    named = re.compile(r"""(?:not_checked\(|left_out\.append\(\(|_CHECK = )f?"([^"]+)\"""")
    found = {m[1] for file in package.rglob("*.py") for m in named.finditer(file.read_text(encoding="utf-8"))}
    assert {"grammar", "spun:detector", "links:grammar", "docx:comments"} <= found <= set(CHECKS)
