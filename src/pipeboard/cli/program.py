"""The program: a command line in, an exit code out, and the one place where errors are printed.

To open the app takes no more than this module and `launch`: click and the table of commands cost 30 ms, which
is more than all that PipeBoard draws in its first frame.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from io import TextIOWrapper
from typing import Final

from pipeboard.cli.session import Session
from pipeboard.domain.errors import PipeBoardError

NAME: Final = "pipeboard"
COMPLETION: Final = "_PIPEBOARD_COMPLETE"
"""The variable through which a shell asks for completions."""

UNWRITABLE: Final = 5
DEFECT: Final = 70
INTERRUPTED: Final = 130
BROKEN_PIPE: Final = 141
"""As the shell reports a program that SIGPIPE ended."""


def run() -> None:
    """The program: runs the command line and leaves with its exit code."""
    # A command makes next to no garbage, and ten thousand deals are a lot to look through for it.
    gc.disable()
    code = call(sys.argv[1:])
    # Else the interpreter looks through all that is there when it ends: 6 ms of `--version`, 20 of `list`.
    gc.freeze()
    sys.exit(code)


def call(args: Sequence[str]) -> int:
    """Run one command line; the exit code. Errors are printed here, one sentence each, and nowhere else."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a test may put something else in its place
            stream.reconfigure(errors="replace")
    session = Session()
    try:
        code = _run(list(args), session)
        sys.stdout.flush()
    except BrokenPipeError:
        return BROKEN_PIPE
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        if session.debug:
            import traceback

            traceback.print_exc()
        with suppress(OSError):
            return _told(error)
        return UNWRITABLE
    finally:
        _let_go_of_stdout()
    return code


def _run(args: list[str], session: Session) -> int:
    if _only_opens(args) and COMPLETION not in os.environ:
        from pipeboard.cli.launch import open_or_print

        session.file = args[-1] if args else None
        return open_or_print(session)
    from pipeboard.cli.main import run_command

    return run_command(args, session)


def _only_opens(args: list[str]) -> bool:
    """Whether these arguments name a board file at most; whatever else they are is for click to say."""
    return not args or (len(args) == 2 and args[0] in ("-f", "--file") and not args[1].startswith("-"))


def _told(error: Exception) -> int:
    """Print an error; its exit code."""
    from pipeboard.cli import output

    if isinstance(error, PipeBoardError):
        output.warn(error.sentence)
        return error.exit_code
    if isinstance(error, OSError):
        name = f" {error.filename}" if isinstance(error.filename, str) else ""
        output.warn(f"The system refused: {error.strerror or type(error).__name__}{name}.")
        return UNWRITABLE
    output.warn(
        f"A defect of PipeBoard's own ({type(error).__name__}); your board is as it was saved last. "
        "Please report it with what `--debug` prints."
    )
    return DEFECT


def _let_go_of_stdout() -> None:
    """Write what is left. Where that fails, give it up, or the interpreter stumbles over it at the end."""
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
