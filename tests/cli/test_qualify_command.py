"""`pipeboard qualify`: what is known of a deal, in one line."""

from __future__ import annotations

from pathlib import Path

from command_line import Pipeboard


def test_answers_notes_marks_and_framework_in_one_go(pipeboard: Pipeboard, board: Path) -> None:
    """One line says what was done; one undo takes it all back."""
    said = pipeboard(
        *("qualify", "acme website", "--framework", "MEDDIC", "champion=yes", "eco=p", "--mql", "--sql"),
        *("--note", "champion=Ville, of course", "--at", "2026-01-02", "--by", "Cleo"),
    )
    assert said.out == (
        "Acme website: framework MEDDIC, champion yes, economic buyer partial, a note on champion, "
        "marked as MQL, marked as SQL.\n"
    )
    record = pipeboard("show", "acme website", "--json").json
    assert record["framework"] == "meddic"
    assert record["answers"][0] == {
        "framework": "meddic",
        "criterion": "champion",
        "answer": "yes",
        "note": "Ville, of course",
        "by": "Cleo",
        "at": record["mql"],
    }
    assert record["mql"].startswith("2026-01-0")
    assert record["sql"] == record["mql"]
    text = pipeboard("show", "acme website").out
    for part in ("MEDDIC ·~···C", "Economic buyer", "Ville, of course", "MQL 2 Jan"):
        assert part in text
    pipeboard("undo", "--by", "Cleo")
    record = pipeboard("show", "acme website", "--json").json
    assert (record["framework"], record["answers"], record["mql"]) == ("bant", [], None)


def test_lists_give_answers_and_filters_find_marks(pipeboard: Pipeboard, board: Path) -> None:
    """Scripts need not ask deal by deal."""
    pipeboard("qualify", "acme website", "budget=yes", "--sql")
    found = pipeboard("list", "has:sql", "--json").json["deals"]
    assert [(one["title"], one["answers"][0]["answer"]) for one in found] == [("Acme website", "yes")]
    assert "Acme website" not in pipeboard("list", "-has:answers").out


def test_a_write_prints_the_record_with_json(pipeboard: Pipeboard, board: Path) -> None:
    """As all writes do."""
    record = pipeboard("qualify", "acme website", "need=no", "--json").json
    assert record["summary"] == "Acme website: need no."
    assert record["answers"][0]["criterion"] == "need"


def test_slips_are_told_with_the_way_on(pipeboard: Pipeboard, board: Path) -> None:
    """Usage, exit code 2."""
    for wrong, told in (
        ("budget", "is not of the form name=value"),
        ("colour=yes", "BANT has no criterion 'colour'; there are budget, authority, need and timeline."),
        ("budget=maybe", "write yes, partial, no or unknown"),
    ):
        ran = pipeboard("qualify", "acme website", wrong, ok=False)
        assert ran.code == 2
        assert told in ran.err
        assert ran.err.count("\n") == 1
