"""Commands that show deals: tables align, filters and sorts select, and no user text acts on the terminal."""

from __future__ import annotations

import json
import unicodedata
from datetime import datetime
from pathlib import Path

import pytest

from command_line import Pipeboard, run_program
from pipeboard.cli.output import table
from pipeboard.cli.records import DEAL_KEYS
from pipeboard.view.text import cells

HOSTILE = (
    "\x1b[31mred\x1b]52;c;ZXZpbA==\x07 \x9b2J "
    "\u202eabc\u202c zero\u200bwidth [@click=app.quit]x[/] \u2028 end"
)


def test_list_json_has_the_documented_keys(pipeboard: Pipeboard, board: Path) -> None:
    """`{"schema": 1, "deals": [...]}`, each deal with exactly the keys of the guide, in order."""
    listed = pipeboard("list", "--json").json
    assert list(listed) == ["schema", "deals"]
    assert listed["schema"] == 1
    for deal in listed["deals"]:
        assert tuple(deal) == DEAL_KEYS


def test_an_unknown_value_is_null_and_zero_is_zero(pipeboard: Pipeboard, board: Path) -> None:
    """Not the same thing."""
    pipeboard("add", "Free", "--value", "0")
    values = {deal["title"]: deal["value"] for deal in pipeboard("list", "--json").json["deals"]}
    assert values == {"Acme website": "12000", "Beta shop": None, "Free": "0"}


def test_lists_show_open_deals_unless_the_filter_names_a_status(pipeboard: Pipeboard, board: Path) -> None:
    """For `list` and for `board`."""
    pipeboard("lost", "beta shop", "--reason", "price")
    assert "Beta shop" not in pipeboard("list").out
    assert "Beta shop" not in pipeboard("board").out
    assert "Beta shop" in pipeboard("list", "status:lost").out
    assert "Beta shop" in pipeboard("list", "status:any").out
    assert "Beta shop" in pipeboard("board", "status:any").out


def test_a_filter_that_finds_nothing_says_which_stage_there_is_not(pipeboard: Pipeboard, board: Path) -> None:
    """With those that there are; a filter that finds nothing for other reasons says no more than that."""
    missed = pipeboard("list", "stage:ofer")
    assert missed.err.startswith("pipeboard: No deals fit. There is no stage 'ofer'; there are: ")
    assert missed.err.endswith(" Did you mean 'Offer'?\n")
    assert pipeboard("list", "owner:nobody").err == "pipeboard: No deals fit.\n"


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        (["acme"], {"Acme website"}),
        (["owner:me"], {"Acme website"}),
        (["-owner:me"], {"Beta shop"}),
        (["-source:cold"], {"Acme website"}),
        (["-overdue", "-tag:vip"], {"Acme website"}),
        (["-f", "pipeboard.json", "-tag:vip"], {"Acme website"}),
        (["value>1k"], {"Acme website"}),
        (["owner:bob", "tag:vip"], {"Beta shop"}),
        (['"acme website"'], {"Acme website"}),
        (["acme website"], {"Acme website"}),
        (["nothing"], set()),
    ],
)
def test_a_filter_is_words_on_the_line(
    pipeboard: Pipeboard, board: Path, words: list[str], titles: set[str]
) -> None:
    """Quoted as one or as several words, and a term with a minus is no option."""
    listed = pipeboard("list", *words, "--json").json["deals"]
    assert {deal["title"] for deal in listed} == titles


@pytest.mark.parametrize(
    ("sort", "first"),
    [("value", "Acme website"), ("-title", "Beta shop"), ("title", "Acme website"), ("-stage", "Beta shop")],
)
def test_lists_are_sorted(pipeboard: Pipeboard, board: Path, sort: str, first: str) -> None:
    """Up, down with a minus, and what has no value comes last either way."""
    assert pipeboard("list", "--sort", sort, "--json").json["deals"][0]["title"] == first


def test_lists_and_boards_take_the_orders_and_lanes_of_the_app(pipeboard: Pipeboard, board: Path) -> None:
    """The same words everywhere: a sort turned round, lanes with their sums, one pipeline."""
    pipeboard("edit", "beta shop", "--value", "900", "--owner", "Zoe")
    titles = [
        one["title"] for one in pipeboard("list", "--sort", "value", "--reverse", "--json").json["deals"]
    ]
    assert titles == ["Acme website", "Beta shop"]
    assert pipeboard("list", "--sort", "created").out.splitlines()[0].split()[1] == "CREATED"
    head = pipeboard("list", "--columns", "title,source").out.splitlines()[0]
    assert head.split() == ["TITLE", "SOURCE"]
    assert "did you mean 'title'?" in pipeboard("list", "--columns", "titel", ok=False).err
    lines = pipeboard("list", "--lanes", "owner", "--sort", "-title").out.splitlines()
    assert [line for line in lines if line.startswith("==")][-1] == "== Zoe (1) · 900 EUR"
    out = pipeboard("board", "--lanes", "owner").out
    assert "== Zoe (1) · 900 EUR" in out
    (pipeline,) = pipeboard("board", "--lanes", "owner", "--json").json["pipelines"]
    assert [lane["title"] for lane in pipeline["lanes"]][-1] == "Zoe"
    assert [len(ids) for ids in pipeline["lanes"][-1]["stages"].values()] == [0, 1, 0]
    pipeboard("pipelines", "add", "Second", "--stages", "One")
    assert len(pipeboard("board", "--json").json["pipelines"]) == 2
    assert [one["name"] for one in pipeboard("board", "-p", "second", "--json").json["pipelines"]] == [
        "Second"
    ]
    assert pipeboard("list", "-p", "second", "--json").json["deals"] == []


def test_the_board_shows_stages_with_their_deals(pipeboard: Pipeboard, board: Path) -> None:
    """In order, with counts and totals; the same as JSON."""
    lines = pipeboard("board").out.splitlines()
    assert lines[0] == "Test"
    heads = [line for line in lines if line.startswith(("Lead", "Offer", "Decision"))]
    assert heads == ["Lead (1) · 12k EUR", "Offer (1)", "Decision (0)"]
    (pipeline,) = pipeboard("board", "--json").json["pipelines"]
    assert [stage["count"] for stage in pipeline["stages"]] == [1, 1, 0]
    assert pipeline["stages"][0]["total"] == {"EUR": "12000"}


def test_without_a_command_and_a_terminal_the_board_is_printed(board: Path) -> None:
    """`pipeboard | less` reads the board."""
    assert run_program().out == run_program("board").out
    assert "Acme website" in run_program().out


def test_show_tells_everything(pipeboard: Pipeboard, board: Path, noon: datetime) -> None:
    """Facts, people, follow-ups and the timeline of one deal."""
    pipeboard("contact", "add", "acme website", "Ann Lee")
    pipeboard("follow-up", "add", "acme website", "call", "tomorrow", "Ask")
    pipeboard("edit", "acme website", "--set", "region=North")
    out = pipeboard("show", "acme website").out
    for text in (
        "Acme Oy",
        "12 000 EUR",
        "Ann Lee",
        "call tomorrow",
        "Created in Lead",
        "region",
        "1 Dec 2099",
    ):
        assert text in out


def test_a_field_of_ones_own_hides_no_other(pipeboard: Pipeboard, board: Path) -> None:
    """Even where it has the name of one that is shown."""
    pipeboard("edit", "acme website", "--set", "Company=Theirs")
    out = pipeboard("show", "acme website").out
    assert "Acme Oy" in out
    assert "Theirs" in out


def test_follow_ups_have_short_ids_also_after_a_merge(pipeboard: Pipeboard, board: Path) -> None:
    """Both deals hold the follow-up then, and its tail still names it alone."""
    pipeboard("follow-up", "add", "beta shop", "call", "2099-01-01")
    pipeboard("merge", "beta shop", "acme website")
    tail = pipeboard("follow-up", "list").out.splitlines()[1].split()[0]
    assert len(tail) == 4
    assert f"  {tail}  call" in pipeboard("show", "acme website").out
    pipeboard("follow-up", "cancel", tail)


def test_no_user_text_reaches_the_terminal_raw(pipeboard: Pipeboard, board: Path) -> None:
    """A hostile title on every command that prints one: no control, no direction, and JSON gives it back."""
    added = pipeboard("add", HOSTILE, "--company", HOSTILE, "--tag", "a\x1bb", "--contact", HOSTILE, "--json")
    deal = json.loads(added.out)["id"]
    pipeboard("note", deal, HOSTILE)
    pipeboard("follow-up", "add", deal, "call", "tomorrow", HOSTILE)
    outputs = [
        added,
        pipeboard("list"),
        pipeboard("list", "--json"),
        pipeboard("board"),
        pipeboard("board", "--json"),
        pipeboard("show", deal),
        pipeboard("show", deal, "--json"),
        pipeboard("history"),
        pipeboard("history", "--json"),
        pipeboard("follow-up", "list"),
        pipeboard("archive", deal),
        pipeboard("undo"),
        pipeboard("show", HOSTILE + "x", ok=False),
        pipeboard("move", deal, "\x1b[2J\x9b", ok=False),
        pipeboard("list", "status:\x1b[2J", ok=False),
        pipeboard("\x1b[2J", ok=False),
        pipeboard("add", "x", "--\x1b[2J", ok=False),
    ]
    for ran in outputs:
        for character in ran.out + ran.err:
            assert character == "\n" or unicodedata.category(character)[0] != "C", ran
            assert character not in "\u2028\u2029"
    assert pipeboard("show", deal, "--json").json["title"] == HOSTILE.strip()


def test_a_table_aligns_by_cells_and_gives_way_where_told() -> None:
    """Wide characters count twice, combining ones not at all; the widest of the shrinking columns is cut."""
    rows = [("1", "寻找潜在客户", "12"), ("22", "e\u0301té", "3"), ("3", "x" * 300, "4")]
    lines = table(("N", "TITLE", "V"), rows, right=(2,), shrink=(1,), width=40)
    assert {cells(line) for line in lines} == {40}
    assert lines[3].startswith("3   xxx")
    assert "…" in lines[3]


def test_a_thousand_columns_of_nothing_is_no_table() -> None:
    """No rows: just the heading."""
    assert table(("A", "B"), []) == ["A  B"]
