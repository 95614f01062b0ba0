"""pre-commit itself, on a repository of articles."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

pytest.importorskip("pre_commit")

HERE = Path(__file__).parents[2]
PLAIN = "Rest is good for a sore back in most people, and a short walk each day helps a little too.\n"
SPUN = "# Laser treatment\n\nThe chilly laser is a non-invasive treatment for bosom disease and blood poisoning.\n"
HOOKS: list[dict[str, Any]] = yaml.safe_load((HERE / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))


def shell(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "PRE_COMMIT"))}
    env["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{env['PATH']}"
    env["PRE_COMMIT_HOME"] = str(folder.parent / "pre-commit-home")
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=1500, check=False)


def repository(folder: Path, config: dict[str, Any]) -> Path:
    folder.mkdir()
    shell(folder, "git", "init", "-q", "-b", "main")
    shell(folder, "git", "config", "user.email", "editor@example.org")
    shell(folder, "git", "config", "user.name", "Editor")
    (folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    installed = shell(folder, sys.executable, "-m", "pre_commit", "install")
    assert installed.returncode == 0, installed.stdout + installed.stderr
    return folder


def commit(folder: Path, name: str, text: str) -> subprocess.CompletedProcess[str]:
    (folder / name).write_text(text, encoding="utf-8")
    shell(folder, "git", "add", "-A")
    return shell(folder, "git", "commit", "-m", f"Add {name}")


def both_ways(folder: Path) -> None:
    refused = commit(folder, "bad.md", SPUN)
    said = refused.stdout + refused.stderr
    assert refused.returncode != 0, said
    assert "bad.md:3:5: " in said
    assert "chilly laser" in said
    (folder / "bad.md").unlink()
    taken = commit(folder, "good.md", PLAIN)
    assert taken.returncode == 0, taken.stdout + taken.stderr
    assert "Passed" in taken.stdout + taken.stderr
    # a file that is no article never starts the hook
    other = commit(folder, "notes.py", "chilly = 'laser'\n")
    assert other.returncode == 0
    assert "no files to check" in other.stdout + other.stderr


@pytest.mark.slow
def test_the_hook_as_declared_stops_a_bad_commit(tmp_path: Path) -> None:
    hook = {k: v for k, v in HOOKS[0].items() if k != "minimum_pre_commit_version"} | {"language": "system"}
    both_ways(repository(tmp_path / "articles", {"repos": [{"repo": "local", "hooks": [hook]}]}))


@pytest.mark.slow
@pytest.mark.skipif(not os.environ.get("SPINCHECK_TEST_NETWORK"), reason="installs from PyPI; set SPINCHECK_TEST_NETWORK=1")
def test_pre_commit_installs_the_project_and_stops_a_bad_commit(tmp_path: Path) -> None:
    if not (HERE / ".git").exists():
        pytest.skip("not a checkout")
    clone = tmp_path / "spincheck"
    assert shell(HERE, "git", "clone", "-q", str(HERE), str(clone)).returncode == 0
    revision = shell(clone, "git", "rev-parse", "HEAD").stdout.strip()
    config = {"repos": [{"repo": str(clone), "rev": revision, "hooks": [{"id": "spincheck"}]}]}
    both_ways(repository(tmp_path / "articles", config))


def test_hooks_are_accepted_by_pre_commit() -> None:
    from pre_commit.clientlib import load_manifest

    assert [h["id"] for h in load_manifest(str(HERE / ".pre-commit-hooks.yaml"))] == [h["id"] for h in HOOKS]


def test_what_init_writes_is_accepted_by_pre_commit() -> None:
    from pre_commit.clientlib import load_config

    (repo,) = load_config(str(HERE / "spincheck" / "data" / "init" / "pre-commit.yml"))["repos"]
    assert repo["hooks"][0]["id"] == "spincheck"
