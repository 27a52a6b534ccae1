"""Lists to pick one thing from: with the arrows, or with the key beside each thing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from pipeboard.config.themes import Theme
from pipeboard.domain.board import Board
from pipeboard.domain.checklist import holding, is_forward, open_words
from pipeboard.domain.dates import show_due
from pipeboard.domain.deal import Deal
from pipeboard.domain.pipeline import Stage
from pipeboard.view.card import Row, Span
from pipeboard.view.dialog import CHOSEN, KEY, SOFT, TEXT, padded
from pipeboard.view.follow_ups import again
from pipeboard.view.text import cells, clean

HERE: Final = "●"


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to pick."""

    id: str
    label: str
    note: str = ""
    """A few words at the right."""
    detail: str = ""
    """A sentence on what picking it means, shown while it is highlighted."""
    here: bool = False
    """Whether things are so already."""


def option_rows(
    options: Sequence[Option], keys: Sequence[str], cursor: int, width: int, first: int, rows: int
) -> list[Row]:
    """The options from `first` on, each a row of `width` cells."""
    shown = range(first, min(first + rows, len(options)))
    return [_option_row(options[at], keys[at], width, chosen=at == cursor) for at in shown]


def _option_row(option: Option, key: str, width: int, *, chosen: bool) -> Row:
    role = CHOSEN if chosen else TEXT
    soft = CHOSEN if chosen else SOFT
    mark = HERE if option.here else " "
    letter: Span = (f" {key or ' '} ", CHOSEN if chosen else KEY)
    left: Row = (letter, (f"{mark} ", soft), (clean(option.label), role))
    note: Row = ((f"{clean(option.note)} ", soft),) if option.note else ()
    size = cells(option.note) + 1 if option.note else 0
    if size and size + 16 <= width:
        body = padded(left, width - size - 1, role)
        return (*body, (" ", role), *note)
    return padded(left, width, role)


def stage_options(board: Board, pipeline: str, deals: Sequence[Deal] = ()) -> tuple[Option, ...]:
    """The stages of a pipeline, with what each holds and what it would hold with `deals` in it too."""
    counts = board.deals_by_stage
    places = {board.stage_of(deal).id for deal in deals}
    return tuple(
        Option(
            stage.id,
            stage.name,
            _held(counts.get(stage.id, 0)),
            _preview(board, stage, deals, counts),
            here=places == {stage.id},
        )
        for stage in board.stages_in(pipeline)
    )


def follow_up_options(deal: Deal, today: date, board: Board) -> tuple[Option, ...]:
    """What can be done with a deal's follow-ups: "ID VERB" for each.

    The next one can be done, snoozed, changed or taken off; the others only be done.
    """
    options: list[Option] = []
    for at, step in enumerate(deal.follow_ups):
        told = f"{step.kind} {show_due(step.due, today, board.zone)}"
        words = f"{told}: {step.text}" if step.text else told
        if again(step, board):
            words = f"{told}, {again(step, board)}"
        options.append(Option(f"{step.id} done", "Done" if not at else f"Done: {told}", "" if at else words))
        if not at:
            options.append(Option(f"{step.id} snooze", "Snooze"))
            options.append(Option(f"{step.id} change", "Change"))
            options.append(Option(f"{step.id} cancel", "Take it off"))
    return tuple(options)


def owner_options(deals: Sequence[Deal], names: Sequence[str], most: int = 24) -> tuple[Option, ...]:
    """People to give deals to: each name once, and nobody where somebody has one."""
    owners = dict.fromkeys(deal.owner for deal in deals)
    people = [name for name in dict.fromkeys((*names, *owners)) if name][:most]
    nobody = (Option("", "Nobody"),) if any(owners) else ()
    return (*(Option(name, name, here=owners.keys() == {name}) for name in people), *nobody)


def theme_options(themes: Sequence[Theme], used: str) -> tuple[Option, ...]:
    """The themes, the dark ones first; `used` is the id of the present one."""
    ordered = sorted(themes, key=lambda one: (not one.colours, not one.dark, one.name.casefold()))
    return tuple(Option(one.id, one.name, one.kind, here=one.id == used) for one in ordered)


def _held(count: int) -> str:
    return f"{count} deal" if count == 1 else f"{count} deals" if count else "-"


def _preview(board: Board, stage: Stage, deals: Sequence[Deal], counts: Mapping[str, int]) -> str:
    """What a move there would change."""
    moving = [deal for deal in deals if board.stage_of(deal).id != stage.id]
    if not moving:
        return "It is here now." if len(deals) == 1 else "They are here now."
    name = clean(moving[0].title) if len(moving) == 1 else f"{len(moving)} deals"
    if stage.phase == "post" and any(deal.is_open for deal in moving):
        return f"{stage.name} comes after the win; win {name} first."
    held = [deal for deal in moving if is_forward(board, deal, stage) and holding(deal, board)]
    if held:
        return f"Held in {board.stage_of(held[0]).name}: {clean(open_words(held[0], board))}."
    come_from = {board.stage_of(deal).name for deal in moving}
    origin = f"{come_from.pop()} → " if len(come_from) == 1 else ""
    count = counts.get(stage.id, 0)
    most = f" of {stage.limit}" if stage.limit else ""
    facts = [f"{count} → {count + len(moving)}{most} deals"]
    if stage.phase == "pre" and stage.probability:
        facts.insert(0, f"{stage.probability}% chance")
    if stage.days:
        facts.append(f"target {stage.days} days")
    return f"{name}: {origin}{stage.name}  ({', '.join(facts)})"
