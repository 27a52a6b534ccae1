"""Deals as a CSV that any spreadsheet opens and `csv_import` reads back as it was (RFC 4180, UTF-8)."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Final

from pipeboard.domain.actions import NewContact
from pipeboard.domain.board import Board
from pipeboard.domain.dates import moment_text
from pipeboard.domain.deal import Deal
from pipeboard.domain.fields import CUSTOM, DEAL, field_of
from pipeboard.exchange.exact import BESIDE, cell_of, guarded, record

_PERSON: Final = NewContact._fields
_FRONT: Final = ("external_id", "title", "company", "value", "currency", *BESIDE)
_COLUMNS: Final = (*_FRONT, *(name for name in DEAL if name not in _FRONT))


def csv_text(deals: Collection[Deal], board: Board) -> str:
    """A line for each deal, stage by stage; a column for each field and for each field of the users' own.

    The external id of a deal that has none of its own, or one that stands on a line before, is its id: an
    import of the same lines knows the deal by it.
    """
    order = {stage: at for at, stage in enumerate(board.stages)}

    def place(deal: Deal) -> tuple[int, datetime]:
        return order.get(board.stage_of(deal).id, -1), deal.created

    keys = _keys(sorted(deals, key=lambda deal: (*place(deal), deal.id)))
    # Not by their ids: a board that takes the lines in gives others, and may do so in another order.
    ordered = sorted(deals, key=lambda deal: (*place(deal), keys[deal.id]))
    own = sorted({name for deal in ordered for name in deal.custom})
    out = io.StringIO(newline="")
    table = csv.writer(out)
    table.writerow((*_COLUMNS, *(CUSTOM + name for name in own)))
    table.writerows(_cells(deal, own, board, keys) for deal in ordered)
    return out.getvalue()


def _keys(deals: Sequence[Deal]) -> dict[str, str]:
    """What each deal is known by, by its id: no two by the same."""
    holder: dict[str, str] = {}
    for deal in deals:
        holder.setdefault(deal.external_id or deal.id, deal.id)
    return {deal.id: deal.id for deal in deals} | {deal_id: key for key, deal_id in holder.items()}


def _cells(deal: Deal, own: Sequence[str], board: Board, keys: dict[str, str]) -> Iterator[str]:
    beside = dict(zip(BESIDE, _beside(deal, board), strict=True))
    for name in _COLUMNS:
        if name in beside:
            yield beside[name]
        elif name == "external_id":
            yield guarded(keys[deal.id])
        elif name == "origin":
            yield guarded(keys.get(deal.origin) or _key_of(board.deals.get(deal.origin), deal.origin))
        else:
            yield cell_of(DEAL[name], getattr(deal, name))
    for name in own:
        field = field_of(DEAL, CUSTOM + name)
        yield cell_of(field, deal.custom.get(name)) if field else ""


def _key_of(deal: Deal | None, otherwise: str) -> str:
    return (deal.external_id or deal.id) if deal else otherwise


def _beside(deal: Deal, board: Board) -> tuple[str, ...]:
    """The columns that are no fields of a deal in the log, in their order."""
    stage = board.stage_of(deal)
    pipeline = board.pipelines.get(stage.pipeline)
    return (
        guarded(pipeline.name if pipeline else ""),
        guarded(stage.name),
        deal.status,
        moment_text(deal.created),
        moment_text(deal.closed) if deal.closed else "",
        guarded(deal.reason),
        guarded(deal.lesson),
        guarded("\n".join(record(_person(one)) for one in deal.contacts)),
    )


def _person(contact: object) -> list[str]:
    """A contact's fields, without the empty ones at the end."""
    texts = [getattr(contact, name) for name in _PERSON]
    while len(texts) > 1 and not texts[-1]:
        texts.pop()
    return texts
