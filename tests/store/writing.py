"""A program that appends rows to a board until it is killed or done; it prints each id once it is confirmed.

Arguments: the board, the state folder, how many actions, a seed, and "no-locks" for a disk without them.
"""

from __future__ import annotations

import errno
import sys
from pathlib import Path

from pipeboard.domain.clock import SystemClock
from pipeboard.domain.ids import Minter
from pipeboard.store.files import OS_FILES
from pipeboard.store.layout import row_line
from pipeboard.store.store import Store
from store.disk import failing_on


def main(board: str, state: str, actions: int, seed: int, locks: str) -> None:
    """Each action is of one to three rows; now and then the file is flushed or polled."""
    clock = SystemClock()
    files = failing_on({"flock"}, errno.ENOLCK) if locks == "no-locks" else OS_FILES
    store = Store.open(Path(board), state_dir=Path(state), clock=clock, files=files)
    minter = Minter(store.replica, clock)
    for number in range(actions):
        ids = [minter.mint() for _ in range(1 + (number + seed) % 3)]
        store.append({key: row_line(key, {"do": "note", "act": ids[0], "by": str(seed)}) for key in ids})
        sys.stdout.write(" ".join(ids) + "\n")
        sys.stdout.flush()
        if number % 7 == seed % 7:
            store.flush()
        if number % 11 == 0:
            store.poll()
    store.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5])
