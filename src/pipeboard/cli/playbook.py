"""Commands for the playbook: `playbook`, and `objection` for what was said against deals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from pipeboard.cli import output
from pipeboard.cli.lazy import ListingGroup, NounGroup
from pipeboard.cli.many import ManyCommand, change, is_filtered, selecting
from pipeboard.cli.options import FilterCommand, filter_words, pass_session, reads, writes
from pipeboard.cli.session import Session
from pipeboard.cli.values import OBJECTION, PLAY, PLAYBOOK
from pipeboard.domain.errors import BadInput, NotFound
from pipeboard.domain.quotes import quoted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from pipeboard.domain.actions import Action
    from pipeboard.domain.board import Board
    from pipeboard.domain.deal import Deal
    from pipeboard.domain.definitions import Definition
    from pipeboard.domain.playbook import Record
    from pipeboard.workspace.workspace import Workspace

_COUNTS: Final = ("OPEN", "WON", "LOST", "OUT")
_INDENT: Final = 16
"""Cells in front of what an entry says."""


@click.group(cls=ListingGroup)
def playbook() -> None:
    """Look up what to do and say, and start plays.

    Words look for entries in which all of them occur: `pipeboard playbook too expensive`.
    """


@playbook.command("list")
@click.argument("words", nargs=-1, metavar="[WORDS]...")
@reads
@pass_session
def playbook_list(session: Session, words: tuple[str, ...], as_json: bool) -> None:
    """List plays, objections and techniques, with what became of their deals.

    With WORDS those in which all of them occur: in titles, answers, guidance or steps.
    """
    from pipeboard.domain.playbook import looked_up

    with session.reading() as workspace:
        board = workspace.board
        found = looked_up(board, " ".join(words))
        used = _used(board)
    if as_json:
        output.say_json({f"{kind}s": _records_of(found, kind, board, used) for kind in used})
    elif found:
        _say_tables(found, used)
    else:
        output.warn(
            f"Nothing in the playbook has all of these words: {' '.join(words)}. "
            "`pipeboard playbook --help` lists its commands."
        )


@playbook.command("show")
@click.argument("name", nargs=-1, required=True, type=PLAYBOOK, metavar="NAME")
@reads
@pass_session
def playbook_show(session: Session, name: tuple[str, ...], as_json: bool) -> None:
    """Show a play with its steps, the answer to an objection, or a technique.

    NAME is a name, a title, or how one begins. A play and an objection may have one name; both are shown.
    """
    with session.reading() as workspace:
        board = workspace.board
        found = _named(" ".join(name), board)
        used = _used(board)
    if as_json:
        output.say_json_list("entries", (_record(one, board, used[one.kind]) for one in found))
        return
    for place, one in enumerate(found):
        if place:
            output.say()
        _say_entry(one, board, used[one.kind])


@playbook.command("start", cls=ManyCommand)
@click.argument("words", nargs=-1, required=True, type=PLAY, metavar="DEAL... PLAY")
@selecting
@writes
@pass_session
def playbook_start(session: Session, words: tuple[str, ...], as_json: bool) -> None:
    """Start a play on deals: its steps become follow-ups and checklist items.

    `pipeboard playbook start acme no-answer`. Where its trigger does not hold it can be started all the same.
    """
    from pipeboard.domain.actions import StartPlay
    from pipeboard.domain.find import find_defined

    if len(words) < 2:
        raise BadInput("Say which deals, then which play: `pipeboard playbook start DEAL... PLAY`.")

    def make(workspace: Workspace, found: Sequence[Deal], at: datetime | None) -> Action:
        play = find_defined(workspace.board, "play", words[-1])
        return StartPlay(tuple(deal.id for deal in found), play.id, at=at)

    change(session, words[:-1], make, as_json=as_json)


@playbook.command("offered", cls=FilterCommand)
@filter_words
@reads
@pass_session
def playbook_offered(session: Session, words: tuple[str, ...], as_json: bool) -> None:
    """List the plays whose trigger holds, deal by deal.

    FILTER narrows the deals: `pipeboard playbook offered owner:me`.
    """
    from pipeboard.domain.find import short_ids
    from pipeboard.domain.playbook import offered

    with session.reading() as workspace:
        board, today = workspace.board, workspace.today()
        deals = session.select(words, workspace)[0]
        pairs = [(deal, play) for deal in deals for play in offered(deal, board, today)]
        if as_json:
            output.say_json_list(
                "offered",
                (
                    {"deal": deal.id, "deal_title": deal.title, "play": play.id, "title": play.title}
                    for deal, play in pairs
                ),
            )
            return
        tails = short_ids(board)
        rows = [
            (tails[deal.id], deal.title, board.stage_of(deal).name, play.id, play.title)
            for deal, play in pairs
        ]
    if rows:
        output.say_lines(output.table(("ID", "DEAL", "STAGE", "PLAY", "WHAT"), rows, shrink=(4, 1, 2)))
    else:
        output.warn("No play is offered on these deals.")


@click.group(cls=NounGroup)
def objection() -> None:
    """Log what customers object, and see which objections cost deals."""


@objection.command("list")
@reads
@pass_session
def objection_list(session: Session, as_json: bool) -> None:
    """List the objections, the most frequent first, with the stages and what became of the deals."""
    from pipeboard.domain.playbook import NEVER

    with session.reading() as workspace:
        board = workspace.board
        raised = _used(board)["objection"]
        known = board.definitions("objection")
        names = [*raised, *(name for name in known if name not in raised)]
        if as_json:
            output.say_json_list("objections", (_objection_record(name, board, raised) for name in names))
            return
        rows = []
        for name in names:
            record = raised.get(name, NEVER)
            where = ", ".join(
                f"{board.stage(stage).name} {len(deals)}" for stage, deals in record.by_stage.items()
            )
            rows.append((name, board.name_of("objection", name), *_counts(record), where))
    head = ("NAME", "OBJECTION", "DEALS", *_COUNTS, "FIRST RAISED IN")
    output.say_lines(output.table(head, rows, right=range(2, 7), shrink=(7, 1)))


@objection.command("log", cls=ManyCommand)
@click.argument("words", nargs=-1, required=True, type=OBJECTION, metavar="DEAL... NAME [TEXT]")
@click.option(
    "--new", is_flag=True, help="NAME is one that the playbook does not have yet: it is kept there."
)
@selecting
@writes
@pass_session
def objection_log(session: Session, words: tuple[str, ...], new: bool, as_json: bool) -> None:
    """Note on deals what was said against them, in TEXT in the customer's own words.

    \b
    pipeboard objection log acme too-expensive "Twice of what the others ask"
    pipeboard objection log acme "Our lawyer says no" --new
    """
    from pipeboard.domain.actions import RaiseObjection

    if len(words) < 2:
        raise BadInput(
            "Say which deals, then which objection: `pipeboard objection log DEAL... NAME [TEXT]`."
        )

    def names(board: Board) -> tuple[str, ...]:
        return _said(words, board, new=new)[0]

    def make(workspace: Workspace, found: Sequence[Deal], at: datetime | None) -> Action:
        _, name, text = _said(words, workspace.board, new=new)
        ids = tuple(deal.id for deal in found)
        if new:
            return RaiseObjection(ids, "", text, name, at=at)
        return RaiseObjection(ids, _objection(workspace.board, name), text, at=at)

    change(session, names, make, as_json=as_json)


def _said(words: tuple[str, ...], board: Board, *, new: bool) -> tuple[tuple[str, ...], str, str]:
    """The deals, the objection and the customer's words (or "") of a command line.

    The objection is the last word but one where that is one; a new one is where no deal is any more.
    """
    if len(words) > 2:
        before = words[-2]
        if _is_no_deal(words, board) if new else _is_objection(board, before):
            return words[:-2], before, words[-1]
    return words[:-1], words[-1], ""


def _is_no_deal(words: tuple[str, ...], board: Board) -> bool:
    from pipeboard.domain.find import find_deal

    if is_filtered(words[0]):
        return True
    try:
        find_deal(board, words[-2])
    except NotFound:
        return True
    return False


def _is_objection(board: Board, text: str) -> bool:
    try:
        _objection(board, text)
    except NotFound:
        return False
    return True


def _objection(board: Board, text: str) -> str:
    from pipeboard.domain.find import find_defined

    try:
        return find_defined(board, "objection", text).id
    except NotFound as error:
        raise NotFound(f"{error.sentence} --new keeps a new one.") from None


def _named(name: str, board: Board) -> list[Definition]:
    """Everything of the playbook that is called so, else that begins so; NotFound if there is nothing."""
    from pipeboard.domain.playbook import looked_up

    wanted = name.strip().casefold()
    called = [(one, (one.id, one.title.casefold())) for one in looked_up(board)]
    exact = [one for one, names in called if wanted in names]
    found = exact or [one for one, names in called if any(each.startswith(wanted) for each in names)]
    if not found:
        raise NotFound(
            f"Nothing in the playbook is called {quoted(name)}; "
            f"`pipeboard playbook {name}` looks for the words."
        )
    return found


def _used(board: Board) -> dict[str, Mapping[str, Record]]:
    """What came of everything, kind by kind; techniques leave no trace on deals."""
    from pipeboard.domain.playbook import objection_records, play_records

    return {"play": play_records(board), "objection": objection_records(board), "technique": {}}


def _counts(record: Record) -> tuple[str, ...]:
    """How many deals in all, and how many of each status; a dash for none."""
    from pipeboard.domain.deal import STATUSES

    return tuple(str(count or "-") for count in (record.count, *map(record.ended, STATUSES)))


def _say_tables(found: Sequence[Definition], used: Mapping[str, Mapping[str, Record]]) -> None:
    from pipeboard.domain.playbook import NEVER

    heads = {
        "play": ("PLAY", "TITLE", "USED", *_COUNTS, "WHEN"),
        "objection": ("OBJECTION", "TITLE", "RAISED", *_COUNTS, "ANSWER"),
        "technique": ("TECHNIQUE", "TITLE", "FOR", "HOW"),
    }
    said = {"play": "when", "objection": "answer", "technique": "how"}
    blank = False
    for kind, head in heads.items():
        rows = []
        for one in found:
            if one.kind == kind:
                counts = _counts(used[kind].get(one.id, NEVER))
                middle = (one.text("use"),) if kind == "technique" else counts
                rows.append((one.id, one.title, *middle, one.text(said[kind])))
        if rows:
            if blank:
                output.say()
            blank = True
            right = range(2, 7) if kind != "technique" else ()
            output.say_lines(output.table(head, rows, right=right, shrink=(len(head) - 1, 1)))


def _say_entry(one: Definition, board: Board, used: Mapping[str, Record]) -> None:
    from pipeboard.view.playbook import facts
    from pipeboard.view.text import wrap

    output.say(f"{one.title}  ({one.kind} {one.id})")
    for label, text in facts(one, board, used.get(one.id)):
        first, *rest = wrap(text, max(output.terminal_width() - _INDENT, 24))
        output.say(f"  {label:<12}  {first}")
        for line in rest:
            output.say(" " * _INDENT + line)


def _records_of(
    found: Sequence[Definition], kind: str, board: Board, used: Mapping[str, Mapping[str, Record]]
) -> list[dict[str, object]]:
    return [_record(one, board, used[kind]) for one in found if one.kind == kind]


def _record(one: Definition, board: Board, used: Mapping[str, Record]) -> dict[str, object]:
    """The fields of an entry, with what came of it and, for a play, its steps."""
    from pipeboard.cli.definitions import definition_record
    from pipeboard.domain.playbook import NEVER, steps_of

    record = definition_record(one)
    if one.kind != "technique":
        record["used"] = _used_record(used.get(one.id, NEVER))
    if one.kind == "play":
        record["steps"] = [
            {
                "id": step.id,
                "kind": step.text("kind") or "task",
                "days": step.number("days"),
                "text": step.text("text"),
            }
            for step in steps_of(one.id, board)
        ]
    return record


def _objection_record(name: str, board: Board, raised: Mapping[str, Record]) -> dict[str, object]:
    from pipeboard.domain.playbook import NEVER

    title = board.name_of("objection", name)
    return {"id": name, "title": title, **_used_record(raised.get(name, NEVER))}


def _used_record(record: Record) -> dict[str, object]:
    from pipeboard.domain.deal import STATUSES

    return {
        "deals": record.count,
        **{status: record.ended(status) for status in STATUSES},
        "stages": {stage: len(ids) for stage, ids in record.by_stage.items()},
    }
