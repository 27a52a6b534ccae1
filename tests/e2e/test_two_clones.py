"""Two clones of a repository that work on one deal, merged by git itself."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

from e2e.shell import pipeboard

DEAL = "Acme website"


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder, as nobody in particular."""
    who = {"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.com"}
    env = {
        **os.environ,
        **who,
        "GIT_COMMITTER_NAME": "A",
        "GIT_COMMITTER_EMAIL": "a@example.com",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "LC_ALL": "C",
    }
    done = subprocess.run(
        ["git", *arguments], cwd=folder, env=env, capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout


def run(folder: Path, author: str, *arguments: str) -> str:
    ran = pipeboard(*arguments, cwd=folder, PIPEBOARD_AUTHOR=author)
    assert ran.code == 0, ran.err
    return ran.out


def shown(folder: Path) -> Any:
    return pipeboard("show", DEAL, "--json", cwd=folder).json()


def test_two_answers_to_one_question_are_both_kept_and_told(tmp_path: Path) -> None:
    """What Bob says stands beside what Ann says until somebody picks; all else of both is there."""
    ann, bob = tmp_path / "ann", tmp_path / "bob"
    ann.mkdir()
    git(ann, "init", "--quiet", "--initial-branch=main")
    run(ann, "Ann", "init", "--template", "consulting", "--git")
    run(ann, "Ann", "add", DEAL, "--company", "Acme")
    run(ann, "Ann", "qualify", DEAL, "budget=partial")
    git(ann, "add", "--all")
    git(ann, "commit", "--quiet", "--message", "The board")
    git(tmp_path, "clone", "--quiet", str(ann), str(bob))

    run(ann, "Ann", "qualify", DEAL, "budget=yes", "need=yes")
    run(ann, "Ann", "define", "reason", "no capacity", "outcome=lost")
    git(ann, "commit", "--quiet", "--all", "--message", "Ann's day")
    run(bob, "Bob", "qualify", DEAL, "budget=no", "--note", "budget=frozen until spring")
    run(bob, "Bob", "check", DEAL, "1")
    run(bob, "Bob", "define", "reason", "no capacity", "outcome=lost")
    git(bob, "commit", "--quiet", "--all", "--message", "Bob's day")
    git(bob, "pull", "--quiet", "--no-rebase", "--no-edit")
    git(ann, "pull", "--quiet", "--no-rebase", str(bob), "main")

    assert (ann / "pipeboard.json").read_bytes() == (bob / "pipeboard.json").read_bytes()
    deal = shown(bob)
    assert shown(ann) == deal
    [conflict] = deal["conflicts"]
    assert conflict["field"] == "bant.budget"
    assert {conflict["shown"], conflict["other"]} == {"yes", "no"}
    assert {conflict["shown_by"], conflict["other_by"]} == {"Ann", "Bob"}
    answers = {one["criterion"]: one for one in deal["answers"]}
    assert answers["need"]["answer"] == "yes"
    assert answers["budget"]["note"] == "frozen until spring"
    assert [one["done"] for one in deal["items"]].count(True) == 1
    assert run(bob, "Bob", "define", "reason").count("no capacity") == 1

    run(bob, "Bob", "qualify", DEAL, f"budget={conflict['shown']}")
    assert shown(bob)["conflicts"] == []
