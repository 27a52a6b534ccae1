"""What the rules refuse: one table of action, error, and what the sentence names."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module

import pytest

from histories import SETUP, START, Replica, team
from pipeboard.domain import actions as a
from pipeboard.domain.errors import BadInput, NotFound, PipeBoardError, Refused
from table_rows import table_row

DAY = date(2026, 12, 1)
TOO_LONG = "x" * 20_001


class World:
    """A board with a deal in each state."""

    def __init__(self) -> None:
        self.ann: Replica = team()[0]
        self.open = self.ann.add("Open")
        self.won, self.lost = self.ann.add("Won"), self.ann.add("Lost")
        self.archived, self.deleted, self.merged = (
            self.ann.add(title) for title in ("Archived", "Deleted", "Merged")
        )
        self.ann.close(self.won, "won")
        self.ann.close(self.lost, "lost", "price")
        self.ann.do(a.ArchiveDeals((self.archived,)))
        self.ann.do(a.DeleteDeals((self.deleted,)))
        self.ann.do(a.MergeDeals(self.merged, self.open))
        self.ann.do(a.RetireStage("qualified"))
        self.ann.do(a.AddPipeline("Old", (a.NewStage("", {"name": "Old lead"}),)))
        self.ann.do(a.RetirePipeline("old"))


def stages(*names: str) -> tuple[a.NewStage, ...]:
    return tuple(a.NewStage("", {"name": name}) for name in names)


REFUSALS: list[tuple[Callable[[World], a.Action], type[PipeBoardError], str]] = [
    # The board
    (lambda _: SETUP, Refused, "set up already"),
    (lambda _: a.SetBoard({"name": " "}), BadInput, "Name"),
    (lambda _: a.SetBoard({"currency": "euros"}), BadInput, "Currency"),
    (lambda _: a.SetBoard({"timezone": "Mars/Base"}), BadInput, "Time zone"),
    (lambda _: a.SetBoard({"colour": "red"}), BadInput, "colour"),
    # Pipelines
    (lambda _: a.AddPipeline(" "), BadInput, "pipeline needs a name"),
    (lambda _: a.AddPipeline("sales"), Refused, "sales"),
    (lambda _: a.AddPipeline("New", stages("One", "one")), Refused, "one"),
    (lambda _: a.AddPipeline("New", stages("")), BadInput, "stage needs a name"),
    (lambda _: a.EditPipeline("none", {"name": "New"}), NotFound, "none"),
    (lambda _: a.EditPipeline("old", {"name": "New"}), Refused, "Old"),
    (lambda _: a.EditPipeline("sales", {"name": " "}), BadInput, "pipeline needs a name"),
    (lambda _: a.RetirePipeline("sales"), Refused, "Sales"),
    (lambda _: a.RetirePipeline("none"), NotFound, "none"),
    # Stages
    (lambda _: a.AddStage("Lead", "sales"), Refused, "Lead"),
    (lambda _: a.AddStage(" ", "sales"), BadInput, "stage needs a name"),
    (lambda _: a.AddStage("New", "none"), NotFound, "none"),
    (lambda _: a.AddStage("New", "old"), Refused, "Old"),
    (lambda _: a.AddStage("New", "sales", "none"), NotFound, "none"),
    (lambda _: a.AddStage("New", "sales", fields={"probability": 101}), BadInput, "Probability"),
    (lambda _: a.EditStage("none", {"days": 3}), NotFound, "none"),
    (lambda _: a.EditStage("qualified", {"days": 3}), Refused, "Qualified"),
    (lambda _: a.EditStage("lead", {"name": "PROPOSAL"}), Refused, "PROPOSAL"),
    (lambda _: a.EditStage("lead", {"name": ""}), BadInput, "stage needs a name"),
    (lambda _: a.EditStage("lead", {"phase": "post"}), Refused, "Lead holds 1 open deal"),
    (lambda _: a.EditStage("lead", {"phase": "middle"}), BadInput, "Phase"),
    (lambda _: a.EditStage("lead", {"weight": 3}), BadInput, "weight"),
    (lambda _: a.MoveStage("lead", "delivery"), Refused, "Lead"),
    (lambda _: a.MoveStage("lead", "none"), Refused, "Lead"),
    (lambda _: a.RetireStage("lead"), Refused, "Lead holds"),
    (lambda _: a.RetireStage("lead", "lead"), Refused, "Lead"),
    (lambda _: a.RetireStage("lead", "delivery"), Refused, "Delivery"),
    (lambda _: a.RetireStage("lead", "qualified"), Refused, "Qualified"),
    (lambda _: a.MergeStage("lead", "lead"), Refused, "Lead"),
    (lambda _: a.MergeStage("lead", "delivery"), Refused, "Delivery"),
    (lambda _: a.MergeStage("lead", "none"), NotFound, "none"),
    # New deals
    (lambda _: a.AddDeal({}), BadInput, "title"),
    (lambda _: a.AddDeal({"title": "  "}), BadInput, "title"),
    (lambda _: a.AddDeal({"title": "New", "stage": "none"}), NotFound, "none"),
    (lambda _: a.AddDeal({"title": "New", "stage": "qualified"}), Refused, "Qualified"),
    (lambda _: a.AddDeal({"title": "New", "stage": "delivery"}), Refused, "Delivery"),
    (lambda _: a.AddDeal({"title": "New", "value": Decimal(-1)}), BadInput, "-1"),
    (lambda _: a.AddDeal({"title": "New", "value": Decimal(10) ** 15}), BadInput, "value"),
    (lambda _: a.AddDeal({"title": "New", "currency": "xx"}), BadInput, "xx"),
    (lambda _: a.AddDeal({"title": "New", "priority": "urgent"}), BadInput, "urgent"),
    (lambda _: a.AddDeal({"title": "New", "size": "L"}), BadInput, "size"),
    (lambda _: a.AddDeal({"title": "New", "valeu": "3"}), BadInput, "did you mean 'value'"),
    (lambda _: a.AddDeal({"title": TOO_LONG}), BadInput, "Title"),
    (lambda _: a.AddDeal({"title": "New"}, (a.NewContact(" "),)), BadInput, "contact needs a name"),
    (lambda _: a.AddDeal({"title": "New"}, (a.NewContact("Jo", "jo"),)), BadInput, "jo"),
    (lambda _: a.AddDeal({"title": "New"}, (a.NewContact("Jo", role="boss"),)), BadInput, "boss"),
    # Edits
    (lambda w: a.EditDeals((w.open,), {"title": ""}), BadInput, "Title"),
    (lambda w: a.EditDeals((w.open,), {"title": "  "}), BadInput, "Title"),
    (lambda w: a.EditDeals((w.open,), {"stage": "lead"}), BadInput, "stage"),
    (lambda w: a.EditDeals((w.open,), {"value": Decimal(-5)}), BadInput, "-5"),
    (lambda w: a.EditDeals((w.open,), {"value": Decimal("NaN")}), BadInput, "NaN"),
    (lambda w: a.EditDeals((w.open,), {"value": "much"}), BadInput, "much"),
    (lambda w: a.EditDeals((w.open,), {"close": "soon"}), BadInput, "soon"),
    (lambda _: a.EditDeals(("none",), {"company": "A"}), NotFound, "none"),
    (lambda w: a.EditDeals((w.archived,), {"company": "A"}), Refused, "Archived is archived"),
    (lambda w: a.EditDeals((w.deleted,), {"company": "A"}), Refused, "Deleted is deleted"),
    (lambda w: a.EditDeals((w.merged,), {"company": "A"}), Refused, "Merged was merged into Open"),
    (lambda w: a.RankDeal(w.open, "UPPER"), BadInput, "UPPER"),
    # Moves
    (lambda w: a.MoveDeals((w.open,), "none"), NotFound, "none"),
    (lambda w: a.MoveDeals((w.open,), "qualified"), Refused, "Qualified"),
    (lambda w: a.MoveDeals((w.open,), "delivery"), Refused, "win Open first"),
    (lambda w: a.MoveDeals((w.won,), "lead"), Refused, "Won is won"),
    (lambda w: a.MoveDeals((w.lost,), "proposal"), Refused, "Lost is lost"),
    (lambda w: a.MoveDeals((w.deleted,), "proposal"), Refused, "Deleted"),
    (lambda w: a.MoveDeals((w.open,), "proposal", at=START + timedelta(days=9)), BadInput, "still to come"),
    # Closes
    (lambda w: a.CloseDeals((w.open,), "lost"), Refused, "why it was lost"),
    (lambda w: a.CloseDeals((w.open,), "lost", "  "), Refused, "why it was lost"),
    (lambda w: a.CloseDeals((w.open,), "disqualified"), Refused, "why it does not fit"),
    (lambda w: a.CloseDeals((w.open,), "open"), Refused, "reopen"),
    (lambda w: a.CloseDeals((w.won,), "won"), Refused, "Won is won already"),
    (lambda w: a.CloseDeals((w.won,), "lost", "price"), Refused, "Won is won already"),
    (lambda w: a.CloseDeals((w.open, w.lost), "won"), Refused, "Lost is lost already"),
    (lambda w: a.CloseDeals((w.open,), "lost", TOO_LONG), BadInput, "too long"),
    (lambda w: a.ReopenDeals((w.open,)), Refused, "Open is open already"),
    (lambda w: a.ReopenDeals((w.lost,), "delivery"), Refused, "Delivery"),
    (lambda w: a.ReopenDeals((w.lost,), "none"), NotFound, "none"),
    # Hiding
    (lambda w: a.ArchiveDeals((w.archived,)), Refused, "Archived"),
    (lambda w: a.DeleteDeals((w.deleted,)), Refused, "Deleted is deleted already"),
    (lambda w: a.RestoreDeals((w.open,)), Refused, "Open"),
    (lambda _: a.RestoreDeals(("none",)), NotFound, "none"),
    (lambda w: a.MergeDeals(w.open, w.open), Refused, "Open"),
    (lambda w: a.MergeDeals(w.open, w.deleted), Refused, "Deleted"),
    (lambda w: a.MergeDeals(w.merged, w.won), Refused, "Merged"),
    # People and steps
    (lambda w: a.AddContact(w.open, a.NewContact("")), BadInput, "contact needs a name"),
    (lambda w: a.EditContact(w.open, "none", {"name": "Jo"}), NotFound, "Open"),
    (lambda w: a.RemoveContact(w.open, "none"), NotFound, "Open"),
    (lambda w: a.LogTouch((w.open,), "fax"), BadInput, "fax"),
    (lambda w: a.LogTouch((w.archived,), "call"), Refused, "Archived"),
    (lambda w: a.AddNote((w.open,), " "), BadInput, "note"),
    (lambda w: a.AddNote((w.open,), TOO_LONG), BadInput, "too long"),
    (lambda w: a.PlanFollowUp((w.open,), "fax", DAY), BadInput, "fax"),
    (lambda _: a.PlanFollowUp(("none",), "call", DAY), NotFound, "none"),
    (lambda w: a.EditFollowUp(w.open, "none", {"due": DAY}), NotFound, "Open"),
    (lambda w: a.FinishFollowUp(w.open, "none"), NotFound, "Open"),
    (lambda w: a.CancelFollowUp(w.open, "none"), NotFound, "Open"),
    # Imports
    (lambda _: a.ImportDeals((table_row({"title": ""}),)), BadInput, "title"),
    (lambda _: a.ImportDeals((table_row({"title": "New", "stage": "none"}),)), NotFound, "none"),
    (lambda _: a.ImportDeals((), (a.AddStage("Lead", "sales"),)), Refused, "Lead"),
]
EXIT_CODES = {Refused: 1, BadInput: 2, NotFound: 3}


@pytest.fixture(scope="module")
def world() -> World:
    return World()


@pytest.mark.parametrize(("make", "error", "named"), REFUSALS)
def test_a_refused_action_says_why_and_writes_nothing(
    world: World, make: Callable[[World], a.Action], error: type[PipeBoardError], named: str
) -> None:
    """Each refusal is of the right kind, has its exit code, and names the thing in one whole sentence."""
    before = dict(world.ann.rows)
    with pytest.raises(PipeBoardError) as caught:
        world.ann.do(make(world))
    assert type(caught.value) is error
    assert caught.value.exit_code == EXIT_CODES[error]
    sentence = caught.value.sentence
    assert named in sentence
    assert sentence.endswith((".", "?"))
    assert sentence[0].isupper() or sentence[0] == "'"
    assert len(sentence) < 200
    assert world.ann.rows == before


def test_two_pipelines_in_use_never_share_a_name(world: World) -> None:
    """Renaming is held to what adding is held to; the same name in other capitals is no clash with itself."""
    world.ann.do(a.AddPipeline("Partners", stages("Met")))
    with pytest.raises(Refused, match="called sales already"):
        world.ann.do(a.EditPipeline("partners", {"name": "sales"}))
    world.ann.do(a.EditPipeline("partners", {"name": "PARTNERS"}))
    assert world.ann.board.pipelines["partners"].name == "PARTNERS"


def test_every_action_has_a_rule() -> None:
    """No action that a face can make falls through, and each is there by its name in the package."""
    from pipeboard.domain import actions, rules

    found = {name: getattr(actions, name) for name in actions.MODULES}
    for module in {import_module(kind.__module__) for kind in found.values()}:
        kinds = [one for one in vars(module).values() if isinstance(one, type)]
        own = {kind.__name__ for kind in kinds if kind.__module__ == module.__name__}
        assert own == {name for name, kind in found.items() if kind.__module__ == module.__name__}
    for kind in found.values():
        if issubclass(kind, actions.Action):
            assert callable(rules.rule_of(kind))
