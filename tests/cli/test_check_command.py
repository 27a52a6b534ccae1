"""`pipeboard check`, and the ways past what holds a deal: ticks, and a reason to override it."""

from __future__ import annotations

from pathlib import Path

import pytest

from command_line import Pipeboard


@pytest.fixture
def listed(pipeboard: Pipeboard, board: Path) -> Path:
    """A board whose first stage has a checklist, with a deal that came in afterwards."""
    pipeboard("stages", "check", "add", "lead", "Budget", "known", "--required")
    pipeboard("stages", "check", "add", "lead", "Site seen")
    pipeboard("add", "Gamma", "--external-id", "7")
    return board


def test_the_list_is_shown_numbered_with_marks_and_who_ticked(pipeboard: Pipeboard, listed: Path) -> None:
    """In words, and as JSON."""
    assert pipeboard("check", "gamma", "site", "--at", "2026-01-02").out == "Ticked Site seen on Gamma.\n"
    head, _, budget, site = pipeboard("check", "gamma").out.splitlines()
    assert head == "Checklist of Gamma in Lead: 1 of 2 done, 1 required is open"
    assert budget.split() == ["1", "[", "]", "Budget", "known", "required"]
    assert site.split()[:6] == ["2", "[x]", "Site", "seen", "Ann", "2"]
    record = pipeboard("check", "gamma", "--json").json
    assert {name: record[name] for name in ("stage", "list", "done", "total", "open_required", "ready")} == {
        "stage": "lead",
        "list": "stage",
        "done": 1,
        "total": 2,
        "open_required": 1,
        "ready": False,
    }
    assert record["items"][1] == {
        "number": 2,
        "id": "lead.site-seen",
        "text": "Site seen",
        "required": False,
        "done": True,
        "by": "Ann",
        "at": record["items"][1]["at"],
    }
    page = pipeboard("show", "gamma").out
    assert "Checklist 1/2" in page
    assert "[!] Budget known" in page


def test_ticks_are_one_change_and_come_off_again(pipeboard: Pipeboard, listed: Path) -> None:
    """By number, part of the text or id; what is so already is told and writes nothing."""
    assert pipeboard("check", "gamma", "1", "lead.site-seen", "SITE").out == "Ticked 2 items on Gamma.\n"
    before = listed.read_bytes()
    assert pipeboard("check", "gamma", "1").out == "Budget known is ticked on Gamma already.\n"
    assert listed.read_bytes() == before
    assert pipeboard("check", "gamma", "1", "--undo").out == "Unticked Budget known on Gamma.\n"
    record = pipeboard("check", "gamma", "1", "--open", "--json").json
    assert record["summary"] == "Budget known is open on Gamma already."
    assert record["checklist"] == {"done": 1, "total": 2, "open_required": 1}


def test_a_deal_has_items_of_its_own(pipeboard: Pipeboard, listed: Path) -> None:
    """Added, ticked and taken off; those of the stage are not theirs to take off."""
    added = pipeboard("check", "gamma", "--add", "Ask Maija", "--required").out
    assert added == "Added Ask Maija to the checklist of Gamma.\n"
    assert "Ask Maija" not in pipeboard("check", "acme website").out
    assert pipeboard("check", "gamma", "maija", "--remove").out == "Removed the checklist item Ask Maija.\n"
    refused = pipeboard("check", "gamma", "1", "--remove", ok=False)
    assert refused.code == 1
    assert "Budget known belongs to the stage Lead; `pipeboard stages check remove lead ITEM`" in refused.err


def test_three_lists_are_there_for_every_deal(pipeboard: Pipeboard, listed: Path) -> None:
    """All closing signals make a deal ready, which lists find."""
    for name, count in (("screening", 7), ("handover", 7), ("closing", 3)):
        record = pipeboard("check", "gamma", "--list", name, "--json").json
        assert (record["list"], record["total"]) == (name, count)
    assert pipeboard("list", "ready", "--json").json["deals"] == []
    pipeboard("check", "gamma", "--list", "closing", "1", "2", "3")
    shown = pipeboard("check", "gamma", "--list", "closing").out
    assert shown.endswith("Ready to close: all closing signals are there.\n")
    assert [(one["title"], one["ready"]) for one in pipeboard("list", "ready", "--json").json["deals"]] == [
        ("Gamma", True)
    ]


def test_slips_are_told_with_the_way_on(pipeboard: Pipeboard, listed: Path) -> None:
    """One sentence, the right exit code, nothing changed."""
    pipeboard("check", "gamma", "--add", "Budget signed")
    before = listed.read_bytes()
    for code, told, args in (
        (3, "Gamma has no checklist item 'x'; there are: 1 'Budget known', 2 'Site seen'", ("x",)),
        (3, "More than one checklist item of Gamma fits 'bud': 1 'Budget known', 3 'Budget s", ("bud",)),
        (2, "--required is for a new item", ("1", "--required")),
        (2, "--add writes a new item", ("1", "--add", "X")),
        (2, "Say which items", ("--undo",)),
        (2, "--remove takes off items of the deal's own checklist", ("1", "--remove", "--undo")),
        (2, "is not one of 'screening', 'handover', 'closing'", ("--list", "stage")),
        (2, "An item of a checklist needs a few words", ("--add", " ")),
    ):
        ran = pipeboard("check", "gamma", *args, ok=False)
        assert (ran.code, ran.err.count("\n")) == (code, 1), ran.err
        assert told in ran.err
    ran = pipeboard("check", "beta shop", "1", ok=False)
    assert ran.code == 1
    assert (
        "There is nothing on the checklist of Beta shop; `pipeboard stages check add offer TEXT`" in ran.err
    )
    assert listed.read_bytes() == before


@pytest.mark.parametrize(
    "going",
    [("move", "gamma", "offer"), ("won", "gamma"), ("edit", "gamma", "--stage", "offer", "--value", "5k")],
)
def test_a_held_deal_goes_on_with_a_tick_or_a_reason(
    pipeboard: Pipeboard, listed: Path, going: tuple[str, ...]
) -> None:
    """The refusal names what is open and both ways; the reason is logged."""
    before = listed.read_bytes()
    refused = pipeboard(*going, ok=False)
    assert refused.code == 1
    assert refused.err.startswith(
        "pipeboard: Gamma is held in Lead by its checklist: 'Budget known' is open; "
        "see and tick it with `pipeboard check "
    )
    assert "go on with --override REASON" in refused.err
    assert listed.read_bytes() == before
    pipeboard(*going, "--override", "they sign today")
    assert pipeboard("show", "gamma", "--json").json["override"] == "they sign today"
    said = [one["text"] for one in pipeboard("history", "gamma", "--json").json["entries"]]
    assert any("past what held it, because: they sign today" in one for one in said)
    pipeboard("undo")
    pipeboard("check", "gamma", "1")
    pipeboard(*going)
    assert pipeboard("show", "gamma", "--json").json["override"] == ""


def test_an_import_tells_the_rows_that_are_held(pipeboard: Pipeboard, listed: Path) -> None:
    """With line and reason, before and after; the others go on, and --override takes all."""
    csv = listed.parent / "deals.csv"
    csv.write_text("id,title,stage\n7,Gamma Oy,Offer\n8,New,Offer\n", "utf-8")
    for dry in (("--dry-run",), ()):
        ran = pipeboard("import", str(csv), *dry, "--json", ok=False)
        assert ran.code == 1
        assert ran.json["held"] == [{"line": 2, "reason": "Gamma stays in Lead: 'Budget known' is open."}]
        assert "Line 2: Gamma stays in Lead: 'Budget known' is open." in ran.err
        assert "--override REASON" in ran.err
    stages = {one["title"]: one["stage"] for one in pipeboard("list", "--json").json["deals"]}
    assert (stages["Gamma Oy"], stages["New"]) == ("lead", "offer")
    assert pipeboard("import", str(csv), "--override", "as they say", "--json").json["held"] == []
    assert pipeboard("show", "Gamma Oy", "--json").json["stage"] == "offer"


def test_the_history_of_a_new_board_names_its_stages_and_not_every_item(
    pipeboard: Pipeboard, folder: Path
) -> None:
    """What a template brings would bury what people did."""
    pipeboard("init", "--template", "consulting")
    said = [one["text"] for one in pipeboard("history", "--all", "--json").json["entries"]]
    assert len(said) == 9
    assert "Added the stage Lead" in said
    pipeboard("stages", "check", "add", "lead", "Site seen")
    assert "Added Site seen to the checklist of Lead" in pipeboard("history").out
