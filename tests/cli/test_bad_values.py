"""Whatever stands in the place of each word of a command, it is done or told in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from command_line import Pipeboard
from pipeboard.cli.program import call
from pipeboard.store.files import OsFiles

HOSTILE = "\x1b]52;c;aGk=\x07\x9b31m\u202eevil\u2066[@click=app.quit]x[/]\x00\u2028"
WORST = ("", "x" * 10_000, HOSTILE)
JUNK = [
    *("   ", "-5", "0", "9" * 40, "1" * 5000, "👩‍👩‍👧", "שלום", "2026-13-45"),
    *("1e999", "NaN", "inf", "--", "=", "a=", "=b", "\udcff", "[", "*", "twin", "nobody", "+99999d"),
    *("0001-01-01", "9999-12-31", "٣", "½"),
]
COMMANDS = [
    ["check", "acme website", "Site seen"],
    ["check", "acme website", "--add", "More", "--required"],
    ["check", "acme website", "--list", "closing"],
    ["proposal", "add", "acme website", "5k", "--title", "T", "--currency", "USD"],
    ["proposal", "sent", "acme website"],
    ["proposal", "accepted", "acme website", "--at", "yesterday"],
    ["proposal", "edit", "acme website", "--amount", "7k"],
    ["proposal", "list", "acme website"],
    ["proposal", "remove", "acme website"],
    ["score", "acme website", "--set", "5"],
    ["fit", "acme website"],
    ["company", "set", "Acme Oy", "--industry", "Shops", "--size", "5", "--website", "w", "--note", "n"],
    ["company", "show", "Acme Oy"],
    ["rates", "set", "USD", "0.9"],
    ["rates", "remove", "GBP"],
    ["cadence", "start", "acme website", "first-contact"],
    ["cadence", "stop", "beta shop"],
    ["cadence", "show", "first-contact"],
    ["nurture", "acme website", "--every", "30d", "--first", "+3d", "--prompt", "Thank them"],
    ["focus", "set", "Acme Oy"],
    ["focus", "set", "Acme Oy", "--owner", "Bob", "--start", "today"],
    ["reasons", "add", "Too slow", "--outcome", "lost"],
    ["handover", "won one", "--to", "Bob", "--promise", "Soon", "--accepted", "today"],
    ["satisfaction", "won one", "7", "Fine"],
    ["spawn", "won one", "upsell", "More", "--value", "5k", "--close", "+3d"],
    ["assign", "acme website", "Bob", "--note", "Yours"],
    ["define", "score", "S", "when=value>1", "points=5"],
    ["define", "reason", "R", "outcome=lost"],
    ["define", "rate", "CHF", "rate=2"],
    ["define", "focus", "Bob", "start=today", "accounts=Acme Oy"],
    ["define", "cadence-step", "X", "cadence=first-contact", "days=2", "kind=call"],
    ["define", "target", "T", "metric=won value", "amount=5", "start=today"],
    ["define", "limit", "Bob", "most=5"],
    ["define", "cost", "C", "amount=5", "day=today"],
    ["define", "check", "Seen", "list=closing"],
    ["define", "material", "M", "stage=lead", "url=https://x.y", "reviewed=today"],
    ["define", "profile", "P", "smallest=5", "largest=9", "pains=a,b"],
    ["define", "prompt", "Pr", "kind=call", "days=3"],
    ["frameworks", "add", "Own", "Situation", "Problem"],
    ["frameworks", "show", "bant"],
    ["stages", "check", "add", "lead", "Do it"],
    ["stages", "material", "add", "lead", "M", "--url", "https://x.y"],
    ["stages", "challenge", "add", "lead", "C", "--remedy", "r"],
    ["follow-up", "add", "acme website", "call", "+3d", "Ask", "--every", "3d"],
    ["won", "acme website", "--reason", "r", "--override", "o"],
    ["lost", "acme website", "--reason", "r", "--lesson", "l", "--competitor", "c"],
    ["edit", "acme website", "--set", "floor=5"],
    ["edit", "acme website", "--set", "decision=+3d"],
    ["edit", "acme website", "--set", "probability=5"],
]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a board on which all these commands can be done."""
    path = tmp_path_factory.mktemp("filled") / "pipeboard.json"
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("XDG_STATE_HOME", str(path.parent))
        _fill(path)
    return path.read_bytes()


def _fill(path: Path) -> None:
    for args in (
        ["init", "--stages", "Lead,Offer,Decision"],
        ["add", "Acme website", "--company", "Acme Oy", "--value", "12k"],
        *(["add", "Beta shop"], ["add", "Won one"], ["add", "Twin"], ["add", "twin"], ["won", "won one"]),
        ["proposal", "add", "acme website", "5k"],
        ["check", "acme website", "--add", "Site seen"],
        *(["cadence", "start", "beta shop", "nurture"], ["rates", "set", "GBP", "1.2"]),
    ):
        assert call(["-f", str(path), *args]) == 0


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(command[:3])[:40])
def test_any_word_of_a_command_can_be_nonsense(
    pipeboard: Pipeboard, folder: Path, filled: bytes, command: list[str]
) -> None:
    """A sentence, the code of a rule, of usage or of what is not there, and the file as it was; else done."""
    board = folder / "pipeboard.json"
    board.write_bytes(filled)
    assert pipeboard(*command).code == 0
    for place, word in enumerate(command):
        if place == 0 or word.startswith("--") or word in ("add", "set", "edit", "remove"):
            continue
        name, equals, _ = word.partition("=")
        # All of them at each word take a minute: each word gets the worst, and a few of the others in turn.
        for junk in (*WORST, *JUNK[(place + COMMANDS.index(command)) % 9 :: 9]):
            board.write_bytes(filled)
            args = [*command[:place], f"{name}={junk}" if equals else junk, *command[place + 1 :]]
            ran = pipeboard(*args, ok=False)
            assert ran.code in (0, 1, 2, 3), (args, ran)
            assert _is_plain(ran.out + ran.err), (args, ran)
            if ran.code:
                assert (ran.out, ran.err.count("\n")) == ("", 1), (args, ran)
                assert ran.err.startswith("pipeboard: ")
                assert len(ran.err) < 700, (args, ran)
                assert board.read_bytes() == filled, args


def _is_plain(text: str) -> bool:
    return all(one.isprintable() or one in "\n\t\udcff" for one in text)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(command[:3])[:40])
def test_without_a_board_or_on_a_read_only_one_nothing_is_done(
    pipeboard: Pipeboard, folder: Path, filled: bytes, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    """Exit 3 and 5, with a sentence each; what only reads goes on."""
    ran = pipeboard(*command, ok=False)
    assert (ran.code, ran.out, ran.err.count("\n")) == (3, "", 1)
    board = folder / "pipeboard.json"
    board.write_bytes(filled)
    monkeypatch.setattr(OsFiles, "access", lambda *_: False)  # chmod means nothing to root
    ran = pipeboard(*command, ok=False)
    reads = command[0] == "fit" or not {"list", "show", "--list"}.isdisjoint(command)
    assert ran.code == (0 if reads else 5), ran
    assert board.read_bytes() == filled


def test_a_focus_has_accounts_that_there_are(pipeboard: Pipeboard, board: Path) -> None:
    """Defined by hand it follows the same rule as `focus set`: one to three, of deals."""
    for accounts, code in (("nobody", 3), ("", 2), ("acme oy, beta shop", 0)):
        ran = pipeboard("define", "focus", "Bob", "start=today", f"accounts={accounts}", ok=False)
        assert ran.code == code, ran
    assert pipeboard("focus", "list").out.count("Acme Oy") == 1
