"""Forms for stages and pipelines."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from pipeboard.config.templates import ENGLISH, Template, as_pipeline
from pipeboard.domain.actions import AddPipeline, AddStage, EditPipeline, EditStage
from pipeboard.domain.fields import PIPELINE, STAGE
from pipeboard.domain.pipeline import MOTIONS, Phase, Pipeline, Stage
from pipeboard.view.form import Choice, Form, FormField, FormSpec, Misread, read_fields

_NOW: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""No field of a stage is a date."""
_PHASES: Final = (Choice("pre", "before the win"), Choice("post", "after the win"))
_FLAGS: Final = (Choice("no", "no"), Choice("yes", "yes"))
_LANGUAGES: Final = {"en": "English", "fi": "suomi", "zh": "中文", "pl": "polski"}
_NUMBERS: Final = ("probability", "days", "idle", "limit")
_FLAG_NAMES: Final = ("offer", "qualified", "limit_holds")
_HOLDS: Final = (Choice("no", "only warns"), Choice("yes", "holds deals back"))


def new_stage(pipeline: str, after: Stage | None) -> FormSpec:
    """A stage to be added behind another one (None: at the end)."""

    def read(form: Form) -> AddStage:
        texts = form.texts()
        if not texts["name"].strip():
            raise Misread({"name": "A stage needs a name."})
        given = {name: text for name, text in texts.items() if text.strip()}
        fields = read_fields(STAGE, given, _NOW)
        name = str(fields.pop("name"))
        behind = after.id if after and fields.get("phase") == after.phase else None
        return AddStage(name=name, pipeline=pipeline, after=behind, fields=fields)

    about = f"after {after.name}" if after else ""
    return FormSpec("New stage", _fields({}, after.phase if after else "pre"), read, save="add", aside=about)


def edit_stage(stage: Stage) -> FormSpec:
    """All that a stage says."""
    texts = stage_texts(stage)

    def read(form: Form) -> EditStage:
        changed = form.changed()
        # An emptied number means none, which is 0.
        typed = {
            name: text if text.strip() or name not in _NUMBERS else "0" for name, text in changed.items()
        }
        return EditStage(stage=stage.id, changes=read_fields(STAGE, typed, _NOW))

    return FormSpec("Edit stage", _fields(texts, stage.phase), read, aside=stage.name)


def rename_stage(stage: Stage) -> FormSpec:
    """Another name for a stage; everything else about it stays."""

    def read(form: Form) -> EditStage:
        name = form.texts()["name"].strip()
        if not name:
            raise Misread({"name": "A stage needs a name."})
        return EditStage(stage=stage.id, changes={"name": name})

    return FormSpec("Rename stage", (FormField("name", "Name", stage.name),), read, save="rename")


def edit_pipeline(pipeline: Pipeline) -> FormSpec:
    """What a pipeline is called, and what new deals in it are unless they say otherwise."""

    def read(form: Form) -> EditPipeline:
        if not form.texts()["name"].strip():
            raise Misread({"name": "A pipeline needs a name."})
        return EditPipeline(pipeline.id, read_fields(PIPELINE, form.changed(), _NOW))

    motions = (Choice("", "none"), *(Choice(motion, motion) for motion in MOTIONS))
    fields = (
        FormField("name", "Name", pipeline.name),
        FormField("motion", "Motion of new deals", pipeline.motion, choices=motions),
        FormField("segment", "Segment of new deals", pipeline.segment),
    )
    return FormSpec("Edit pipeline", fields, read, aside=pipeline.name)


def new_pipeline(template: Template) -> FormSpec:
    """A pipeline made from a template, under a name of one's own."""
    languages = language_choices(template)

    def read(form: Form) -> AddPipeline:
        texts = form.texts()
        name = texts["name"].strip()
        if not name:
            raise Misread({"name": "A pipeline needs a name."})
        return AddPipeline(name, as_pipeline(template, texts.get("language", ENGLISH)).stages)

    language = FormField("language", "Stage names", ENGLISH, choices=languages)
    fields = (FormField("name", "Name", template.title), *((language,) if len(languages) > 1 else ()))
    return FormSpec("New pipeline", fields, read, save="add", aside=template.id)


def language_choices(template: Template) -> tuple[Choice, ...]:
    """The languages that the template's stages have names in, English first."""
    codes = dict.fromkeys((ENGLISH, template.language))
    return tuple(Choice(code, _LANGUAGES.get(code, code)) for code in codes)


def stage_texts(stage: Stage) -> dict[str, str]:
    """A stage's fields as people would type them."""
    texts = {name: str(getattr(stage, name)) for name in ("name", "phase", "colour", "goal", "role")}
    texts |= {name: str(getattr(stage, name)) for name in ("guidance", "evidence", "tools")}
    texts |= {name: str(getattr(stage, name) or "") for name in _NUMBERS}
    texts |= {name: "yes" if getattr(stage, name) else "no" for name in _FLAG_NAMES}
    return texts


def _fields(texts: Mapping[str, str], phase: Phase) -> tuple[FormField, ...]:
    def one(name: str, label: str, hint: str = "", *, gap: bool = False) -> FormField:
        replaced = name in _NUMBERS or name == "colour"
        return FormField(name, label, texts.get(name, ""), hint, replaced=replaced, gap=gap)

    def flag(name: str, label: str) -> FormField:
        return FormField(name, label, texts.get(name, "no"), choices=_FLAGS)

    return (
        one("name", "Name"),
        one("probability", "Chance", "percent of deals here that are won"),
        one("days", "Target days", "how long a deal should stay"),
        one("idle", "Idle after", "days without a touch"),
        one("limit", "Limit", "deals at most; empty for any number"),
        FormField("limit_holds", "A full stage", texts.get("limit_holds", "no"), choices=_HOLDS),
        FormField("phase", "Phase", phase, choices=_PHASES, gap=True),
        flag("qualified", "Qualified"),
        flag("offer", "Offer"),
        one("colour", "Colour", "green, or #2e8b57"),
        one("goal", "Goal", "what must be reached here", gap=True),
        one("role", "Role", "who does it"),
        one("guidance", "Guidance", "how it is done well"),
        one("evidence", "Evidence", "what must be known to enter"),
        one("tools", "Tools", "what one works with"),
    )
