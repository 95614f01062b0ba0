"""The action, the workflow and the GitLab job do what they say, as far as a machine without those services can tell."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

HERE = Path(__file__).parents[2]
INIT = HERE / "spincheck" / "data" / "init"
SPUN = "# Laser treatment\n\nThe chilly laser is a non-invasive treatment for bosom disease and blood poisoning.\n"


def loaded(file: Path) -> Any:
    return yaml.safe_load(file.read_text(encoding="utf-8"))


ACTION = loaded(HERE / "action.yml")


def check_step(folder: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the action's own script, with the tools it installed replaced by those of this environment."""
    tools = folder / "temp" / "spincheck" / "bin"
    tools.mkdir(parents=True, exist_ok=True)
    command = tools / "spincheck"
    command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m spincheck "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    step = ACTION["runs"]["steps"][-1]
    inputs = {name: str(ACTION["inputs"][name]["default"]) for name in ACTION["inputs"]}
    given = {k: inputs[v.split("inputs.")[1].rstrip(" }")] for k, v in step["env"].items()}
    clean = {k: v for k, v in os.environ.items() if not k.startswith("GITHUB_")}
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=folder / "repo",
        env=clean | given | {"RUNNER_TEMP": str(folder / "temp"), "GITHUB_BASE_REF": ""} | env,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "repo").mkdir()
    (tmp_path / "repo" / "bad.md").write_text(SPUN, encoding="utf-8")
    return tmp_path


def test_the_action_annotates_and_fails(folder: Path) -> None:
    done = check_step(folder)
    assert done.returncode == 1, done.stderr
    assert "file=bad.md,line=3" in done.stdout
    assert check_step(folder, FAIL_ON="none").returncode == 0


def test_the_action_writes_sarif_and_still_fails(folder: Path) -> None:
    done = check_step(folder, SARIF="out.sarif")
    assert done.returncode == 1, done.stderr
    assert (folder / "repo" / "out.sarif").stat().st_size > 500


def test_inputs_never_become_part_of_the_script(folder: Path) -> None:
    done = check_step(folder, PATHS="$(touch owned) ; touch owned *.none")
    assert done.returncode == 2
    assert not (folder / "repo" / "owned").exists()
    assert all("${{" not in step.get("run", "") for step in ACTION["runs"]["steps"])


def accepted(schema: str, file: Path) -> subprocess.CompletedProcess[str]:
    """What the published schema of a service, as check-jsonschema carries it, says of a file."""
    more = ["--data-transform", "gitlab-ci"] if "gitlab" in schema else []
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", *more, str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("schema", "file"),
    [
        ("github-actions", HERE / "action.yml"),
        ("github-workflows", INIT / "github.yml"),
        ("github-workflows", INIT / "github-audit.yml"),
        ("gitlab-ci", INIT / "gitlab.yml"),
        ("gitlab-ci", HERE / "docs" / "templates" / "gitlab-ci.yml"),
    ],
)
def test_the_services_accept_their_files(schema: str, file: Path, tmp_path: Path) -> None:
    pytest.importorskip("check_jsonschema")
    done = accepted(schema, file)
    assert done.returncode == 0, done.stdout
    # and the schema is no rubber stamp
    wrong = tmp_path / file.name
    text = file.read_text(encoding="utf-8")
    for right, broken in (
        ("using: composite", "using: nothing"),
        ("runs-on:", "runs-at:"),
        ("when: always", "when: sometimes"),
    ):
        text = text.replace(right, broken)
    wrong.write_text(text, encoding="utf-8")
    assert accepted(schema, wrong).returncode == 1


@pytest.mark.parametrize("file", [INIT / "gitlab.yml", HERE / "docs" / "templates" / "gitlab-ci.yml"])
def test_the_gitlab_job_uploads_what_it_writes(file: Path) -> None:
    job = loaded(file)["spincheck"]
    report = job["artifacts"]["reports"]["codequality"]
    assert job["script"][-1].endswith(f"--format gitlab --output {report}")
    # findings must be uploaded also when the gate fails, which is when they matter
    assert job["artifacts"]["when"] == "always"


def git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=n", "-c", "user.email=n@example.org"]
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def proposal(tmp_path: Path) -> Path:
    """A clone on a branch that adds a paragraph to an article which is bad already, as a service checks it out."""
    upstream = tmp_path / "upstream"
    upstream.mkdir()
    git(upstream, "init", "-q", "-b", "main")
    (upstream / "bad.md").write_text(SPUN, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "spincheck", "init", "--workflow", "github", "--workflow", "gitlab"],
        cwd=upstream,
        check=False,
    )
    assert done.returncode == 0
    git(upstream, "add", "-A")
    git(upstream, "commit", "-q", "-m", "Articles")
    git(tmp_path, "clone", "-q", str(upstream), "repo")
    repo = tmp_path / "repo"
    git(repo, "checkout", "-q", "-b", "proposal")
    (repo / "bad.md").write_text(SPUN + "\nRest is good for a sore back in most people.\n", encoding="utf-8")
    git(repo, "commit", "-q", "-a", "-m", "Add a paragraph")
    return repo


def step(repo: Path, script: str, **env: str) -> subprocess.CompletedProcess[str]:
    """One step of a job, with the spincheck of this environment in place of the installed one."""
    tools = repo.parent / "tools"
    tools.mkdir(exist_ok=True)
    command = tools / "spincheck"
    command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m spincheck "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    clean = {k: v for k, v in os.environ.items() if not k.startswith("GITHUB_")}
    path = f"{tools}{os.pathsep}{clean['PATH']}"
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=repo,
        env=clean | {"PATH": path} | env,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_workflow_holds_a_pull_request_to_its_own_lines(proposal: Path) -> None:
    steps = loaded(proposal / ".github/workflows/spincheck.yml")["jobs"]["articles"]["steps"]
    assert steps[0]["with"]["fetch-depth"] == 0
    (changed,) = (s["run"] for s in steps if s.get("if") == "github.event_name == 'pull_request'")
    (everything,) = (s["run"] for s in steps if s.get("if") == "github.event_name != 'pull_request'")
    summary = proposal.parent / "summary.md"
    done = step(proposal, changed, GITHUB_BASE_REF="main", GITHUB_STEP_SUMMARY=str(summary))
    assert done.returncode == 0, done.stderr
    assert "::error" not in done.stdout
    assert "unchanged-line" in summary.read_text(encoding="utf-8")
    (proposal / "bad.md").write_text(SPUN + "\nThe chilly laser treats bosom disease.\n", encoding="utf-8")
    done = step(proposal, changed, GITHUB_BASE_REF="main")
    assert done.returncode == 1
    assert all(",line=5," in line for line in done.stdout.splitlines() if line.startswith("::error"))
    done = step(proposal, everything)
    assert done.returncode == 1
    assert ",line=3," in done.stdout


#: stands for GitHub's own command line: the audits that were uploaded are in a folder beside the clone
GH = """#!/bin/sh
set -e
if [ "$2" = list ]; then ls -r ../uploaded; exit; fi
[ "$5" = spincheck-audit ] && cp ../uploaded/"$3"/* "$7"/
"""


def test_the_scheduled_audit_says_what_changed_since_the_last_one(tmp_path: Path) -> None:
    repo, uploaded = tmp_path / "repo", tmp_path / "uploaded"
    repo.mkdir()
    (repo / "page.md").write_text("Rest is good for a sore back in most people.\n" * 20, encoding="utf-8")
    made = subprocess.run([sys.executable, "-m", "spincheck", "init", "--workflow", "github-audit"], cwd=repo, check=False)
    assert made.returncode == 0
    workflow = loaded(repo / ".github/workflows/spincheck-audit.yml")
    steps = workflow["jobs"]["audit"]["steps"]
    assert [s["with"]["path"] for s in steps if "upload" in s.get("uses", "")] == ["audit/"]
    assert workflow["permissions"] == {"contents": "read", "actions": "read"}
    assert all("${{" not in s.get("run", "") for s in steps)
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "gh").write_text(GH, encoding="utf-8")
    (tools / "gh").chmod(0o755)

    def audit(number: int) -> tuple[int, str]:
        shutil.rmtree(repo / "audit", ignore_errors=True)
        shutil.rmtree(repo / "last", ignore_errors=True)
        summary = tmp_path / f"summary{number}.md"
        env = workflow["env"] | {"GITHUB_STEP_SUMMARY": str(summary), "GITHUB_WORKFLOW": "x", "GITHUB_REF_NAME": "main"}
        code = 0
        for s in steps:
            if "upload" in s.get("uses", ""):
                shutil.copytree(repo / "audit", uploaded / str(number))
            elif "run" in s and "pip install" not in s["run"] and code == 0:
                done = step(repo, s["run"], **env)
                code = done.returncode
                assert "rror:" not in done.stderr, done.stderr
        return code, summary.read_text(encoding="utf-8")

    uploaded.mkdir()
    assert audit(1) == (0, "The first audit: the next one is compared with it.\n")
    code, said = audit(2)
    assert (code, "1 unchanged" in said) == (0, True)
    (repo / "page.md").write_text(SPUN, encoding="utf-8")
    (repo / "broken.md").write_bytes(bytes(500))
    code, said = audit(3)
    assert (code, "**The gate failed.**" in said, "chilly laser" in said) == (1, True, True)
    assert (uploaded / "3" / "report.html").stat().st_size > 10_000


def test_the_gitlab_job_writes_a_report_that_gitlab_takes(proposal: Path) -> None:
    job = loaded(proposal / ".gitlab-ci.yml")["spincheck"]
    script = "\n".join(line for line in job["script"] if not line.startswith("pip install"))
    assert step(proposal, script).returncode == 1
    issues = json.loads((proposal / job["artifacts"]["reports"]["codequality"]).read_text(encoding="utf-8"))
    schema = json.loads((HERE / "tests/contract/schemas/gitlab-code-quality.json").read_text(encoding="utf-8"))
    jsonschema.validate(issues, schema)
    assert {i["location"]["path"] for i in issues} == {"bad.md"}


@pytest.mark.parametrize("what", ["spincheck==0.1.0", "git+https://example.org/a b/spincheck.git@v1#egg=x: 'y'"])
def test_the_workflows_install_what_was_asked_for(tmp_path: Path, what: str) -> None:
    services = [f"--workflow={name}" for name in ("github", "gitlab", "pre-commit")]
    subprocess.run([sys.executable, "-m", "spincheck", "init", *services, "--install", what], cwd=tmp_path, check=True)
    steps = loaded(tmp_path / ".github/workflows/spincheck.yml")["jobs"]["articles"]["steps"]
    scripts = [s["run"] for s in steps if "run" in s] + loaded(tmp_path / ".gitlab-ci.yml")["spincheck"]["script"]
    assert [shlex.split(s)[2:] for s in scripts if s.startswith("pip")] == [[what], [what]]
    (repo,) = loaded(tmp_path / ".pre-commit-config.yaml")["repos"]
    assert repo["hooks"][0]["additional_dependencies"] == [what]
