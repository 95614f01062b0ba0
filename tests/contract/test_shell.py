"""Exit codes, streams and one-line errors of the commands, as a shell sees them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PLAIN = "Rest is good for a sore back in most people, and a short walk each day helps a little too.\n"
#: the seed article's own first words are enough for a finding of severity high
SPUN = "# Chilly laser treatment\n\nThe chilly laser is a non-invasive treatment for bosom disease and blood poisoning.\n"


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "ok.md").write_text(PLAIN, encoding="utf-8")
    (tmp_path / "bad.md").write_text(SPUN, encoding="utf-8")
    return tmp_path


def shell(here: Path, *arguments: str, given: bytes = b"", **env: str) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("GITHUB_", "SPINCHECK_"))}
    done = subprocess.run(
        [sys.executable, "-m", "spincheck", *arguments],
        cwd=here,
        input=given,
        capture_output=True,
        env=clean | {"SPINCHECK_CACHE": str(here / ".cache"), "NO_COLOR": "1"} | env,
        timeout=120,
        check=False,
    )
    out, err = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
    assert "Traceback" not in err
    return subprocess.CompletedProcess(done.args, done.returncode, out, err)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["check", "ok.md"], 0),
        (["check", "bad.md"], 1),
        (["check", "bad.md", "--fail-on", "none"], 0),
        (["check", "ok.md", "--require", "spun,links,claims"], 0),
        (["check", "ok.md", "--level", "fast"], 0),
        (["rules"], 0),
        (["rules", "--check-docs", "nowhere"], 1),
        (["explain", "GRM591"], 0),
        (["explain", "--file", "bad.md", "--at", "3:8"], 0),
        (["completion", "bash"], 0),
        (["config"], 0),
        (["cache", "show"], 0),
        (["cache", "clear"], 0),
        (["fix", "--diff", "bad.md"], 0),
        (["fix", "--safe", "ok.md"], 0),
        (["baseline", "write", "bad.md"], 0),
        (["--version"], 0),
        (["--help"], 0),
    ],
    ids=lambda a: " ".join(a) if isinstance(a, list) else None,
)
def test_exit_codes(here: Path, arguments: list[str], code: int) -> None:
    done = shell(here, *arguments)
    assert done.returncode == code, done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check"], "nothing to check"),
        (["check", "none.md"], "no such file"),
        (["check", "ok.md", "--format", "sarf"], "did you mean 'sarif'"),
        (["check", "ok.md", "--baseline", "none.tsv"], "no such baseline"),
        (["check", "ok.md", "--baseline", "ok.md"], "not a baseline"),
        (["check", "ok.md", "--diff", "HEAD"], "not in a git repository"),
        (["check", "ok.md", "--diff-from", "ok.md"], "not a unified diff"),
        (["check", "ok.md", "--diff-from", "none.diff"], "cannot be read"),
        (["check", "ok.md", "--diff", "a", "--diff-from", "b"], "exclude each other"),
        (["check", "ok.md", "--fail-on-drop", "3"], "needs --diff"),
        (["check", "-", "--diff-from", "-"], "cannot be both"),
        (["check", "ok.md", "--output", "no/such/folder.json"], "cannot be written"),
        (["check", "ok.md", "--config", "none.toml"], "no such file"),
        (["check", "ok.md", "--select", "XYZ"], "matches no rule"),
        (["baseline", "write", "none.md"], "the baseline was left as it is"),
        (["baseline", "show"], "no such baseline"),
        (["baseline", "prune"], "no such baseline"),
        (["fix", "ok.md"], "say how to fix"),
        (["fix", "--diff", "none.md"], "no such file"),
        (["explain", "SPN999"], "did you mean"),
        (["explain"], "no rule named"),
        (["explain", "--file", "ok.md", "--at", "x"], "LINE:COL"),
        (["explain", "--file", "ok.md", "--at", "99:1"], "has 2 lines"),
        (["chek"], "Did you mean 'check'"),
    ],
    ids=lambda a: " ".join(a) if isinstance(a, list) else None,
)
def test_what_cannot_be_done_is_said_in_one_line_and_exits_2(here: Path, arguments: list[str], said: str) -> None:
    before = {p: p.read_bytes() for p in here.glob("*.*") if p.is_file()}
    done = shell(here, *arguments)
    assert done.returncode == 2
    lines = [x for x in done.stderr.splitlines() if x and not x.startswith(("Usage:", "Try "))]
    assert said in done.stderr
    assert len(lines) <= 2
    assert {p: p.read_bytes() for p in here.glob("*.*") if p.is_file()} == before


def test_a_bad_configuration_and_a_bad_sidecar_exit_2(here: Path) -> None:
    (here / "spincheck.toml").write_text("fail-om = 'high'\n", encoding="utf-8")
    done = shell(here, "check", "ok.md")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "fail-on" in done.stderr
    (here / "spincheck.toml").unlink()
    (here / "ok.md.spincheck.toml").write_text("[[ignore]]\n", encoding="utf-8")
    done = shell(here, "check", "ok.md")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_baseline_cycle(here: Path) -> None:
    assert shell(here, "check", "bad.md").returncode == 1
    done = shell(here, "baseline", "write", "bad.md", "ok.md")
    assert "accepted in 2 documents" in done.stdout
    done = shell(here, "check", "bad.md", "--baseline", "spincheck-baseline.tsv")
    assert done.returncode == 0
    assert "hides" in done.stderr
    (here / "bad.md").write_text(PLAIN, encoding="utf-8")
    assert shell(here, "baseline", "prune", "--check").returncode == 1
    assert shell(here, "baseline", "prune").returncode == 0
    assert "0 findings accepted" in shell(here, "baseline", "show").stdout


def test_a_suppression_clears_the_gate_and_stays_in_the_report(here: Path) -> None:
    (here / "bad.md").write_text('<!-- spincheck: ignore-file[all] reason="a test" -->\n\n' + SPUN, encoding="utf-8")
    done = shell(here, "check", "bad.md", "--format", "json")
    assert done.returncode == 0
    states = {f["state"] for d in json.loads(done.stdout)["documents"] for f in d["findings"]}
    assert states == {"suppressed"}


def test_github_writes_the_job_summary(here: Path) -> None:
    summary = here / "summary.out"
    summary.write_text("before\n", encoding="utf-8")
    done = shell(here, "check", "bad.md", "--format", "github", GITHUB_STEP_SUMMARY=str(summary))
    assert done.stdout.startswith("::error file=bad.md,line=")
    text = summary.read_text(encoding="utf-8")
    assert text.startswith("before\n## spincheck\n")
    assert "bad.md" in text


def test_diff_from_standard_input(here: Path) -> None:
    def diff(line: int) -> bytes:
        return f"--- a/bad.md\n+++ b/bad.md\n@@ -{line} +{line} @@\n-x\n+{SPUN.splitlines()[line - 1]}\n".encode()

    assert shell(here, "check", "bad.md", "--diff-from", "-", given=diff(3)).returncode == 1
    assert shell(here, "check", "bad.md", "--diff-from", "-", given=diff(2)).returncode == 0


def test_changed_files_and_a_fallen_score(here: Path) -> None:
    def git(*arguments: str) -> None:
        who = ["-c", "user.name=n", "-c", "user.email=n@example.org"]
        subprocess.run(["git", *who, *arguments], cwd=here, check=True, capture_output=True)

    long = "\n\n".join([PLAIN.strip()] * 8) + "\n"
    (here / "ok.md").write_text(long, encoding="utf-8")
    git("init", "-q")
    git("add", "ok.md", "bad.md")
    git("commit", "-q", "-m", "x")
    done = shell(here, "check", "--diff", "HEAD", "--format", "lines")
    assert (done.returncode, done.stdout) == (0, "")
    (here / "ok.md").write_text(long + "\n" + SPUN, encoding="utf-8")
    done = shell(here, "check", "--diff", "HEAD", "--format", "lines")
    assert done.returncode == 1
    assert {x.partition(":")[0] for x in done.stdout.splitlines()} == {"ok.md"}
    fallen = ["check", "--diff", "HEAD", "--fail-on", "none", "--fail-on-drop"]
    done = shell(here, *fallen, "1")
    assert done.returncode == 1
    assert "the score fell by" in done.stdout
    assert shell(here, *fallen, "100").returncode == 0


def test_fix_changes_only_what_the_diff_showed(here: Path) -> None:
    diff = shell(here, "fix", "--diff", "bad.md").stdout
    assert "-# Chilly laser treatment" in diff
    assert (here / "bad.md").read_text(encoding="utf-8") == SPUN
    done = subprocess.run(
        [sys.executable, "-m", "spincheck", "fix", "-i", "bad.md"], cwd=here, input=b"=Cold laser\nq\n", capture_output=True
    )
    assert done.returncode == 0
    assert (here / "bad.md").read_text(encoding="utf-8").startswith("# Cold laser")


def test_the_completion_script_completes(here: Path) -> None:
    script = shell(here, "completion", "bash").stdout
    assert "_SPINCHECK_COMPLETE=bash_complete" in script
    program = "from spincheck.cli import main; main(prog_name='spincheck')"
    env = os.environ | {"_SPINCHECK_COMPLETE": "bash_complete", "COMP_CWORD": "1"}
    for words, wanted in (("spincheck base", "plain,baseline"), ("spincheck fi", "plain,fix")):
        done = subprocess.run(
            [sys.executable, "-c", program], env=env | {"COMP_WORDS": words}, capture_output=True, text=True, check=True
        )
        assert done.stdout.split() == [wanted]


def test_a_warm_run_says_the_same(here: Path) -> None:
    runs = [shell(here, "check", "bad.md", "ok.md", "--format", "json").stdout for _ in range(2)]
    assert runs[0] == runs[1] == shell(here, "check", "bad.md", "ok.md", "--format", "json", "--no-cache").stdout
    assert "2 results" in shell(here, "cache", "show").stdout
