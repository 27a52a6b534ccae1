"""What goes wrong is told in one sentence with the right exit code, and the file stays as it was."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from command_line import Pipeboard, run_program
from pipeboard.cli import program
from pipeboard.store.files import OsFiles

BAD = [
    (["move", "acme website", "nowhere"], 3, "no stage 'nowhere'"),
    (["move", "acme website", "desicion"], 3, "Did you mean 'Decision'"),
    (["show", "nothing here"], 3, "no deal"),
    (["show", "twin"], 3, "2 deals fit"),
    (["add", "X", "--close", "someday"], 2, "not a date"),
    (["add", "X", "--value", "-5"], 2, "negative"),
    (["add", "X", "--value", "lots"], 2, "not an amount"),
    (["add", "X", "--value", "9" * 40], 2, "digits"),
    (["add", "X", "--currency", "euros"], 2, "not a currency"),
    (["add", "X", "--priority", "urgent"], 2, "not a priority"),
    (["add", "X", "--set", "region"], 2, "name=value"),
    (["add", "X", "--email", "x@y.z"], 2, "needs a name"),
    (["add", "X", "--at", "2099-01-01"], 2, "still to come"),
    (["add", ""], 2, "needs a title"),
    (["add", "   "], 2, "needs a title"),
    (["add", "--quick", "12k EUR"], 2, "needs a title"),
    (["add"], 2, "Missing argument"),
    (["won"], 2, "Missing argument 'DEAL...'."),
    (["edit", "acme website"], 2, "Nothing to change"),
    (["edit", "acme website", "--title", ""], 2, "must not be empty"),
    (["lost", "acme website"], 1, "without a reason"),
    (["disqualify", "acme website"], 1, "without a reason"),
    (["reopen", "acme website"], 1, "open already"),
    (["restore", "acme website"], 1, "neither archived nor deleted"),
    (["merge", "acme website", "acme website"], 1, "itself"),
    (
        ["log", "acme website", "carrier-pigeon"],
        2,
        "pipeboard: 'carrier-pigeon' is not one of 'call', 'mail'",
    ),
    (["note", "acme website", "  "], 2, "empty note"),
    (["follow-up", "add", "acme website", "call", "whenever"], 2, "not a date"),
    (["follow-up", "done", "zzzz"], 3, "no open follow-up"),
    (["contact", "remove", "acme website", "nobody"], 3, "no contact"),
    (["stages", "add", "Lead"], 1, "already"),
    (["stages", "set", "lead", "--probability", "120"], 2, "probability"),
    (["stages", "retire", "lead"], 1, "which stage receives"),
    (["pipelines", "retire", "sales"], 1, "only pipeline"),
    (["pipelines", "rename", "nope", "X"], 3, "no pipeline"),
    (["templates", "show", "consultign"], 3, "Did you mean consulting"),
    (["list", "value>lots"], 2, "character 1"),
    (["list", "--sort", "colour"], 2, "cannot be sorted"),
    (["history", "-n", "0"], 2, "0"),
    (["history", "-n", "x"], 2, "'x' is not a whole number"),
    (["undo", "k7qa-01hk3z8q0v3x"], 3, "no action"),
    (["redo"], 1, "nothing to redo"),
    (["import", "missing.csv"], 3, "no file missing.csv"),
    (["lisst"], 2, "did you mean 'list'"),
    (["follow-up", "add", "acme website", "call", "-3d"], 2, "such as -3d, goes behind --. See"),
    (["lsit"], 2, "did you mean 'list'"),  # two letters changed places; 'lost' is as near by the letter
    (["stages", "lsit"], 2, "There is no command 'lsit'; did you mean 'list'?"),
    (["export", "xml"], 2, "There is no command 'xml'; there are csv, json, md, ics, vcf."),
    (["export"], 2, "Missing command; there are csv, json, md, ics, vcf."),
    (["list", "vlaue>10k"], 2, "no number or date called 'vlaue'; 'value' is one."),
    (["list", "--colour"], 2, "colour"),
    (["help", "filters"], 3, "Did you mean 'filter'"),
    (["-f", "gone.json", "list"], 3, "no board"),
    (["init"], 1, "exists already"),
    (["contact", "remove", "acme website", "1" * 5000], 3, "no contact"),
    (["undo", "x" * 10_000], 3, "…"),
    (["define", "focus", "Bob", "start=today", "accounts=nobody"], 3, "No deal has the company"),
]


@pytest.fixture
def twins(pipeboard: Pipeboard, board: Path) -> Path:
    """Two deals of one title, so that it is ambiguous."""
    pipeboard("add", "Twin")
    pipeboard("add", "twin")
    return board


@pytest.mark.parametrize(("args", "code", "sentence"), BAD, ids=lambda value: str(value)[:40])
def test_bad_input_is_one_sentence_and_changes_nothing(
    pipeboard: Pipeboard, twins: Path, args: list[str], code: int, sentence: str
) -> None:
    """Stderr has one line, stdout none, and the file's bytes are the same."""
    before = twins.read_bytes()
    ran = pipeboard(*args, ok=False)
    assert (ran.code, ran.out) == (code, "")
    assert ran.err.startswith("pipeboard: ")
    assert ran.err.count("\n") == 1
    assert sentence in ran.err
    assert twins.read_bytes() == before


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", 4), (b"{", 4), (b"[1, 2]", 4), (b"\x00" * 100, 4), (b"not json at all\n", 4)],
    ids=["empty", "truncated", "no-object", "zeros", "text"],
)
def test_a_damaged_file_is_told_and_left_alone(folder: Path, content: bytes, code: int) -> None:
    """Reading and writing both refuse with 4, without a traceback, and the bytes stay."""
    board = folder / "pipeboard.json"
    board.write_bytes(content)
    for args in (["list"], ["add", "X"]):
        ran = run_program(*args)
        assert (ran.code, ran.out) == (code, "")
        assert ran.err.count("\n") == 1
        assert "Traceback" not in ran.err
    assert board.read_bytes() == content


def test_a_read_only_file_refuses_writes_with_5(
    pipeboard: Pipeboard, board: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading goes on; a write is one sentence, and the bytes stay."""
    before = board.read_bytes()
    monkeypatch.setattr(OsFiles, "access", lambda *_: False)  # chmod means nothing to root
    assert "Acme website" in pipeboard("list").out
    ran = pipeboard("add", "X", ok=False)
    assert (ran.code, ran.out, ran.err.count("\n")) == (5, "", 1)
    assert board.read_bytes() == before


def test_a_folder_in_place_of_the_file_is_no_defect(folder: Path) -> None:
    """A sentence and a code below 70."""
    (folder / "pipeboard.json").mkdir()
    ran = run_program("list")
    assert ran.code in (3, 4, 5)
    assert ran.err.count("\n") == 1


def test_a_failed_save_is_exit_5(pipeboard: Pipeboard, board: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence says why, on stderr, and the summary is not printed as if all were well."""
    from pipeboard.domain.errors import Unwritable
    from pipeboard.workspace.workspace import Workspace

    def close(self: Workspace) -> None:
        raise Unwritable("The disk is full; free some space and try again.")

    monkeypatch.setattr(Workspace, "close", close)
    ran = pipeboard("add", "X", ok=False)
    assert (ran.code, ran.out) == (5, "")
    assert "The disk is full" in ran.err


def test_a_defect_of_ours_is_exit_70_without_a_traceback(
    pipeboard: Pipeboard, board: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One sentence; --debug adds the traceback. No text of the user is in it."""

    def broken(*_args: object, **_options: object) -> None:
        raise ValueError("Secret customer")

    monkeypatch.setattr("pipeboard.cli.lists.sorted_deals", broken)
    ran = pipeboard("list", ok=False)
    assert ran.code == program.DEFECT == 70
    assert ran.err.count("\n") == 1
    assert "ValueError" in ran.err
    assert "Secret" not in ran.err
    assert "Traceback" in pipeboard("--debug", "list", ok=False).err
    assert "Traceback" in pipeboard("list", "--debug", ok=False).err


def test_a_reader_that_stops_reading_is_no_error(pipeboard: Pipeboard, board: Path) -> None:
    """`pipeboard history | head -1` ends silently."""
    command = f"{sys.executable} -m pipeboard history --all --json | head -c 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=30, check=False)
    assert (done.stdout, done.stderr) == ("{", "")


def test_a_full_disk_behind_standard_output_is_told(board: Path) -> None:
    """Exit 5 and a sentence, not a silent 0."""
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no /dev/full")
    with full.open("w") as stream:
        done = subprocess.run(
            [sys.executable, "-m", "pipeboard", "list"],
            stdout=stream,
            stderr=subprocess.PIPE,
            text=True,
            timeout=30,
            check=False,
        )
    assert done.returncode == 5
    assert done.stderr.count("\n") == 1


def test_an_output_without_unicode_is_no_error(board: Path) -> None:
    """A Latin terminal shows a question mark for what it lacks; JSON stays whole."""
    env = {"PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}
    assert run_program("add", "寻找 客户", env=env).code == 0
    listed = run_program("list", "--json", env=env)
    assert "寻找 客户" in {deal["title"] for deal in listed.json["deals"]}


def test_interrupting_is_quiet(pipeboard: Pipeboard, board: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl+C ends with 130 and without a word."""

    def interrupted(*_args: object, **_options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pipeboard.cli.lists.sorted_deals", interrupted)
    ran = pipeboard("list", ok=False)
    assert (ran.code, ran.out, ran.err) == (130, "", "")


def test_settings_with_a_mistake_are_told_and_do_not_stop_a_command(
    pipeboard: Pipeboard, board: Path, isolation: Path
) -> None:
    """On stderr, with the nearest setting."""
    config = isolation / "config" / "pipeboard" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text('auhtor = "Zoe"\n', "utf-8")
    ran = pipeboard("add", "X")
    assert ran.err == "pipeboard: config.toml: there is no setting 'auhtor'; did you mean 'author'?\n"
