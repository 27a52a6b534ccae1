"""`sync` with real git: what everyone did is on every side, and nothing else is touched."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from clones import BOARD, IDENTITY, Clone, bare, cloned, commits, first, git, status
from pipeboard.domain.errors import DamagedFile, NotFound, Refused, Unmerged, Unwritable
from pipeboard.store.uniting import OtherBoard
from pipeboard.sync.remote import Unreachable
from pipeboard.sync.repository import Repository
from pipeboard.sync.setup import has_attributes, plan


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    return bare(tmp_path)


@pytest.fixture
def ann(tmp_path: Path, shared: Path) -> Clone:
    return first(tmp_path, shared)


@pytest.fixture
def bob(tmp_path: Path, ann: Clone, shared: Path) -> Clone:
    return cloned(tmp_path, shared, "Bob")


def test_what_both_did_is_on_both_sides(ann: Clone, bob: Clone) -> None:
    """Both work, both sync: the same bytes, committed, nothing left to do."""
    ann.add("Acme website")
    bob.add("Beta shop")
    done = ann.sync()
    assert (done.committed, done.sent, done.received) == (1, 1, ())
    done = bob.sync()
    assert (done.committed, done.sent, len(done.received)) == (1, 2, 1)
    assert len(ann.sync().received) == 1
    assert ann.titles() == bob.titles() == {"Acme website", "Beta shop"}
    assert ann.path.read_bytes() == bob.path.read_bytes()
    assert status(ann.folder) == status(bob.folder) == []
    again = ann.sync()
    assert (again.committed, again.sent, again.received, again.upstream) == (0, 0, (), "origin/main")


def test_the_message_says_what_changed(ann: Clone) -> None:
    """A subject of who did what, and a line for each event."""
    ann.add("Acme website")
    ann.sync()
    for title in ("One", "Two", "Three"):
        ann.add(title)
    ann.move("Acme website", "offer")
    ann.sync()
    assert commits(ann.folder)[0] == "Ann: added 3 deals, moved Acme website to Offer"
    body = git(ann.folder, "log", "-1", "--format=%b")
    assert "- Acme website: Moved from Lead to Offer" in body
    assert "- Two: Created in Lead" in body


def test_no_other_file_is_committed_or_changed(ann: Clone, bob: Clone) -> None:
    """What the user has staged, edited after staging, or not told git of at all stays exactly as it is."""
    for name in ("staged.txt", "both.txt"):
        (ann.folder / name).write_text("as committed\n")
    git(ann.folder, "add", ".")
    git(ann.folder, "commit", "--quiet", "--message", "Files")
    ann.sync()
    bob.add("Beta shop")
    bob.sync()
    ann.add("Acme website")
    (ann.folder / "staged.txt").write_text("staged\n")
    (ann.folder / "both.txt").write_text("staged first\n")
    (ann.folder / "new.txt").write_text("new\n")
    git(ann.folder, "add", ".")
    (ann.folder / "both.txt").write_text("edited after\n")
    (ann.folder / "untracked.txt").write_text("mine\n")
    before = status(ann.folder)
    ann.sync()
    assert status(ann.folder) == [line for line in before if BOARD not in line]
    assert git(ann.folder, "show", ":both.txt") == "staged first\n"
    assert (ann.folder / "both.txt").read_text() == "edited after\n"
    assert git(ann.folder, "log", "--format=", "--name-only", "-2").split() == [BOARD]
    assert ann.titles() == {"Acme website", "Beta shop"}


def test_a_board_that_is_staged_in_another_state_is_committed_as_it_is_now(ann: Clone) -> None:
    """The file is what counts, whatever of it was staged before."""
    ann.add("Acme website")
    ann.workspace.flush()
    git(ann.folder, "add", BOARD)
    ann.add("Later")
    assert ann.sync().committed == 2
    assert status(ann.folder) == []


def test_others_commits_of_other_files_come_along(ann: Clone, bob: Clone) -> None:
    """Git merges what is not the board."""
    (bob.folder / "notes.txt").write_text("Bob's\n")
    git(bob.folder, "add", ".")
    git(bob.folder, "commit", "--quiet", "--message", "Notes")
    bob.sync()
    (ann.folder / "plan.txt").write_text("Ann's\n")
    git(ann.folder, "add", ".")
    git(ann.folder, "commit", "--quiet", "--message", "Plan")
    ann.add("Acme website")
    assert ann.sync().sent == 3
    assert (ann.folder / "notes.txt").read_text() == "Bob's\n"
    assert status(ann.folder) == []


def test_a_conflict_in_another_file_is_left_to_the_user(ann: Clone, bob: Clone) -> None:
    """It is named; nothing is half merged, and the board is committed here."""
    for clone in (ann, bob):
        (clone.folder / "notes.txt").write_text(f"{clone.author}'s\n")
        git(clone.folder, "add", "notes.txt")
        git(clone.folder, "commit", "--quiet", "--message", "Notes")
        clone.add(f"By {clone.author}")
    bob.sync()
    with pytest.raises(Unmerged, match=r"Both sides changed notes\.txt; nothing was merged"):
        ann.sync()
    assert status(ann.folder) == []
    assert not (ann.folder / ".git" / "MERGE_HEAD").exists()
    assert (ann.folder / "notes.txt").read_text() == "Ann's\n"
    git(ann.folder, "pull", "--no-rebase", "--no-edit", check=False)
    (ann.folder / "notes.txt").write_text("both\n")
    git(ann.folder, "commit", "--quiet", "--all", "--no-edit")
    ann.sync()
    assert ann.titles() == {"By Ann", "By Bob"}


def test_an_edited_file_in_the_way_is_named(ann: Clone, bob: Clone) -> None:
    """Nothing is overwritten."""
    (bob.folder / "notes.txt").write_text("Bob's\n")
    git(bob.folder, "add", ".")
    git(bob.folder, "commit", "--quiet", "--message", "Notes")
    bob.sync()
    (ann.folder / "notes.txt").write_text("not committed\n")
    ann.add("Acme website")
    with pytest.raises(Refused, match=r"Your uncommitted notes\.txt would be overwritten"):
        ann.sync()
    assert (ann.folder / "notes.txt").read_text() == "not committed\n"
    assert status(ann.folder) == ["?? notes.txt"]


def test_first_writers_need_no_attribute(tmp_path: Path, shared: Path) -> None:
    """Without .gitattributes two clones that write for the first time are united all the same."""
    ann = first(tmp_path, shared, attributes=False)
    bob, chen = (cloned(tmp_path, shared, name) for name in ("Bob", "Chen"))
    for clone in (bob, chen):
        clone.add(f"By {clone.author}")
    for clone in (bob, chen, bob, ann):
        clone.sync()
    assert ann.titles() == bob.titles() == chen.titles() == {"By Bob", "By Chen"}
    assert len({clone.path.read_bytes() for clone in (ann, bob, chen)}) == 1


def test_pull_rebase_does_not_make_it_rewrite_commits(ann: Clone, bob: Clone) -> None:
    """A sync unites by a merge, whatever the user's pulls do."""
    git(ann.folder, "config", "pull.rebase", "true")
    bob.add("Beta shop")
    bob.sync()
    ann.add("Acme website")
    ann.workspace.flush()
    git(ann.folder, "commit", "--quiet", "--all", "--message", "By hand")
    mine = git(ann.folder, "rev-parse", "HEAD").strip()
    ann.sync()
    assert git(ann.folder, "merge-base", mine, "HEAD").strip() == mine


def test_hooks_of_commits_and_merges_do_not_run_and_that_of_pushes_does(ann: Clone, bob: Clone) -> None:
    """A hook that checks code has nothing to say about the board; one that guards the remote has."""
    hooks = ann.folder / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    for name in ("pre-commit", "commit-msg", "prepare-commit-msg", "post-commit", "post-merge", "pre-push"):
        (hooks / name).write_text(f"#!/bin/sh\necho {name} >> ran\n[ {name} != pre-push ]\n")
        (hooks / name).chmod(0o755)
    bob.add("Beta shop")
    bob.sync()
    ann.add("Acme website")
    with pytest.raises(Unreachable, match="`git push` failed"):
        ann.sync()
    assert (ann.folder / "ran").read_text() == "pre-push\n"


# What is in the way


def test_a_push_that_others_were_faster_with_is_done_again(ann: Clone, bob: Clone) -> None:
    """The hook of a push stands for the moment in between: Bob pushes just then, twice."""
    for title in ("First", "Second"):
        bob.add(title)
        bob.workspace.flush()
        git(bob.folder, "commit", "--quiet", "--all", "--message", title)
    hook = ann.folder / ".git" / "hooks" / "pre-push"
    hook.parent.mkdir(exist_ok=True)
    push = f"git -C {bob.folder} push -q origin"
    hook.write_text(
        f"#!/bin/sh\nunset $(git rev-parse --local-env-vars)\nif [ -e two ]; then exit 0; fi\n"
        f"if [ -e one ]; then touch two; {push} main:main; else touch one; {push} main~1:main; fi\n"
    )
    hook.chmod(0o755)
    ann.add("Acme website")
    ann.sync()
    bob.sync()
    assert (ann.folder / "two").exists()
    assert ann.titles() == bob.titles() == {"Acme website", "First", "Second"}


def test_a_remote_that_cannot_be_reached_loses_nothing(ann: Clone) -> None:
    """The commit is there, the sentence says so, and the next sync sends it."""
    address = git(ann.folder, "remote", "get-url", "origin").strip()
    ann.add("Acme website")
    for wrong, sentence in (
        ("https://127.0.0.1:1/board.git", "origin cannot be reached"),
        (f"{address}-gone", "There is no repository where origin should be"),
    ):
        git(ann.folder, "remote", "set-url", "origin", wrong)
        with pytest.raises(Unreachable, match=f"{sentence}; your changes are committed here"):
            ann.sync()
    assert commits(ann.folder)[0] == "Ann: added Acme website"
    git(ann.folder, "remote", "set-url", "origin", address)
    assert ann.sync().sent == 1


def test_a_remote_that_asks_for_a_password_is_not_waited_for(ann: Clone, tmp_path: Path) -> None:
    """Neither a prompt nor a helper of SSH can hold it up."""
    git(ann.folder, "remote", "set-url", "origin", "ssh://nobody@127.0.0.1:1/board.git")
    ssh = tmp_path / "ssh"
    ssh.write_text("#!/bin/sh\necho 'nobody@127.0.0.1: Permission denied (publickey).' >&2\nexit 255\n")
    ssh.chmod(0o755)
    git(ann.folder, "config", "core.sshCommand", str(ssh))
    ann.add("Acme website")
    with pytest.raises(Unreachable, match="does not let you in"):
        ann.sync()


def test_a_remote_that_forbids_the_push_is_quoted(ann: Clone, shared: Path) -> None:
    """With the reason that it gave; it is not tried again."""
    hook = shared / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    ann.add("Acme website")
    with pytest.raises(Refused, match=r"origin refused the push \(pre-receive hook declined\)"):
        ann.sync()


def test_a_remote_with_a_work_tree_is_named(ann: Clone, tmp_path: Path) -> None:
    """Git does not push into the branch that is checked out there."""
    git(tmp_path, "clone", "--quiet", str(ann.folder), "copy")
    copy = Clone(tmp_path / "copy", "Copy")
    copy.add("Acme website")
    with pytest.raises(Refused, match="share through a bare repository"):
        copy.sync()


def test_nothing_to_share_with_is_said_with_the_way_to_it(tmp_path: Path) -> None:
    """No repository, no remote, no upstream, no branch, an ignored board: each with its own sentence."""
    folder = tmp_path / "ann"
    folder.mkdir()
    ann = Clone(folder, "Ann")
    with pytest.raises(NotFound, match="is in no git repository"):
        ann.sync()
    git(folder, "init", "--quiet", "--initial-branch=main")
    (folder / ".gitignore").write_text("*.json\n")
    with pytest.raises(Refused, match="Git is told to ignore"):
        ann.sync()
    (folder / ".gitignore").unlink()
    with pytest.raises(Refused, match="The board is committed here, but this repository has no remote"):
        ann.sync()
    git(folder, "remote", "add", "origin", str(bare(tmp_path)))
    with pytest.raises(Refused, match="the branch main follows none of origin's"):
        ann.sync()
    git(folder, "checkout", "--quiet", "--detach")
    ann.add("Acme website")
    with pytest.raises(Refused, match="HEAD is detached"):
        ann.sync()
    assert status(folder) == [f" M {BOARD}"]


def test_git_that_does_not_know_who_you_are_is_told_how(ann: Clone) -> None:
    """The board stays as it is."""
    ann.add("Acme website")
    with pytest.raises(Refused, match="Git does not know who you are"):
        ann.workspace.sharing({"PATH": "/usr/bin:/bin", "EMAIL": "", "GIT_AUTHOR_NAME": ""})(lambda _: None)
    assert status(ann.folder) == [f" M {BOARD}"]


def test_a_first_commit_that_fails_leaves_nothing_in_the_index(tmp_path: Path) -> None:
    """Git knows as little of the board as before."""
    git(tmp_path, "init", "--quiet", "--initial-branch=main", "ann")
    ann = Clone(tmp_path / "ann", "Ann")
    with pytest.raises(Refused, match="Git does not know who you are"):
        ann.workspace.sharing({"PATH": "/usr/bin:/bin", "EMAIL": "", "GIT_AUTHOR_NAME": ""})(lambda _: None)
    assert status(ann.folder) == [f"?? {BOARD}"]


def test_another_git_command_is_waited_for(ann: Clone, monkeypatch: pytest.MonkeyPatch) -> None:
    """And named, with the lock that it may have left."""
    monkeypatch.setattr("pipeboard.sync.git.LOCK_WAIT", 0.2)
    (ann.folder / ".git" / "index.lock").touch()
    ann.add("Acme website")
    with pytest.raises(Unwritable, match=r"index\.lock"):
        ann.sync()
    (ann.folder / ".git" / "index.lock").unlink()
    assert ann.sync().sent == 1


# Both sides


def test_two_boards_under_one_name_are_mixed_only_when_asked(tmp_path: Path, shared: Path) -> None:
    """Both began a board in an empty repository: refused with the way out, and united on demand."""
    ann, bob = (cloned(tmp_path, shared, name) for name in ("Ann", "Bob"))
    ann.add("By Ann")
    bob.add("By Bob")
    ann.sync()
    before = bob.path.read_bytes()
    with pytest.raises(OtherBoard, match="both sides began one of their own"):
        bob.sync()
    assert bob.path.read_bytes().startswith(before[:60])
    bob.mix()
    ann.sync()
    assert ann.titles() == bob.titles() == {"By Ann", "By Bob"}
    assert ann.path.read_bytes() == bob.path.read_bytes()


def test_a_board_that_was_copied_without_git_asks_first(tmp_path: Path, shared: Path, ann: Clone) -> None:
    """The same board, but no commit in common."""
    folder = tmp_path / "bob"
    folder.mkdir()
    (folder / BOARD).write_bytes(ann.path.read_bytes())
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "remote", "add", "origin", str(shared))
    git(folder, "config", "branch.main.remote", "origin")
    git(folder, "config", "branch.main.merge", "refs/heads/main")
    bob = Clone(folder, "Bob")
    bob.add("By Bob")
    with pytest.raises(Refused, match="no commit in common"):
        bob.sync()
    bob.mix()
    ann.sync()
    assert ann.titles() == bob.titles() == {"By Bob"}


@pytest.mark.parametrize("works_on", [True, False])
def test_a_board_that_others_renamed_is_followed(ann: Clone, bob: Clone, works_on: bool) -> None:
    """Whether one has changes of one's own or not."""
    ann.add("Before")
    ann.sync()
    bob.sync()
    git(ann.folder, "mv", BOARD, "sales.json")
    git(ann.folder, "commit", "--quiet", "--all", "--message", "Another name")
    ann.again("sales.json")
    ann.add("After")
    ann.sync()
    if works_on:
        bob.add("By Bob")
    assert bob.sync().path == bob.folder / "sales.json"
    bob.again("sales.json")
    assert bob.titles() == {"Before", "After", *(["By Bob"] if works_on else [])}
    assert status(bob.folder) == []
    ann.sync()
    assert ann.titles() == bob.titles()


def test_one_that_renamed_takes_in_what_others_did_under_the_old_name(ann: Clone, bob: Clone) -> None:
    """And the old name goes."""
    ann.add("Before")
    ann.sync()
    bob.sync()
    bob.add("By Bob")
    bob.sync()
    git(ann.folder, "mv", BOARD, "sales.json")
    git(ann.folder, "commit", "--quiet", "--all", "--message", "Another name")
    ann.again("sales.json")
    ann.add("After")
    ann.sync()
    assert ann.titles() == {"Before", "After", "By Bob"}
    assert not (ann.folder / BOARD).exists()


def test_a_board_that_others_deleted_is_not_taken_away(ann: Clone, bob: Clone) -> None:
    """Who deleted it is named."""
    git(ann.folder, "rm", "--quiet", BOARD)
    git(ann.folder, "commit", "--quiet", "--message", "No board")
    git(ann.folder, "push", "--quiet")
    with pytest.raises(Refused, match=r"origin/main has no pipeboard\.json any more \(deleted by Ann, "):
        bob.sync()
    bob.add("By Bob")
    with pytest.raises(Refused, match="any more"):
        bob.sync()
    assert bob.path.exists()


def test_a_damaged_board_of_others_is_not_taken_over(ann: Clone, bob: Clone) -> None:
    """Nothing here changes."""
    ann.path.write_bytes(ann.path.read_bytes()[:500])
    git(ann.folder, "commit", "--quiet", "--all", "--message", "Half of it")
    git(ann.folder, "push", "--quiet")
    before = bob.path.read_bytes()
    with pytest.raises(DamagedFile, match="The board in origin/main cannot be read"):
        bob.sync()
    assert bob.path.read_bytes() == before


# Where a board can be, and what it can look like


@pytest.mark.parametrize("name", ["sales board.json", "[a]*?.json", "-f.json", "#1.json", "Umsätze.json"])
def test_any_name_in_any_folder_is_shared(tmp_path: Path, shared: Path, name: str) -> None:
    """Blanks, signs that mean something to git, letters of any language; also what is to be ignored."""
    names = f"sub folder/{name}"
    ann = cloned(tmp_path, shared, "Ann")
    ann.workspace.close()
    ann.path.unlink()
    (ann.folder / "sub folder").mkdir()
    ann.again(names)
    ann.add("By Ann")
    ann.workspace.flush()
    repository = Repository(ann.path, {**os.environ, **IDENTITY})
    for step in plan(repository, ann.path, repository.state()):
        step.do()
    assert plan(repository, ann.path, repository.state()) == []
    assert has_attributes(repository)
    ann.path.with_name(f".{name}.pipeboard-abc.tmp").touch()
    assert status(ann.folder) == []
    ann.sync()
    git(tmp_path, "clone", "--quiet", str(shared), "bob")
    bob = Clone(tmp_path / "bob", "Bob", name=names)
    bob.add("By Bob")
    bob.sync()
    ann.sync()
    assert ann.titles() == bob.titles() == {"By Ann", "By Bob"}
    assert status(ann.folder) == status(bob.folder) == []


def test_a_linked_work_tree_is_one_clone_more(tmp_path: Path, ann: Clone) -> None:
    """With a branch of its own that follows the same one."""
    git(ann.folder, "worktree", "add", "--quiet", "-b", "second", str(tmp_path / "second"))
    git(ann.folder, "config", "branch.second.remote", "origin")
    git(ann.folder, "config", "branch.second.merge", "refs/heads/main")
    second = Clone(tmp_path / "second", "Second")
    second.add("By Second")
    ann.add("By Ann")
    second.sync()
    ann.sync()
    second.sync()
    assert ann.titles() == second.titles() == {"By Ann", "By Second"}
    assert ann.workspace._store.replica != second.workspace._store.replica


@pytest.mark.parametrize("attributes", [True, False])
def test_line_ends_of_another_system_unite_as_well(tmp_path: Path, shared: Path, attributes: bool) -> None:
    """A clone that checks out CRLF, and a commit that holds it: the board is the union, with LF."""
    ann = first(tmp_path, shared, attributes=attributes)
    git(tmp_path, "clone", "--quiet", "--config", "core.autocrlf=true", str(shared), "bob")
    bob = Clone(tmp_path / "bob", "Bob")
    bob.add("By Bob")
    bob.sync()
    ann.add("By Ann")
    ann.workspace.flush()
    ann.path.write_bytes(ann.path.read_bytes().replace(b"\n", b"\r\n"))
    git(ann.folder, "commit", "--quiet", "--all", "--message", "CRLF")
    ann.titles()
    ann.sync()
    bob.add("Later")
    bob.sync()
    ann.sync()
    assert ann.titles() == bob.titles() == {"By Ann", "By Bob", "Later"}
    assert b"\r" not in git(ann.folder, "show", f"origin/main:{BOARD}").encode()
    assert status(ann.folder) == status(bob.folder) == []


def test_variables_of_a_hook_do_not_lead_it_astray(ann: Clone, tmp_path: Path) -> None:
    """Called from within a hook of another repository, it works on the board's own."""
    git(tmp_path, "init", "--quiet", "other")
    ann.add("Acme website")
    environment = {
        **os.environ,
        **IDENTITY,
        "GIT_DIR": str(tmp_path / "other" / ".git"),
        "GIT_INDEX_FILE": str(tmp_path / "other" / ".git" / "index"),
        "GIT_WORK_TREE": str(tmp_path / "other"),
    }
    ann.workspace.sharing(environment)(lambda _: None)
    assert commits(ann.folder, "origin/main")[0] == "Ann: added Acme website"
