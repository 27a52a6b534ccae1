"""A new pipeline: pick a template, name it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.app import App

from pipeboard.config.templates import find_template, load_templates
from pipeboard.domain.actions import Action
from pipeboard.domain.board import Board
from pipeboard.tui.screens.dialog import Submit
from pipeboard.tui.screens.form import FormDialog
from pipeboard.tui.screens.picker import Picker
from pipeboard.view.forms.stage import new_pipeline
from pipeboard.view.picker import Option


def ask_new_pipeline(
    app: App[Any], read: Callable[[], Board], submit: Submit, done: Callable[[str], object]
) -> None:
    """Ask for a template and a name; `done` is told the id of the pipeline that was made."""
    options = [
        Option(one.id, one.title, f"{len(one.stages)} stages", one.description) for one in load_templates()
    ]

    def named(template: str | None) -> None:
        if template is None:
            return
        before = {one.id for one in read().live_pipelines()}

        def made(_action: Action | None) -> None:
            added = [one.id for one in read().live_pipelines() if one.id not in before]
            if added:
                done(added[0])

        app.push_screen(FormDialog(new_pipeline(find_template(template)), submit=submit), made)

    app.push_screen(Picker("Templates", options, verb="use"), named)
