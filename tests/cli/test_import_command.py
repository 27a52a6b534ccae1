"""`pipeboard import` shows what it understood, takes what it can, and lists the rest with line and reason."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from command_line import Pipeboard, run_program

CSV = """Deal name;Organisation;Amount;Stage;Id;Created
Gamma;Gamma GmbH;1.234,50;Offer;7;01.02.2026
Delta;;20k;Pitch;8;28.02.2026
Omega;Nobody;lots;Lead;9;01.03.2026
"""


@pytest.fixture
def source(folder: Path) -> str:
    (folder / "deals.csv").write_text(CSV, "utf-8")
    return "deals.csv"


def test_rows_that_fail_do_not_stop_the_rest(pipeboard: Pipeboard, board: Path, source: str) -> None:
    """Two deals come in, the third row is told on stderr with its line, and the exit code is 1."""
    ran = pipeboard("import", source, ok=False)
    assert ran.code == 1
    assert "Line 4" in ran.err
    assert "Deal name" in ran.out
    assert ran.out.splitlines()[-1] == "Imported: 2 deals added."
    record = pipeboard("show", "gamma", "--json").json
    assert (record["value"], record["stage"], record["imported"]) == ("1234.50", "offer", True)
    assert record["created"].startswith("2026-02-01")


def test_where_there_are_no_columns_the_result_is_all_there_is(
    pipeboard: Pipeboard, board: Path, folder: Path
) -> None:
    """An address book has none: no blank line stands where they would."""
    card = "BEGIN:VCARD\nVERSION:3.0\nFN:Jo Doe\nORG:Gamma Oy\nEMAIL:jo@gamma.example\nEND:VCARD\n"
    (folder / "people.vcf").write_text(card, "utf-8")
    assert pipeboard("import", "people.vcf").out == "Imported: 1 deal added.\n"


def test_a_dry_run_writes_nothing(pipeboard: Pipeboard, board: Path, source: str) -> None:
    """The plan is printed, the bytes stay."""
    before = board.read_bytes()
    ran = pipeboard("import", source, "--dry-run", ok=False)
    assert "Would import: 2 new" in ran.out
    assert board.read_bytes() == before


def test_a_second_import_updates_by_id(pipeboard: Pipeboard, board: Path, source: str, folder: Path) -> None:
    """Nothing is there twice; a changed amount is changed, and one undo takes an import back."""
    pipeboard("import", source, ok=False)
    (folder / source).write_text(CSV.replace("20k", "25k"), "utf-8")
    assert "1 updated" in pipeboard("import", source, ok=False).out
    assert len(pipeboard("list", "--json").json["deals"]) == 4
    assert pipeboard("show", "delta", "--json").json["value"] == "25000"
    pipeboard("undo")
    assert pipeboard("show", "delta", "--json").json["value"] == "20000"


def test_columns_and_stages_can_be_named(pipeboard: Pipeboard, board: Path, source: str) -> None:
    """--map, --stage-map and the plan as JSON."""
    ran = pipeboard(
        *("import", source, "--map", "title=Organisation", "--stage-map", "Pitch=Decision"),
        *("--date-format", "dmy", "--dry-run", "--json"),
        ok=False,
    )
    plan = ran.json
    assert {"column": "Organisation", "field": "title", "example": "Gamma GmbH"} in plan["columns"]
    assert plan["stages"]["Pitch"] == "Decision"
    assert plan["dry_run"] is True


@pytest.mark.parametrize(
    ("options", "code"),
    [(["--map", "title=Nope"], 2), (["--map", "nonsense"], 2), (["--stage-map", "Pitch=Nowhere"], 3)],
)
def test_a_wrong_map_is_refused_before_anything_is_written(
    pipeboard: Pipeboard, board: Path, source: str, options: list[str], code: int
) -> None:
    """One sentence, nothing imported."""
    before = board.read_bytes()
    ran = pipeboard("import", source, *options, ok=False)
    assert (ran.code, ran.out) == (code, "")
    assert board.read_bytes() == before


def test_a_table_is_read_from_a_pipe(board: Path) -> None:
    """`-` is standard input."""
    ran = run_program("import", "-", "--json", stdin="title,value\nPiped,5\n")
    assert ran.code == 0, ran.err
    assert ran.json["new"] == 1


def test_a_stock_tinydb_file_is_imported_once_and_backed_up_first(
    pipeboard: Pipeboard, board: Path, folder: Path
) -> None:
    """A second import updates the deals; the board before it is in a backup."""
    before = board.read_bytes()
    crm = folder / "crm.json"
    crm.write_text(
        '{"_default": {"1": {"title": "Old deal", "value": 900}, "2": {"title": "Another"}}}', "utf-8"
    )
    assert "move it aside" in pipeboard("-f", str(crm), "list", ok=False).err
    for _ in range(2):
        pipeboard("import", "crm.json")
        deals = pipeboard("list", "status:any", "--json").json["deals"]
        assert sorted(deal["title"] for deal in deals).count("Old deal") == 1
        assert len(deals) == 4
    backups = pipeboard("backups", "--json").json["backups"]
    assert backups[-1]["before"] == "import"
    assert Path(backups[-1]["path"]).read_bytes() == before


def test_all_or_nothing_writes_nothing_where_a_row_fails(
    pipeboard: Pipeboard, board: Path, source: str
) -> None:
    """The rows are listed all the same, and a file without such rows goes in."""
    before = board.read_bytes()
    ran = pipeboard("import", source, "--all-or-nothing", ok=False)
    assert (ran.code, board.read_bytes()) == (1, before)
    assert "Line 4" in ran.err
    assert "Nothing was imported: 1 row cannot be read" in ran.err


def test_a_report_says_what_became_of_every_row(
    pipeboard: Pipeboard, board: Path, source: str, folder: Path
) -> None:
    """By line, for the file to be mended by; also of a dry run."""
    pipeboard("add", "gamma", "--company", "Gamma GmbH")
    pipeboard("import", source, "--report", "report.csv", "--dry-run", ok=False)
    rows = list(csv.reader((folder / "report.csv").read_text("utf-8-sig").splitlines()))
    assert rows[0] == ["line", "result", "title", "remark"]
    assert [row[:3] for row in rows[1:]] == [
        ["2", "added", "Gamma"],
        ["3", "added", "Delta"],
        ["4", "left out", ""],
    ]
    assert rows[1][3].startswith("gamma may be the deal ")
    assert rows[3][3] == "Amount: 'lots' is not an amount; write it like 12000, 12k or 1,234.50."


def test_a_key_updates_instead_of_adding(pipeboard: Pipeboard, board: Path, folder: Path) -> None:
    """By the column that the user names."""
    (folder / "named.csv").write_text("Deal,Value\nACME WEBSITE,99\n", "utf-8")
    ran = pipeboard("import", "named.csv", "--key", "Deal")
    assert ran.out.splitlines()[-1] == "Imported: 1 updated."
    assert pipeboard("show", "acme website", "--json").json["value"] == "99"
