"""What commands print: everything through `view.text`, so that no user text reaches the terminal raw."""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

import click

from pipeboard.view import text as safe

SCHEMA: Final = 1
"""Number of the JSON forms: it grows when a key changes its meaning or goes away."""
_WIDEST: Final = 60
"""Cells of a table's column where no terminal limits it."""
_LAST: Final = 500
"""Of the last column, which has room to the right."""
_NARROWEST: Final = 8
_SENTENCE: Final = 600
"""Characters of a sentence on stderr; what is typed can be endless."""
_NOT_A_NUMBER: Final = r"is not a valid integer( range)?"
_LISTED_CHOICES: Final = r"^Invalid value for .[a-z|{}]*\|[a-z|{}]*.: (?=.* is not one of )"
"""What click says before a wrong choice whose choices it names twice."""
_RAW: Final = r"[^ -~\n]"


def say(line: str = "") -> None:
    """Print a line of the result."""
    click.echo(_written(safe.clean(line)))


def say_text(text: str, indent: str = "") -> None:
    """Print a sentence of the result, on as many lines as the terminal makes of it."""
    width = terminal_width() - len(indent)
    fits = safe.cells(safe.clean(text)) <= width
    say_lines(f"{indent}{line}" for line in ([safe.clean(text)] if fits else safe.wrap(text, width)))


def say_lines(lines: Iterable[str]) -> None:
    """Print lines that are clean already."""
    click.echo(_written("\n".join(lines)))


def warn(sentence: str) -> None:
    """Print a sentence about the run, on stderr. One that repeats a long input is cut in the middle."""
    if len(sentence) > _SENTENCE:
        sentence = f"{sentence[: _SENTENCE // 2]}…{sentence[-_SENTENCE // 2 :]}"
    click.echo(f"pipeboard: {_written(safe.clean(sentence))}", err=True)


def say_json(body: Mapping[str, object]) -> None:
    """Print one JSON object, indented."""
    import json

    click.echo(safe_json(json.dumps({"schema": SCHEMA, **body}, ensure_ascii=_ascii_only(), indent=2)))


def say_json_list(name: str, items: Iterable[Mapping[str, object]], **more: object) -> None:
    """Print `{"schema": 1, ..., name: [...]}`, an item a line: for long lists, and for line tools."""
    import json

    ascii_only = _ascii_only()
    head = json.dumps({"schema": SCHEMA, **more}, ensure_ascii=ascii_only)[:-1]
    lines = [json.dumps(item, ensure_ascii=ascii_only) for item in items]
    body = ",\n".join(lines)
    click.echo(safe_json(f'{head}, "{name}": [' + (f"\n{body}\n" if lines else "") + "]}"))


def table(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    right: Collection[int] = (),
    shrink: Sequence[int] = (),
    drop: Sequence[int] = (),
    least: int = _NARROWEST,
    width: int | None = None,
) -> list[str]:
    """Rows under a heading, aligned by terminal cells and clean.

    `right` are the columns set to the right; those in `shrink` give way where the terminal is too narrow.
    Those in `drop` are left out, the first first, where the others would get less than `least` cells.
    """
    measured = [[_measured(cell) for cell in row] for row in (head, *rows)]
    widths = [max(size for _, size in column) for column in zip(*measured, strict=True)]
    widths = [*(min(size, _WIDEST) for size in widths[:-1]), min(widths[-1], _LAST)]
    across = width or terminal_width()
    kept = _kept([min(size, least) if at in shrink else size for at, size in enumerate(widths)], drop, across)
    room = across - 2 * (len(kept) - 1)
    giving = [column for column in shrink if column in kept]
    while giving and sum(widths[column] for column in kept) > room:
        widest = max(giving, key=lambda column: widths[column])
        if widths[widest] <= _NARROWEST:
            break
        widths[widest] -= 1
    return [
        "  ".join(_padded(row[column], widths[column], column in right) for column in kept).rstrip()
        for row in measured
    ]


def _kept(widths: Sequence[int], drop: Iterable[int], across: int) -> list[int]:
    """The columns that stay where these widths are needed."""
    kept = list(range(len(widths)))
    for column in drop:
        if sum(widths[one] for one in kept) + 2 * (len(kept) - 1) <= across:
            break
        kept.remove(column)
    return kept


def _measured(cell: str) -> tuple[str, int]:
    """A cell as clean text, and how many terminal cells it takes."""
    cleaned = safe.clean(cell)
    return cleaned, len(cleaned) if cleaned.isascii() else safe.cells(cleaned)


def _padded(cell: tuple[str, int], width: int, to_the_right: bool) -> str:
    text, size = cell
    if size > width:
        return safe.fit(text, width)
    return " " * (width - size) + text if to_the_right else text + " " * (width - size)


def one_line_error(error: click.ClickException) -> str:
    """A click error as one sentence that says where help is."""
    message = " ".join(error.format_message().split()).rstrip(".")
    message = re.sub(_NOT_A_NUMBER, "is not a whole number", re.sub(_LISTED_CHOICES, "", message))
    if isinstance(error, click.NoSuchOption) and error.option_name[1:2].isdigit():
        message += "; a word that begins with a dash, such as -3d, goes behind --"
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "pipeboard"
    return f"{message}{'' if message.endswith('?') else '.'} See `{command} --help`."


def terminal_width() -> int:
    """Cells across; endless where the output goes to a file or a pipe."""
    if not sys.stdout.isatty():
        return 100_000
    import shutil  # with those that it imports 2 ms

    return shutil.get_terminal_size().columns


def _ascii_only() -> bool:
    return (getattr(sys.stdout, "encoding", None) or "ascii").lower().replace("-", "") not in (
        "utf8",
        "utf_8",
    )


def _written(text: str) -> str:
    """The text with signs of ASCII for PipeBoard's own where the output has no others."""
    if text.isascii() or not _ascii_only():
        return text
    from pipeboard.view.signs import in_ascii

    return in_ascii(text)


def safe_json(text: str) -> str:
    """The same JSON with every character escaped that a terminal might act on."""
    return re.sub(_RAW, lambda found: found[0] if found[0].isprintable() else _escaped(found[0]), text)


def _escaped(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
