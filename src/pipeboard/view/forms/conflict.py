"""The form that settles a conflict by another value than those that stand beside each other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from pipeboard.domain.actions import Action
from pipeboard.domain.board import Board
from pipeboard.domain.disputes import Dispute
from pipeboard.domain.errors import PipeBoardError
from pipeboard.domain.settling import read_value, settle
from pipeboard.view.form import Form, FormField, FormSpec, Misread


def another_value(one: Dispute, board: Board, now: datetime) -> FormSpec:
    """One line, read as the field is read anywhere else."""

    def understood(text: str) -> str:
        try:
            read_value(one, text, board, now)
        except PipeBoardError as error:
            return error.sentence if text.strip() else ""
        return ""

    def read(form: Form) -> Action:
        text = form.texts()["value"]
        try:
            return settle(one, read_value(one, text, board, now), board)
        except PipeBoardError as error:
            errors: Mapping[str, str] = {"value": error.sentence}
            raise Misread(errors) from error

    sides = " or ".join(side.text or "nothing" for side in one.sides)
    field = FormField("value", one.what, "", f"instead of {sides}", preview=understood, replaced=True)
    return FormSpec(one.what, (field,), read, save="settle", aside=one.where)
