"""Rows come out of their packs as they went in."""

from __future__ import annotations

from datetime import UTC

from hypothesis import given
from hypothesis import strategies as st

from pipeboard.domain.actions import ImportedDeal, NewContact
from pipeboard.domain.deal import STATUSES
from pipeboard.domain.fields import DEAL, Dumped
from pipeboard.exchange.packed_rows import Columns, PackedRows

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
values = texts | st.integers(-1000, 10_000) | st.lists(texts, max_size=2)
moments = st.none() | st.datetimes(timezones=st.just(UTC))
rows = st.builds(
    ImportedDeal,
    st.dictionaries(texts, values, max_size=3).map(lambda there: Dumped.of(DEAL, there)),
    st.sampled_from(STATUSES),
    moments,
    moments,
    texts,
    texts,
    st.lists(st.builds(NewContact, texts, texts, texts, texts, texts), max_size=2).map(tuple),
    texts,
    texts,
    texts,
)


@given(st.lists(st.lists(rows, max_size=3), max_size=3))
def test_rows_come_out_as_they_went_in(packs: list[list[ImportedDeal]]) -> None:
    """One after the other, and asked for by their places; packs without rows are none."""
    packed = PackedRows()
    for pack in packs:
        packed.add(columns(pack))
    there = [row for pack in packs for row in pack]
    assert (list(packed), list(packed)) == (there, there)
    assert len(packed) == len(there)
    assert [packed[at] for at in range(-len(there), len(there))] == there * 2
    assert packed[::-1] == there[::-1]
    assert all(row.fields.table is DEAL for row in packed)


def columns(there: list[ImportedDeal]) -> Columns:
    """The same rows by columns."""
    names = dict.fromkeys(name for row in there for name in row.fields)
    others = list(zip(*[row[1:] for row in there], strict=True)) or [()] * (len(Columns._fields) - 1)
    return Columns({name: [row.fields.get(name) for row in there] for name in names}, *others)
