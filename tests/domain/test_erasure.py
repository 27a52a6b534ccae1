"""Erasing a person takes their data out of every row that tells of them, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from histories import Replica, event_id, line, team
from pipeboard.domain import actions
from pipeboard.domain.erasure import ERASED, Person, find_person, load_erased, without
from pipeboard.domain.errors import NotFound, Refused
from pipeboard.domain.events import read_event
from pipeboard.domain.log import Log

MAIJA = actions.NewContact("Maija Virtanen", "maija@acme.fi", "+358 40 123", "champion", "https://x.fi/maija")


@pytest.fixture
def ann() -> Replica:
    """Two deals that know Maija, one by an older number, and one that does not."""
    ann = team()[0]
    first = ann.add("Website for Maija Virtanen", owner="Maija Virtanen", tags=("vip", "maija@acme.fi"))
    ann.do(actions.AddContact(first, MAIJA))
    ann.do(actions.AddNote((first,), "MAIJA VIRTANEN (maija@acme.fi) wants 3 seats; not Maija Virtanenko"))
    second = ann.add("Shop")
    ann.do(actions.AddContact(second, actions.NewContact("M. Virtanen", "Maija@acme.fi", "+358 40 000")))
    contact = ann.deal(second).contacts[0].id
    ann.do(actions.EditContact(second, contact, {"phone": "+358 40 999", "name": "Maija Virtanen"}))
    ann.do(actions.AddNote((second,), "was +358 40 000, ask for the M. Virtanen of old"))
    ann.add("Other")
    return ann


def everything(ann: Replica) -> list[tuple[str, Any]]:
    return list(ann.log.readable(ann.log.order))


def erased(ann: Replica, text: str) -> Log:
    """The board after an erasure."""
    rows = dict(without(find_person(everything(ann), text), everything(ann)))
    for row in rows.values():
        read_event(row)
    return Log({**ann.rows, **{key: line(key, row)[key] for key, row in rows.items()}})


@pytest.mark.parametrize("text", ["Maija Virtanen", "MAIJA@acme.fi", "+358 40 000", "maija virtanen "])
def test_nothing_of_the_person_is_left(ann: Replica, text: str) -> None:
    """Also not what they were called before, in any deal or text; the role, deals and figures stay."""
    log = erased(ann, text)
    left = b" ".join(log._lines.values()).decode().casefold().replace('"owner":"maija virtanen"', "")
    left = left.replace('"owner": "maija virtanen"', "").replace("maija virtanenko", "")
    assert [word for word in ("maija", "virtanen", "+358", "acme.fi") if word in left] == []
    assert not log.problems
    deals = {deal.id: deal for deal in log.board.deals.values()}
    assert {one: deal.stage for one, deal in deals.items()} == {
        one: deal.stage for one, deal in ann.board.deals.items()
    }
    assert [contact.name for deal in deals.values() for contact in deal.contacts] == ["erased", "erased"]
    assert {contact.role for deal in deals.values() for contact in deal.contacts} == {"champion", ""}


def test_a_part_of_a_longer_word_and_the_teams_own_names_stay(ann: Replica) -> None:
    """Nobody else's name is cut up, and an owner is a member of the team."""
    log = erased(ann, "maija@acme.fi")
    first = next(deal for deal in log.board.deals.values() if deal.title == "Website for erased")
    assert first.owner == "Maija Virtanen"
    assert b"not Maija Virtanenko" in b"".join(log._lines.values())


def test_people_of_one_name_are_told_apart_by_their_addresses(ann: Replica) -> None:
    """Nobody is erased for another."""
    ann.do(actions.AddContact(ann.add("Third"), actions.NewContact("Maija Virtanen", "mv@other.org")))
    with pytest.raises(Refused, match=r"mv@other\.org"):
        find_person(everything(ann), "Maija Virtanen")
    person = find_person(everything(ann), "mv@other.org")
    assert len(person.contacts) == 1


@pytest.mark.parametrize("text", ["", " ", "Maija", "nobody"])
def test_an_unknown_person_is_not_found(ann: Replica, text: str) -> None:
    """A part of a name is not enough."""
    with pytest.raises(NotFound):
        find_person(everything(ann), text)


def test_short_names_are_not_looked_for_in_texts() -> None:
    """A contact called "Jo" must not take "jo" out of every note."""
    assert Person({"c"}, {"name": {"Jo"}, "email": {"jo@x.fi"}}).words == ["jo@x.fi"]


def test_an_erasure_is_one_event_that_cannot_be_malformed() -> None:
    """It holds whole rows by id; the log sets another one aside."""
    row = {"do": ERASED, "at": "2026-11-23T10:00:00Z", "by": "Ann"}
    wrong: list[Any] = [
        None,
        {},
        [1],
        [["x", {}]],
        [[event_id(1), {}]],
        [[event_id(1), {"do": 1}]],
        [[{}, {}]],
    ]
    for rows in wrong:
        with pytest.raises(ValueError, match=r"eras|leaves"):
            load_erased({"rows": rows})
        assert Log(line(event_id(1), {**row, "rows": rows})).problems
    sound = {"rows": [[event_id(1), {"do": "note.added"}]]}
    assert load_erased(sound) == {event_id(1): {"do": "note.added"}}
    assert not Log(line(event_id(2), {**row, **sound})).problems


def test_a_second_erasure_reaches_what_the_first_one_left() -> None:
    """Rows in an erasure are rows: who else is mentioned in them can be erased, too."""
    person = Person({"c"}, {"name": {"Pekka"}})
    held = [[event_id(1), {"do": "note.added", "deal": "d", "text": "erased and Pekka"}]]
    [(_, row)] = without(person, [(event_id(2), {"do": ERASED, "rows": held})])
    assert load_erased(row)[event_id(1)]["text"] == "erased and erased"
