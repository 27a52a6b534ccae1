"""A calendar that takes in one export after the other has each follow-up once, as it is now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest

from command_line import Pipeboard
from pipeboard.domain.clock import SystemClock


class Calendar:
    """Another program that imports files: of an event that it has it takes a later revision alone."""

    def __init__(self) -> None:
        self.events: dict[str, Any] = {}

    def take(self, text: str) -> int:
        """How many events were new or another than before."""
        taken = 0
        for event in events(text):
            there = self.events.get(event["UID"])
            if there is None or revision(event) > revision(there):
                self.events[event["UID"]] = event
                taken += 1
            else:
                assert event.to_ical() == there.to_ical(), "a change without a later revision is never seen"
        return taken

    @property
    def shown(self) -> dict[str, object]:
        return {str(event["SUMMARY"]): event["DTSTART"].dt for event in self.events.values()}


def events(text: str) -> list[Any]:
    """What such a program reads."""
    return list(icalendar.Calendar.from_ical(text).walk("VEVENT"))


def revision(event: Any) -> tuple[int, datetime]:
    """What a calendar goes by: the sequence, and among equal ones when it was written."""
    return event["SEQUENCE"], event["DTSTAMP"].dt


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Lets five minutes go by."""
    moments = [datetime(2098, 6, 15, 12, tzinfo=UTC)]
    monkeypatch.setattr(SystemClock, "now", lambda _: moments[-1])
    return lambda: moments.append(moments[-1] + timedelta(minutes=5))


def test_every_change_updates_the_event_and_none_makes_another(
    pipeboard: Pipeboard, later: Callable[[], None], board: Path
) -> None:
    """Another day, a time, an undo, another title, a move; another deal's work changes nothing."""
    pipeboard("follow-up", "add", "acme website", "call", "2099-01-10")
    pipeboard("follow-up", "add", "beta shop", "meeting", "2099-02-01 10:00")
    step = pipeboard("follow-up", "list", "acme website", "--json").json["follow_ups"][0]["id"]
    mine = Calendar()
    assert mine.take(pipeboard("export", "ics").out) == 2
    meeting = {"Meeting: Beta shop": datetime(2099, 2, 1, 10, tzinfo=UTC)}
    moment = datetime(2099, 1, 12, 14, 30, tzinfo=UTC)
    for words, shown in (
        (("follow-up", "snooze", step, "2099-01-11"), {"Call: Acme website": date(2099, 1, 11)}),
        (("follow-up", "edit", step, "--when", "2099-01-12 14:30"), {"Call: Acme website": moment}),
        (("undo",), {"Call: Acme website": date(2099, 1, 11)}),
        (("redo",), {"Call: Acme website": moment}),
        (("edit", "acme website", "--title", "Acme shop"), {"Call: Acme shop": moment}),
        (("move", "acme shop", "offer"), {"Call: Acme shop": moment}),
        (("note", "acme shop", "They like it."), {"Call: Acme shop": moment}),
    ):
        later()
        pipeboard(*words)
        assert mine.take(pipeboard("export", "ics").out) == 1
        assert mine.take(pipeboard("export", "ics").out) == 0
        assert mine.shown == shown | meeting


def test_what_is_done_is_no_longer_in_the_file(
    pipeboard: Pipeboard, later: Callable[[], None], board: Path
) -> None:
    """So that a calendar that subscribes to it drops it; undo brings the same event back."""
    pipeboard("follow-up", "add", "acme website", "call", "2099-01-10")
    (first,) = events(pipeboard("export", "ics").out)
    later()
    pipeboard("follow-up", "done", "acme website")
    assert events(pipeboard("export", "ics").out) == []
    later()
    pipeboard("undo")
    (back,) = events(pipeboard("export", "ics").out)
    assert back["UID"] == first["UID"]
    assert revision(back) > revision(first)


def test_what_comes_late_from_a_clone_updates_the_event(
    pipeboard: Pipeboard, later: Callable[[], None], board: Path
) -> None:
    """Somebody put the call off before the latest change here, and it arrives only now."""
    pipeboard("follow-up", "add", "acme website", "call", "2099-01-10")
    step = pipeboard("follow-up", "list", "acme website", "--json").json["follow_ups"][0]["id"]
    clone = board.with_name("clone.json")
    clone.write_bytes(board.read_bytes())
    later()
    pipeboard("follow-up", "snooze", step, "2099-01-20", "--file", str(clone))
    later()
    pipeboard("note", "acme website", "They like it.")
    mine = Calendar()
    mine.take(pipeboard("export", "ics").out)
    pipeboard("merge-file", str(board), str(clone))
    assert mine.take(pipeboard("export", "ics").out) == 1
    assert mine.shown == {"Call: Acme website": date(2099, 1, 20)}
