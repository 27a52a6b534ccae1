"""Settings, pipelines and stages: what their events add up to."""

from __future__ import annotations

from histories import event_id, line, team
from pipeboard.domain import actions
from pipeboard.domain.actions import NewStage
from pipeboard.domain.log import Log

HEAD = {"at": "2026-11-23T10:00:00Z", "by": "Ann"}


def test_a_new_board_has_its_settings_and_its_stages_in_order() -> None:
    """Those after the win come last; every stage has its id, name and pipeline."""
    board = team()[0].board
    assert (board.settings.name, board.settings.timezone) == ("Demo", "Europe/Helsinki")
    assert [stage.id for stage in board.stages_in("sales")] == ["lead", "qualified", "proposal", "delivery"]
    assert board.stages["qualified"].qualified
    assert board.stages["delivery"].phase == "post"


def test_stages_are_added_and_moved_among_their_own_phase() -> None:
    """After a given one, first, or last before the win."""
    ann = team()[0]
    ann.do(actions.AddStage("Demo", "sales", "lead"))
    ann.do(actions.AddStage("Closing", "sales"))
    ann.do(actions.AddStage("Care", "sales", "delivery"))
    names = [stage.id for stage in ann.board.stages_in("sales")]
    assert names == ["lead", "demo", "qualified", "proposal", "closing", "delivery", "care"]
    ann.do(actions.MoveStage("closing", None))
    ann.do(actions.MoveStage("lead", "proposal"))
    ann.do(actions.MoveStage("delivery", "care"))
    names = [stage.id for stage in ann.board.stages_in("sales")]
    assert names == ["closing", "demo", "qualified", "proposal", "lead", "care", "delivery"]


def test_a_renamed_stage_keeps_its_id_and_its_deals() -> None:
    """The name is a label."""
    ann = team()[0]
    deal_id = ann.add("Acme")
    ann.do(actions.EditStage("lead", {"name": "Prospect", "days": 5, "guidance": "Ask"}))
    stage = ann.board.stage_of(ann.deal(deal_id))
    assert (stage.id, stage.name, stage.days, stage.guidance) == ("lead", "Prospect", 5, "Ask")


def test_a_new_stage_of_an_old_name_gets_an_id_of_its_own() -> None:
    """Retired stages keep their ids for history."""
    ann = team()[0]
    ann.do(actions.RetireStage("qualified"))
    ann.do(actions.AddStage("Qualified", "sales"))
    assert [stage.id for stage in ann.board.stages_in("sales")] == [
        "lead",
        "proposal",
        "qualified-2",
        "delivery",
    ]


def test_the_deals_of_a_merged_stage_show_in_the_other_and_undo_brings_them_back() -> None:
    """Cards and history are shown there from now on; the deal's own events say what they said."""
    ann = team()[0]
    deal_id = ann.add("Acme")
    ann.do(actions.MergeStage("lead", "qualified"))
    ann.do(actions.RetireStage("qualified", "proposal"))
    assert (ann.deal(deal_id).stage, ann.board.stage_of(ann.deal(deal_id)).id) == ("lead", "proposal")
    ann.undo()
    assert ann.board.stage_of(ann.deal(deal_id)).id == "qualified"
    ann.undo()
    assert ann.board.stage_of(ann.deal(deal_id)).id == "lead"


def test_several_pipelines_keep_their_stages_apart() -> None:
    """Stages of the same name have ids of their own; a retired pipeline is out of use."""
    ann = team()[0]
    ann.do(
        actions.AddPipeline(
            "Partners", (NewStage("lead", {"name": "Lead"}), NewStage("", {"name": "Signed"}))
        )
    )
    assert [stage.id for stage in ann.board.stages_in("partners")] == ["lead-2", "signed"]
    ann.do(actions.EditPipeline("partners", {"name": "Resellers"}))
    assert [pipeline.name for pipeline in ann.board.live_pipelines()] == ["Sales", "Resellers"]
    ann.do(actions.RetirePipeline("partners"))
    assert [pipeline.id for pipeline in ann.board.live_pipelines()] == ["sales"]


def test_names_that_are_null_or_missing_stand_for_the_id() -> None:
    """A board that another hand has edited still opens."""
    rows = line(event_id(1), {"do": "pipeline.set", "pipeline": "p", **HEAD, "set": {"name": None}})
    rows |= line(
        event_id(2),
        {"do": "stage.set", "stage": "s", **HEAD, "set": {"name": "", "pipeline": None}},
    )
    rows |= line(event_id(3), {"do": "board.set", **HEAD, "set": {"name": None, "currency": None}})
    log = Log(rows)
    assert (log.board.pipelines["p"].name, log.board.stages["s"].name) == ("p", "s")
    assert (log.board.settings.name, log.problems) == ("PipeBoard", {})


def test_emptied_fields_of_a_stage_have_their_defaults() -> None:
    """No target days means none."""
    ann = team()[0]
    ann.do(actions.EditStage("lead", {"days": 5, "goal": "Win"}))
    ann.do(actions.EditStage("lead", {"days": None, "goal": None}))
    assert (ann.board.stages["lead"].days, ann.board.stages["lead"].goal) == (0, "")


def test_settings_change_one_by_one_and_undo() -> None:
    """What is not named stays."""
    ann = team()[0]
    ann.do(actions.SetBoard({"currency": "USD"}))
    assert (ann.board.settings.name, ann.board.settings.currency) == ("Demo", "USD")
    assert str(ann.board.zone) == "Europe/Helsinki"
    ann.undo()
    assert ann.board.settings.currency == "EUR"
