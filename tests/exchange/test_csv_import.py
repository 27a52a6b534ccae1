"""Planning an import: what becomes of every row, before anything is written."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import NOW, STAGES, by_id, make_board, make_deal
from pipeboard.domain.actions import ImportedDeal
from pipeboard.domain.board import Board, BoardSettings
from pipeboard.domain.errors import BadInput, NotFound
from pipeboard.domain.fields import DEAL, dump_set, parse_changes
from pipeboard.domain.pipeline import Pipeline, Stage
from pipeboard.domain.readings import TEXT_LIMIT
from pipeboard.exchange.columns import guess_columns
from pipeboard.exchange.csv_import import ImportPlan, plan_import, read_table
from pipeboard.exchange.packed_rows import by_row
from pipeboard.exchange.rows import Drafts, RowReader
from pipeboard.exchange.tables import Batch, Problem
from work import count_calls

MAVEN = Path(__file__).resolve().parents[3] / "shared" / "data" / "maven-crm" / "sales_pipeline.csv"
BOARD = make_board(0)._replace(settings=BoardSettings(timezone="Europe/Helsinki"))
EMPTY = Board(pipelines={"sales": Pipeline("sales", "Sales")})


def plan(
    text: str,
    board: Board = BOARD,
    *,
    mapping: Mapping[str, str] | None = None,
    stage_map: Mapping[str, str] | None = None,
    date_format: str | None = None,
) -> ImportPlan:
    """The plan for a table typed into a test."""
    return plan_import(
        read_table(text.encode()),
        board,
        mapping=mapping,
        stage_map=stage_map,
        date_format=date_format,
        now=NOW,
    )


def only(text: str, board: Board = BOARD) -> ImportedDeal:
    """The one row of a table."""
    (row,) = plan(text, board).action.rows
    return row


def test_a_row_becomes_a_deal() -> None:
    """Every known column fills its field; the rest is kept under the column's own name."""
    row = only(
        "ID,Title,Company,Value,Stage,Owner,Source,Channel,Tags,Priority,Close date,Created,Contact,Email,"
        "Phone,Region\n"
        'A1,Site,Acme Oy,"€1,234.50",Proposal,Ann,referral,web,"vip, big deal",High,2026-12-24,2026-11-02,'
        "Maija,maija@example.com,+358 40 1,North\n"
    )
    assert row.values == {
        "external_id": "A1",
        "title": "Site",
        "company": "Acme Oy",
        "value": Decimal("1234.50"),
        "currency": "EUR",
        "owner": "Ann",
        "source": "referral",
        "channel": "web",
        "tags": ("big-deal", "vip"),
        "priority": "high",
        "close": date(2026, 12, 24),
        "custom.region": "North",
    }
    assert (row.stage, row.status) == ("proposal", "open")
    assert row.created == datetime(2026, 11, 2, 10, 0, tzinfo=UTC)
    assert row.closed is None
    (contact,) = row.contacts
    assert (contact.name, contact.email, contact.phone) == ("Maija", "maija@example.com", "+358 40 1")


# Titles


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Title,Company,Product\nSite,Acme,CMS\n", "Site"),
        ("Title,Company,Product\n,Acme,CMS\n", "Acme · CMS"),
        ("Company,Product\n,CMS\n", "CMS"),
        ("Company,Region\nAcme,x\n", "Acme"),
        ("ID,Region\nA1,x\n", "A1"),
        ('Title,Region\n"two\nlines",x\n', "two lines"),
    ],
)
def test_a_deal_without_a_title_gets_one(text: str, title: str) -> None:
    """Company and product make a title, else what there is; a title is one line."""
    assert only(text).values["title"] == title


def test_a_row_that_names_nothing_is_a_problem() -> None:
    """There must be something to call the deal."""
    assert plan("Title,Region\n,North\n").problems == (
        (2, "The row has no title, no company, no product and no id."),
    )


def test_the_product_is_kept() -> None:
    """A product column is part of a made-up title and a field of its own."""
    assert only("Title,Product\nSite,CMS\n").values["custom.product"] == "CMS"


# Amounts


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("12k", "12000"),
        ("€12k", "12000"),
        ("1 234,50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("0", "0"),
        ("0,00", "0"),
    ],
)
def test_amounts_are_read_in_the_usual_forms(cell: str, value: str) -> None:
    """Zero is a value like any other."""
    assert only(f"Title;Value\nSite;{cell}\n").values["value"] == Decimal(value)


@pytest.mark.parametrize("cell", ["", "-", "n/a", "NULL"])
def test_an_empty_amount_is_unknown(cell: str) -> None:
    """Nothing is not zero."""
    table = f"Title,Value\nSite,{cell}\nOther,1\n"
    assert "value" not in plan(table).action.rows[0].values


def test_the_column_tells_what_a_single_dot_means() -> None:
    """Beside 12.5 a 1.234 is a bit more than one; alone it is a thousand."""
    values = [row.values["value"] for row in plan("Title,Value\na,1.234\nb,12.5\n").action.rows]
    assert values == [Decimal("1.234"), Decimal("12.5")]
    assert only("Title,Value\na,1.234\n").values["value"] == 1234


@pytest.mark.parametrize(
    ("header", "cells", "currency"),
    [
        ("Title,Value,Currency", "a,5,usd", "USD"),
        ("Title,Value,Currency", "a,5,€", "EUR"),
        ("Title,Value", "a,$5", "USD"),
        ("Title,Value (SEK)", "a,5", "SEK"),
        ("Title,Amount in €", "a,5", None),
        ("Title,Value,Currency", "a,$5,EUR", "EUR"),
        ("Title,Value", "a,5", None),
    ],
)
def test_the_currency_is_found(header: str, cells: str, currency: str | None) -> None:
    """In its column, with the amount or in the column's name; else the rules take the board's own."""
    assert only(f"{header}\n{cells}\n").values.get("currency") == currency


def test_bad_cells_are_problems_of_their_rows_alone() -> None:
    """Line and reason are told and the other rows go on; a percentage is no amount."""
    made = plan(
        "Title,Value,Currency,Created,Status\n"
        "a,1,EUR,2026-01-13,open\n"
        "b,-5,EUR,2026-01-13,open\n"
        "c,40%,EUR,2026-01-13,open\n"
        '"d\nd",1,Euro coins,2026-01-13,open\n'
        "e,1,EUR,31.02.2026,open\n"
        "f,1,EUR,2026-01-13,parked\n"
        "g,1,EUR\n"
        "h,1,EUR,2026-01-13,open\n"
    )
    assert [row.values["title"] for row in made.action.rows] == ["a", "h"]
    assert made.problems == (
        (3, "Value: '-5' is negative; an amount is 0 or more."),
        (4, "Value: '40%' is not an amount; write it like 12000, 12k or 1,234.50."),
        (5, "Currency: 'Euro coins' is not a currency; three letters are, such as EUR or USD."),
        (7, "Created: '31.02.2026' is not a date."),
        (8, "Status: 'parked' is none of open, won, lost and disqualified."),
        (9, "The row has 3 cells where the header has 5."),
    )
    assert (made.new, made.updated, made.skipped) == (2, 0, 6)


# Dates


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("24.12.2026", date(2026, 12, 24)),
        ("2026-12-24", date(2026, 12, 24)),
        ("12/24/2026", date(2026, 12, 24)),
        ("24/12/2026", date(2026, 12, 24)),
        ("24-12-26", date(2026, 12, 24)),
        ("24-Dec-2026", date(2026, 12, 24)),
        ("2026-12-24 23:30", date(2026, 12, 24)),
        ("2026-12-24T23:30:00Z", date(2026, 12, 25)),
    ],
)
def test_dates_are_read_in_the_usual_forms(cell: str, day: date) -> None:
    """The day is the board's, also where the cell names another zone."""
    assert only(f"Title,Close date\nSite,{cell}\n").values["close"] == day


def test_dates_that_can_be_read_in_two_ways_ask_for_the_format() -> None:
    """Nothing is guessed; the option settles it."""
    table = "Title,Close date\nSite,3/4/2026\n"
    with pytest.raises(BadInput, match=r"'Close date' can be read in two ways.* --date-format dmy or mdy"):
        plan(table)
    assert plan(table, date_format="mdy").action.rows[0].values["close"] == date(2026, 3, 4)
    assert plan(table, date_format="dd/mm/yyyy").action.rows[0].values["close"] == date(2026, 4, 3)
    with pytest.raises(BadInput, match="not a date format"):
        plan(table, date_format="whatever")


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "Pacific/Midway", "Europe/Helsinki"])
def test_a_day_is_the_same_day_on_the_board(zone: str) -> None:
    """Creation and closing days of a table stay these days, wherever the board is."""
    board = BOARD._replace(settings=BoardSettings(timezone=zone))
    row = only("Title,Stage,Created,Close date\na,Won,10/20/2016,3/1/2017\n", board)
    assert row.created is not None
    assert row.closed is not None
    assert row.created.astimezone(ZoneInfo(zone)).date() == date(2016, 10, 20)
    assert row.closed.astimezone(ZoneInfo(zone)).date() == date(2017, 3, 1)


def test_a_close_date_is_expected_while_open_and_actual_after() -> None:
    """One column serves both."""
    rows = plan("Title,Stage,Close date\na,Proposal,2026-12-24\nb,Won,2026-10-01\n").action.rows
    assert (rows[0].values["close"], rows[0].closed) == (date(2026, 12, 24), None)
    assert "close" not in rows[1].values
    assert rows[1].closed == datetime(2026, 10, 1, 9, 0, tzinfo=UTC)


def test_expected_and_actual_close_are_told_apart() -> None:
    """Where a table has both, a closed deal keeps what was expected; won and lost time are one field."""
    rows = plan(
        "Title,Status,Expected close date,Won time,Lost time\n"
        "a,open,2026-12-24,,\n"
        "b,won,2026-09-30,2026-10-01 10:00,\n"
        "c,lost,2026-09-30,,2026-10-02 10:00\n"
        "d,open,,,2026-12-30\n"
    ).action.rows
    assert [row.values.get("close") for row in rows] == [
        date(2026, 12, 24),
        date(2026, 9, 30),
        date(2026, 9, 30),
        date(2026, 12, 30),
    ]
    assert [row.closed and row.closed.day for row in rows] == [None, 1, 2, None]


# Stages and statuses


@pytest.mark.parametrize("name", ["proposal", "Proposal", " PROPOSAL ", "4. Proposal", "4 - proposal"])
def test_a_stage_is_found_by_id_name_or_number(name: str) -> None:
    """Spelling and a number in front do not make a new stage."""
    made = plan(f"Title,Stage\na,{name}\n")
    assert made.action.rows[0].stage == "proposal"
    assert not made.action.new_stages


def test_labels_in_other_letters_find_their_stage() -> None:
    """A stage with a Finnish name is found without its accents too."""
    stage = Stage("first-contact", "Ensimmäinen yhteydenotto", "sales")
    board = EMPTY._replace(stages={stage.id: stage})
    assert only("Title,Stage\na,ensimmainen yhteydenotto\n", board).stage == "first-contact"


def test_a_merged_stage_leads_to_the_one_it_became() -> None:
    """The name of a stage that was merged away is still understood."""
    old = Stage("pitch", "Pitch", "sales", retired=True, into="proposal")
    board = BOARD._replace(stages={**BOARD.stages, "pitch": old})
    assert only("Title,Stage\na,Pitch\n", board).stage == "proposal"


def test_unknown_stages_are_made_in_the_order_of_a_sale() -> None:
    """On an empty pipeline the words of the names decide, with rising probabilities."""
    made = plan("Title,Stage\na,Negotiation\nb,Lead\nc,Proposal sent\nd,Demo\ne,negotiation\n", EMPTY)
    assert [stage.name for stage in made.action.new_stages] == [
        "Lead",
        "Demo",
        "Proposal sent",
        "Negotiation",
    ]
    assert [stage.fields["probability"] for stage in made.action.new_stages] == [10, 40, 60, 75]
    assert [stage.after for stage in made.action.new_stages] == [None, "lead", "demo", "proposal-sent"]
    assert [stage.name for stage in made.action.new_stages if stage.fields.get("offer")] == ["Proposal sent"]
    assert [row.stage for row in made.action.rows] == [
        *("Negotiation", "Lead", "Proposal sent", "Demo", "Negotiation")
    ]


def test_unknown_stages_find_their_place_among_the_boards() -> None:
    """Each goes behind the last stage that is no further than it."""
    made = plan("Title,Stage\na,Engaging\nb,Legal review\nc,Inbox\n")
    assert [(stage.name, stage.after) for stage in made.action.new_stages] == [
        ("Inbox", "lead"),
        ("Engaging", "qualified"),
        ("Legal review", "negotiation"),
    ]
    assert [bool(stage.fields.get("qualified")) for stage in made.action.new_stages] == [False, True, True]
    assert [stage.fields["probability"] for stage in made.action.new_stages] == [10, 30, 80]
    assert ("Engaging", "new stage") in made.stages


def test_numbers_in_front_order_new_stages() -> None:
    """Where every new name has a number, the numbers decide."""
    made = plan("Title,Stage\na,3. Blue\nb,1. Red\nc,2. Proposal\n", EMPTY)
    assert [stage.name for stage in made.action.new_stages] == ["1. Red", "2. Proposal", "3. Blue"]
    assert [stage.after for stage in made.action.new_stages] == [None, "1-red", "2-proposal"]


def test_a_new_stage_does_not_take_the_id_of_an_old_one() -> None:
    """Names without Latin letters get ids that nobody has."""
    made = plan("Title,Stage\na,甲\nb,乙\n", EMPTY)
    assert [stage.after for stage in made.action.new_stages] == [None, "stage"]
    assert [row.stage for row in made.action.rows] == ["甲", "乙"]


def test_outcome_words_in_the_stage_column_are_statuses() -> None:
    """Such deals stand in the furthest stage that the table names, and no stage is made of the words."""
    made = plan("Title,Stage\na,Closed Won\nb,Lost\nc,Disqualified\nd,Discovery\ne,Lead\n")
    assert [row.status for row in made.action.rows] == ["won", "lost", "disqualified", "open", "open"]
    assert [row.stage for row in made.action.rows] == [*(["discovery"] * 4), "lead"]
    assert made.by_status == {"open": 2, "won": 1, "lost": 1, "disqualified": 1}
    assert dict(made.stages)["Closed Won"] == "won"
    assert not made.action.new_stages


def test_without_any_stage_closed_deals_stand_in_the_last_and_open_ones_in_the_first() -> None:
    """The last stage before the win, not one after it."""
    rows = plan("Title,Status\na,won\nb,open\n").action.rows
    assert [row.stage for row in rows] == ["negotiation", "lead"]


def test_status_and_stage_columns_go_together() -> None:
    """A lost deal keeps the stage it was lost in; an outcome in the stage column beats "open"."""
    rows = plan(
        "Title,Stage,Status,Lost reason\na,Proposal,lost,price\nb,Closed Won,open,\nc,Lead,open,x\n"
    ).action.rows
    assert [(row.status, row.reason) for row in rows] == [("lost", "price"), ("won", ""), ("open", "")]
    assert rows[0].stage == "proposal"


def test_a_deal_in_a_stage_after_the_win_is_won() -> None:
    """An open deal cannot stand there; the user is told."""
    made = plan("Title,Stage,Close date\na,Delivery,2026-10-01\n")
    assert (made.action.rows[0].status, made.action.rows[0].stage) == ("won", "delivery")
    assert "1 row has a stage that comes after the win, and counts as won." in made.warnings


def test_a_stage_map_goes_before_the_guess() -> None:
    """It leads to stages of the board or to a status, and says when it names what no row has."""
    made = plan(
        "Title,Stage\na,Pitch\nb,Signed off\nc,Lead\n",
        stage_map={"pitch": "Proposal", "Signed off": "won", "lead": "qualified", "Other": "lead"},
    )
    assert [row.stage for row in made.action.rows] == ["proposal", "proposal", "qualified"]
    assert [row.status for row in made.action.rows] == ["open", "won", "open"]
    assert not made.action.new_stages
    assert "No row has the stage Other, which --stage-map names." in made.warnings


def test_a_stage_map_to_nowhere_is_refused() -> None:
    """The stage must be on the board."""
    with pytest.raises(NotFound, match=r"no stage 'Propsal'.*Did you mean 'Proposal'"):
        plan("Title,Stage\na,Pitch\n", stage_map={"Pitch": "Propsal"})


def test_a_board_without_a_pipeline_or_stage_is_refused() -> None:
    """There must be a place to put deals."""
    with pytest.raises(NotFound, match="pipelines add"):
        plan("Title,Stage\na,Lead\n", Board())
    with pytest.raises(NotFound, match="has no stage yet"):
        plan("Title,Value\na,1\n", EMPTY)


def test_another_pipeline_can_receive_the_new_stages() -> None:
    """Stages of that pipeline are found first."""
    other = Stage("lead-2", "Lead", "partners")
    board = BOARD._replace(
        pipelines={**BOARD.pipelines, "partners": Pipeline("partners", "Partners")},
        stages={**BOARD.stages, "lead-2": other},
    )
    made = plan_import(
        read_table(b"Title,Stage\na,Lead\nb,Pilot\nc,Proposal\n"), board, now=NOW, pipeline="partners"
    )
    assert [row.stage for row in made.action.rows] == ["lead-2", "Pilot", "proposal"]
    assert [(stage.pipeline, stage.after) for stage in made.action.new_stages] == [("partners", "lead-2")]


# Again


def test_deals_with_a_known_id_are_updates() -> None:
    """They are marked, and what the row leaves out is not in the action."""
    deal = make_deal(external_id="A1", stage="proposal")
    made = plan("ID,Title,Value,Stage\nA1,Site,5,\nA2,Shop,6,Lead\n", BOARD._replace(deals=by_id([deal])))
    assert (made.new, made.updated, made.skipped) == (1, 1, 0)
    assert made.action.rows[0].values == {"external_id": "A1", "title": "Site", "value": Decimal(5)}
    assert made.action.rows[1].stage == "lead"


def test_an_id_that_is_there_twice_is_a_problem() -> None:
    """Two rows of one table never become one deal, nor two deals with one id."""
    made = plan("ID,Title\n" + "".join(f"A{number},t\n" for number in range(20)) + "A3,again\n")
    assert made.problems == ((22, "The id 'A3' stands on line 5 already."),)
    assert made.new == 20


def test_deals_that_are_out_of_sight_stay_so() -> None:
    """A row for an archived deal is counted in a warning."""
    deal = make_deal(external_id="A1", archived=True)
    made = plan("ID,Title\nA1,Site\n", BOARD._replace(deals=by_id([deal])))
    assert made.updated == 1
    assert any(warning.startswith("1 row belongs to deals that are archived") for warning in made.warnings)


def test_a_table_without_ids_is_not_imported_twice() -> None:
    """Rows that came in before with the same title, company and value are left out, one for one."""
    table = "Title,Company,Value\nSite,Acme,5\nSite,Acme,5\nSite,Acme,6\n"
    there = make_deal(title="Site", company="ACME", value=Decimal(5), imported=True)
    made = plan(table, BOARD._replace(deals=by_id([there])))
    assert (made.new, made.skipped) == (2, 1)
    assert any("1 row was imported before" in warning for warning in made.warnings)
    assert any("No column is an id" in warning for warning in made.warnings)
    typed = there._replace(imported=False)
    assert plan(table, BOARD._replace(deals=by_id([typed]))).new == 3


def test_the_user_is_told_what_is_odd() -> None:
    """Missing and future closing dates, unknown priorities and old encodings are warnings, not problems."""
    made = plan_import(
        read_table(
            "ID;Title;Stage;Close date;Priority\n1;ä;Won;;P1\n2;b;Lost;2030-01-13;high\n".encode("cp1252")
        ),
        BOARD,
        now=NOW,
    )
    assert not made.problems
    assert made.warnings == (
        "The file is not UTF-8 and was read as Windows-1252; look at the letters with accents.",
        "1 row has a creation or closing date that is still to come; it counts as now.",
        "1 row is a closed deal without a closing date; it counts as closed now.",
        "1 row has a priority other than low, normal and high; it was left out.",
    )


def test_mapping_and_guess_are_shown() -> None:
    """Each column comes with its field and a cell, so that a wrong guess is seen beforehand."""
    made = plan("What,Amount,Region\nSite,5,\nShop,6,North\n", mapping={"title": "What"})
    assert [(column.name, column.field, column.sample) for column in made.columns] == [
        ("What", "title", "Site"),
        ("Amount", "value", "5"),
        ("Region", "custom.region", "North"),
    ]


def test_a_huge_cell_is_a_problem_of_its_row() -> None:
    """A text that no field holds does not stop the others."""
    made = plan(f"Title,Notes\na,{'x' * 20_001}\nb,y\n")
    assert made.problems == ((2, "Notes: the text is too long, 20000 characters fit."),)
    assert made.new == 1


def test_control_characters_do_not_come_in() -> None:
    """An escape sequence in a cell or a column's name is no text of a deal, and not echoed in a reason."""
    made = plan(
        "Title,Stage,\x1b[31mValue\na\x1b]0;b\x07,Pro\x00posal,1\nc,Lead,x\n", mapping={"value": "[31mValue"}
    )
    assert made.action.rows[0].values["title"] == "a]0;b"
    assert made.action.rows[0].stage == "proposal"
    assert made.problems[0].reason.isprintable()


cells = st.sampled_from(
    [
        "",
        "Acme",
        "won",
        "Proposal",
        "12k",
        "-5",
        "40%",
        "2026-01-31",
        "31.12.2026",
        "13/1/2026",
        "1/13/2026",
        "n/a",
        "ä|;",
    ]
) | st.text(max_size=6)
names = st.sampled_from(
    ["Title", "Value", "Stage", "Status", "Close date", "Created", "ID", "Company", "Tags", ""]
)


@given(st.lists(names, min_size=1, max_size=6), st.data())
def test_every_row_is_planned_or_told(header: list[str], data: st.DataObject) -> None:
    """Whatever the cells say, rows and problems add up, and the plan is one that fields can hold."""
    rows = data.draw(st.lists(st.lists(cells, min_size=len(header), max_size=len(header)), max_size=6))
    buffer = io.StringIO()
    csv.writer(buffer).writerows([["Region", *header], *(["North", *row] for row in rows)])
    made = plan(buffer.getvalue(), date_format="dmy")
    assert made.new + made.updated == len(made.action.rows) == sum(made.by_status.values())
    assert len(made.action.rows) + made.skipped == len(rows)
    stages = {stage.id for stage in STAGES} | {stage.name for stage in made.action.new_stages}
    for row in made.action.rows:
        assert row.stage in stages
        assert dump_set(DEAL, row.values) == row.fields


@given(st.lists(names, min_size=1, max_size=6), st.data())
def test_rows_say_together_what_each_says_alone(header: list[str], data: st.DataObject) -> None:
    """Columns are read a batch at a time, and unreadable cells are found among the others."""
    rows = data.draw(st.lists(st.lists(cells, min_size=len(header), max_size=len(header)), max_size=9))
    buffer = io.StringIO()
    csv.writer(buffer).writerows([["Region", *header], *(["North", *row] for row in rows)])
    table = read_table(buffer.getvalue().encode())
    columns = guess_columns(table)
    together, alone = (RowReader(table, columns, BOARD, NOW, "dmy") for _ in range(2))
    found = [one for batch in table.rows.batches for one in together.read(batch)]
    singly = [one for row in table.rows for one in alone.read(Batch([row]))]
    assert [row for one in found for row in _told(one)] == [row for one in singly for row in _told(one)]


def _told(one: Drafts | Problem) -> list[object]:
    """What is said of each row."""
    if isinstance(one, Problem):
        return [one]
    rows = len(one.lines)
    odd = [[name for name, values in one.odd.items() if values[row]] for row in range(rows)]
    return list(zip(one.lines, by_row(one.fields, rows), *one[2:-1], odd, strict=True))


def test_a_title_that_is_put_together_is_no_longer_than_the_file_takes() -> None:
    """Each part fits and both do not: the row is left out and told, and the others are taken in."""
    half = "x" * (TEXT_LIMIT // 2 + 1)
    made = plan(f"Company,Product\n{half},{half}\nAcme,CMS\n")
    assert [problem.line for problem in made.problems] == [2]
    assert "too long" in made.problems[0].reason
    assert [row.values["title"] for row in made.action.rows] == ["Acme · CMS"]


def test_rows_can_be_gone_through_again_and_asked_for_in_any_order() -> None:
    """They are made anew each time, without those that were left out."""
    lines = "".join(f"{at if at % 7 else 1},Deal {at},{at % 5 or 'much'}\n" for at in range(1, 1_300))
    made = plan(f"Id,Title,Value\n{lines}")
    rows = list(made.action.rows)
    assert made.problems
    assert len(rows) == len(made.action.rows) == len(made.lines)
    assert list(made.action.rows) == rows
    assert made.action.rows[::-1] == rows[::-1]
    assert made.action.rows[-1] == rows[-1]
    assert [row.values["title"] for row in rows] == [f"Deal {line - 1}" for line in made.lines]


# A real file


@pytest.fixture(scope="module")
def maven() -> bytes:
    """The opportunities of a computer hardware seller, as they are published."""
    if not MAVEN.exists():
        pytest.skip("the sample data set is not beside the project")
    return MAVEN.read_bytes()


@pytest.mark.parametrize("board", [EMPTY, BOARD], ids=["empty", "template"])
def test_a_real_pipeline_is_planned_without_options(maven: bytes, board: Board) -> None:
    """Every row, amount and date of 8,800 opportunities arrives."""
    made = plan_import(read_table(maven), board, now=NOW)
    assert {column.name: column.field for column in made.columns} == {
        "opportunity_id": "external_id",
        "sales_agent": "owner",
        "product": "product",
        "account": "company",
        "deal_stage": "stage",
        "engage_date": "created",
        "close_date": "close",
        "close_value": "value",
    }
    assert not made.problems
    assert not made.warnings
    assert (made.new, made.updated, made.skipped) == (8800, 0, 0)
    assert made.by_status == {"open": 2089, "won": 4238, "lost": 2473, "disqualified": 0}
    assert [stage.name for stage in made.action.new_stages] == ["Prospecting", "Engaging"]

    rows = made.action.rows
    won = [row.values["value"] for row in rows if row.status == "won"]
    assert sum(value for value in won if isinstance(value, Decimal)) == 10_005_534
    assert {row.values["value"] for row in rows if row.status == "lost"} == {Decimal(0)}
    assert Counter(row.stage for row in rows if row.status == "open") == {
        "Engaging": 1589,
        "Prospecting": 500,
    }
    assert {row.stage for row in rows if row.status != "open"} == {"Engaging"}
    assert sum("company" not in row.values for row in rows) == 1425
    assert sum(row.created is not None for row in rows) == 8300
    assert sum(row.closed is not None for row in rows) == 6711
    assert rows[0].values["title"] == "Cancity · GTX Plus Basic"
    assert rows[0].created == datetime(2016, 10, 20, 9 if board is BOARD else 12, 0, tzinfo=UTC)
    assert rows[0].closed == datetime(2017, 3, 1, 10 if board is BOARD else 12, 0, tzinfo=UTC)


def test_a_row_costs_few_calls(maven: bytes) -> None:
    """8,800 rows are well under a second of work (200 calls a row, 0.5 s)."""
    assert count_calls(lambda: plan_import(read_table(maven), BOARD, now=NOW)) < 300 * 8_800


def test_a_plan_costs_less_than_three_times_reading_and_validating() -> None:
    """What a loop over csv.DictReader that parses every field would cost, in calls, at any size."""
    lines = "".join(
        f"{at},Deal {at},Company {at % 50},{at}.{at % 90 + 10},Ann {at % 20},2026-12-{at % 28 + 1:02},a\n"
        for at in range(2_000)
    )
    data = f"External id,Title,Company,Value,Owner,Close date,Tags\n{lines}".encode()

    def validate() -> None:
        for row in csv.DictReader(io.StringIO(data.decode(), newline="")):
            names = ("external_id", "title", "company", "value", "owner", "close", "tags")
            parse_changes(DEAL, dict(zip(names, row.values(), strict=True)), NOW)

    plain = count_calls(validate)
    assert count_calls(lambda: plan_import(read_table(data), BOARD, now=NOW)) < 3 * plain


def test_a_real_pipeline_again_is_all_updates(maven: bytes) -> None:
    """The same file finds its deals by their ids."""
    table = read_table(maven)
    deals = [
        make_deal(id=f"k7q-{number:012}", external_id=row.cells[0], imported=True, stage=STAGES[0].id)
        for number, row in enumerate(table.rows)
    ]
    made = plan_import(table, BOARD._replace(deals=by_id(deals)), now=NOW)
    assert (made.new, made.updated, made.skipped) == (0, 8800, 0)


def test_a_table_without_a_column_for_titles_says_so() -> None:
    """Most likely its first line is a deal already; what to do about it is told once."""
    made = plan("Acme,12000,Lead\nBeta,5000,Proposal\n")
    assert made.new == 0
    [warning] = made.warnings
    assert "--map title=COLUMN" in warning


# Percentages, pipelines, keys and suspects


@pytest.mark.parametrize(
    ("cells", "read"),
    [
        (("40%", "75 %"), (40, 75)),
        (("40", "7.5"), (40, 8)),
        (("0.4", "1"), (40, 100)),
        (("0,25", "0"), (25, 0)),
    ],
)
def test_percentages_are_the_chance_of_a_win(cells: tuple[str, str], read: tuple[int, int]) -> None:
    """As percents or as parts of one, as the whole column writes them."""
    made = plan(f"Title;Probability\na;{cells[0]}\nb;{cells[1]}\n")
    assert tuple(row.values["probability"] for row in made.action.rows) == read


def test_a_percentage_that_is_none_is_a_problem() -> None:
    """Of its row alone."""
    made = plan("Title,Probability\na,40%\nb,soon\nc,400%\n")
    assert [line for line, _ in made.problems] == [3, 4]


def test_days_with_names_of_months_and_short_years() -> None:
    """As databases and spreadsheets write them."""
    made = plan("Title,Created,Close date\na,01-Jan-2015,31-12-26\nb,2 Feb 2015,01-02-26\n")
    assert [row.created.date() for row in made.action.rows if row.created] == [
        date(2015, 1, 1),
        date(2015, 2, 2),
    ]
    assert [row.values["close"] for row in made.action.rows] == [date(2026, 12, 31), date(2026, 2, 1)]


def test_thousands_of_empty_rows_are_passed_over() -> None:
    """Spreadsheets like to export them; the lines of the others stay true."""
    made = plan("Title,Value\na,1\n" + ",\n" * 5000 + "b,lots\n")
    assert (made.new, [line for line, _ in made.problems]) == (1, [5003])


def test_rows_go_to_the_pipelines_that_they_name() -> None:
    """Unknown ones are made with their stages; stages of the same name are told apart."""
    made = plan("Title,Pipeline,Stage\na,Sales,Lead\nb,Partners,Lead\nc,Partners,Pilot\n")
    assert made.action.new_pipelines == ("Partners",)
    assert [(one.name, one.pipeline) for one in made.action.new_stages] == [
        ("Lead", "Partners"),
        ("Pilot", "Partners"),
    ]
    assert made.stages == (
        ("Sales / Lead", "Lead"),
        ("Partners / Lead", "new stage"),
        ("Partners / Pilot", "new stage"),
    )


def test_the_one_pipeline_of_a_foreign_table_is_the_first_of_the_board() -> None:
    """Every export of a team with one pipeline names it; that is no reason for a second one here."""
    made = plan("Title,Pipeline,Stage\na,Default pipeline,Lead\n")
    assert (made.action.new_pipelines, made.action.new_stages) == ((), ())


def test_a_key_of_ones_own_finds_the_deals() -> None:
    """By any fields, without regard to capitals; one of two deals or rows is never picked by chance."""
    deals = [
        make_deal(id="k7q-01hk3z8q0001", title="Site", company="Acme"),
        make_deal(id="k7q-01hk3z8q0002", title="Shop", company="Acme"),
        make_deal(id="k7q-01hk3z8q0003", title="Shop", company="ACME"),
    ]
    board = BOARD._replace(deals=by_id(deals))
    table = read_table(b"Deal,Firma,Value\nsite,ACME,5\nshop,Acme,6\nNew,Acme,7\nNEW,acme,8\n")
    made = plan_import(table, board, now=NOW, key=("Deal", "company"))
    assert [row.deal for row in made.action.rows] == ["k7q-01hk3z8q0001", ""]
    assert made.problems == (
        (3, "'shop, acme' is the key of 2 deals; make them one first."),
        (5, "'new, acme' stands on line 4 already."),
    )
    with pytest.raises(BadInput, match="'Nope' is no column that deals can be known by; there are Deal, "):
        plan_import(table, board, now=NOW, key=("Nope",))


def test_suspected_duplicates_are_listed_and_added() -> None:
    """A new deal of the same title and company as an open one; nothing is merged."""
    board = BOARD._replace(deals=by_id([make_deal(title="Site", company="Acme")]))
    made = plan("ID,Title,Company\n1,site,ACME\n2,Shop,Acme\n", board)
    assert made.new == 2
    assert made.suspected == ((2, "Site may be the deal k7q-01hk3z8q0v3x of the board."),)


def test_a_bad_address_is_a_problem_of_its_row() -> None:
    """Before anything is written."""
    assert plan("Title,Email\na,nobody\nb,b@example.com\n").problems == (
        (2, "'nobody' is not an e-mail address."),
    )


@pytest.mark.parametrize(
    ("header", "cells", "status"),
    [
        ("Won", "yes", "won"),
        ("Won?", "TRUE", "won"),
        ("IsWon", "1", "won"),
        ("Is won", "no", "open"),
        ("Lost", "x", "lost"),
        ("Won,Lost", "no,yes", "lost"),
        ("Won,Lost", "no,no", "open"),
        ("Won,Lost", "yes,", "won"),
        ("Is Closed,Is Won", "true,true", "won"),
        ("Closed?,Won?", "yes,no", "lost"),
        ("Closed?,Won?", "yes,", "lost"),
        ("Closed,Won", "0,0", "open"),
        ("Closed?", "no", "open"),
        ("Gewonnen", "ja", "won"),
        ("Status,Won", "lost,yes", "lost"),
    ],
)
def test_columns_of_yes_and_no_make_up_the_status(header: str, cells: str, status: str) -> None:
    """Won, lost and closed alone or together; a column that says the status in a word goes before."""
    others = "b,no" + ",no" * header.count(",") if "Status" not in header else "b,open,no"
    made = plan(f"Title,{header}\na,{cells}\n{others}\n")
    assert made.action.rows[0].status == status
    assert not made.problems
    assert not any(column.field.startswith("custom.") for column in made.columns)


def test_a_row_that_is_won_and_lost_is_listed() -> None:
    """The two contradict each other, and the other rows go in."""
    made = plan("Title,Won,Lost\na,yes,yes\nb,no,yes\n")
    assert [(one.line, one.reason) for one in made.problems] == [
        (2, "The row says that the deal is won and that it is lost; one of them is wrong.")
    ]
    assert [row.status for row in made.action.rows] == ["lost"]


def test_a_close_without_an_outcome_is_told() -> None:
    """Closed, but won or lost? It stays open unless its stage tells, and the user is told how to say it."""
    made = plan("Title,Stage,Closed?\na,Lead,yes\nb,Closed won,yes\nc,Lead,no\n")
    assert [row.status for row in made.action.rows] == ["open", "won", "open"]
    assert any("closed without a word on how that went" in warning for warning in made.warnings)


def test_a_column_of_days_when_a_deal_was_won_is_no_flag() -> None:
    """The same name, told apart by what is in the cells."""
    made = plan("Title,Closed,Lost\na,2026-01-13,too dear\n")
    assert {column.name: column.field for column in made.columns} == {
        "Title": "title", "Closed": "closed", "Lost": "custom.lost",
    }  # fmt: skip


def test_dates_with_hyphens_and_short_years_are_read_by_the_evidence_of_the_file() -> None:
    """dd-mm-yy beside dd-Mon-yyyy: one day above 12 decides for the whole file."""
    made = plan("Title,Created,Close date\na,05-03-15,01-Jan-2027\nb,31-12-15,02-Feb-2027\n")
    assert [row.created.date() for row in made.action.rows if row.created] == [
        date(2015, 3, 5),
        date(2015, 12, 31),
    ]
    assert [row.values["close"] for row in made.action.rows] == [date(2027, 1, 1), date(2027, 2, 2)]


def test_thousands_of_blank_lines_are_no_rows() -> None:
    """What spreadsheets leave below a table, and between its rows; every row still knows its line."""
    blank = ",,\n" * 3000 + "\n" * 3000 + "  , ,\n" * 3000
    made = plan(f"Title,Stage,Value\n{blank}a,Lead,1\n{blank}b,Lead,2\n{blank}")
    assert [row.values["title"] for row in made.action.rows] == ["a", "b"]
    assert list(made.lines) == [9002, 18003]
    assert (made.problems, made.skipped) == ((), 0)


def test_a_pipeline_of_other_names_takes_a_stage_map_at_most() -> None:
    """Percent columns and stages that nobody knows: without a word they are made, with one they are found."""
    text = "Title,Stage,Win %,Probability\na,Zeta,40%,40%\nb,Omega,55.5%,55%\nc,Zeta,,\n"
    made = plan(text)
    assert not made.problems
    assert {new.name for new in made.action.new_stages} == {"Zeta", "Omega"}
    assert [row.values.get("probability") for row in made.action.rows] == [40, 55, None]
    mapped = plan(text, stage_map={"Zeta": "Lead", "Omega": "won"})
    assert not mapped.action.new_stages
    assert [row.status for row in mapped.action.rows] == ["open", "won", "open"]


def test_thousands_of_owners_and_companies_are_read_like_few() -> None:
    """Each row has its own, and none is taken for another's."""
    lines = "".join(f"D{at},Owner {at},Company {at},{at}\n" for at in range(6_000))
    made = plan(f"Title,Owner,Account,Amount\n{lines}")
    assert len(made.action.rows) == 6_000
    for at, row in enumerate(made.action.rows):
        assert (row.values["owner"], row.values["company"]) == (f"Owner {at}", f"Company {at}")
        assert row.values["value"] == at


def test_a_stage_that_only_unreadable_rows_name_is_not_made() -> None:
    """Nothing is made for a row that is left out."""
    made = plan("Title,Stage,Value\na,Lead,1\nb,Zeta,much\n")
    assert [one.line for one in made.problems] == [3]
    assert made.action.new_stages == ()
    assert len(made.action.rows) == 1
