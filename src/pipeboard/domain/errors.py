"""The one tree of errors: each carries an exit code and one sentence for the user."""

from __future__ import annotations


class PipeBoardError(Exception):
    """Something the user should know; `str(error)` is a whole sentence that says what to do next."""

    exit_code = 70

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Refused(PipeBoardError):
    """A rule of the board does not allow it."""

    exit_code = 1


class Held(Refused):
    """Open items of a checklist, or the limit of a stage, hold deals; an override gets past them."""

    def __init__(self, who: str, what: str, deals: tuple[str, ...], *, ticks: bool = True) -> None:
        """`ticks` tells whether it is a checklist that holds them."""
        self.what = what
        """What is against it: "'Budget known' is open", "Proposal would hold 5 of 4"."""
        self.ticks = ticks
        self.fact = f"{who}: {what}"
        """What holds them, without a full stop: each face goes on with a way out of its own."""
        first = "tick what is done" if ticks else "move another one on first"
        super().__init__(f"{self.fact}; {first}, or give a reason to override it.")
        self.deals = deals
        """Ids of the deals that are held."""


class BuiltUpon(Refused):
    """Others built on what is to be taken back: they are named first, and it is done when asked again."""

    def __init__(self, fact: str, act: str) -> None:
        self.fact = fact
        """Who and what, without a full stop: each face goes on with a way out of its own."""
        super().__init__(f"{fact}; once more does it all the same.")
        self.act = act
        """The action that was to be taken back."""


class BadInput(PipeBoardError):
    """What was typed cannot be read (a date, an amount, an option)."""

    exit_code = 2


class NotFound(PipeBoardError):
    """No such deal, stage, file; or more than one fits."""

    exit_code = 3


class DamagedFile(PipeBoardError):
    """The board file cannot be read as a board."""

    exit_code = 4


class Unwritable(PipeBoardError):
    """The board file is locked or cannot be written."""

    exit_code = 5


class Unmerged(PipeBoardError):
    """Both sides changed the same thing, and somebody has to pick."""

    exit_code = 6
