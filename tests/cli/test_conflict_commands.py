"""`conflicts`, `history --field`, and undo where others have built on the value."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from command_line import Pipeboard

Everyday: TypeAlias = Callable[[], object]
Clash: TypeAlias = Callable[[Everyday, Everyday], None]


@pytest.fixture
def clash(pipeboard: Pipeboard, board: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clash:
    """Lets Ann work, then Bob in a clone of his own that has not seen it, and unites both files."""

    def run(anns: Everyday, bobs: Everyday) -> None:
        file, clone = board, tmp_path / "bobs"
        (clone / ".git").mkdir(parents=True)
        shutil.copy(file, clone)
        anns()
        with monkeypatch.context() as elsewhere:
            elsewhere.setenv("PIPEBOARD_AUTHOR", "Bob")
            elsewhere.chdir(clone)
            bobs()
        hers, his = (each.read_bytes().splitlines(keepends=True) for each in (file, clone / file.name))
        file.write_bytes(b"".join([*hers[:2], *sorted({*hers[2:-2], *his[2:-2]}), *hers[-2:]]))

    return run


@pytest.fixture
def disputed(clash: Clash, pipeboard: Pipeboard) -> None:
    """Ann and Bob have priced Acme website, moved it, and rated the first stage."""

    def work(value: str, stage: str, probability: str) -> Everyday:
        return lambda: (
            pipeboard("edit", "Acme website", "--value", value),
            pipeboard("move", "Acme website", stage),
            pipeboard("stages", "set", "Lead", "--probability", probability),
        )

    clash(work("14k", "Offer", "20"), work("13k", "Decision", "30"))


@pytest.mark.usefixtures("disputed")
def test_conflicts_are_listed_with_both_values_and_authors(pipeboard: Pipeboard) -> None:
    """As a table and as JSON; the value that shows comes first."""
    lines = pipeboard("conflicts").out.splitlines()
    assert lines[0].split() == ["DEAL", "TITLE", "FIELD", "VALUE", "WHO", "WHEN"]
    assert lines[1].split()[-4:-2] == ["Decision", "Bob"]
    assert lines[2].split()[:2] == ["Offer", "Ann"]
    found = pipeboard("conflicts", "list", "--json").json["conflicts"]
    assert [
        (one["about"], [(side["value"], side["by"], side["shows"]) for side in one["sides"]]) for one in found
    ] == [
        ("Acme website: Stage", [("Decision", "Bob", True), ("Offer", "Ann", False)]),
        ("Acme website: Value", [("13000", "Bob", True), ("14000", "Ann", False)]),
        ("Stage Lead: Probability", [("30", "Bob", True), ("20", "Ann", False)]),
    ]


def test_a_board_in_peace_has_no_conflicts(pipeboard: Pipeboard, board: Path) -> None:
    """Said on stderr; scripts hear 0."""
    ran = pipeboard("conflicts", "list", "--check")
    assert (ran.out, ran.err) == ("", "pipeboard: There are no conflicts.\n")
    assert pipeboard("conflicts", "resolve", "--all", "--keep").out == "Nothing was settled.\n"
    ran = pipeboard("conflicts", "resolve", "Acme website", "--keep", ok=False)
    assert (ran.code, ran.err.count("no conflict on Acme website")) == (3, 1)


@pytest.mark.usefixtures("disputed")
@pytest.mark.parametrize(
    ("said", "value"), [(("--mine",), "14000"), (("--theirs",), "13000"), (("--keep",), "13000")]
)
def test_a_value_is_picked_by_whose_it_is(pipeboard: Pipeboard, said: tuple[str, ...], value: str) -> None:
    """And is an ordinary change, which undo takes back."""
    assert pipeboard("conflicts", "list", "--check", ok=False).code == 6
    pipeboard("conflicts", "resolve", "Acme website", "value", *said)
    deal = pipeboard("show", "Acme website", "--json").json
    assert (deal["value"], [one["field"] for one in deal["conflicts"]]) == (value, ["stage"])
    pipeboard("undo")
    assert len(pipeboard("conflicts", "--json").json["conflicts"]) == 3


@pytest.mark.usefixtures("disputed")
def test_a_third_value_and_what_is_no_deals(pipeboard: Pipeboard) -> None:
    """Values are typed as anywhere; settings are named as in the list."""
    pipeboard("conflicts", "resolve", "Acme website", "Value", "--value", "15k")
    pipeboard("conflicts", "resolve", "Acme website", "--value", "Lead")
    pipeboard("conflicts", "resolve", "stage/lead", "--mine")
    deal = pipeboard("show", "Acme website", "--json").json
    assert (deal["value"], deal["stage_name"], deal["conflicts"]) == ("15000", "Lead", [])
    assert pipeboard("conflicts", "list", "--check").code == 0


@pytest.mark.usefixtures("disputed")
def test_everything_is_settled_as_one_step(pipeboard: Pipeboard) -> None:
    """Those of a deal, or all; one undo brings them back."""
    pipeboard("conflicts", "resolve", "--all", "--mine", "Acme website")
    assert [one["of"] for one in pipeboard("conflicts", "--json").json["conflicts"]] == ["stage/lead"]
    pipeboard("undo")
    pipeboard("conflicts", "resolve", "--all", "--theirs")
    assert pipeboard("conflicts", "--json").json["conflicts"] == []
    pipeboard("undo")
    assert len(pipeboard("conflicts", "--json").json["conflicts"]) == 3


@pytest.mark.usefixtures("disputed")
def test_where_no_value_is_ones_own_it_is_told(pipeboard: Pipeboard) -> None:
    """Exit code 6 while something is left, 3 for a single one."""
    ran = pipeboard("conflicts", "resolve", "--all", "--mine", "--by", "Chen", ok=False)
    assert (ran.code, "Left: 3" in ran.out) == (6, True)
    ran = pipeboard("conflicts", "resolve", "Acme website", "value", "--mine", "--by", "Chen", ok=False)
    assert (ran.code, "There is no one value of yours: 13000 (Bob) or 14000 (Ann)" in ran.err) == (3, True)


@pytest.mark.usefixtures("disputed")
@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (("Acme website", "value"), 2, "Say which value it gets"),
        (("Acme website", "value", "--keep", "--value", "3"), 2, "Say which value it gets"),
        (("--keep",), 2, "Name the deal"),
        (("--all", "--value", "3"), 2, "--all takes one of"),
        (("Acme website", "--keep"), 3, "there are 'Stage', 'Value'"),
        (("Acme website", "owner", "--keep"), 3, "there are 'Stage', 'Value'"),
        (("Acme website", "stage", "--value", "lost"), 1, "with its reason"),
        (("Acme website", "value", "--value", "much"), 2, "much"),
    ],
)
def test_what_cannot_be_settled_is_refused_in_one_sentence(
    pipeboard: Pipeboard, args: tuple[str, ...], code: int, says: str
) -> None:
    """With the way on, and nothing changed."""
    ran = pipeboard("conflicts", "resolve", *args, ok=False)
    assert (ran.code, ran.err.count("\n"), says in ran.err) == (code, 1, True), ran.err
    assert len(pipeboard("conflicts", "--json").json["conflicts"]) == 3


@pytest.mark.usefixtures("disputed")
def test_a_deal_shows_its_conflicts_by_the_names_of_its_fields(pipeboard: Pipeboard) -> None:
    """In `show`."""
    assert "Value: 13000 (Bob) or 14000 (Ann)" in pipeboard("show", "Acme website").out


CALL = ("follow-up", "add", "Acme website", "call", "2099-01-01")
CROSSING: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "both move a card": (
        (),
        ("move", "Acme website", "Offer"),
        ("move", "Acme website", "Decision"),
        ("Stage: Decision (Bob) or Offer (Ann)",),
    ),
    "one wins and one loses it": (
        (),
        ("won", "Acme website"),
        ("lost", "Acme website", "--reason", "price"),
        ("Stage: lost (price) (Bob) or won (Ann)",),
    ),
    "both edit one field": (
        (),
        ("edit", "Acme website", "--value", "14k"),
        ("edit", "Acme website", "--value", "13k"),
        ("Value: 13000 (Bob) or 14000 (Ann)",),
    ),
    "delete against edit": (
        (),
        ("delete", "Acme website"),
        ("edit", "Acme website", "--value", "13k"),
        ("Ann deleted it, then Bob worked on it without having seen that.", "13 000 EUR"),
    ),
    "tick against reschedule": (
        CALL,
        ("follow-up", "done", "Acme website"),
        ("follow-up", "snooze", "Acme website", "2099-02-02"),
        ("Bob changed a call that Ann had ticked off.",),
    ),
    "reschedule against tick": (
        CALL,
        ("follow-up", "snooze", "Acme website", "2099-02-02"),
        ("follow-up", "done", "Acme website"),
        ("Bob ticked off a call that Ann had put on another day.",),
    ),
    "a stage retired while a deal moves in": (
        (),
        ("stages", "retire", "Offer", "--into", "Decision"),
        ("move", "Acme website", "Offer"),
        ("Decision",),
    ),
    "a person taken off and changed": (
        ("contact", "add", "Acme website", "Jo"),
        ("contact", "remove", "Acme website", "Jo"),
        ("contact", "edit", "Acme website", "Jo", "--phone", "5"),
        ("Ann removed Jo, then Bob changed them without having seen that.",),
    ),
}


@pytest.mark.parametrize("case", CROSSING)
def test_what_crosses_is_told_on_the_deal(pipeboard: Pipeboard, clash: Clash, case: str) -> None:
    """Each line of the table in the guide, in what `show` says."""
    before, anns, bobs, said = CROSSING[case]
    if before:
        pipeboard(*before)
    clash(lambda: pipeboard(*anns), lambda: pipeboard(*bobs))
    shown = pipeboard("show", "Acme website").out
    assert all(one in shown for one in said), shown


def test_a_notice_is_taken_away_by_restoring(pipeboard: Pipeboard, clash: Clash) -> None:
    """Who has seen why the deal is here again says so."""
    clash(lambda: pipeboard("delete", "Acme website"), lambda: pipeboard("note", "Acme website", "They rang"))
    assert "without having seen that" in pipeboard("show", "Acme website").out
    pipeboard("restore", "Acme website")
    assert "without having seen that" not in pipeboard("show", "Acme website").out


# Undo


def test_undo_tells_who_built_on_the_value_before_it_does_anything(pipeboard: Pipeboard, board: Path) -> None:
    """Exit code 1, the name and the change; `--anyway` goes on, and so for the redo."""
    pipeboard("edit", "Acme website", "--value", "14k")
    pipeboard("edit", "Acme website", "--value", "15k", "--by", "Bob")
    ran = pipeboard("undo", ok=False)
    assert ran.code == 1
    assert "Bob has built on that: Acme website: Value 14 000 → 15 000" in ran.err
    assert "`pipeboard undo --anyway`" in ran.err
    assert pipeboard("show", "Acme website", "--json").json["value"] == "15000"
    assert pipeboard("undo", "--anyway").out == "Undid: Acme website: Value 12 000 → 14 000.\n"
    pipeboard("edit", "Acme website", "--value", "16k", "--by", "Bob")
    ran = pipeboard("redo", ok=False)
    assert (ran.code, "`pipeboard redo --anyway`" in ran.err) == (1, True)
    pipeboard("redo", "--anyway")


# Who changed what


def test_the_history_of_a_field_has_its_values_newest_first(pipeboard: Pipeboard, board: Path) -> None:
    """With authors and times; what was undone is left out."""
    pipeboard("edit", "Acme website", "--value", "14k", "--by", "Bob")
    pipeboard("edit", "Acme website", "--value", "")
    pipeboard("edit", "Acme website", "--value", "99")
    pipeboard("undo")
    ran = pipeboard("history", "Acme website", "--field", "value", "--json").json
    assert ran["field"] == "value"
    assert [(one["value"], one["by"]) for one in ran["changes"]] == [
        ("", "Ann"),
        ("14000", "Bob"),
        ("12000", "Ann"),
    ]
    assert "(emptied)" in pipeboard("history", "Acme website", "--field", "value").out


def test_the_history_of_the_stage_has_moves_and_closes(pipeboard: Pipeboard, board: Path) -> None:
    """By the names of stages, with the reason of a loss."""
    pipeboard("move", "Acme website", "Offer")
    pipeboard("lost", "Acme website", "--reason", "price")
    changes = pipeboard("history", "Acme website", "--field", "stage", "--json").json["changes"]
    assert [one["value"] for one in changes] == ["lost (price)", "Offer", "Lead"]


def test_fields_of_people_answers_and_ones_own_have_a_history(pipeboard: Pipeboard, board: Path) -> None:
    """Named as in conflicts."""
    pipeboard("contact", "add", "Acme website", "Jo", "--phone", "1")
    pipeboard("contact", "edit", "Acme website", "Jo", "--phone", "2")
    pipeboard("qualify", "Acme website", "budget=yes")
    pipeboard("edit", "Acme website", "--set", "region=North")
    for field, values in (("contact phone", ["2", "1"]), ("bant.budget", ["yes"]), ("region", ["North"])):
        changes = pipeboard("history", "Acme website", "--field", field, "--json").json["changes"]
        assert [one["value"] for one in changes] == values


def test_a_field_that_is_none_is_refused_with_the_nearest(pipeboard: Pipeboard, board: Path) -> None:
    """And a field without a deal."""
    ran = pipeboard("history", "Acme website", "--field", "valeu", ok=False)
    assert (ran.code, "did you mean 'value'" in ran.err) == (2, True)
    assert pipeboard("history", "--field", "value", ok=False).code == 2
    assert (
        "Nobody has given Acme website a source yet."
        in pipeboard("history", "Acme website", "--field", "source").err
    )
