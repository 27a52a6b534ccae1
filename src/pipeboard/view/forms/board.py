"""What a new board is asked (template, language, currency, name), and what a board is set to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from pipeboard.config.templates import ENGLISH, Template, as_pipeline
from pipeboard.domain.actions import SetBoard, SetUpBoard
from pipeboard.domain.board import BoardSettings
from pipeboard.domain.fields import BOARD
from pipeboard.view.form import Choice, Form, FormField, FormSpec, Misread, read_fields
from pipeboard.view.forms.stage import language_choices

CURRENCIES: Final = ("EUR", "USD", "GBP", "SEK", "NOK", "DKK", "CHF", "PLN", "CNY", "JPY")
_NOW: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""No field of a board is a date."""


def new_board(
    templates: Sequence[Template], *, name: str = "Sales", currency: str = "EUR", timezone: str = "UTC"
) -> FormSpec:
    """The form of a board to be made."""
    by_id = {template.id: template for template in templates}

    def vary(texts: Mapping[str, str]) -> tuple[FormField, ...]:
        template = by_id.get(texts.get("template", ""), templates[0])
        choices = tuple(Choice(one.id, one.title) for one in templates)
        languages = language_choices(template)
        language = FormField("language", "Stage names", ENGLISH, choices=languages)
        return (
            FormField("template", "Pipeline", templates[0].id, choices=choices),
            *((language,) if len(languages) > 1 else ()),
            FormField("currency", "Currency", currency, "EUR", known=CURRENCIES, replaced=True),
            FormField("name", "Board", name, replaced=True),
        )

    def read(form: Form) -> SetUpBoard:
        texts = form.texts()
        typed = {"name": texts["name"], "currency": texts["currency"], "timezone": timezone}
        settings = read_fields(BOARD, typed, _NOW)
        template = by_id[texts["template"]]
        language = texts.get("language", ENGLISH)
        if language not in (ENGLISH, template.language):
            raise Misread({"template": "This template has no names in that language; choose again."})
        return SetUpBoard(settings=settings, pipeline=as_pipeline(template, language))

    return FormSpec("Welcome to PipeBoard", vary({}), read, vary, save="create")


_HINTS: Final = {
    "timezone": "Europe/Helsinki",
    "fiscal_start": "4 where the year begins in April",
    "haircut": "percent of forecast deals that go dark",
    "assumed_conversion": "percent of new leads that are won, until there is history",
    "margin": "percent of a sale that is left",
    "churn": "percent of customers that leave in a year",
    "customer_years": "where no churn is set",
}


def board_settings(settings: BoardSettings) -> FormSpec:
    """Everything that the team has agreed on for the whole board."""

    def read(form: Form) -> SetBoard:
        typed = form.changed()
        if not typed.get("name", settings.name).strip():
            raise Misread({"name": "A board needs a name."})
        return SetBoard(read_fields(BOARD, typed, _NOW))

    def made(name: str, label: str) -> FormField:
        value = getattr(settings, name)
        known = CURRENCIES if name == "currency" else ()
        # A number of 0 means that nothing is set.
        text = str(value) if value else ""
        return FormField(name, label, text, _HINTS.get(name, ""), known=known, replaced=name != "name")

    fields = tuple(made(one.name, one.title) for one in BOARD.values())
    return FormSpec("Board settings", fields, read, key="board settings")
