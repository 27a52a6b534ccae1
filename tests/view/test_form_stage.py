"""Forms for stages, pipelines and a new board."""

from __future__ import annotations

import pytest

from factories import STAGES, make_board
from pipeboard.config.templates import find_template, load_templates
from pipeboard.domain.actions import AddPipeline, AddStage, EditPipeline, EditStage, SetBoard, SetUpBoard
from pipeboard.domain.board import BoardSettings
from pipeboard.domain.fields import BOARD
from pipeboard.domain.pipeline import Pipeline
from pipeboard.view.form import Form, FormSpec, Misread
from pipeboard.view.forms.board import board_settings, new_board
from pipeboard.view.forms.stage import edit_pipeline, edit_stage, new_pipeline, new_stage, rename_stage
from pipeboard.view.stages import receivers, stage_table, usual_number


def filled(spec: FormSpec, **texts: str) -> Form:
    """The form with texts typed in, its fields as they depend on them."""
    form = Form(spec.fields).with_texts(texts)
    return form.with_fields(spec.vary(form.texts())).with_texts(texts) if spec.vary else form


def test_a_new_stage_comes_behind_the_highlighted_one() -> None:
    """It takes over the side of the win, and goes elsewhere when the other side is chosen."""
    spec = new_stage("sales", STAGES[1])
    action = spec.read(filled(spec, name="Demo", probability="30%", offer="yes"))
    assert isinstance(action, AddStage)
    assert (action.name, action.pipeline, action.after) == ("Demo", "sales", "qualified")
    assert action.fields["probability"] == 30
    assert action.fields["offer"] is True
    other = spec.read(filled(spec, name="Renewal", phase="post"))
    assert isinstance(other, AddStage)
    assert other.after is None


def test_an_edit_of_a_stage_changes_only_what_was_changed() -> None:
    """An emptied number means none; a bad one is told beneath it."""
    spec = edit_stage(STAGES[0])
    assert spec.read(filled(spec, days="")) == EditStage(stage="lead", changes={"days": 0})
    assert spec.read(filled(spec, goal="Meet them")) == EditStage(stage="lead", changes={"goal": "Meet them"})
    with pytest.raises(Misread) as caught:
        spec.read(filled(spec, probability="130"))
    assert set(caught.value.errors) == {"probability"}


def test_names_must_not_be_empty() -> None:
    """Neither of stages nor of pipelines."""
    for spec in (
        new_stage("sales", None),
        rename_stage(STAGES[0]),
        edit_pipeline(Pipeline("sales", "Sales")),
        new_pipeline(find_template("consulting")),
    ):
        with pytest.raises(Misread):
            spec.read(filled(spec, name="  "))


def test_a_pipeline_says_what_new_deals_in_it_are() -> None:
    """Only what was changed is changed."""
    spec = edit_pipeline(Pipeline("sales", "Sales", motion="sales-led"))
    assert spec.read(filled(spec, segment="mid-market")) == EditPipeline("sales", {"segment": "mid-market"})
    assert spec.read(filled(spec, motion="")) == EditPipeline("sales", {"motion": None})


def test_a_pipeline_comes_from_a_template_in_its_own_language() -> None:
    """The language of the stages' names is chosen where there is a choice."""
    spec = new_pipeline(find_template("guru-4"))
    action = spec.read(filled(spec, name="Myynti", language="fi"))
    assert isinstance(action, AddPipeline)
    assert action.name == "Myynti"
    assert action.stages[0].fields["name"] != find_template("guru-4").stages[0].name
    assert [one.name for one in new_pipeline(find_template("consulting")).fields] == ["name"]


def test_a_new_board_is_set_up_from_a_template() -> None:
    """Template, language, currency and name make one action."""
    spec = new_board(load_templates(), timezone="Europe/Helsinki")
    action = spec.read(filled(spec, template="cn-5", language="zh", currency="cny", name="销售"))
    assert isinstance(action, SetUpBoard)
    assert action.settings == {"name": "销售", "currency": "CNY", "timezone": "Europe/Helsinki"}
    assert action.pipeline.stages[0].fields["name"] == "寻找"
    with pytest.raises(Misread) as caught:
        spec.read(filled(spec, currency="money"))
    assert set(caught.value.errors) == {"currency"}


def test_five_to_seven_stages_are_a_hint() -> None:
    """Other numbers are allowed and only remarked on."""
    assert usual_number(STAGES) == "5 stages"
    assert "usual" in usual_number(STAGES[:3])
    assert "usual" in usual_number([STAGES[0]._replace(id=str(at)) for at in range(9)])


def test_deals_go_only_to_stages_on_the_same_side_of_the_win() -> None:
    """A stage cannot receive its own deals either."""
    board = make_board(10)
    assert [one.id for one in receivers(board, STAGES[5])] == ["after-sales"]
    assert "lead" not in {one.id for one in receivers(board, STAGES[0])}


@pytest.mark.parametrize("width", [41, 60, 84])
def test_the_table_of_stages_keeps_its_columns(width: int) -> None:
    """Long and wide names are cut, the figures stay in line."""
    board = make_board(10)
    stages = [STAGES[0]._replace(name="销售阶段" * 30), *STAGES[1:]]
    table = stage_table(board, stages, 0, width)
    ends = {"".join(text for text, _ in row).find("%") for row in table.rows[:5]}
    assert len(ends - {-1}) <= 2
    assert len(table.rows) == len(stages) + 1


def test_a_boards_settings_are_changed_in_a_form() -> None:
    """All of them are asked; what is not set is empty, a bad one is told beneath it."""
    spec = board_settings(BoardSettings(name="North", margin=70))
    assert [field.name for field in spec.fields] == list(BOARD)
    assert {field.name: field.text for field in spec.fields}["churn"] == ""
    assert spec.read(filled(spec, churn="20%", margin="")) == SetBoard({"churn": 20, "margin": None})
    for name, text in (("margin", "much"), ("timezone", "Mars"), ("name", " "), ("fiscal_start", "13")):
        with pytest.raises(Misread) as caught:
            spec.read(filled(spec, **{name: text}))
        assert set(caught.value.errors) == {name}
