"""PipeBoard: a sales board for the terminal, kept in one append-only file."""

__version__ = "0.1.0"
