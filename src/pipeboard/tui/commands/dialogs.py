"""Commands that ask in a dialog: forms, pickers, the palette, the help and the editor of stages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pipeboard.domain.actions import (
    Action,
    AddDeal,
    AddNote,
    MoveDeals,
    SpawnDeal,
)
from pipeboard.domain.errors import Held, PipeBoardError

if TYPE_CHECKING:
    from pipeboard.domain.actions import ImportDeals
    from pipeboard.domain.deal import Deal
    from pipeboard.tui.screens.board import BoardScreen
    from pipeboard.tui.screens.dialog import Submit
    from pipeboard.view.form import FormSpec

ANOTHER: Final = "+"


# Forms


def submitting(screen: BoardScreen) -> Submit:
    """Carries out what a dialog wants; the status line says what was done, the dialog why not."""

    def submit(action: Action) -> str | None:
        try:
            outcome = screen.attempt(action)
        except PipeBoardError as error:
            return error.sentence
        if isinstance(action, (AddDeal, SpawnDeal)) and outcome.changed:
            screen.reveal(outcome.changed[0])
        return None

    return submit


def ask_form(screen: BoardScreen, spec: FormSpec, submit: Submit | None = None) -> None:
    """Show a form, with what was typed into it when it was cut off; its action is carried out.

    `submit` carries it out in the place of the board.
    """
    from pipeboard.tui.screens.form import FormDialog  # each dialog is imported when it is first opened

    drafts = screen.pipeboard.drafts
    draft = drafts.take(spec.key) if drafts is not None and spec.key else {}
    screen.app.push_screen(FormDialog(spec, submit=submit or submitting(screen), draft=draft))


def new_deal_form(screen: BoardScreen, stage: str, line: str) -> None:
    """The full form of a new deal, with what was typed in the quick line so far."""
    from pipeboard.view.forms.deal import known_values, line_texts, new_deal

    board, now = screen.workspace.board, screen.workspace.now()
    view = screen.board.view
    given = line_texts(line, board, now, view.pipeline if view else None)
    stage = given.pop("stage", "") or stage
    known = known_values(board.visible_deals())
    ask_form(screen, new_deal(board, now, stage=stage, given=given, known=known))


def _edit(screen: BoardScreen, key: str) -> None:
    from pipeboard.view.forms.deal import edit_deal, known_values
    from pipeboard.view.forms.many import edit_many

    deals, now = screen.chosen, screen.workspace.now()
    known = known_values(screen.workspace.board.visible_deals())
    _ask_many(
        screen, edit_deal(deals[0], now, known=known) if len(deals) == 1 else edit_many(deals, now, known)
    )


def _tags(screen: BoardScreen, key: str) -> None:
    from pipeboard.view.forms.deal import change_field, known_values
    from pipeboard.view.forms.many import tag_many

    deals, known = screen.chosen, known_values(screen.workspace.board.visible_deals())
    one = len(deals) == 1
    _ask_many(
        screen,
        change_field(deals[0], "tags", screen.workspace.now(), known) if one else tag_many(deals, known),
    )


def _due(screen: BoardScreen, key: str) -> None:
    from pipeboard.view.forms.deal import Known, change_field
    from pipeboard.view.forms.many import close_by_many

    deals, now = screen.chosen, screen.workspace.now()
    one = len(deals) == 1
    _ask_many(screen, change_field(deals[0], "close", now, Known()) if one else close_by_many(deals, now))


def _ask_many(screen: BoardScreen, spec: FormSpec) -> None:
    """Show a form on the chosen deals; where they are several, what it wants is previewed."""
    from pipeboard.tui.commands.many import submitting as previewing

    ask_form(screen, spec, previewing(screen))


def _close(screen: BoardScreen, key: str) -> None:
    close(screen, screen.chosen)


def close(screen: BoardScreen, deals: Sequence[Deal], outcome: str = "won") -> None:
    """Ask how deals are closed, beginning with an outcome."""
    from pipeboard.view.forms.close import close_deals

    spec = close_deals(deals, screen.workspace.board, screen.workspace.now(), outcome)
    if len(deals) == 1:
        ask_form(screen, spec, _closing(screen))
    else:
        _ask_many(screen, spec)


def _closing(screen: BoardScreen) -> Submit:
    """As `submitting`; where a checklist holds the win, the form makes way for the question how to go on."""

    def attempt(action: Action) -> str | None:
        try:
            screen.attempt(action)
        except Held as held:
            screen.call_later(screen.ask_past, held, action)
        except PipeBoardError as error:
            return error.sentence
        return None

    return attempt


def _log(screen: BoardScreen, key: str) -> None:
    from pipeboard.view.forms.activity import log_activity

    _ask_many(screen, log_activity(screen.chosen, screen.workspace.board))


def _note(screen: BoardScreen, key: str) -> None:
    from pipeboard.tui.commands.many import act
    from pipeboard.tui.editor import edit_text

    if screen.app.is_web:  # an editor would have no terminal
        from pipeboard.view.forms.activity import write_note

        _ask_many(screen, write_note(screen.chosen))
        return
    ids = tuple(deal.id for deal in screen.chosen)
    try:
        text = edit_text(screen.app, "")
    except PipeBoardError as error:
        screen.fail(error.sentence)
        return
    if text:
        act(screen, AddNote(ids, text))
    else:
        screen.say("Nothing was written.")


def _qualify(screen: BoardScreen, key: str) -> None:
    from pipeboard.tui.screens.qualification import QualificationPane

    deal = screen.deal
    if deal is not None:
        workspace = screen.workspace
        pane = QualificationPane(deal.id, lambda: workspace.board, submitting(screen), workspace.now)
        screen.app.push_screen(pane)


def _proposals(screen: BoardScreen, key: str) -> None:
    from pipeboard.tui.screens.proposals import ProposalsPane

    deal = screen.deal
    if deal is not None:
        read, submit = (lambda: screen.workspace.board), submitting(screen)
        ask = partial(ask_form, screen)
        screen.app.push_screen(ProposalsPane(deal.id, read, submit, screen.workspace.now, ask))


# Pickers


def _move(screen: BoardScreen, key: str) -> None:
    from pipeboard.tui.commands.many import act
    from pipeboard.tui.screens.move_picker import move_picker

    deals = screen.chosen
    ids = tuple(deal.id for deal in deals)

    def done(stage: str | None) -> None:
        if stage is not None:
            act(screen, MoveDeals(ids, stage), cursor=ids[0])

    screen.app.push_screen(move_picker(screen.workspace.board, deals), done)


def _stages(screen: BoardScreen, key: str) -> None:
    from pipeboard.tui.screens.stage_editor import StageEditor

    view = screen.board.view
    workspace, pipeline = screen.workspace, view.pipeline if view else ""
    editor = StageEditor(lambda: workspace.board, submitting(screen), workspace.now, pipeline)

    def done(pipeline: str | None) -> None:
        if pipeline:
            screen.show_pipeline(pipeline)

    screen.app.push_screen(editor, done)


def _settings(screen: BoardScreen, key: str) -> None:
    from pipeboard.view.forms.board import board_settings

    ask_form(screen, board_settings(screen.workspace.board.settings))


def _definitions(screen: BoardScreen, key: str) -> None:
    from pipeboard.tui.screens.definitions import DefinitionsEditor

    workspace = screen.workspace
    editor = DefinitionsEditor(lambda: workspace.board, submitting(screen), workspace.now)
    screen.app.push_screen(editor)


def _import(screen: BoardScreen, key: str) -> None:
    from pipeboard.tui.screens.importing import ImportPane

    workspace = screen.workspace

    async def carry_out(action: ImportDeals) -> str | None:
        try:
            outcome = await screen.do_apart(action)
        except PipeBoardError as error:
            return error.sentence
        screen.say(outcome.summary)
        return None

    screen.app.push_screen(ImportPane(lambda: workspace.board, carry_out, workspace.now, Path.cwd()))


def _playbook(screen: BoardScreen, key: str) -> None:
    from pipeboard.tui.commands.many import submitting as previewing
    from pipeboard.tui.screens.playbook import Playbook

    workspace, ids = screen.workspace, tuple(deal.id for deal in screen.chosen)
    shown = Playbook(ids, lambda: workspace.board, previewing(screen), workspace.now)
    screen.app.push_screen(shown)


def _company(screen: BoardScreen, key: str) -> None:
    from pipeboard.view.forms.definition import company_form

    deal = screen.deal
    if deal is None:
        return
    if not deal.company.strip():
        key = screen.pipeboard.keymap.shown("deal.edit")
        screen.say(f"{deal.title} names no company yet{f'; {key} edits the deal' if key else ''}.")
        return
    ask_form(screen, company_form(screen.workspace.board, deal, screen.workspace.now()))


HANDLERS: Final[Mapping[str, Callable[..., Any]]] = {
    "deal.edit": _edit,
    "deal.note": _note,
    "deal.close": _close,
    "deal.log": _log,
    "deal.qualify": _qualify,
    "deal.proposals": _proposals,
    "deal.company": _company,
    "deal.tags": _tags,
    "deal.due": _due,
    "deal.move": _move,
    "board.stages": _stages,
    "board.definitions": _definitions,
    "board.import": _import,
    "board.playbook": _playbook,
    "board.settings": _settings,
}
