"""Ready-made pipelines, one TOML file each in `templates`: their stages, and how to work in each of them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Final

from pipeboard.domain.actions import AddPipeline, NewStage
from pipeboard.domain.errors import BadInput, NotFound
from pipeboard.domain.nearest import get_close_matches
from pipeboard.domain.pipeline import PHASES, Phase
from pipeboard.domain.quotes import quoted
from pipeboard.domain.values import Changes, Value

DEFAULT: Final = "consulting"
"""The template that a sample board uses, and that is listed first."""
ENGLISH: Final = "en"


@dataclass(frozen=True, slots=True)
class TemplateCheck:
    """One item of a stage's checklist."""

    text: str
    required: bool
    """Whether a card waits for it before it goes further on."""


@dataclass(frozen=True, slots=True)
class TemplateMaterial:
    """A document that one needs in a stage."""

    title: str
    url: str
    """Empty until the team says where it is."""


@dataclass(frozen=True, slots=True)
class TemplateChallenge:
    """What goes wrong in a stage again and again, and what helps."""

    text: str
    remedy: str


@dataclass(frozen=True, slots=True)
class TemplateStage:
    """One stage of a template; the fields are those of `pipeline.Stage`."""

    id: str
    name: str
    """In English."""
    label: str
    """In the template's own language; the English name where that is English."""
    phase: Phase
    probability: int
    days: int
    idle: int
    offer: bool
    qualified: bool
    goal: str
    role: str
    guidance: str
    evidence: str
    tools: str
    """What one works with, separated by commas."""
    checks: tuple[TemplateCheck, ...]
    materials: tuple[TemplateMaterial, ...]
    challenges: tuple[TemplateChallenge, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """A pipeline to start from."""

    id: str
    title: str
    language: str
    """Language of the labels (en, fi, zh, pl); every template has English names too."""
    description: str
    stages: tuple[TemplateStage, ...]


def load_templates() -> tuple[Template, ...]:
    """Every template that ships, the default first, the others by id."""
    return tuple(_template(name, resource) for name, resource in _resources().items())


def find_template(name: str) -> Template:
    """The template called `name`; NotFound names the nearest one and lists them all."""
    resources = _resources()
    wanted = name.strip().casefold()
    if wanted in resources:
        return _template(wanted, resources[wanted])
    near = get_close_matches(wanted, resources, 1)
    hint = f" Did you mean {near[0]}?" if near else ""
    raise NotFound(f"There is no template {quoted(name)}.{hint} There are {', '.join(resources)}.")


def as_pipeline(template: Template, language: str | None = None) -> AddPipeline:
    """The action that makes the template's pipeline.

    `language` is "en" (and None) for the English names, the template's own for its labels; any other one
    is BadInput.
    """
    wanted = (language or ENGLISH).strip().casefold()
    if wanted not in (ENGLISH, template.language):
        choices = " and ".join(dict.fromkeys((ENGLISH, template.language)))
        raise BadInput(f"The template {template.id} has names in {choices}, none in {quoted(wanted)}.")
    stages = tuple(
        NewStage(stage.id, _fields(stage, stage.name if wanted == ENGLISH else stage.label), _content(stage))
        for stage in template.stages
    )
    return AddPipeline(template.title, stages)


def _fields(stage: TemplateStage, name: str) -> dict[str, Value]:
    """The stage's fields for the log, less those that say nothing."""
    fields: dict[str, Value] = {
        "name": name,
        "phase": stage.phase,
        "probability": stage.probability,
        "days": stage.days,
        "idle": stage.idle,
        "offer": stage.offer,
        "qualified": stage.qualified,
        "goal": stage.goal,
        "role": stage.role,
        "guidance": stage.guidance,
        "evidence": stage.evidence,
        "tools": stage.tools,
    }
    return _said(fields)


def _content(stage: TemplateStage) -> tuple[tuple[str, Changes], ...]:
    """What belongs to the stage, kind by kind, as definitions for the log."""
    kinds: dict[str, tuple[Any, ...]] = {
        "check": stage.checks,
        "material": stage.materials,
        "challenge": stage.challenges,
    }
    return tuple((kind, _said(asdict(one))) for kind, listed in kinds.items() for one in listed)


def _said(fields: Mapping[str, Value]) -> dict[str, Value]:
    """The fields that say something."""
    return {key: value for key, value in fields.items() if value}


def _resources() -> dict[str, Traversable]:
    """The file of each template by its id, the default first."""
    found = {
        resource.name.removesuffix(".toml"): resource
        for resource in (files("pipeboard") / "templates").iterdir()
        if resource.name.endswith(".toml")
    }
    return {name: found[name] for name in sorted(found, key=lambda name: (name != DEFAULT, name))}


def _template(template_id: str, resource: Traversable) -> Template:
    raw = tomllib.loads(resource.read_text(encoding="utf-8"))
    stages = tuple(_stage(stage) for stage in raw["stages"])
    return Template(template_id, raw["title"], raw["language"], raw["description"], stages)


def _stage(raw: Mapping[str, Any]) -> TemplateStage:
    return TemplateStage(
        id=raw["id"],
        name=raw["name"],
        label=raw.get("label", raw["name"]),
        phase=PHASES[PHASES.index(raw["phase"])],
        probability=raw["probability"],
        days=raw["days"],
        idle=raw["idle"],
        offer=raw.get("offer", False),
        qualified=raw.get("qualified", False),
        goal=raw["goal"],
        role=raw["role"],
        guidance=raw["guidance"],
        evidence=raw["evidence"],
        tools=raw["tools"],
        checks=tuple(TemplateCheck(one["text"], one.get("required", False)) for one in raw["checks"]),
        materials=tuple(TemplateMaterial(one["title"], one["url"]) for one in raw["materials"]),
        challenges=tuple(TemplateChallenge(one["text"], one["remedy"]) for one in raw["challenges"]),
    )
