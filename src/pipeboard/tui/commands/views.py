"""Ways to look at the board: its order, its lanes, its columns, and the table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from pipeboard.domain.errors import BadInput
from pipeboard.tui.bindings import Handler

if TYPE_CHECKING:
    from pipeboard.tui.screens.board import BoardScreen


def _sort(screen: BoardScreen, key: str) -> None:
    from pipeboard.tui.screens.picker import Picker
    from pipeboard.view.arranging import sort_options, sorted_words

    view = screen.board.view
    if view is None:
        return
    how = view.arrangement

    def done(name: str | None) -> None:
        if name is not None:
            after = how.sorted_by(name)
            screen.rearrange(sort=after.sort, reverse=after.reverse)
            screen.say(sorted_words(after))

    options = sort_options(view)
    picker = Picker("Sort by", options, cursor=how.sort, verb="sort", aside="once more turns it round")
    screen.app.push_screen(picker, done)


def _sort_reverse(screen: BoardScreen, key: str) -> None:
    from pipeboard.view.arranging import sorted_words

    if screen.board.view is not None:
        screen.rearrange(reverse=not screen.board.view.arrangement.reverse)
        screen.say(sorted_words(screen.board.view.arrangement))


def _lanes(screen: BoardScreen, key: str) -> None:
    from pipeboard.tui.screens.picker import Picker
    from pipeboard.view.arranging import lane_options, lanes_words

    view = screen.board.view
    if view is None:
        return

    def done(name: str | None) -> None:
        if name is not None:
            screen.rearrange(lanes=name, table=False)
            screen.say(lanes_words(name))

    options = lane_options(view)
    screen.app.push_screen(Picker("Lanes by", options, cursor=view.arrangement.lanes, verb="cut"), done)


def _collapse(screen: BoardScreen, key: str) -> None:
    view, column = screen.board.view, screen.board.column
    if view is None or column is None or view.arrangement.table:
        screen.say("There are no columns in the table.")
        return
    screen.rearrange(collapsed=view.arrangement.collapsed ^ {column.stage.id})
    if not column.collapsed:
        screen.say(f"{column.stage.name} is collapsed; deals can still be moved into it.")
    else:
        screen.say("")


def _hide(screen: BoardScreen, key: str) -> None:
    view, column = screen.board.view, screen.board.column
    if view is None or column is None or view.arrangement.table:
        screen.say("There are no columns in the table.")
    elif len(view.columns) == 1:
        screen.say("It is the last column that is shown.")
    else:
        screen.rearrange(hidden=view.arrangement.hidden | {column.stage.id})
        screen.say(f"{column.stage.name} is hidden; 'Show all columns' in the palette brings it back.")


def _show_all(screen: BoardScreen, key: str) -> None:
    screen.rearrange(hidden=frozenset(), collapsed=frozenset())
    screen.say("All columns are shown.")


def _list(screen: BoardScreen, key: str) -> None:
    if screen.board.view is not None:
        screen.rearrange(table=not screen.board.view.arrangement.table)
        screen.say("")


async def _cells(screen: BoardScreen, key: str) -> None:
    from pipeboard.domain.arrangement import CELLS, read_cells
    from pipeboard.view.table import USUAL

    view = screen.board.view
    if view is None:
        return
    line: str | None = ",".join(view.arrangement.cells or USUAL)
    screen.say(f"There are {', '.join(CELLS)}.", "panel soft")
    while True:
        line = await screen.ask_line("Columns of the table", text=line or "")
        if line is None:
            screen.say("")
            return
        try:
            cells = read_cells(line.split(","))
        except BadInput as error:
            screen.fail(error.sentence)
            continue
        screen.rearrange(table=True, cells=() if cells == USUAL else cells)
        screen.say("")
        return


def _pipelines(screen: BoardScreen, key: str) -> None:
    from pipeboard.tui.commands.dialogs import submitting
    from pipeboard.tui.screens.picker import Picker
    from pipeboard.view.arranging import EDIT_STAGES, NEW_PIPELINE, pipeline_options

    view = screen.board.view
    if view is None:
        return

    def done(chosen: str | None) -> None:
        if chosen == NEW_PIPELINE and screen.past is not None:
            screen.fail(screen.past.read_only_reason)
        elif chosen == NEW_PIPELINE:
            from pipeboard.tui.screens.new_pipeline import ask_new_pipeline

            ask_new_pipeline(
                screen.app, lambda: screen.workspace.board, submitting(screen), screen.show_pipeline
            )
        elif chosen == EDIT_STAGES:
            screen.run_command("board.stages")
        elif chosen is not None:
            screen.show_pipeline(chosen)

    picker = Picker("Pipelines", pipeline_options(view), cursor=view.pipeline, verb="show")
    screen.app.push_screen(picker, done)


def _archive(screen: BoardScreen, key: str) -> None:
    from pipeboard.tui.commands.dialogs import submitting
    from pipeboard.tui.screens.archive import ArchivePane

    workspace = screen.workspace
    if not any(deal.archived or deal.deleted for deal in workspace.board.deals.values()):
        way = screen.pipeboard.keymap.shown("deal.archive")
        screen.say(f"Nothing is archived or deleted{f'; {way} archives a deal' if way else ''}.")
        return
    screen.app.push_screen(ArchivePane(lambda: workspace.board, submitting(screen), workspace.now))


HANDLERS: Final[Mapping[str, Handler]] = {
    "board.sort": _sort,
    "board.sort-reverse": _sort_reverse,
    "board.lanes": _lanes,
    "board.collapse": _collapse,
    "board.hide": _hide,
    "board.show-all": _show_all,
    "board.list": _list,
    "board.cells": _cells,
    "board.pipelines": _pipelines,
    "board.archive": _archive,
}
