"""The templates that ship: their stages, their probabilities, their words."""

from __future__ import annotations

import pytest

from histories import Replica
from pipeboard.config.templates import DEFAULT, Template, as_pipeline, find_template, load_templates
from pipeboard.domain import fields
from pipeboard.domain.actions import SetUpBoard
from pipeboard.domain.errors import BadInput, NotFound
from pipeboard.domain.slugs import slug
from pipeboard.view.text import clean

NAMES = {
    "guru-7": "Prospecting, Lead qualification, First contact, Needs assessment, Proposal, "
    "Negotiation, Closing",
    "guru-6": "Prospecting, Lead qualification, Needs assessment, Proposal, Negotiation, Closing",
    "guru-5": "Prospecting, Lead qualification, First contact, Proposal, Closing",
    "guru-4": "Lead generation, Qualification, Proposal, Closing",
    "b2b-8": "Prospecting, Booking a meeting, Sales meeting, Follow-up, Closing | "
    "Handover to delivery, Process review, After-sales",
    "b2b-5": "Prospecting, First contact, Sales conversations, Follow-up, Purchase decision",
    "cn-6": "Prospecting, Lead qualification, Meeting, Proposal, Negotiation, Won or lost",
    "cn-5": "Prospect, Qualify, Connect, Negotiate, Close",
    "pl-5": "Prospecting, Qualification, Consideration, Purchase decision | Delivery",
    "consulting": "Lead, Qualified, Discovery, Proposal, Negotiation | Delivery, After-sales",
}
"""Stages in order; those after the bar come after the win."""

LABELS = {
    "guru-7": "Potentiaalisten asiakkaiden etsiminen, Liidien arviointi, Ensimmäinen yhteydenotto, "
    "Tarpeiden arviointi, Ehdotus/tarjous, Neuvottelu, Kaupan päättäminen",
    "guru-6": "Potentiaalisten asiakkaiden etsiminen, Liidien arviointi, Tarpeiden arviointi, "
    "Ehdotus/tarjous, Neuvottelu, Kaupan päättäminen",
    "guru-5": "Potentiaalisten asiakkaiden etsiminen, Liidien arviointi, Ensimmäinen yhteydenotto, "
    "Ehdotus/tarjous, Kaupan päättäminen",
    "guru-4": "Liidien hankinta, Liidien arviointi, Ehdotus/tarjous, Kaupan päättäminen",
    "b2b-8": "Prospektointi, Buukkaus, Myyntitapaaminen, Seuranta, Klousaaminen | "
    "Siirto toimitukseen, Arviointi, Jälkimarkkinointi",
    "b2b-5": "Prospektointi, Ensikontakti, Myyntikeskustelut, Seuranta, Ostopäätös",
    "cn-6": "寻找潜在客户, 筛选销售线索, 机会, 意向, 洽谈, 签单/丢失",
    "cn-5": "寻找, 筛选, 联系, 洽谈, 交易结束",
    "pl-5": "Poszukiwanie, Kwalifikacje, Rozważanie, Zakup/decyzja | Dostawa",
}

TEMPLATES = load_templates()
each_template = pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: str(template.id))


def _in_phases(template: Template, *, labels: bool = False) -> str:
    phases = [
        ", ".join(stage.label if labels else stage.name for stage in template.stages if stage.phase == phase)
        for phase in ("pre", "post")
    ]
    return " | ".join(phase for phase in phases if phase)


def test_every_template_ships_with_the_default_first() -> None:
    """All ten are there, once each."""
    ids = [template.id for template in TEMPLATES]
    assert ids[0] == DEFAULT
    assert sorted(ids) == sorted(NAMES)


@each_template
def test_a_template_has_its_stages_in_order(template: Template) -> None:
    """Names, order and the bar between before and after the win are as promised."""
    assert _in_phases(template) == NAMES[template.id]
    phases = [stage.phase for stage in template.stages]
    assert phases == sorted(phases, key=("pre", "post").index)


@each_template
def test_labels_are_in_the_language_of_the_template(template: Template) -> None:
    """Original-language labels are there for every template that is not English."""
    if template.language != "en":
        assert _in_phases(template, labels=True) == LABELS[template.id]
    for stage in template.stages:
        assert (stage.label == stage.name) == (template.language == "en")


@each_template
def test_probabilities_rise_and_never_promise_a_win(template: Template) -> None:
    """From 10 up to 90 at most before the win; stages after it have none."""
    before = [stage.probability for stage in template.stages if stage.phase == "pre"]
    assert before == sorted(set(before))
    assert before[0] == 10
    assert before[-1] <= 90
    assert {stage.probability for stage in template.stages if stage.phase == "post"} <= {0}


@each_template
def test_a_template_marks_one_offer_and_qualifies_from_a_stage_on(template: Template) -> None:
    """Hit rate and velocity need an offer stage, and a deal stays qualified further on."""
    before = [stage for stage in template.stages if stage.phase == "pre"]
    assert [stage.offer for stage in before].count(True) == 1
    qualified = [stage.qualified for stage in before]
    assert qualified == sorted(qualified)
    assert qualified[-1]
    assert not qualified[0]


@each_template
def test_every_stage_says_what_it_is_for(template: Template) -> None:
    """Goal, role, guidance and evidence are filled in, different on each stage, and the times are set."""
    for stage in template.stages:
        assert stage.id == slug(stage.name)
        assert stage.days > 0
        assert stage.idle > 0
        assert stage.role
        for sentence in (stage.goal, stage.guidance, stage.evidence):
            assert sentence.endswith(".")
            assert len(sentence) >= 20
    for name in ("id", "goal", "guidance", "evidence"):
        texts = [getattr(stage, name) for stage in template.stages]
        assert len(set(texts)) == len(texts)


@each_template
def test_every_stage_says_how_to_work_in_it(template: Template) -> None:
    """Tools, a checklist, materials, and challenges with remedies, each short enough for its row."""
    for stage in template.stages:
        tools = stage.tools.split(", ")
        assert 2 <= len(tools) <= 5
        assert len(set(tools)) == len(tools)
        assert len(stage.tools) <= 70
        assert 3 <= len(stage.checks) <= 5
        assert 1 <= len(stage.materials) <= 3
        assert 2 <= len(stage.challenges) <= 3
        for check in stage.checks:
            assert 8 <= len(check.text) <= 70
            assert not check.text.endswith(".")
        for material in stage.materials:
            assert 4 <= len(material.title) <= 60
            assert material.url == ""
        for challenge in stage.challenges:
            assert 8 <= len(challenge.text) <= 90
            assert 20 <= len(challenge.remedy) <= 160
            assert challenge.remedy[-1] in ".?"


@each_template
def test_no_text_of_a_template_has_a_slip_in_its_form(template: Template) -> None:
    """Plain text on one line, that begins like a sentence and has no stray spaces."""
    for stage in template.stages:
        texts = [check.text for check in stage.checks] + [one.title for one in stage.materials]
        texts += [text for one in stage.challenges for text in (one.text, one.remedy)]
        for text in (stage.tools, *texts):
            assert text == clean(" ".join(text.split()))
        assert all(text.lstrip('"')[0].isupper() for text in texts)


@each_template
def test_a_stage_repeats_nothing_of_another(template: Template) -> None:
    """Each item belongs to one stage, so that ticking it never leaves a double to tick."""
    for texts in (
        [check.text for stage in template.stages for check in stage.checks],
        [one.text for stage in template.stages for one in stage.challenges],
        [one.remedy for stage in template.stages for one in stage.challenges],
    ):
        assert len(set(texts)) == len(texts)
    for stage in template.stages:
        assert len({one.title for one in stage.materials}) == len(stage.materials)


@each_template
def test_required_items_are_rare(template: Template) -> None:
    """One before the win in each template, and one at most in a stage."""
    required = [sum(check.required for check in stage.checks) for stage in template.stages]
    before = [count for count, stage in zip(required, template.stages, strict=True) if stage.phase == "pre"]
    assert sum(before) == 1
    assert max(required) == 1


@each_template
def test_no_shipped_list_holds_a_quick_sale(template: Template) -> None:
    """From the first stage to where an offer is made, and won there or in the last one: never held."""
    before = [stage for stage in template.stages if stage.phase == "pre"]
    free = [before[0], before[-1], *(stage for stage in before if stage.offer)]
    assert not any(check.required for stage in free for check in stage.checks)


@each_template
def test_a_receipt_is_confirmed_wherever_an_offer_goes_out(template: Template) -> None:
    """An offer that nobody has read is not one: this is on the list of the offer stage, or before it."""
    offer = next(at for at, stage in enumerate(template.stages) if stage.offer)
    texts = [check.text for stage in template.stages[: offer + 1] for check in stage.checks]
    assert any("receipt" in text for text in texts)


@each_template
def test_a_template_becomes_a_pipeline_that_the_log_accepts(template: Template) -> None:
    """Every field of every stage is one that the board knows, in either language."""
    for language in ("en", template.language, None):
        action = as_pipeline(template, language)
        assert action.name == template.title
        assert [stage.id for stage in action.stages] == [stage.id for stage in template.stages]
        for stage in action.stages:
            dumped = fields.dump_set(fields.STAGE, stage.fields)
            assert fields.load_set(fields.STAGE, dumped) == stage.fields


@each_template
def test_a_template_brings_its_lists_onto_the_board(template: Template) -> None:
    """Tools, checks, materials and challenges are written with the stages, and the new stage is theirs."""
    replica = Replica("k7qa", "Ann")
    replica.do(SetUpBoard({"currency": "EUR"}, as_pipeline(template)))
    board = replica.board
    for stage in template.stages:
        assert board.stages[stage.id].tools == stage.tools
        checks = board.checks_on(f"stage:{stage.id}")
        assert [(one.title, one.flag("required")) for one in checks] == [
            (one.text, one.required) for one in stage.checks
        ]
        for kind, texts in (
            ("material", [one.title for one in stage.materials]),
            ("challenge", [one.text for one in stage.challenges]),
        ):
            listed = board.definitions(kind).values()
            assert [one.title for one in listed if one.text("stage") == stage.id] == texts


def test_the_language_chooses_the_names() -> None:
    """English names by default, the labels in the template's own language, nothing else."""
    template = find_template("guru-7")
    assert as_pipeline(template).stages[-1].fields["name"] == "Closing"
    assert as_pipeline(template, "fi").stages[-1].fields["name"] == "Kaupan päättäminen"
    with pytest.raises(BadInput, match=r"guru-7 has names in en and fi, none in 'sv'\."):
        as_pipeline(template, "sv")


def test_a_slip_in_the_name_is_answered_with_the_nearest_and_the_list() -> None:
    """An unknown name says what was probably meant and what there is."""
    assert find_template(" Guru-7 ").id == "guru-7"
    with pytest.raises(
        NotFound, match=r"'consultin'\. Did you mean consulting\? There are consulting, b2b-5"
    ):
        find_template("consultin")
    with pytest.raises(NotFound, match=r"'\?\[31m'\. There are "):
        find_template("\x1b[31m")
