"""The pages of the metrics screen: their rows at three sizes, and what is behind each of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from golden_files import check_golden
from metrics.fixture import END, QUARTER, World, first_quarter, moment
from pipeboard.domain.actions import CloseDeals, Define, EditDeals, EditStage, RaiseObjection
from pipeboard.view.card import Row
from pipeboard.view.dialog import CHOSEN
from pipeboard.view.drill import DealList, about_deal, deal_rows, deals_behind
from pipeboard.view.metrics_blocks import Table, TableRow
from pipeboard.view.metrics_frame import PageName, aside, head_rows, hints, tabs_row, title, with_more
from pipeboard.view.metrics_list import FAR, Listing
from pipeboard.view.metrics_page import Look, PageLine, shown_lines, table_lines
from pipeboard.view.metrics_results import Results
from pipeboard.view.metrics_scope import Scope
from pipeboard.view.metrics_work import Audited, BeforeAfter, Figures, audit, compare, work_out
from pipeboard.view.text import cells, clean
from pipeboard.workspace.reporter import Reporter

SCOPE = Scope(QUARTER)
WIDTHS = (43, 72, 112)


def figures(world: World, scope: Scope = SCOPE) -> Figures:
    """What is worked out of a scope."""
    found = work_out(Reporter(world.replica.log, END), scope, "Ann", lambda: True)
    assert found is not None
    return found


def before_after(world: World, scope: Scope = SCOPE) -> BeforeAfter:
    """The comparison of a scope."""
    found = compare(Reporter(world.replica.log, END), scope, "Ann", lambda: True)
    assert found is not None
    return found


def audited(world: World, scope: Scope = SCOPE) -> Audited:
    """The audit of a scope."""
    found = audit(Reporter(world.replica.log, END), scope, "Ann", lambda: True)
    assert found is not None
    return found


FOUND = figures(first_quarter())
CHANGE = before_after(first_quarter(), replace(SCOPE, change=date(2026, 2, 15)))
GAPS = audited(first_quarter())
RESULTS = Results().with_found(FOUND).with_found(CHANGE).with_found(GAPS)


def text_of(row: Row) -> str:
    """A row's text."""
    return "".join(text for text, _ in row)


def lines_of(page: PageName, width: int = 112, *, plain: bool = False) -> tuple[PageLine, ...]:
    """The lines of a page."""
    return RESULTS.lines(page, Look(width, plain=plain))


def line(key: str, page: PageName = "report", width: int = 112) -> PageLine:
    """A line by its key."""
    return next(one for one in lines_of(page, width) if one.key == key)


@pytest.mark.parametrize("page", ["report", "funnel", "change", "audit"])
@pytest.mark.parametrize("width", WIDTHS)
def test_a_page_looks_like_this(page: PageName, width: int) -> None:
    """On a narrow, a usual and a wide screen."""
    found = RESULTS.of(page)
    assert found is not None
    lines = lines_of(page, width)
    rows = [*head_rows(page, found, width), *shown_lines(lines, 0, len(lines), -1, width)]
    check_golden(f"metrics-{page}-{width}", "".join(f"{text_of(row).rstrip()}\n" for row in rows))


@pytest.mark.parametrize("page", ["report", "funnel", "change", "audit"])
@pytest.mark.parametrize("width", [20, *WIDTHS, 180])
def test_no_row_is_wider_than_the_page(page: PageName, width: int) -> None:
    """With wide, hostile and endless names of stages, reasons and people."""
    world = first_quarter()
    evil = "交易\x1b[2J\u202e" * 12
    world.do(EditStage("s4", {"name": evil}))
    world.do(EditDeals(tuple(world.ids.values()), {"source": evil, "owner": evil}, at=moment("03-30")))
    world.do(CloseDeals((world.ids["D9"],), "lost", evil, at=moment("03-30")))
    results = (
        Results()
        .with_found(figures(world))
        .with_found(before_after(world, replace(SCOPE, change=date(2026, 2, 15))))
        .with_found(audited(world))
    )
    for plain in (False, True):
        lines = results.lines(page, Look(width, plain=plain))
        for row in shown_lines(lines, 0, len(lines), 0, width):
            assert not row or cells(text_of(row)) == width
            assert clean(text_of(row)) == text_of(row)


def test_every_figure_tells_its_n_and_its_deals() -> None:
    """The win rate stands on three won and three lost deals."""
    found = line("Results/Win rate")
    assert "50.0%" in text_of(found.row)
    assert "n=6" in text_of(found.row)
    assert len(found.deals) == 6
    assert found.about.startswith("Win rate: 50.0%, n=6")


def test_a_figure_of_few_cases_is_marked_with_a_sign() -> None:
    """Not by colour alone."""
    found = line("Speed/Sales cycle, median")
    assert "~49.0 d" in text_of(found.row)
    assert "too few cases" in found.about


def test_stages_show_both_rates_and_their_resolved_conversion_as_a_bar() -> None:
    """S4: 4 of 6 to date, 4 of 5 decided ones."""
    found = text_of(line("Stages/S4").row)
    assert "66.7%" in found
    assert "80.0%" in found
    assert "███" in found
    assert FOUND.banners == ("Bottleneck: S4, where 80.0% of 5 go on",)


def test_a_narrow_table_loses_columns_but_the_words_below_tell_all() -> None:
    """The resolved rate stays longest."""
    wide, narrow = line("Stages/S4"), line("Stages/S4", width=43)
    assert narrow.about == wide.about
    assert "Waiting 1" in narrow.about
    head = next(text_of(one.row) for one in lines_of("report", 43) if "Resolved" in text_of(one.row))
    assert "To date" in head
    assert "Waiting" not in head


def test_ascii_pages_have_no_blocks() -> None:
    """Where a terminal has none."""
    for page in ("report", "funnel"):
        text = "".join(text_of(one.row) for one in lines_of(page, plain=True))
        assert not set("▏▎▍▌▋▊▉█▐·") & set(text)
        assert "###" in text


def test_every_line_has_a_key_of_its_own() -> None:
    """Though a person has a row for each role."""
    for page in ("report", "funnel", "change"):
        keys = [one.key for one in lines_of(page) if one.key]
        assert len(keys) == len(set(keys))


def test_reasons_are_crossed_with_the_stage_held_at_the_loss() -> None:
    """D10 was lost in S4."""
    found = line("Why deals were lost/competitor")
    assert "S4 1" in text_of(found.row)
    assert FOUND.board.deals[found.deals[0]].title == "D10"


def test_the_funnel_counts_those_that_came_and_those_that_did_not_get_on() -> None:
    """S4: 6 came, 4 went on, D3 dropped out, D5 waits."""
    came, stopped = line("entered/s4", "funnel"), line("stopped/s4", "funnel")
    assert len(came.deals) == 6
    assert "4 went on, 1 out, 1 waiting" in text_of(stopped.row)
    assert {FOUND.board.deals[one].title for one in stopped.deals} == {"D3", "D5"}
    won = line("won/s5", "funnel")
    assert {FOUND.board.deals[one].title for one in won.deals} == {"D1", "D2", "D8"}


def test_the_funnel_tells_why_deals_dropped_out_and_what_helps() -> None:
    """Reasons and objections of those that are out, with their deals; then the challenges of the stage."""
    made = first_quarter()
    lost = made.report().drop_offs[-1]
    made.do(RaiseObjection(lost.deals, "not-now", at=moment("2026-03-30")))
    made.do(
        Define("challenge", {"text": "They go quiet", "stage": lost.stage.id, "remedy": "Agree on a day"})
    )
    lines = Results().with_found(figures(made)).lines("funnel", Look(112))
    at = next(place for place, line in enumerate(lines) if line.key == f"why/{lost.stage.id}")
    reasons = ", ".join(f"{reason} {len(deals)}" for reason, deals in lost.reasons.items())
    words = f"out: {reasons} · they had objected: Not now, perhaps later {len(lost.deals)}"
    assert text_of(lines[at].row).strip() == words
    assert {one.title for one in lines[at].behind} == {*lost.reasons, "Not now, perhaps later"}
    assert text_of(lines[at + 1].row).strip() == "They go quiet → Agree on a day"


def test_deals_are_broken_down_by_another_field() -> None:
    """Owners in the place of sources."""
    found = figures(first_quarter(), replace(SCOPE, dimension="currency"))
    table = next(block for block in found.blocks if block.title == "Currencies")
    assert isinstance(table, Table)
    assert [row.cells[0] for row in table.rows] == ["EUR", "USD"]
    assert "Sources" not in {block.title for block in found.blocks}


def test_a_scope_narrows_what_counts() -> None:
    """By filter, by owner, and as of a day, which is the last one that is seen."""
    world = first_quarter()
    world.do(EditDeals((world.ids["D1"], world.ids["D4"]), {"owner": "Bob"}, at=moment("03-30")))
    assert figures(world, replace(SCOPE, filter="owner:me")).count == 9
    assert figures(world, replace(SCOPE, owner="bob", filter="value>5k")).count == 1
    early = figures(world, replace(SCOPE, as_of=date(2026, 2, 28)))
    assert early.seen == date(2026, 2, 28)
    assert early.rates["win_rate"] == Fraction(1, 5)


def test_work_that_nobody_waits_for_is_given_up() -> None:
    """At once, and between two blocks."""
    reporter = Reporter(first_quarter().replica.log, END)
    assert work_out(reporter, SCOPE, "Ann", lambda: False) is None
    answers = iter([True] * 6)
    assert work_out(reporter, SCOPE, "Ann", lambda: next(answers, False)) is None
    assert compare(reporter, SCOPE, "Ann", lambda: False) is None


def test_without_a_change_of_the_stages_it_is_told_what_to_do() -> None:
    """And after one, that day is taken."""
    world = first_quarter()
    found = before_after(world)
    assert found.comparison is None
    assert "Press c" in found.reason
    assert len(Results().with_found(found).lines("change", Look(43))) > 1
    world.do(EditStage("s1", {"name": "First"}, at=moment("03-01")))
    changed = before_after(world)
    assert changed.comparison is not None
    assert changed.comparison.day == date(2026, 3, 1)
    world.replica.undo()
    late = before_after(world, replace(SCOPE, change=date(2026, 5, 1)))
    assert "choose an earlier day" in late.reason


# The cursor


def test_the_cursor_stops_at_lines_with_something_behind_them() -> None:
    """Not at headings; at the ends it stays."""
    listing = Listing(lines_of("report"))
    assert listing.line is not None
    assert listing.line.key == "Results/Won"
    assert listing.moved(-1) == listing
    last = listing.moved(FAR)
    assert last.moved(1) == last
    assert last.line is not None
    assert last.line.key.startswith("Health/")


def test_sections_are_jumped_from_one_to_the_next_and_back() -> None:
    """Back goes to the beginning of this one first."""
    listing = Listing(lines_of("report")).to_section(1)
    assert listing.line is not None
    assert listing.line.key == "Pipeline/New deals"
    inside = listing.moved(2)
    assert inside.to_section(-1) == listing
    assert listing.to_section(-1).at == 0
    assert Listing().to_section(1) == Listing()


def test_the_cursor_is_always_in_sight_with_its_section() -> None:
    """Whatever the height; at the top and the bottom all is seen."""
    for space in (3, 7, 20):
        listing = Listing(lines_of("report")).scrolled(space)
        assert listing.first == 0
        for _ in range(len(listing.places)):
            listing = listing.moved(1).scrolled(space)
            assert listing.first <= listing.places[listing.at] < listing.first + space
        rows, below = listing.rows(space, 112)
        assert below == 0
        assert len(rows) == space
        assert sum(1 for row in rows if row and row[0][1] == CHOSEN) == 1


def test_the_cursor_stays_with_its_line_when_the_page_is_made_anew() -> None:
    """By its name, or goes to the line or section that is wished for."""
    listing = Listing(lines_of("report")).moved(5)
    assert listing.line is not None
    key = listing.line.key
    again = listing.renewed(lines_of("report", 43))
    assert again.line is not None
    assert again.line.key == key
    wished = listing.renewed(lines_of("report"), "Stages/")
    assert wished.line is not None
    assert wished.line.key == "Stages/S1"
    assert listing.renewed(()).line is None


# Around the pages


def test_the_tabs_tell_the_present_page_without_colours() -> None:
    """In brackets."""
    assert "[Funnel]" in text_of(tabs_row("funnel", "", 43))
    assert "Q4 2025" in text_of(tabs_row("report", "against Q4 2025", 72))
    assert "[Report]  Funnel   Before/after" in text_of(tabs_row("report", "against Q4 2025", 43))


def test_old_figures_say_so_and_keep_their_own_title() -> None:
    """Until those of the period that was asked for are there."""
    wanted = SCOPE.moved(1)
    assert aside(FOUND, SCOPE, 112, old=False) == "11 deals, as of 31 Mar 2026"
    assert aside(FOUND, wanted, 112, old=True) == "working out Q2 2026..."
    assert aside(FOUND, SCOPE, 112, old=True) == "old; working it out..."
    assert title("report", FOUND, wanted) == "Metrics: Q1 2026"
    assert title("report", None, wanted) == "Metrics: Q2 2026"
    assert RESULTS.old().fresh == frozenset()


def test_hints_name_what_works_on_the_page() -> None:
    """The way out is always last; pipelines are offered where there are several."""
    report, change = hints("report", pipelines=1), hints("change", pipelines=2)
    assert ("b", "break down") in report
    assert "pipeline" not in dict(report).values()
    assert ("c", "day") in change
    assert ("p", "pipeline") in change
    assert with_more(report, everything=False)[-1] == ("Esc", "close")


# The deals behind a figure


@pytest.mark.parametrize("width", [20, *WIDTHS])
def test_rows_of_deals_have_exactly_their_width(width: int) -> None:
    """With endless and hostile titles."""
    board = FOUND.board
    deals = [
        deal._replace(title="交易\x1b[2J\u202e" * 30, company="é\u0301" * 50) for deal in board.deals.values()
    ]
    for row in deal_rows(deals, board, width, chosen=1):
        assert cells(text_of(row)) == width
        assert clean(text_of(row)) == text_of(row)
    lists = (("won", tuple(deals)), ("交易\x1b[2J" * 9, tuple(deals[:3])), ("still there", tuple(deals)))
    for listed, head in (
        (DealList("x" * 200, lists[:1]), 2),
        (DealList("x" * 200, lists), 3),
        (DealList("x" * 200, lists).turned(-1), 3),
    ):
        rows, below = listed.scrolled(6).rows(board, 6, width)
        assert len(rows) == 6
        assert below == len(deals) - 6 + head
        assert {cells(text_of(row)) for row in rows} == {width}


def test_deals_behind_a_figure_are_listed_once_the_largest_first() -> None:
    """D2 is worth more than D8 in dollars and D1; D9 has no value."""
    ids = [one for one in FOUND.board.deals if FOUND.board.deals[one].title in ("D1", "D2", "D8", "D9")]
    found = deals_behind([*ids, *ids, "gone"], FOUND.board)
    assert [deal.title for deal in found] == ["D2", "D1", "D8", "D9"]
    assert about_deal(found[0], FOUND.board) == "D2 · 20 000 EUR · S4 · Ann · won"
    listed = DealList("Won", (("won", found),))
    assert listed.moved(9).deal.title == "D9"
    assert listed.moved(-1).deal.title == "D2"


def test_an_empty_table_says_so() -> None:
    """In its own words."""
    rows = list(table_lines(Table("Capacity", ("Owner",), (), empty="Nobody carries a deal."), Look(43)))
    assert [text_of(one.row) for one in rows] == [" Nobody carries a deal."]
    bare = Table("T", ("Name", "n"), (TableRow(("x", "1")),), frozenset((1,)), notes=("Mind this.",))
    assert [text_of(one.row).strip() for one in table_lines(bare, Look(43))][-1] == "Mind this."
