"""Tables line up in terminal cells, whatever the language of the stages' names and the width."""

from __future__ import annotations

import unicodedata
from itertools import product

import pytest

from command_line import Pipeboard
from pipeboard.cli import output
from pipeboard.config.templates import Template, load_templates

IN_EACH_LANGUAGE = [
    (template, language)
    for template in load_templates()
    for language in dict.fromkeys(("en", template.language))
]
in_each_language = pytest.mark.parametrize(
    ("template", "language"), IN_EACH_LANGUAGE, ids=[f"{one.id}-{code}" for one, code in IN_EACH_LANGUAGE]
)
WIDTHS = (45, 80, 120)


def spread(line: str) -> str:
    """The line with a character for each terminal cell; the second of a wide one is a no-break space."""
    return "".join(
        one + ("\xa0" if unicodedata.east_asian_width(one) in "WF" else "")
        for one in line
        if not unicodedata.combining(one)
    )


def columns(lines: list[str]) -> dict[str, list[str]]:
    """The cells of a table by its heading; the columns are parted by two blank cells in every row."""
    rows = [spread(line) for line in lines]
    across = max(map(len, rows))
    rows = [row.ljust(across) for row in rows]
    gaps = [at for at in range(across) if all(row[at] == " " for row in rows)]
    starts = [0, *(at + 1 for at in gaps if at + 1 not in gaps and at - 1 in gaps)]
    parts = [
        [row[start:end].replace("\xa0", "").strip() for row in rows]
        for start, end in zip(starts, [*starts[1:], across], strict=True)
    ]
    return {part[0]: part[1:] for part in parts}


def same(shown: list[str], names: list[str]) -> bool:
    """Whether these are the names, whole or cut at their end."""
    return len(shown) == len(names) and all(
        name.startswith(one.removesuffix("…").rstrip()) and (one == name or len(one) >= 4)
        for one, name in zip(shown, names, strict=True)
    )


@pytest.fixture(params=WIDTHS)
def width(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """Cells across; the commands find a terminal of this width."""
    monkeypatch.setattr(output, "terminal_width", lambda: request.param)
    return int(request.param)


def names_of(template: Template, language: str) -> list[str]:
    """What its stages are called."""
    return [stage.name if language == "en" else stage.label for stage in template.stages]


def fits(text: str, width: int) -> bool:
    """Whether no line is wider than the terminal."""
    return max(len(spread(line)) for line in text.splitlines()) <= width


@pytest.mark.parametrize("template", load_templates(), ids=lambda template: str(template.id))
def test_a_template_is_shown_in_columns(pipeboard: Pipeboard, width: int, template: Template) -> None:
    """English names beside those of its own language, and every text within the width."""
    shown = pipeboard("templates", "show", template.id).out
    assert fits(shown, width)
    table = shown.split("\n\n")[1].splitlines()
    found = columns(table)
    assert same(found["STAGE"], names_of(template, "en"))
    if template.language != "en":
        assert same(found[template.language.upper()], names_of(template, template.language))
    assert found["DAYS"] == [str(stage.days) for stage in template.stages]


@in_each_language
def test_stages_are_listed_in_columns(
    pipeboard: Pipeboard, width: int, template: Template, language: str
) -> None:
    """Ids stay whole; names are cut by cells, and figures stand under their headings."""
    pipeboard("init", "--template", template.id, "--language", language)
    shown = pipeboard("stages", "list").out
    assert fits(shown, width)
    found = columns(shown.splitlines())
    assert found["ID"] == [stage.id for stage in template.stages]
    assert same(found["NAME"], names_of(template, language))
    assert found["OPEN"] == ["0"] * len(template.stages)


def test_what_is_to_be_done_fits_the_terminal(pipeboard: Pipeboard, width: int) -> None:
    """Where not all columns have room some are left out; no row goes on in the next line."""
    pipeboard("init")
    for when in ("yesterday", "tomorrow 14:00"):
        made = pipeboard(
            "add", "A new website", "--company", "Northern Harbour", "--value", "12k", "--json"
        ).json
        about = "Ask what has to happen first, and in which month"
        pipeboard("follow-up", "add", made["id"], "meeting", when, about)
    for words in ("agenda", "follow-up list", "review list", "history", "duplicates", "metrics"):
        assert fits(pipeboard(*words.split()).out, width), words


@in_each_language
def test_the_printed_board_and_list_line_up(
    pipeboard: Pipeboard, width: int, template: Template, language: str
) -> None:
    """Deals stand in the same columns under every stage, with companies in any script."""
    pipeboard("init", "--template", template.id, "--language", language)
    before = [stage for stage in template.stages if stage.phase == "pre"]
    for number, (stage, company) in enumerate(zip(before, _companies(len(before)), strict=True)):
        pipeboard("add", f"Deal {number}", "--company", company, "--value", "12k", "--stage", stage.id)
    listed, board = pipeboard("list").out, pipeboard("board").out
    assert fits(listed, width)
    assert fits(board, width)
    found = columns(listed.split("\n\n")[0].splitlines())
    assert found["TITLE"] == [f"Deal {number}" for number in range(len(before))]
    assert same(found["STAGE"], names_of(template, language)[: len(before)])
    deals = [spread(line) for line in board.splitlines() if line.startswith("  ")]
    assert len({line.index("Deal ") for line in deals}) == 1
    assert len({line.index(" EUR") for line in deals}) == 1


def _companies(count: int) -> list[str]:
    return [name for name, _ in zip(("公司 Oy", "Żółć", "Hyvä yritys") * 3, range(count), strict=False)]


def test_columns_are_left_out_in_turn_and_names_cut_last() -> None:
    """A table is never wider than the terminal while something may still go."""
    rows = [("lead", "Potentiaalisten asiakkaiden etsiminen", "pre", "10%")]
    for across, (least, drop) in product(range(24, 70), ((16, (2, 3)), (8, (3, 2)))):
        head, row = output.table(
            ("ID", "NAME", "PHASE", "CHANCE"), rows, shrink=(1,), drop=drop, least=least, width=across
        )
        assert len(row) <= across
        shown = [name for name in ("PHASE", "CHANCE") if name in head]
        assert shown in ([], ["PHASE", "CHANCE"], ["CHANCE" if drop[0] == 2 else "PHASE"])
