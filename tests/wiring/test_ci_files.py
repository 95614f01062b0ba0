"""The action, the workflow and the GitLab job do what they say, as far as a machine without those services can tell."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

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


def test_the_workflow_compares_with_the_target_branch() -> None:
    steps = loaded(INIT / "github.yml")["jobs"]["articles"]["steps"]
    assert steps[0]["with"]["fetch-depth"] == 0
    commands = [s["run"] for s in steps if "run" in s]
    assert 'spincheck check . --diff "origin/$GITHUB_BASE_REF" --format github' in commands
