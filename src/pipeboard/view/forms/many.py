"""Forms for several deals at once: what is filled in is set for all of them, the rest stays as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from pipeboard.domain.actions import Action, EditDeals, TagDeals, Together
from pipeboard.domain.deal import Deal
from pipeboard.domain.fields import DEAL
from pipeboard.view.form import Choice, Form, FormField, FormSpec, Misread
from pipeboard.view.forms.dates import day_meaning
from pipeboard.view.forms.deal import Known, deal_fields, deal_texts, read_deal

EMPTY: Final = "-"
"""Typed to empty a field in which the deals differ."""
_MIXED: Final = "they differ; - empties it"
_OF_ONE: Final = ("title", "discount", "tags", "more")
"""Fields of the form of a deal that make no sense for several."""
_AS_IS: Final = Choice("", "as they are")


def edit_many(deals: Sequence[Deal], now: datetime, known: Known) -> FormSpec:
    """Fields to set for all of some deals."""
    ids = tuple(deal.id for deal in deals)
    shared, mixed = _in_common(deals)
    fields = tuple(
        _field_for_many(one, mixed) for one in deal_fields(shared, known, now) if one.name not in _OF_ONE
    )
    tags = (
        FormField("add", "Add tags", "", "web nordic", known=known.tags, gap=True),
        FormField("remove", "Take off tags", "", "", known=_tags_of(deals)),
    )

    def read(form: Form) -> Action:
        typed = form.changed()
        added, removed = typed.pop("add", ""), typed.pop("remove", "")
        emptied = {name: "" if text.strip() == EMPTY else text for name, text in typed.items()}
        todo: list[Action] = []
        if emptied:
            todo.append(EditDeals(ids, read_deal(emptied, now)))
        if added.strip() or removed.strip():
            todo.append(TagDeals(ids, _words(added), _words(removed)))
        if not todo:
            raise Misread({"": "Nothing was changed; fill in what is to be set for all of them."})
        return todo[0] if len(todo) == 1 else Together(tuple(todo))

    return FormSpec(
        "Edit all", (*fields, *tags), read, save="preview", aside=f"{len(deals)} deals", key="deal.edit many"
    )


def tag_many(deals: Sequence[Deal], known: Known) -> FormSpec:
    """Tags to add to deals, and to take off."""
    ids = tuple(deal.id for deal in deals)

    def read(form: Form) -> TagDeals:
        texts = form.texts()
        added, removed = _words(texts["add"]), _words(texts["remove"])
        if not (added or removed):
            raise Misread({"add": "Write a tag to add, or below one to take off."})
        return TagDeals(ids, added, removed)

    fields = (
        FormField("add", "Add", "", "web nordic", known=known.tags),
        FormField("remove", "Take off", "", "", known=_tags_of(deals)),
    )
    return FormSpec("Tags", fields, read, save="preview", aside=f"{len(deals)} deals")


def close_by_many(deals: Sequence[Deal], now: datetime) -> FormSpec:
    """Another expected close for all of some deals."""
    ids = tuple(deal.id for deal in deals)

    def read(form: Form) -> EditDeals:
        return EditDeals(ids, read_deal(form.texts(), now))

    field = FormField(
        "close", "Close by", "", "3w, fri, 2026-12-01; empty for none", preview=day_meaning(now)
    )
    return FormSpec(DEAL["close"].title, (field,), read, save="preview", aside=f"{len(deals)} deals")


def _in_common(deals: Sequence[Deal]) -> tuple[dict[str, str], frozenset[str]]:
    """The texts of the fields in which all deals agree, and the names of the others."""
    texts = [deal_texts(deal) for deal in deals]
    names = dict.fromkeys(name for each in texts for name in each)
    shared = {
        name: texts[0].get(name, "") for name in names if len({one.get(name, "") for one in texts}) == 1
    }
    return {"priority": "", **shared}, frozenset(name for name in names if name not in shared)


def _field_for_many(one: FormField, mixed: frozenset[str]) -> FormField:
    if one.name not in mixed:
        return one
    if not one.choices:
        return replace(one, hint=_MIXED)
    choices = (choice if choice.value else replace(choice, value=EMPTY) for choice in one.choices)
    return replace(one, choices=(_AS_IS, *choices))


def _tags_of(deals: Sequence[Deal]) -> tuple[str, ...]:
    counts: Mapping[str, None] = dict.fromkeys(tag for deal in deals for tag in deal.tags)
    return tuple(counts)


def _words(text: str) -> tuple[str, ...]:
    """Tags as they are typed: with blanks or commas between them."""
    return tuple(tag for tag in (word.lstrip("#") for word in text.replace(",", " ").split()) if tag)
