"""Changes by others are noticed at the cost of one `stat`, and git is given time to finish."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeboard.domain.errors import DamagedFile, NotFound
from pipeboard.store.boardfile import BoardFile, Loaded, Seen
from pipeboard.store.difference import Difference, Expected
from pipeboard.store.watch import Busy, Differs, Touched, Watch
from store.disk import BOARD, Spy, clock, sample_file, sample_rows

ROWS = sample_rows(3)
OLD = sample_file()
NEW = sample_file(ROWS)


class Bench:
    """A watch over a board, and its time."""

    def __init__(self, path: Path, git_dir: Path | None = None) -> None:
        self.now = 1000.0
        self.spy = Spy()
        self.file = BoardFile(path, state_dir=path.parent.parent / "state", clock=clock(), files=self.spy)
        self.watch = Watch(self.file, git_dir, monotonic=lambda: self.now)
        self.known: Seen = self.file.load().seen
        self.spy.calls.clear()

    def look(self) -> Loaded | Touched | Busy | None:
        news = self.watch.changed(self.known)
        assert not isinstance(news, Differs), "nothing is expected of the file"
        return news

    def look_until_alarm(self) -> tuple[list[float], Exception]:
        """The pauses between looks, and what was raised in the end."""
        pauses: list[float] = []
        try:
            while len(pauses) < 100:
                news = self.look()
                assert isinstance(news, Busy)
                pauses.append(news.wait)
                self.now += news.wait
        except (NotFound, DamagedFile) as error:
            return pauses, error
        raise AssertionError("no alarm")


def test_an_unchanged_file_costs_one_stat(board: Path) -> None:
    """Nothing is opened, nothing is read."""
    bench = Bench(board)
    assert bench.look() is None
    assert bench.spy.calls == ["stat"]


def test_a_changed_file_is_read(board: Path) -> None:
    """The rows come with the state to compare with from now on."""
    bench = Bench(board)
    board.write_bytes(NEW)
    news = bench.look()
    assert isinstance(news, Loaded)
    assert news.parsed.rows == ROWS
    bench.known = news.seen
    assert bench.look() is None


def test_a_touched_file_is_no_news(board: Path) -> None:
    """Another date over the same bytes costs one read each time, and from the second time on no more."""
    bench = Bench(board)
    board.touch()
    news = bench.look()
    assert isinstance(news, Loaded)
    assert news.parsed.rows == {}
    for _ in range(2):
        assert news.seen.digest
        bench.known = news.seen
        assert bench.look() is None
        board.touch()
        news = bench.look()
        assert isinstance(news, Touched)


def test_a_file_that_is_replaced_while_it_is_compared_is_told_as_it_was(board: Path) -> None:
    """The next look tells the rest; at no time is it read as a whole."""
    bench = Bench(board)
    both = sample_file(ROWS, more := sample_rows(2, "zz9x", seed=2))
    board.write_bytes(NEW)

    def replace(_: int, name: str, __: tuple[object, ...]) -> None:
        if name == "fstat" and bench.spy.calls.count("fstat") == 2:
            beside = board.with_name("beside")
            beside.write_bytes(both)
            beside.replace(board)

    bench.spy.before = replace
    for expected, added in (({}, ROWS), (ROWS, more)):
        news = bench.watch.changed(bench.known, lambda rows=expected: Expected(BOARD, rows))  # type: ignore[misc]
        assert isinstance(news, Differs)
        assert news.difference == Difference(added, (), 11)
        bench.known = news.seen
    assert "read" not in bench.spy.calls
    assert bench.look() is None


def test_a_file_that_is_written_into_while_it_is_compared_gets_its_time(board: Path) -> None:
    """It is not taken apart before patience has run out: it may be half the old one and half a new one."""
    bench = Bench(board)
    board.write_bytes(NEW)

    def write(_: int, name: str, __: tuple[object, ...]) -> None:
        if name == "pread":
            board.touch()

    def look() -> object:
        return bench.watch.changed(bench.known, lambda: Expected(BOARD, {}))

    bench.spy.before = write
    waited = 0.0
    while isinstance(news := look(), Busy):
        assert "read" not in bench.spy.calls
        waited += news.wait
        bench.now += news.wait
    assert isinstance(news, Loaded)
    assert 10 <= waited <= 13
    bench.spy.before = None
    board.touch()
    assert isinstance(look(), Differs)


@pytest.mark.parametrize("half", [None, b"", b"{", NEW[:300], NEW[:-4], NEW[100:]])
def test_a_missing_or_half_file_gets_ten_seconds(board: Path, half: bytes | None) -> None:
    """While git may be at work there is no alarm; looks become rarer; then the alarm says what is wrong."""
    bench = Bench(board)
    if half is None:
        board.unlink()
    else:
        board.write_bytes(half)
    pauses, error = bench.look_until_alarm()
    assert pauses[:6] == pytest.approx([0.05, 0.1, 0.2, 0.4, 0.8, 1.6])
    assert max(pauses) == 2
    assert 10 <= sum(pauses) <= 13
    assert str(error).endswith(".")
    assert isinstance(error, NotFound if half is None else DamagedFile)
    assert ("wait in the journal" in str(error)) == (half is None)


def test_between_two_looks_the_disk_is_left_alone(board: Path) -> None:
    """Polling faster than the pauses does not read the file more often."""
    bench = Bench(board)
    board.write_bytes(b"{")
    assert bench.look() == Busy(0.05)
    bench.spy.calls.clear()
    bench.now += 0.02
    news = bench.look()
    assert isinstance(news, Busy)
    assert news.wait == pytest.approx(0.03)
    assert bench.spy.calls == []


def test_a_checkout_in_steps_ends_in_the_new_file(board: Path) -> None:
    """Missing, empty, half, whole: only the whole file is reported, and patience starts anew afterwards."""
    bench = Bench(board)
    board.unlink()
    for step in (None, b"", NEW[:200]):
        if step is not None:
            board.write_bytes(step)
        assert isinstance(bench.look(), Busy)
        bench.now += 3
    board.write_bytes(NEW)
    news = bench.look()
    assert isinstance(news, Loaded)
    bench.known = news.seen
    board.unlink()
    assert bench.look() == Busy(0.05)


def test_while_git_holds_its_index_the_file_is_not_read(board: Path, tmp_path: Path) -> None:
    """`index.lock` means that files are still being written; a forgotten one delays by ten seconds."""
    git = tmp_path / "git"
    git.mkdir()
    (git / "index.lock").touch()
    bench = Bench(board, git)
    assert bench.look() is None
    board.write_bytes(NEW)
    assert isinstance(bench.look(), Busy)
    (git / "index.lock").unlink()
    bench.now += 1
    assert isinstance(bench.look(), Loaded)

    (git / "index.lock").touch()
    board.write_bytes(OLD)
    waited = 0.0
    while isinstance(news := bench.look(), Busy):
        waited += news.wait
        bench.now += news.wait
    assert isinstance(news, Loaded | Touched)
    assert 10 <= waited <= 13
