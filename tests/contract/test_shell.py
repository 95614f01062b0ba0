"""Exit codes, streams and one-line errors of the commands, as a shell sees them."""

from __future__ import annotations

import itertools
import json
import os
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Any

import click
import pytest

from spincheck import cli

PLAIN = "Rest is good for a sore back in most people, and a short walk each day helps a little too.\n"
#: the seed article's own first words are enough for a finding of severity high
SPUN = "# Chilly laser treatment\n\nThe chilly laser is a non-invasive treatment for bosom disease and blood poisoning.\n"


#: a grammar server that is not there
NOBODY = ["--grammar-url", "http://localhost:1"]
ONE = ["-o", "audit.duckdb", "--jobs", "1", "--quiet"]
TWO = ["-o", "two.duckdb", "--jobs", "1", "--quiet"]
LABELLED = {"id": "a", "topic": "back pain", "text": PLAIN, "spans": []}


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "ok.md").write_text(PLAIN, encoding="utf-8")
    (tmp_path / "bad.md").write_text(SPUN, encoding="utf-8")
    (tmp_path / "labelled.jsonl").write_text(json.dumps(LABELLED) + "\n", encoding="utf-8")
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


#: what a shell gets: (arguments, exit code). Steps are separated by ";", the code is that of the last. Every command must
#: have a row here and one among those refused
EXITS: list[tuple[list[str], int]] = [
    (["check", "ok.md"], 0),
    (["check", "bad.md"], 1),
    (["check", "bad.md", "--fail-on", "none"], 0),
    (["check", "ok.md", "--require", "spun,links,claims"], 0),
    (["check", "ok.md", "--require", "grammar", *NOBODY], 3),
    (["check", "bad.md", "--require", "grammar", *NOBODY], 3),
    (["check", "ok.md", "none.md"], 2),
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
    (["baseline", "write", "bad.md", ";", "baseline", "show"], 0),
    (["baseline", "write", "bad.md", ";", "baseline", "prune", "--check"], 0),
    (["claims", "bad.md"], 0),
    (["claims", "bad.md", "--verify-links"], 0),
    (["check", "ok.md", "--verify-links"], 0),
    (["clean-links", "bad.md"], 0),
    (["despin", "bad.md"], 0),
    (["eval", "labelled.jsonl"], 0),
    (["grammar", "status"], 3),
    (["grammar", "stop"], 0),
    (["init"], 0),
    (["init", "--workflow", "github", "--workflow", "gitlab", "--workflow", "pre-commit"], 0),
    (["init", "--from-findings", "bad.md", "--print"], 0),
    (["links", "bad.md"], 0),
    (["lsp"], 0),
    (["readability", "ok.md"], 0),
    (["rules", "--write-docs", "docs", ";", "rules", "--check-docs", "docs"], 0),
    (["compare", "ok.md", "bad.md"], 0),
    (["compare", "ok.md", "bad.md", "--format", "html", "-o", "compared.html"], 0),
    (["siblings", "."], 0),
    (["scan", "ok.md", *ONE, ";", "siblings", "audit.duckdb", "--save"], 0),
    (["scan", "ok.md", *ONE], 0),
    (["scan", "bad.md", *ONE], 1),
    (["scan", "http://127.0.0.1:9/", *ONE], 2),
    (["scan", "--files-from", "-", *ONE], 0),
    (["scan", "ok.md", *ONE, "--require", "grammar", *NOBODY], 3),
    (["scan", "ok.md", *ONE, ";", "query", "audit.duckdb", "select 1"], 0),
    (["scan", "bad.md", *ONE, ";", "rescore", "audit.duckdb"], 1),
    (["scan", "bad.md", *ONE, ";", "rescore", "audit.duckdb", "--fail-on", "none"], 0),
    (["scan", "ok.md", *ONE, ";", "rescore", "audit.duckdb", "--require", "grammar"], 3),
    (["scan", "ok.md", *ONE, ";", "rescore", "audit.duckdb", "--require", "grammer"], 2),
    (["scan", "ok.md", *ONE, ";", "report", "audit.duckdb", "-o", "report.html"], 0),
    (["scan", "ok.md", *ONE, ";", "scan", "ok.md", *TWO, "--compare", "audit.duckdb"], 0),
    (["scan", "bad.md", *ONE, ";", "report", "audit.duckdb", "--format", "markdown"], 0),
    (["scan", "bad.md", *ONE, ";", "report", "audit.duckdb", "--format", "csv"], 0),
    (["scan", "ok.md", *ONE, ";", "scan", "bad.md", *TWO, ";", "diff-audits", "audit.duckdb", "two.duckdb"], 0),
    (
        [
            "scan",
            "ok.md",
            *ONE,
            ";",
            "scan",
            "bad.md",
            *TWO,
            ";",
            "diff-audits",
            "audit.duckdb",
            "two.duckdb",
            "--fail-on-new",
            "high",
        ],
        1,
    ),
    (["--version"], 0),
    (["--help"], 0),
]

#: (arguments, what the one line says); the exit code is 2 and no file has changed
REFUSED: list[tuple[list[str], str]] = [
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
    (["check", "ok.md", "--require", "grammer"], "did you mean 'grammar'"),
    (["check", "ok.md", "--require", "SPN999"], "matches no rule"),
    (["scan", "ok.md", "--require", "spun,linx"], "did you mean 'links'"),
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
    (["cache", "shw"], "No such command"),
    (["claims", "none.md"], "no such file"),
    (["claims", "ok.md", "--output", "no/such/folder.csv"], "cannot be written"),
    (["clean-links", "none.md"], "no such file"),
    (["clean-links", "ok.md", "--also", "SPN101"], "no such link rule"),
    (["completion", "tcsh"], "'tcsh' is not one of"),
    (["config", "--config", "none.toml"], "no such file"),
    (["despin", "none.md"], "no such file"),
    (["diff-audits", "none.duckdb", "ok.md"], "no such file"),
    (["diff-audits", "bad.md", "ok.md"], "cannot be opened"),
    (["diff-audits", "bad.md", "ok.md", "--output", "ok.md"], "one of the audit files"),
    (["diff-audits", "bad.md", "ok.md", "--fail-on-new", "medum"], "'medum' is not one of"),
    (["eval", "none.jsonl"], "No such file"),
    (["grammar", "start"], "the server was not started"),
    (["grammar", "install", "--from", "nowhere"], "'nowhere' is not one of"),
    (["init", "none"], "no such folder"),
    (["init", "--from-findings", "none.md", "--print"], "nothing could be checked"),
    (["links", "none.md"], "no such file"),
    (["lsp", "--delay", "soon"], "not a valid integer"),
    (["query", "none.duckdb", "select 1"], "no such file"),
    (["report", "none.duckdb"], "no such file"),
    (["report", "ok.md"], "name an audit file"),
    (["report", "ok.md", "--format", "jira"], "'jira' is not one of"),
    (["readability", "none.md"], "no such file"),
    (["rules", "--category", "spin"], "'spin' is not one of"),
    (["rescore", "none.duckdb"], "no such file"),
    (["import-audit", "."], "not an audit of spincheck"),
    (["compare", "ok.md", "none.md"], "no such file"),
    (["siblings", "none.duckdb"], "no such file"),
    (["siblings", "ok.md", "--save"], "needs an audit file"),
    (["scan"], "nothing to scan"),
    (["scan", "--crawl", "ftp://a.test/"], "not a web address"),
    (["scan", "http://user:secret@a.test/"], "carries credentials"),
    (["scan", "https://a.test/posts.csv"], "download it first"),
    (["scan", "--urls-from", "none.txt"], "no such file"),
    (["scan", "--files-from", "none.txt"], "no such file"),
    (["scan", "--sitemap", "none.xml"], "no such file"),
    (["scan", "--files-from", "-", "--urls-from", "-"], "once only"),
    (["scan", "nonsense://a/t.csv"], "cannot be opened"),
    (["scan", "ok.md", "--config", "none.toml"], "no such file"),
    (["scan", "ok.md", "--compare", "none.duckdb"], "no such file"),
    (["watch", "none"], "no such file or folder"),
]


def named(arguments: object) -> str | None:
    return " ".join(arguments) if isinstance(arguments, list) else None


def leaves(name: str, command: click.Command) -> list[str]:
    """A command, or the commands of a group."""
    if isinstance(command, click.Group):
        return [leaf for sub, it in command.commands.items() for leaf in leaves(f"{name} {sub}", it)]
    return [name]


def every_command() -> list[str]:
    group = cli.LazyGroup()
    found = ((name, group.get_command(click.Context(group), name)) for name in cli.COMMANDS)
    return [leaf for name, it in found if it is not None for leaf in leaves(name, it)]


def steps(arguments: list[str]) -> list[list[str]]:
    """The steps of a row."""
    return [list(step) for is_step, step in itertools.groupby(arguments, lambda a: a != ";") if is_step]


def rows(command: str, table: list[Any]) -> list[Any]:
    """The rows of a table whose last step calls a command."""
    words = command.split()
    return [row for row in table if steps(row[0])[-1][: len(words)] == words]


@pytest.mark.parametrize("command", every_command())
def test_every_command_has_a_row_in_both_tables(command: str) -> None:
    # watch ends with a signal, which has a test of its own; a server is installed in .ci/components and stopped as no
    # question is left to refuse
    # what import-audit reads only a scan with Ray writes: tests/unit/scan/test_parquet.py has its good end
    if command not in ("watch", "import-audit", "grammar install", "grammar start"):
        assert rows(command, EXITS), f"add the exit codes of {command!r} to EXITS"
    if command not in ("grammar status", "grammar stop", "cache show", "cache clear"):
        assert rows(command, REFUSED), f"add what {command!r} refuses to REFUSED"


@pytest.mark.parametrize("command", every_command())
def test_every_command_has_the_help_of_a_manual_page(here: Path, command: str) -> None:
    said = shell(here, *command.split(), "--help").stdout
    assert "Exit codes:" in said
    whole = said + shell(here, command.split()[0], "--help").stdout
    assert "Examples:" in whole
    assert f"spincheck {command.split()[0]}" in whole.partition("Examples:")[2]
    if "--config" in said:
        assert "spincheck.toml" in said.partition("Files:")[2]
    if "--grammar" in said:
        assert "SPINCHECK_GRAMMAR_URL" in said.partition("Environment:")[2]


@pytest.mark.parametrize(("arguments", "code"), EXITS, ids=named)
def test_exit_codes(here: Path, arguments: list[str], code: int) -> None:
    *before, last = steps(arguments)
    for step in before:
        shell(here, *step)
    done = shell(here, *last, SPINCHECK_GRAMMAR_URL=NOBODY[1])
    assert done.returncode == code, done.stderr


@pytest.mark.parametrize(("arguments", "said"), REFUSED, ids=named)
def test_what_cannot_be_done_is_said_in_one_line_and_exits_2(here: Path, arguments: list[str], said: str) -> None:
    before = {p: p.read_bytes() for p in here.glob("*.*") if p.is_file()}
    done = shell(here, *arguments)
    assert done.returncode == 2
    lines = [x for x in done.stderr.splitlines() if x and not x.startswith(("Usage:", "Try "))]
    assert said in done.stderr
    assert len(lines) <= 2
    assert {p: p.read_bytes() for p in here.glob("*.*") if p.is_file()} == before


def _heed_sigint() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def started(here: Path, *arguments: str) -> subprocess.Popen[bytes]:
    env = os.environ | {"SPINCHECK_CACHE": str(here / ".cache"), "PYTHONUNBUFFERED": "1"}
    pipe = subprocess.PIPE
    command = [sys.executable, "-m", "spincheck", *arguments]
    # a job started in the background inherits an ignored SIGINT, and Python then leaves it ignored
    reset = None if os.name == "nt" else _heed_sigint
    process = subprocess.Popen(command, cwd=here, stdin=pipe, stdout=pipe, stderr=pipe, env=env, preexec_fn=reset)
    guard = threading.Timer(180, process.kill)  # a test that waits for words which never come must end
    guard.daemon = True
    guard.start()
    return process


def wait_for(stream: IO[bytes] | None, seen: bytes) -> None:
    assert stream is not None
    so_far = b""
    while seen not in so_far:
        byte = stream.read(1)
        assert byte, so_far
        so_far += byte


def stopped_once(process: subprocess.Popen[bytes], stream: IO[bytes] | None, seen: bytes) -> tuple[int, bytes]:
    """Ctrl-C as soon as ``seen`` was written: (exit code, the rest of standard error)."""
    wait_for(stream, seen)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    return process.returncode, said


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT to send to one process")
def test_control_c_never_looks_like_a_verdict(here: Path) -> None:
    process = started(here, "fix", "--interactive", "bad.md")
    code, said = stopped_once(process, process.stdout, b"to stop [s]: ")
    assert (code, said.strip()) == (130, b"spincheck: stopped")
    assert (here / "bad.md").read_text(encoding="utf-8") == SPUN


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT to send to one process")
def test_watch_ends_well_with_control_c(here: Path) -> None:
    pytest.importorskip("watchfiles")
    process = started(here, "watch", "--plain", ".")
    wait_for(process.stderr, b"Ctrl-C stops\n")
    # a configuration that is being edited is said to be wrong, and the watch goes on
    (here / "spincheck.toml").write_text("fail-om = 'high'\n", encoding="utf-8")
    code, said = stopped_once(process, process.stderr, b"did you mean 'fail-on'")
    assert (code, said.strip().splitlines()[-1]) == (0, b"spincheck: stopped")


@pytest.mark.parametrize(
    "command", ["rules", "explain SPN101", "config", "fix --diff bad.md", "check ok.md", "claims bad.md"]
)
def test_a_reader_that_goes_away_is_no_failure(here: Path, command: str) -> None:
    process = started(here, *command.split())
    assert process.stdout is not None
    process.stdout.close()
    _, said = process.communicate(timeout=60)
    assert process.returncode == 0, said
    assert b"Exception" not in said
    assert b"Broken" not in said


def test_the_version_names_ruleset_and_models(here: Path) -> None:
    said = shell(here, "--version").stdout
    assert re.fullmatch(r"spincheck \S+ \(ruleset \S+, word lists [0-9a-f]{16}, detector [0-9a-f]{16}\)\n", said)


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


def test_prune_follows_a_renamed_file_without_being_told_where(here: Path) -> None:
    shell(here, "baseline", "write", "bad.md")
    (here / "new").mkdir()
    (here / "bad.md").rename(here / "new" / "moved.md")
    assert shell(here, "baseline", "prune", "--check").returncode == 0
    assert shell(here, "baseline", "prune").returncode == 0
    assert "new/moved.md\t" in (here / "spincheck-baseline.tsv").read_text(encoding="utf-8")
    assert shell(here, "check", "new", "--baseline", "spincheck-baseline.tsv").returncode == 0


def test_the_answers_given_before_the_input_ends_are_used(here: Path) -> None:
    done = shell(here, "fix", "-i", "bad.md", given=b"=Cold laser\n")
    assert done.returncode == 0
    assert "1 edit made in 1 file" in done.stderr
    assert (here / "bad.md").read_text(encoding="utf-8").startswith("# Cold laser")


@pytest.mark.skipif(os.name == "nt", reason="needs named pipes and links")
def test_output_goes_into_what_is_no_file_and_never_replaces_it(here: Path) -> None:
    pipe, link, report = here / "pipe", here / "link.json", here / "report.json"
    os.mkfifo(pipe)
    process = started(here, "check", "ok.md", "--format", "json", "--output", "pipe")
    assert json.loads(pipe.read_text(encoding="utf-8"))["documents"]
    process.communicate(timeout=60)
    assert pipe.is_fifo()
    if Path("/dev/stdout").exists():
        assert json.loads(shell(here, "check", "ok.md", "--format", "json", "--output", "/dev/stdout").stdout)["documents"]
    report.write_text("old", encoding="utf-8")
    link.symlink_to(report)
    assert shell(here, "check", "ok.md", "--format", "json", "--output", "link.json").returncode == 0
    assert link.is_symlink()
    assert json.loads(report.read_text(encoding="utf-8"))["documents"]
    assert shell(here, "check", "ok.md", "--output", ".").returncode == 2


def test_explain_says_what_held_a_finding_back(here: Path) -> None:
    def why(config: str, text: str = SPUN) -> str:
        (here / "spincheck.toml").write_text(config, encoding="utf-8")
        (here / "bad.md").write_text(text, encoding="utf-8")
        return shell(here, "explain", "--file", "bad.md", "--at", "3:8").stdout

    assert "looks like a spun form of 'cold laser'" in why("")
    assert "the allow entry 'chilly laser' covers it" in why('allow = ["chilly laser"]\n')
    assert "is below spun.min-confidence 1" in why("[spun]\nmin-confidence = 1.0\n")
    assert "left out by select or ignore" in why('ignore = ["SPN"]\n')
    assert "does not count: suppressed, quoted" in why(
        "", SPUN.replace("blood poisoning.", 'blood poisoning. <!-- spincheck: ignore[SPN] reason="quoted" -->')
    )
    assert "this is not prose" in why("", "---\nkey: value\nthe chilly laser: x\n---\n" + SPUN)


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


def test_machine_formats_are_utf8_with_their_line_ends_in_every_locale(here: Path) -> None:
    (here / "bad.md").write_text(SPUN + "\nThe chilly laser \U0001f600 läser.\n", encoding="utf-8")
    latin = {"PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}
    assert "\U0001f600 läser" in shell(here, "fix", "--diff", "bad.md", **latin).stdout
    assert json.loads(shell(here, "check", "bad.md", "--format", "json", **latin).stdout)["documents"]
    assert shell(here, "check", "bad.md", "--format", "csv", **latin).stdout.count("\r\n") > 1
    assert "Traceback" not in shell(here, "check", "bad.md", PYTHONIOENCODING="ascii").stderr


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
    for words, wanted in (
        ("spincheck base", ["plain,baseline"]),
        ("spincheck fi", ["plain,fix"]),
        ("spincheck check --format sa", ["plain,sarif"]),
        ("spincheck check --level f", ["plain,fast", "plain,full"]),
        ("spincheck check --select GRM59,SPN10", [f"plain,GRM59,SPN10{n}" for n in (1, 2, 3, 4, 5, 7, 9)]),
        ("spincheck explain clm30", [f"plain,CLM30{n}" for n in range(1, 10)]),
        ("spincheck explain disease-c", ["plain,disease-cure"]),
        ("spincheck check ba", ["file,ba"]),
        ("spincheck fix ba", ["file,ba"]),
        ("spincheck check --baseline ba", ["file,ba"]),
    ):
        at = {"COMP_WORDS": words, "COMP_CWORD": str(len(words.split()) - 1)}
        done = subprocess.run([sys.executable, "-c", program], env=env | at, capture_output=True, text=True, check=True)
        assert set(done.stdout.split()) >= set(wanted), words


def test_a_warm_run_says_the_same(here: Path) -> None:
    runs = [shell(here, "check", "bad.md", "ok.md", "--format", "json").stdout for _ in range(2)]
    assert runs[0] == runs[1] == shell(here, "check", "bad.md", "ok.md", "--format", "json", "--no-cache").stdout
    assert "2 results" in shell(here, "cache", "show").stdout
