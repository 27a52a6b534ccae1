"""`stages show`, and the commands for checklists, materials and challenges of a stage."""

from __future__ import annotations

from pathlib import Path

from command_line import Pipeboard


def test_a_stage_shows_everything_about_itself(pipeboard: Pipeboard, folder: Path) -> None:
    """What a template brings, in words and as JSON."""
    pipeboard("init", "--template", "consulting")
    page = pipeboard("stages", "show", "discovery").out
    record = pipeboard("stages", "show", "discovery", "--json").json
    for part in (
        *(record[name] for name in ("goal", "role", "guidance", "evidence", "tools")),
        *(one["text"] for one in record["checklist"]),
        *(one["title"] for one in record["materials"]),
        *(text for one in record["challenges"] for text in (one["text"], one["remedy"])),
        "40% chance, target 14 days, idle after 7 days, deals count as qualified",
    ):
        assert part in page, part
    assert record["materials"][0]["reviewed"] is None
    assert "The sponsor has confirmed your summary (required)" in page


def test_the_texts_of_a_stage_are_set(pipeboard: Pipeboard, board: Path) -> None:
    """Tools too; an empty text takes one away."""
    pipeboard("stages", "set", "lead", "--goal", "Find out more", "--tools", "phone, mail")
    assert pipeboard("stages", "show", "lead", "--json").json["tools"] == "phone, mail"
    pipeboard("stages", "set", "lead", "--tools", "")
    page = pipeboard("stages", "show", "lead").out
    assert "Find out more" in page
    assert "Tools" not in page


def test_items_of_a_checklist_are_added_changed_and_removed(pipeboard: Pipeboard, board: Path) -> None:
    """By number or a part of the text."""
    said = pipeboard("stages", "check", "add", "lead", "Budget", "known", "--required").out
    assert said == "Defined the checklist item Budget known.\n"
    pipeboard("stages", "check", "set", "lead", "1", "--text", "Budget and sponsor known", "--optional")
    items = pipeboard("stages", "show", "lead", "--json").json["checklist"]
    assert [(one["text"], one["required"]) for one in items] == [("Budget and sponsor known", False)]
    assert "Removed the checklist item" in pipeboard("stages", "check", "remove", "lead", "sponsor").out
    assert pipeboard("stages", "show", "lead", "--json").json["checklist"] == []


def test_materials_have_an_address_and_a_day_of_review(
    pipeboard: Pipeboard, board: Path, noon: object
) -> None:
    """Today unless another day is named; a day to come is refused."""
    pipeboard("stages", "material", "add", "offer", "Price list", "--url", "https://example.com/prices")
    assert "reviewed" not in pipeboard("stages", "show", "offer").out.replace("never reviewed", "")
    record = pipeboard("stages", "material", "reviewed", "offer", "price", "--json").json
    assert record["materials"][0]["reviewed"] == "2098-06-15"
    pipeboard("stages", "material", "set", "offer", "1", "--reviewed", "2096-01-01", "--title", "Prices")
    page = pipeboard("stages", "show", "offer").out
    assert "https://example.com/prices · reviewed 1 Jan 2096, look at it again" in page
    late = pipeboard("stages", "material", "reviewed", "offer", "1", "tomorrow", ok=False)
    assert (late.code, "is still to come" in late.err) == (2, True)
    pipeboard("stages", "material", "remove", "offer", "1")
    assert "Prices" not in pipeboard("stages", "show", "offer").out


def test_challenges_have_remedies(pipeboard: Pipeboard, board: Path) -> None:
    """Told below them."""
    pipeboard(
        "stages", "challenge", "add", "offer", "They go silent", "--remedy", "Name the date when you call"
    )
    pipeboard("stages", "challenge", "set", "offer", "silent", "--remedy", "Call the sponsor")
    assert "→ Call the sponsor" in pipeboard("stages", "show", "offer").out
    pipeboard("stages", "challenge", "remove", "offer", "1")
    assert pipeboard("stages", "show", "offer", "--json").json["challenges"] == []


def test_slips_with_content_are_told(pipeboard: Pipeboard, board: Path) -> None:
    """One sentence, the right exit code."""
    pipeboard("stages", "check", "add", "lead", "Budget known")
    for code, told, args in (
        (
            1,
            "There is a checklist item called Budget known already",
            ("check", "add", "lead", "budget KNOWN"),
        ),
        (2, "Nothing to change was named", ("check", "set", "lead", "1")),
        (3, "Lead has no checklist item '5'; there are: 1 'Budget known'.", ("check", "remove", "lead", "5")),
        (3, "Offer has no material 'x'; there are: none.", ("material", "reviewed", "offer", "x")),
        (3, "There is no stage 'nowhere'", ("challenge", "add", "nowhere", "x")),
        (2, "Missing command; there are add, set, remove", ("check",)),
    ):
        ran = pipeboard("stages", *args, ok=False)
        assert ran.code == code, ran.err
        assert told in ran.err
