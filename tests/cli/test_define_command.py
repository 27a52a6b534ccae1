"""`pipeboard define` and `pipeboard frameworks`: what a team defined, listed, made, changed, taken away."""

from __future__ import annotations

from pathlib import Path

import pytest

from command_line import Pipeboard
from pipeboard.domain.definitions import ABOUT, KINDS


def test_alone_it_lists_the_kinds_with_their_sentences(pipeboard: Pipeboard, board: Path) -> None:
    """And how many there are of each."""
    text = pipeboard("define").out
    for kind, about in ABOUT.items():
        assert kind in text
        assert about in text
    kinds = {one["kind"]: one["count"] for one in pipeboard("define", "--json").json["kinds"]}
    assert (list(kinds), kinds["framework"], kinds["company"]) == (list(KINDS), 3, 0)


def test_a_definition_is_made_changed_shown_emptied_and_taken_away(pipeboard: Pipeboard, board: Path) -> None:
    """Each in one line; undo takes the last one back."""
    made = pipeboard("define", "profile", "Agency", "industries=media, software", "smallest=10")
    assert made.out == "Defined the profile Agency.\n"
    pipeboard("define", "profile", "agency", "largest=200", "smallest=")
    record = pipeboard("define", "profile", "agency", "--json").json
    assert record == {
        "schema": 1,
        "kind": "profile",
        "id": "agency",
        "shipped": False,
        "title": "Agency",
        "industries": ["media", "software"],
        "smallest": None,
        "largest": 200,
        "pains": None,
        "buying": None,
    }
    shown = pipeboard("define", "profile", "age").out
    assert "Largest size" in shown
    assert "Smallest" not in shown
    assert pipeboard("define", "profile", "--json").json["definitions"][0]["id"] == "agency"
    assert pipeboard("define", "profile", "Agency", "--remove").out == "Removed the profile Agency.\n"
    assert pipeboard("define", "profile").err.startswith("pipeboard: There is no profile yet; make one")
    pipeboard("undo")
    assert "Agency" in pipeboard("define", "profile").out


def test_what_ships_can_be_changed_and_comes_back_when_it_is_defined_again(
    pipeboard: Pipeboard, board: Path
) -> None:
    """The id stays, whatever the title becomes."""
    pipeboard("define", "framework", "bant", "title=Basics")
    record = pipeboard("define", "framework", "basics", "--json").json
    assert (record["id"], record["shipped"]) == ("bant", False)
    pipeboard("define", "score", "touched", "--remove")
    assert "touched" not in pipeboard("define", "score").out
    record = pipeboard("define", "score", "touched", "points=9", "when=touches>=4", "--json").json
    assert (record["id"], record["points"], record["when"]) == ("touched", 9, "touches>=4")


def test_parts_are_named_by_what_they_belong_to(pipeboard: Pipeboard, board: Path) -> None:
    """A stage by its name; the list shows it so."""
    pipeboard("define", "challenge", "Nobody answers", "stage=Offer", "remedy=Call at nine")
    assert "Offer" in pipeboard("define", "challenge").out
    assert pipeboard("define", "challenge", "--json").json["definitions"][0]["stage"] == "offer"


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("scor",), 2, "Did you mean 'score'?"),
        (("score", "x", "whn=overdue"), 2, "did you mean 'when'?"),
        (("score", "x", "when=a scor>3", "points=5"), 2, "at character 3 of the filter"),
        (("score", "x", "when=overdue", "points=500"), 2, "from -100 to 100"),
        (("score", "x", "when=overdue", "points=5", "title="), 2, "Title must not be empty"),
        (("score", "budgt"), 3, "did you mean 'budget'?"),
        (("score", "nix", "--remove"), 3, "There is no score 'nix'"),
        (("reason", "outcome=lost"), 2, "Say which reason first"),
        (("reason", "--remove"), 2, "Say which reason to take away"),
        (("reason", "price", "outcome=won", "--remove"), 2, "not both"),
        (("reason", "Brand new"), 3, "To make it, add a field: `pipeboard define reason NAME outcome=...`."),
        (("criterion", "x", "framework=nope"), 3, "There is no framework 'nope'"),
        (("check", "x", "list=nope"), 2, "There is no checklist 'nope'"),
        (("reason", "x", "outcome"), 2, "is not of the form name=value"),
    ],
)
def test_slips_are_told_with_the_way_on(
    pipeboard: Pipeboard, board: Path, words: tuple[str, ...], code: int, told: str
) -> None:
    """One sentence, and nothing is changed."""
    before = board.read_bytes()
    ran = pipeboard("define", *words, ok=False)
    assert (ran.code, ran.out) == (code, "")
    assert told in ran.err
    assert ran.err.count("\n") == 1
    assert board.read_bytes() == before


def test_a_framework_is_added_in_one_line_and_works_at_once(pipeboard: Pipeboard, board: Path) -> None:
    """In qualify, show, filters and the list of frameworks."""
    said = pipeboard("frameworks", "add", "SPIN", "Situation", "Problem", "Implication", "Need payoff").out
    assert said == "Defined the framework SPIN with 4 criteria.\n"
    pipeboard("define", "criterion", "spin.problem", "question=What goes wrong today?")
    assert "What goes wrong today?" in pipeboard("frameworks", "show", "spin").out
    pipeboard("qualify", "acme website", "--framework", "SPIN", "problem=yes", "need=p")
    assert "SPIN ·P·~" in pipeboard("show", "acme website").out
    assert "Acme website" in pipeboard("list", "spin.problem:yes").out
    assert "Acme website" in pipeboard("list", "framework:spin", "need-payoff>=partial").out
    found = pipeboard("frameworks", "list", "--json").json["frameworks"]
    assert [one["id"] for one in found] == ["bant", "champ", "meddic", "spin"]
    assert [one["letter"] for one in found[3]["criteria"]] == list("SPIN")
    record = pipeboard("frameworks", "add", "Two", "One", "--json").json
    assert (record["id"], record["criteria"][0]["id"]) == ("two", "one")


def test_a_framework_that_is_not_there_is_told_with_those_that_are(pipeboard: Pipeboard, board: Path) -> None:
    """Wherever one can be named."""
    for words in (
        ("frameworks", "show", "spin"),
        ("qualify", "acme website", "--framework", "spin", "budget=yes"),
        ("edit", "acme website", "--set", "framework=spin"),
        ("add", "X", "--set", "framework=spin"),
    ):
        ran = pipeboard(*words, ok=False)
        assert ran.code == 2
        assert ran.err == "pipeboard: There is no framework 'spin'; there are bant, champ and meddic.\n"


def test_choices_are_typed_in_any_case(pipeboard: Pipeboard, board: Path) -> None:
    """Whether they are words or letters."""
    record = pipeboard("define", "limit", "Anna", "role=ae", "most=40", "--json").json
    assert (record["role"], record["most"]) == ("AE", 40)
    assert pipeboard("define", "limit", "Anna", "role=BDR", "--json").json["role"] == "BDR"
