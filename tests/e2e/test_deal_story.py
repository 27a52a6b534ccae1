"""One deal from a cold lead to its renewal: by commands alone, and by keys alone in a real terminal.

Both take it through BANT, three touches, a proposal, a move that its checklist holds, an override, a win, a
handover and a renewal, and both leave a timeline that tells that story.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from e2e.shell import pipeboard
from e2e.terminal import Terminal
from pipeboard.cli.program import call
from pipeboard.domain.checklist import HANDOVER, items
from pipeboard.workspace.workspace import Workspace

DEAL = "Acme website"
ESC, F2, RIGHT = "\x1b", "\x1bOQ", "\x1b[C"
STORY = (
    r"Created in Lead",
    r"BANT: .*Need unknown → yes",
    r"Call: rang the shop",
    r"Mail: sent the one-pager",
    r"Meeting: an hour on site",
    r"Ticked The problem has an owner",
    r"Moved from Lead to Qualified",
    r"Moved from Qualified to Discovery",
    r"past what held it, because: they want it now",
    r"Proposal of 12 000 EUR added",
    r"Proposal of 12 000 EUR sent",
    r"Proposal of 12 000 EUR accepted",
    r"Won; because: knew their trade",
    r"Handed over to Chen",
    r"Handover accepted",
    r"Followed by .* \(renewal\)",
)
"""What the timeline has to tell, in whatever words stand around it."""


def assert_told(path: Path) -> None:
    """The timeline and the board tell the whole story."""
    workspace = Workspace.open(path, state_dir=path.parent / "state", author="Ann")
    board = workspace.board
    deal = next(one for one in board.deals.values() if one.title == DEAL)
    told = "\n".join(entry.text for entry in workspace.timeline(deal.id))
    workspace.close()
    assert [one for one in STORY if not re.search(one, told)] == []
    assert (deal.status, deal.touches, deal.override) == ("won", 3, "they want it now")
    assert {one.answer for one in deal.answers} >= {"yes"}
    assert [one.standing for one in deal.proposals] == ["accepted"]
    assert (deal.receiver, deal.handover_accepted is not None) == ("Chen", True)
    assert any(item.done for item in items(deal, board, HANDOVER))
    [renewal] = board.followed_by(deal)
    assert (renewal.status, renewal.relation, renewal.company) == ("open", "renewal", "Acme")


def test_by_commands_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every step is one command that says what it did; the held move is refused with the way on."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PIPEBOARD_AUTHOR", "Ann")

    def run(*arguments: str, code: int = 0) -> str:
        assert call(arguments) == code, (arguments, capsys.readouterr())
        captured = capsys.readouterr()
        return captured.err if code else captured.out

    run("init", "--template", "consulting", "--currency", "EUR", "--timezone", "UTC")
    run("add", DEAL, "--company", "Acme", "--value", "12k", "--source", "cold", "--contact", "Maija")
    run("qualify", DEAL, "budget=partial", "authority=yes", "need=yes", "--note", "budget=40k a year")
    run("log", DEAL, "call", "rang the shop")
    run("log", DEAL, "mail", "sent the one-pager")
    run("log", DEAL, "meeting", "an hour on site")
    run("move", DEAL, "qualified")
    assert "0 of 4 done" in run("check", DEAL)
    run("check", DEAL, "1")
    run("move", DEAL, "discovery")
    held = run("move", DEAL, "proposal", code=1)
    assert re.search(r"held in Discovery by its checklist.*pipeboard check.*--override REASON", held)
    run("move", DEAL, "proposal", "--override", "they want it now")
    run("proposal", "add", DEAL, "12k", "--problem", "--solution", "--benefits", "--cost")
    run("proposal", "sent", DEAL)
    run("proposal", "accepted", DEAL)
    assert "A handover is due" in run("won", DEAL, "--reason", "knew their trade")
    run("handover", DEAL, "--to", "Chen", "--promise", "live before the fair")
    run("check", DEAL, "--list", "handover", "1", "2")
    run("handover", DEAL, "--accepted")
    run("satisfaction", DEAL, "9")
    run("spawn", DEAL, "renewal", "--close", "1y")
    shown = json.loads(run("show", DEAL, "--json"))
    assert (shown["status"], len(shown["followed_by"])) == ("won", 1)
    told = json.loads(run("history", DEAL, "--all", "--json"))
    assert {"deal.moved", "proposal.set", "deal.checked"} <= {one["kind"] for one in told["entries"]}
    assert_told(tmp_path / "pipeboard.json")


def test_by_keys_alone_in_a_terminal(tmp_path: Path) -> None:
    """The same at the keyboard, from the first line typed to the renewal on the board."""
    path = tmp_path / "pipeboard.json"
    assert pipeboard("init", "--template", "consulting", "--timezone", "UTC", cwd=tmp_path).code == 0
    with Terminal("-f", path, cwd=tmp_path, PIPEBOARD_AUTHOR="Ann") as terminal:

        def press(*keys: str, sees: str) -> None:
            """Press keys and wait for what they show, as somebody at the keyboard does."""
            for key in keys:
                terminal.press(key)
            terminal.wait_for(sees)
            terminal.settle()

        terminal.wait_for("0 open")
        press("n", sees="New deal")
        press(f"{DEAL} 12k EUR\r", sees=f"Added {DEAL}")
        press("e", sees="Edit deal")
        press("\t", "Acme", F2, sees="Changed company")
        press("b", sees="1-4 answer")
        press("3", sees="need yes")
        press("2", sees="authority yes")
        press(ESC, sees="L move")
        for turns, text, said in ((0, "rang the shop", "1 now"), (1, "sent the one-pager", "2 now")):
            log(press, turns, text, said)
        log(press, 3, "an hour on site", "3 now")
        press("L", sees="to Qualified")
        press("T", sees="Stage 0/4")
        press("1", sees="Stage 1/4")
        press(ESC, sees="L move")
        press("L", sees="to Discovery")
        press("L", sees="is held in Discovery by its checklist")
        press("o", sees="Why")
        press("they want it now\r", sees="to Proposal")
        press("P", sees="No proposals yet")
        press("a", sees="New proposal")
        press(F2, sees="draft")
        press(*"1234", sees="PSBC")
        press("s", sees="sent")
        press("y", sees="accepted")
        press(ESC, sees="L move")
        press("W", sees="Why we won")
        press("\r", "knew their trade", F2, sees="A handover is due")
        press("g", "h", sees="Taken over by")
        press("\r", "Chen", "\r", sees="Chen")
        press("j", "j", "\r", sees="1 of 7 ticked")
        press("a", sees="handover accepted")
        press(ESC, sees="L move")
        press("g", "u", sees="New deal out of a won one")
        press(RIGHT, RIGHT, sees="(renewal)")
        press(F2, sees="the renewal of")
        press("q", sees="")
        assert terminal.wait() == 0
    assert_told(path)


def log(press: Callable[..., None], turns: int, text: str, said: str) -> None:
    """Log an activity of the kind that is `turns` to the right of the first."""
    press("c", sees="Log an activity")
    press(*(RIGHT for _ in range(turns)), "\r", text, "\r", sees=said)
