"""Commands that write deals: each does what it says, prints a line or the record, and the file holds it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from command_line import Pipeboard, run_program


def shown(pipeboard: Pipeboard, deal: str = "acme website") -> dict[str, Any]:
    """The record of a deal."""
    record = pipeboard("show", deal, "--json").json
    assert isinstance(record, dict)
    return record


def test_add_takes_every_option(pipeboard: Pipeboard, board: Path) -> None:
    """Each option of `add` ends in its key of the record; the write prints that record."""
    added = pipeboard(
        *("add", "Gamma", "--company", "Gamma GmbH", "--value", "1.234,50", "--currency", "usd"),
        *("--stage", "dec", "--owner", "me", "--source", "referral", "--channel", "mail"),
        *("--contact", "Bo Ek", "--email", "bo@gamma.example", "--phone", "+49 1", "--close", "2099-01-31"),
        *("--priority", "high", "--external-id", "C-7", "--tag", "b", "--tag", "a", "--set", "region=North"),
        *("--at", "2026-01-02", "--by", "Cleo", "--json"),
    ).json
    assert added["schema"] == 1
    wanted = {
        "title": "Gamma",
        "company": "Gamma GmbH",
        "value": "1234.50",
        "currency": "USD",
        "stage": "decision",
        "stage_name": "Decision",
        "owner": "Cleo",
        "source": "referral",
        "channel": "mail",
        "close": "2099-01-31",
        "priority": "high",
        "external_id": "C-7",
        "tags": ["a", "b"],
        "custom": {"region": "North"},
    }
    assert {key: added[key] for key in wanted} == wanted
    assert added["created"].startswith("2026-01-02")
    assert [one["email"] for one in added["contacts"]] == ["bo@gamma.example"]
    assert {**added, "summary": ""} == {**shown(pipeboard, "gamma"), "summary": ""}


def test_add_prints_one_line_with_the_new_id(pipeboard: Pipeboard, board: Path) -> None:
    """The id in the sentence names the deal afterwards."""
    said = pipeboard("add", "Delta")
    assert said.out.count("\n") == 1
    short = said.out.rstrip(".\n").split()[-1]
    assert shown(pipeboard, short)["title"] == "Delta"


def test_add_reads_a_quick_line(pipeboard: Pipeboard, board: Path) -> None:
    """`--quick` takes the line that the app's `n` takes, quoted or not."""
    pipeboard("add", "--quick", "Eps", "12k", "USD", "@me", "#web", "stage:off", "close:2099-02-01")
    record = shown(pipeboard, "eps")
    assert (record["value"], record["currency"], record["owner"]) == ("12000", "USD", "Ann")
    assert (record["tags"], record["stage"], record["close"]) == (["web"], "offer", "2099-02-01")


def test_a_new_deal_belongs_to_its_author_in_the_boards_currency(pipeboard: Pipeboard, board: Path) -> None:
    """What is not said follows from who and where."""
    record = shown(pipeboard)
    assert (record["owner"], record["currency"], record["stage"]) == ("Ann", "EUR", "lead")


def test_edit_changes_what_is_named_and_nothing_else(pipeboard: Pipeboard, board: Path) -> None:
    """Fields, tags, stage and a person in one go; an empty value empties a field."""
    before = shown(pipeboard)
    pipeboard(
        *("edit", "acme website", "--title", "Acme shop", "--value", "15k", "--close", "", "--tag", "new"),
        *("--stage", "offer", "--contact", "Bo", "--email", "bo@x.example", "--set", "region=South"),
    )
    after = shown(pipeboard, "acme shop")
    changed = {key for key in before if before[key] != after[key]}
    assert changed <= {
        *("title", "value", "base_value", "close", "tags", "stage", "stage_name", "entered_stage"),
        *("custom", "contacts", "contacts_count", "score", "score_computed"),
    }
    assert (after["value"], after["close"], after["tags"], after["stage"]) == (
        "15000",
        None,
        ["new"],
        "offer",
    )
    pipeboard("edit", "acme shop", "--untag", "new", "--phone", "123")
    again = shown(pipeboard, "acme shop")
    assert again["tags"] == []
    assert [(one["email"], one["phone"]) for one in again["contacts"]] == [("bo@x.example", "123")]


@pytest.mark.parametrize(
    "refused", [["--stage", "offer"], ["--contact", "Bo", "--email", "nonsense"]], ids=["stage", "mail"]
)
def test_an_edit_is_done_as_a_whole_or_not_at_all(
    pipeboard: Pipeboard, board: Path, refused: list[str]
) -> None:
    """A stage or an address that is refused leaves the other fields as they were."""
    if "--stage" in refused:
        pipeboard("lost", "acme website", "--reason", "price")
    before = shown(pipeboard)
    assert pipeboard("edit", "acme website", "--value", "99k", *refused, ok=False).code in (1, 2)
    assert shown(pipeboard) == before


def test_several_deals_move_as_one_step(pipeboard: Pipeboard, board: Path) -> None:
    """One undo takes the whole move back; --json prints a list."""
    moved = pipeboard("move", "acme website", "beta shop", "decision", "--json").json
    assert [deal["stage"] for deal in moved["deals"]] == ["decision", "decision"]
    pipeboard("undo")
    assert (shown(pipeboard)["stage"], shown(pipeboard, "beta shop")["stage"]) == ("lead", "offer")
    pipeboard("redo")
    assert shown(pipeboard)["stage"] == "decision"


def test_a_deal_is_won_lost_disqualified_and_reopened(pipeboard: Pipeboard, board: Path) -> None:
    """Status, reason, lesson and revisit day arrive; reopening clears the outcome."""
    pipeboard("won", "acme website", "--reason", "speed", "--lesson", "show it early")
    record = shown(pipeboard)
    assert (record["status"], record["reason"], record["lesson"]) == ("won", "speed", "show it early")
    assert record["closed"]
    pipeboard("reopen", "acme website", "offer")
    record = shown(pipeboard)
    assert (record["status"], record["stage"], record["closed"]) == ("open", "offer", None)
    pipeboard("lost", "acme website", "beta shop", "--reason", "price")
    assert [shown(pipeboard, deal)["status"] for deal in ("acme website", "beta shop")] == ["lost", "lost"]
    pipeboard("reopen", "beta shop")
    said = pipeboard("disqualify", "beta shop", "--reason", "too small", "--revisit", "2099-03-01", "--json")
    assert (said.json["status"], said.json["revisit"]) == ("disqualified", "2099-03-01")


def test_activities_are_logged_and_back_dated(pipeboard: Pipeboard, board: Path, noon: datetime) -> None:
    """Calls count as touches, notes do not; --at says when it happened."""
    yesterday = (noon - timedelta(days=1)).date().isoformat()
    pipeboard("add", "Old", "--at", "-10d")
    pipeboard("log", "old", "call", "They", "want", "it", "--at", "yesterday")
    pipeboard("log", "old", "note", "A note")
    pipeboard("note", "old", "Another note")
    record = shown(pipeboard, "old")
    assert (record["touches"], record["notes"]) == (1, 2)
    assert record["last_touch"].startswith(yesterday)
    texts = [entry["text"] for entry in pipeboard("history", "old", "--json").json["entries"]]
    assert "Call: They want it" in texts


def test_a_note_is_read_from_standard_input(pipeboard: Pipeboard, board: Path) -> None:
    """A lone dash takes the text of a pipe."""
    assert run_program("note", "acme website", "-", stdin="From a pipe\n").code == 0
    assert "From a pipe" in pipeboard("show", "acme website").out


def test_follow_ups_go_through_their_life(pipeboard: Pipeboard, board: Path) -> None:
    """Planned, listed, snoozed, done with the next one planned, cancelled."""
    pipeboard("follow-up", "add", "acme website", "call", "2099-01-05", "Ask for the date", "--owner", "me")
    pipeboard("follow-up", "add", "beta shop", "mail", "2099-01-04 14:00")
    listed = pipeboard("follow-up", "list", "--json").json["follow_ups"]
    assert [(one["deal_title"], one["due"]) for one in listed] == [
        ("Beta shop", "2099-01-04T14:00:00Z"),
        ("Acme website", "2099-01-05"),
    ]
    table = pipeboard("follow-up", "list", "owner:bob").out
    assert "Beta shop" in table
    assert "Acme" not in table
    short = table.splitlines()[1].split()[0]
    pipeboard("follow-up", "snooze", short, "2099-02-02")
    assert shown(pipeboard, "beta shop")["next_follow_up"]["due"] == "2099-02-02"
    pipeboard(
        "follow-up", "done", short, "--outcome", "They said yes", "--next", "2099-03-03", "--kind", "call"
    )
    record = shown(pipeboard, "beta shop")
    assert (record["touches"], record["next_follow_up"]["kind"]) == (1, "call")
    pipeboard("follow-up", "cancel", "beta shop")
    assert shown(pipeboard, "beta shop")["next_follow_up"] is None


def test_people_are_added_changed_and_removed(pipeboard: Pipeboard, board: Path) -> None:
    """By name or the beginning of it."""
    pipeboard(
        "contact", "add", "acme website", "Ann Lee", "--email", "ann@acme.example", "--role", "champion"
    )
    pipeboard("contact", "edit", "acme website", "ann", "--phone", "555", "--name", "Ann Moe")
    (person,) = shown(pipeboard)["contacts"]
    assert (person["name"], person["phone"], person["role"]) == ("Ann Moe", "555", "champion")
    pipeboard("contact", "remove", "acme website", "ann moe")
    assert shown(pipeboard)["contacts"] == []


def test_deals_are_put_away_and_brought_back(pipeboard: Pipeboard, board: Path) -> None:
    """Archived and deleted deals leave the list and return with `restore`."""
    for verb, key in (("archive", "archived"), ("delete", "deleted")):
        pipeboard(verb, "acme website")
        assert [one["title"] for one in pipeboard("list", "--json").json["deals"]] == ["Beta shop"]
        assert shown(pipeboard)[key] is True
        pipeboard("restore", "acme website")
        assert shown(pipeboard)[key] is False


def test_deals_that_look_the_same_are_listed_group_by_group(pipeboard: Pipeboard, board: Path) -> None:
    """By title and company, whatever their case; nothing is left once one is merged into the other."""
    none = pipeboard("duplicates")
    assert (none.out, none.err.count("\n")) == ("", 1)
    kept = pipeboard("add", "Gamma", "--company", "Gamma Oy", "--json").json["id"]
    twin = pipeboard("add", "gamma", "--company", "GAMMA OY", "--json").json["id"]
    pipeboard("add", "Gamma", "--company", "Another Oy")
    assert pipeboard("duplicates", "--json").json["duplicates"] == [{"deals": [kept, twin]}]
    said = pipeboard("duplicates").out
    assert "GAMMA OY" in said
    assert "Another" not in said
    pipeboard("merge", twin, kept)
    assert pipeboard("duplicates", "--json").json["duplicates"] == []


def test_a_duplicate_becomes_part_of_the_other(pipeboard: Pipeboard, board: Path) -> None:
    """It leaves the list, its id leads to the survivor, and nothing is lost."""
    duplicate = shown(pipeboard, "beta shop")["id"]
    kept = shown(pipeboard)["id"]
    assert pipeboard("merge", "beta shop", "acme website", "--json").json["id"] == kept
    assert shown(pipeboard, str(duplicate))["id"] == kept
    assert len(pipeboard("list", "status:any", "--json").json["deals"]) == 1


def test_history_is_newest_first_and_tells_who(pipeboard: Pipeboard, board: Path) -> None:
    """On the whole board, and of one deal; `-n` limits it."""
    pipeboard("note", "beta shop", "hello", "--by", "Bob")
    entries = pipeboard("history", "-n", "2", "--json").json["entries"]
    assert (entries[0]["by"], entries[0]["text"]) == ("Bob", "hello")
    assert len(entries) == 2
    assert pipeboard("history", "beta shop", "--json").json["entries"][0]["deal_title"] == "Beta shop"
    assert "hello" in pipeboard("history").out


def test_undo_takes_back_my_own_change_only(pipeboard: Pipeboard, board: Path) -> None:
    """Bob's note stays when Ann undoes."""
    pipeboard("note", "beta shop", "by Ann")
    pipeboard("note", "beta shop", "by Bob", "--by", "Bob")
    assert "Undid" in pipeboard("undo").out
    texts = [one["text"] for one in pipeboard("history", "beta shop", "--json").json["entries"]]
    assert "by Bob" in texts
    assert "by Ann" not in texts


def test_a_named_action_is_undone(pipeboard: Pipeboard, board: Path) -> None:
    """The id in `history` says which."""
    pipeboard("note", "beta shop", "one")
    pipeboard("note", "beta shop", "two")
    ids = {one["text"]: one["id"] for one in pipeboard("history", "beta shop", "--json").json["entries"]}
    pipeboard("undo", ids["one"])
    texts = [one["text"] for one in pipeboard("history", "beta shop", "--json").json["entries"]]
    assert texts[0] == "two"
    assert "one" not in texts


@pytest.mark.parametrize("flag", [["--file"], ["-f"]])
def test_the_board_can_be_named_before_or_after_the_command(
    pipeboard: Pipeboard, board: Path, flag: list[str]
) -> None:
    """`pipeboard -f X list` and `pipeboard list -f X` are the same."""
    other = board.with_name("other.json")
    pipeboard("init", *flag, str(other), "--stages", "One")
    pipeboard(*flag, str(other), "add", "Elsewhere")
    assert "Elsewhere" in pipeboard("list", *flag, str(other)).out
    assert "Elsewhere" not in pipeboard("list").out


@pytest.mark.parametrize("words", [("2099-01-05 14:00", "Ask"), ("2099-01-05", "14:00", "Ask")])
def test_the_time_of_a_follow_up_needs_no_quotes(
    pipeboard: Pipeboard, board: Path, words: tuple[str, ...]
) -> None:
    """What follows the day and is a time belongs to it, not to the text."""
    pipeboard("follow-up", "add", "acme website", "call", *words)
    [step] = pipeboard("follow-up", "list", "--json").json["follow_ups"]
    assert (step["text"], step["due"][:10], len(step["due"])) == (
        "Ask",
        "2099-01-05",
        len("2099-01-05T12:00:00Z"),
    )


def test_an_impossible_time_of_a_follow_up_is_refused(pipeboard: Pipeboard, board: Path) -> None:
    """It does not become a part of the text."""
    ran = pipeboard("follow-up", "add", "acme website", "call", "fri", "25:00", ok=False)
    assert (ran.code, "25:00" in ran.err) == (2, True)
