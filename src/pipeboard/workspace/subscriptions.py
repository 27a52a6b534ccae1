"""Who wants to know when the board changes."""

from __future__ import annotations

from collections.abc import Callable

from pipeboard.domain.change import Change


class Subscriptions:
    """Listeners, told in the order in which they came."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[Change], None]] = []

    def __bool__(self) -> bool:
        """Whether anybody listens."""
        return bool(self._listeners)

    def add(self, listener: Callable[[Change], None]) -> Callable[[], None]:
        """Tell `listener` of changes until the returned function is called."""
        self._listeners.append(listener)

        def end() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return end

    def tell(self, change: Change) -> None:
        """Tell everyone, unless nothing changed."""
        if change.deals or change.outline:
            for listener in tuple(self._listeners):
                listener(change)
