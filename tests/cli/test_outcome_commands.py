"""Commands for the end of a deal and what follows it, for new owners and for reasons."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import pytest
from click.shell_completion import ShellComplete

from command_line import Pipeboard
from pipeboard.cli.main import cli
from pipeboard.domain.actions import AddContact, NewContact
from pipeboard.domain.events import checked
from pipeboard.store.layout import row_line

ACME = "acme website"


def shown(pipeboard: Pipeboard, deal: str = ACME) -> Any:
    return pipeboard("show", deal, "--json").json


def test_a_close_writes_what_was_learnt_in_one_step(pipeboard: Pipeboard, board: Path) -> None:
    """Reason, lesson, competitor and review date; one undo takes it all back."""
    pipeboard(
        *("lost", ACME, "--reason", "price", "--lesson", "ask first"),
        *("--competitor", "Globex", "--review", "2099-03-01"),
    )
    record = shown(pipeboard)
    assert [record[key] for key in ("status", "reason", "lesson", "competitor", "review")] == [
        *("lost", "price", "ask first", "Globex", "2099-03-01")
    ]
    for part in ("Competitor   Globex", "Review       1 Mar 2099"):
        assert part in pipeboard("show", ACME).out
    pipeboard("undo")
    record = shown(pipeboard)
    assert (record["status"], record["competitor"], record["review"]) == ("open", "", None)


@pytest.mark.parametrize("command", ["lost", "disqualify"])
def test_ending_a_deal_without_a_win_needs_a_reason(pipeboard: Pipeboard, board: Path, command: str) -> None:
    """Refused by the rule, exit 1; an unreadable day is exit 2; the deal stays open either way."""
    assert pipeboard(command, ACME, ok=False).code == 1
    option = "--review" if command == "lost" else "--revisit"
    assert pipeboard(command, ACME, "--reason", "x", option, "someday", ok=False).code == 2
    assert shown(pipeboard)["status"] == "open"


def test_winning_says_how_the_deal_is_handed_over(pipeboard: Pipeboard, board: Path) -> None:
    """And the handover, without options, shows how far it is."""
    said = pipeboard("won", ACME).out
    assert "A handover is due: `pipeboard handover " in said
    out = pipeboard("handover", ACME).out
    assert out.startswith("Acme website: to nobody yet, 0 of 7 ticked, not accepted\n   1 [!] ")


def test_a_handover_is_told_bit_by_bit(pipeboard: Pipeboard, board: Path) -> None:
    """Promises add up, all of a command is one step, and `check` ticks the items."""
    pipeboard("won", ACME)
    pipeboard("handover", ACME, "--to", "Bob", "--promise", "training")
    pipeboard("check", ACME, "--list", "handover", "1", "kick-off")
    pipeboard("handover", ACME, "--promise", "logo\n as SVG", "--accepted")
    record = pipeboard("handover", ACME, "--json").json
    assert (record["receiver"], record["promises"]) == ("Bob", "training\nlogo as SVG")
    assert (record["handover_due"], record["handover_accepted"] is not None) == (False, True)
    assert [one["done"] for one in record["handover"]] == [True, *[False] * 5, True]
    assert set(record["handover"][0]) == {"id", "text", "required", "done", "by", "at"}
    pipeboard("undo")
    record = pipeboard("handover", ACME, "--json").json
    assert (record["promises"], record["handover_due"]) == ("training", True)
    pipeboard("handover", ACME, "--accepted", "2020-01-02")
    pipeboard("handover", ACME, "--accepted", "")
    assert shown(pipeboard)["handover_accepted"] is None


def test_slips_in_a_handover_are_told_with_the_way_on(pipeboard: Pipeboard, board: Path) -> None:
    """A deal that is not won, a day to come."""
    ran = pipeboard("handover", ACME, ok=False)
    assert (ran.code, ran.err.count("\n")) == (1, 1)
    assert "win it first" in ran.err
    pipeboard("won", ACME)
    assert pipeboard("handover", ACME, "--accepted", "2999-01-01", ok=False).code == 2


def test_satisfaction_is_a_number_from_0_to_10(pipeboard: Pipeboard, board: Path) -> None:
    """Of a deal that is won; it can be looked for."""
    assert pipeboard("satisfaction", ACME, "9", ok=False).code == 1
    pipeboard("won", ACME)
    for wrong in ("11", "x", "-1"):
        assert pipeboard("satisfaction", ACME, "--", wrong, ok=False).code == 2
    assert pipeboard("satisfaction", ACME, "9", "quick", "and friendly").out == (
        "Acme website: satisfaction 9 of 10.\n"
    )
    record = shown(pipeboard)
    assert (record["satisfaction"], record["satisfaction_note"]) == (9, "quick and friendly")
    assert "Acme website" in pipeboard("list", "satisfaction>8").out
    assert "Acme website" not in pipeboard("list", "satisfaction<8").out
    pipeboard("satisfaction", ACME, "")
    assert shown(pipeboard)["satisfaction"] is None


def test_a_won_deal_spawns_a_linked_one(pipeboard: Pipeboard, board: Path) -> None:
    """Both records and both pages say so, and `history` of the first tells it."""
    pipeboard("contact", "add", ACME, "Jo", "--link", "a.fi/jo")
    assert pipeboard("spawn", ACME, "upsell", ok=False).code == 1
    pipeboard("won", ACME)
    said = pipeboard("spawn", ACME, "upsell", "Acme", "app", "--value", "5k USD", "--owner", "Bob").out
    assert said.startswith("Added Acme app to Lead: the upsell of Acme website. Its id is ")
    won, new = shown(pipeboard), shown(pipeboard, "acme app")
    assert (new["origin"], new["relation"], new["company"]) == (won["id"], "upsell", "Acme Oy")
    assert (new["value"], new["currency"], new["owner"]) == ("5000", "USD", "Bob")
    assert [(one["name"], one["links"]) for one in new["contacts"]] == [("Jo", ["a.fi/jo"])]
    assert (won["followed_by"], new["followed_by"], new["contacts_count"]) == ([new["id"]], [], 1)
    assert "Came from    Acme website, as its upsell" in pipeboard("show", "acme app").out
    assert "Led to       Acme app (upsell)" in pipeboard("show", ACME).out
    assert pipeboard("history", ACME, "--json").json["entries"][0]["text"] == "Followed by Acme app (upsell)"
    assert [one["title"] for one in pipeboard("list", "relation:upsell", "--json").json["deals"]] == [
        "Acme app"
    ]


def test_deals_that_are_there_are_linked_by_name(pipeboard: Pipeboard, board: Path) -> None:
    """An origin is named like any deal; what is none is refused, exit 3."""
    pipeboard("edit", "beta shop", "--set", "origin=acme website", "--set", "relation=cross-sell")
    assert shown(pipeboard)["followed_by"] == [shown(pipeboard, "beta shop")["id"]]
    assert pipeboard("edit", "beta shop", "--set", "origin=nothing", ok=False).code == 3
    assert pipeboard("edit", ACME, "--set", "origin=beta shop", ok=False).code == 1


def test_deals_are_assigned_with_their_follow_ups(pipeboard: Pipeboard, board: Path) -> None:
    """One line, one step."""
    pipeboard("follow-up", "add", "beta shop", "call", "2099-01-01", "--owner", "Bob")
    said = pipeboard("assign", ACME, "beta shop", "Cleo", "--note", "ring early")
    assert said.out == "2 deals belong to Cleo now with 1 follow-up.\n"
    record = shown(pipeboard, "beta shop")
    assert (record["owner"], record["follow_ups"][0]["owner"], record["notes"]) == ("Cleo", "Cleo", 1)
    pipeboard("undo")
    assert shown(pipeboard, "beta shop")["follow_ups"][0]["owner"] == "Bob"
    assert pipeboard("assign", ACME, ok=False).code == 2


def test_the_list_of_reasons_is_the_teams_own(pipeboard: Pipeboard, board: Path) -> None:
    """Added, removed, listed with how often each was given; completed for `lost`."""
    pipeboard("reasons", "add", "no", "champion", "--outcome", "lost")
    pipeboard("lost", ACME, "--reason", "No champion")
    listed = pipeboard("reasons", "--outcome", "lost", "--json").json["reasons"]
    assert listed[-1] == {"id": "lost.no-champion", "title": "no champion", "outcome": "lost", "given": 1}
    assert "no champion" in pipeboard("reasons", "list").out
    pipeboard("reasons", "remove", "price")
    assert "price" not in {one["title"] for one in pipeboard("reasons", "list", "--json").json["reasons"]} - {
        "the best price for the value"
    }
    assert pipeboard("reasons", "remove", "price", ok=False).code == 3
    assert pipeboard("reasons", "remove", "no budget", ok=False).code == 3
    pipeboard("reasons", "remove", "no budget", "--outcome", "lost")
    assert pipeboard("reasons", "add", "no champion", "--outcome", "lost", ok=False).code == 1


def test_reasons_are_completed_for_their_outcome(
    pipeboard: Pipeboard, board: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`lost` proposes reasons to lose, `disqualify` those not to go on."""
    proposed = {}
    for command in ("lost", "disqualify"):
        words = ShellComplete(cli, {}, "pipeboard", "_X").get_completions([command, "x", "--reason"], "no ")
        proposed[command] = {one.value for one in words}
    assert proposed == {"lost": {"no decision", "no budget"}, "disqualify": {"no budget", "no need"}}
    assert isinstance(cli, click.Group)


def test_a_deal_that_hangs_on_one_person_is_flagged(pipeboard: Pipeboard, board: Path) -> None:
    """In `show`, in lists and in the record; two people are enough."""
    pipeboard("contact", "add", "beta shop", "Jo")
    assert [one["title"] for one in pipeboard("list", "single", "--json").json["deals"]] == ["Beta shop"]
    assert "People       ! only one contact" in pipeboard("show", "beta shop").out
    pipeboard("contact", "add", "beta shop", "Mo")
    assert "People" not in pipeboard("show", "beta shop").out
    assert pipeboard("list", "-single", "contacts>1", "--json").json["deals"][0]["contacts_count"] == 2


def test_won_deals_without_a_handover_are_found(pipeboard: Pipeboard, board: Path) -> None:
    """The flag speaks of won deals by itself."""
    pipeboard("won", ACME)
    assert "Acme website" in pipeboard("list", "handover").out
    pipeboard("handover", ACME, "--accepted")
    assert "Acme website" not in pipeboard("list", "handover").out


def test_links_are_looked_at_before_they_are_kept(pipeboard: Pipeboard, board: Path) -> None:
    """Several, replaced by an edit, emptied by an empty one; a script is no link."""
    pipeboard("contact", "add", ACME, "Jo", "--link", "https://a.fi", "--link", "b.fi/jo")
    assert shown(pipeboard)["contacts"][0]["links"] == ["https://a.fi", "b.fi/jo"]
    ran = pipeboard("contact", "edit", ACME, "Jo", "--link", "javascript:alert(1)", ok=False)
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    pipeboard("contact", "edit", ACME, "Jo", "--link", "")
    assert shown(pipeboard)["contacts"][0]["links"] == []


def test_hostile_links_and_addresses_reach_no_terminal(pipeboard: Pipeboard, board: Path) -> None:
    """What others wrote into the file is shown without its control characters."""
    evil = "\x1b]52;c;ZXZpbA==\x07\x9b2J"
    _do(board, lambda deal: AddContact(deal, NewContact("Jo", f"jo{evil}@a.fi", evil)))
    _raw_links(board, f"https://a.fi/{evil}")
    for out in (pipeboard("show", ACME).out, pipeboard("show", ACME, "--json").out):
        assert "https://a.fi/" in out
        assert not {"\x1b", "\x07", "\x9b"} & set(out)


def _do(board: Path, make: Any) -> None:
    """An action on the first deal, straight into the file."""
    from pipeboard.workspace.workspace import Workspace

    workspace = Workspace.open(board, state_dir=board.parent / "state", author="Eve")
    workspace.do(make(next(iter(workspace.board.deals))))
    workspace.close()


def _raw_links(board: Path, links: str) -> None:
    """A contact whose links no rule has seen."""
    from pipeboard.domain.clock import SystemClock
    from pipeboard.store.store import Store

    text = board.read_text("utf-8")
    deal = next(line for line in text.splitlines() if '"deal.created"' in line).split('"')[1]
    row = {"do": "contact.added", "deal": deal, "at": "2026-11-20T10:00:00Z", "by": "Eve"}
    row_id = f"{deal[:-1]}{'1' if deal[-1] != '1' else '2'}"
    store = Store.open(board, state_dir=board.parent / "state", clock=SystemClock())
    store.append({row_id: row_line(row_id, checked({**row, "set": {"name": "Eve", "links": links}}))})
    store.close()
