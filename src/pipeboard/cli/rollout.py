"""Commands for introducing a process: `rollout`, its steps, and `training`, who learned what and when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from pipeboard.cli import output
from pipeboard.cli.lazy import NounGroup
from pipeboard.cli.options import pass_session, reads, writes
from pipeboard.cli.session import Session
from pipeboard.cli.values import DefinedName
from pipeboard.domain.errors import BadInput

if TYPE_CHECKING:
    from pipeboard.domain.values import Changes

STEP_KEYS: Final = ("id", "phase", "title", "done", "by_itself", "day", "due", "owner", "command")
"""Keys of a step in `rollout --json`."""
TRAINING_KEYS: Final = ("id", "title", "who", "day", "trainer", "note")
"""Keys of a training in `training --json`."""


@click.group(cls=NounGroup)
def rollout() -> None:
    """Introduce a sales process step by step, and see what is done."""


@rollout.command("list")
@reads
@pass_session
def rollout_list(session: Session, as_json: bool) -> None:
    """List the steps, each with the command that does it.

    Those that the board can tell are read off it; `rollout done STEP` ticks the others.
    """
    from pipeboard.domain.rollout import steps

    with session.reading() as workspace:
        found = steps(workspace.board, workspace.today())
    done = sum(one.done for one in found)
    if as_json:
        records = [
            {
                "id": one.definition.id,
                "phase": one.definition.text("phase"),
                "title": one.definition.title,
                "done": one.done,
                "by_itself": one.by_itself,
                "day": one.ticked.isoformat() if one.ticked else None,
                "due": one.due.isoformat() if one.due else None,
                "owner": one.definition.text("owner"),
                "command": f"pipeboard {how}" if (how := one.definition.text("how")) else "",
            }
            for one in found
        ]
        output.say_json_list("steps", records, done=done, count=len(found))
        return
    output.say(f"{done} of {len(found)} steps are done.")
    rows = [
        (
            "x" if one.done else "-",
            one.definition.text("phase"),
            one.definition.title,
            one.definition.text("owner"),
            one.due.isoformat() if one.due and not one.done else "",
            "" if one.done else f"pipeboard {one.definition.text('how')}",
            one.definition.id,
        )
        for one in found
    ]
    head = ("", "PHASE", "STEP", "OWNER", "DUE", "COMMAND", "ID")
    output.say_lines(output.table(head, rows, shrink=(2, 5, 3)))


@rollout.command("done")
@click.argument("step", type=DefinedName("milestone"))
@click.option("--undo", is_flag=True, help="It is not done after all.")
@writes
@pass_session
def rollout_done(session: Session, step: str, undo: bool, as_json: bool) -> None:
    """Tick a step of the roll-out."""
    from pipeboard.domain.actions import Define
    from pipeboard.domain.find import find_defined

    with session.writing() as workspace:
        found = find_defined(workspace.board, "milestone", step)
        moment = session.moment(workspace)
        day = None if undo else (moment or workspace.now()).astimezone(workspace.board.zone).date()
        outcome = workspace.do(Define("milestone", {"done": day}, found.id, at=moment))
    summary = outcome.summary if not outcome.act else f"{'Not done' if undo else 'Done'}: {found.title}."
    _tell(summary, as_json=as_json)


@click.group(cls=NounGroup)
def training() -> None:
    """Keep the training log: who learned what, and when."""


@training.command("list")
@reads
@pass_session
def training_list(session: Session, as_json: bool) -> None:
    """List the trainings, the latest first, and who owns deals without any."""
    from pipeboard.domain.rollout import trainings, untrained

    with session.reading() as workspace:
        found, left = trainings(workspace.board), untrained(workspace.board)
    if as_json:
        records = [
            {
                "id": one.id,
                "title": one.title,
                "who": list(one.items("who")),
                "day": one.text("day") or None,
                "trainer": one.text("trainer"),
                "note": one.text("note"),
            }
            for one in found
        ]
        output.say_json_list("trainings", records, untrained=list(left))
        return
    if found:
        rows = [
            (one.text("day"), one.title, ", ".join(one.items("who")), one.text("trainer"), one.text("note"))
            for one in found
        ]
        output.say_lines(output.table(("DAY", "WHAT", "WHO", "BY", "NOTE"), rows, shrink=(4, 2, 1)))
    else:
        output.warn("Nobody was trained yet; `pipeboard training add TOPIC --who NAME` says who was.")
    if left:
        output.warn(f"Without a training: {', '.join(left)}.")


@training.command("add")
@click.argument("subject", metavar="TOPIC")
@click.option("--who", multiple=True, required=True, metavar="NAME", help="Who was there; may be repeated.")
@click.option("--on", "when", metavar="WHEN", help="The day, if not today.")
@click.option("--trainer", default="", metavar="NAME", help="Who gave it.")
@click.option("--note", default="", metavar="TEXT", help="What is worth remembering.")
@writes
@pass_session
def training_add(
    session: Session,
    subject: str,
    who: tuple[str, ...],
    when: str | None,
    trainer: str,
    note: str,
    as_json: bool,
) -> None:
    """Note that somebody was trained.

    `pipeboard training add "The first call" --who Anna --who Bob --on mon`. The same topic on the same day is
    one training: name the others with `pipeboard define training`.
    """
    from pipeboard.domain.actions import Define
    from pipeboard.domain.dates import parse_day

    if not subject.strip():
        raise BadInput('Say what was taught: `pipeboard training add "The first call" --who NAME`.')
    names = tuple(dict.fromkeys(one.strip() for one in who if one.strip()))
    if not names:
        raise BadInput("Say who was trained: --who NAME.")
    with session.writing() as workspace:
        day = parse_day(when, workspace.now()) if when else workspace.today()
        people = tuple(session.author if one == "me" else one for one in names)
        values: Changes = {
            "title": f"{subject.strip()}, {day.isoformat()}",
            "who": people,
            "day": day,
            "trainer": trainer.strip(),
            "note": note.strip(),
        }
        outcome = workspace.do(Define("training", values, at=session.moment(workspace)))
    _tell(outcome.summary, as_json=as_json)


@training.command("remove")
@click.argument("name", type=DefinedName("training"))
@writes
@pass_session
def training_remove(session: Session, name: str, as_json: bool) -> None:
    """Take a training out of the log."""
    from pipeboard.domain.actions import Undefine
    from pipeboard.domain.find import find_defined

    with session.writing() as workspace:
        found = find_defined(workspace.board, "training", name)
        outcome = workspace.do(Undefine("training", found.id, at=session.moment(workspace)))
    _tell(outcome.summary, as_json=as_json)


def _tell(summary: str, *, as_json: bool) -> None:
    if as_json:
        output.say_json({"summary": summary})
    else:
        output.say(summary)
