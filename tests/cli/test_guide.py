"""Every command has help and is in the guide; what the guide says about JSON is what commands print."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from command_line import Pipeboard, every_command
from metrics.fixture import first_quarter
from pipeboard.cli.main import COMMANDS
from pipeboard.cli.records import DEAL_KEYS
from pipeboard.config.settings import KNOWN
from pipeboard.domain.definitions import ABOUT, KINDS
from pipeboard.domain.query import FIELDS, FLAGS, HOLDINGS
from pipeboard.view.guide import guide
from pipeboard.view.metrics import LABELS

ALL = dict(every_command())


@pytest.mark.parametrize("path", ALL)
def test_every_command_has_help_and_is_in_the_guide(path: str) -> None:
    """A sentence for the command, one for each option, and a line in `pipeboard help commands`."""
    command = ALL[path]
    assert command.help
    assert command.get_short_help_str(200).endswith(".")
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name
    if not isinstance(command, click.Group):
        assert re.search(rf"^    {path}\b", guide()["commands"], re.MULTILINE)


def entry(path: str) -> str:
    """What `pipeboard help commands` says of a command: its line and those below that belong to it."""
    lines = rf"^    {path}(?![\w-]).*\n(?:      .*\n)*"
    return "".join(re.findall(lines, guide()["commands"], re.MULTILINE))


@pytest.mark.parametrize("path", [path for path, one in ALL.items() if not isinstance(one, click.Group)])
def test_every_option_is_in_the_guide(path: str) -> None:
    """Those of one command beside it (or it has the same as `add`), shared ones at the top."""
    text = guide()["commands"].split("\n## ")[0] + entry(path)
    if "the same options" in entry(path):
        text += entry(re.sub(r"\w+$", "add", path))
    for parameter in ALL[path].params:
        if isinstance(parameter, click.Option) and parameter.name != "debug":
            names = "|".join((*parameter.opts, *parameter.secondary_opts))
            assert re.search(rf"(?<![\w-])({names})(?![\w-])", text), parameter.opts


def test_the_table_of_commands_says_what_the_commands_say() -> None:
    """The help of a group is shown without importing its commands; both texts are the same."""
    for name, (_, summary) in COMMANDS.items():
        assert ALL[f"pipeboard {name}"].get_short_help_str(200) == summary


def test_every_json_key_of_a_deal_is_documented() -> None:
    """And no other."""
    table = guide()["json"].split("## list")[1].split("## show")[0]
    cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    assert set(re.findall(r"`(\w+)`", " ".join(cells))) == set(DEAL_KEYS)


def test_every_field_and_flag_of_a_filter_is_documented() -> None:
    """By its name."""
    text = guide()["filter"]
    missing = [name for name in (*FIELDS, *FLAGS, *HOLDINGS) if not re.search(rf"\b{name}\b", text)]
    assert missing == [] or set(missing) <= {"tags", "contacts"}, missing


def test_every_kind_of_definition_is_in_the_guide_with_its_fields() -> None:
    """In the order of the list of kinds, each with the sentence that the command and the app show."""
    sections = guide()["definitions"].split("\n### ")[1:]
    assert [one.partition("\n")[0] for one in sections] == list(KINDS)
    for section, (kind, fields) in zip(sections, KINDS.items(), strict=True):
        assert section.split("\n")[2] == ABOUT[kind]
        named = re.findall(r"^\| `([\w]+)` \|", section, re.MULTILINE)
        assert named == [name for name in fields if name != "rank"], kind
        needed = re.findall(r"^\| `([\w]+)` \|.*\(needed\)", section, re.MULTILINE)
        assert {one.name for one in fields.values() if one.required} <= set(needed), kind


def test_every_figure_has_a_name_and_the_guide_says_what_it_counts() -> None:
    """By the name that people see."""
    names = {name: label for section in LABELS.values() for name, label in section.items()}
    assert set(names) == set(first_quarter().report().figures)
    table = guide()["metrics"].split("\n## Figures\n")[1].split("\n## ")[0]
    explained = " ".join(re.findall(r"^\| (.*?) \|", table, re.MULTILINE))
    assert [label for label in names.values() if label not in explained] == []


def test_every_setting_is_documented() -> None:
    """As it is written in the file."""
    text = guide()["settings"]
    assert [name for name in KNOWN if not re.search(rf"(\[|    ){name}\b", text)] == []


def test_the_help_of_a_noun_cuts_no_summary(pipeboard: Pipeboard, folder: Path) -> None:
    """What is longer than a line goes on in the next one."""
    nouns = [path.split()[1:] for path, command in ALL.items() if isinstance(command, click.Group)]
    cut = [noun for noun in nouns if "..." in pipeboard(*noun, "--help").out.partition("Commands:")[2]]
    assert nouns
    assert not cut


def test_help_lists_the_topics_and_reads_them(pipeboard: Pipeboard, folder: Path) -> None:
    """Without a board."""
    listed = pipeboard("help").out
    for topic, text in guide().items():
        assert topic in listed
        assert pipeboard("help", topic).out == text.rstrip("\n") + "\n"


def test_path_names_every_place(pipeboard: Pipeboard, folder: Path) -> None:
    """All of them, one alone, and as JSON."""
    everything = pipeboard("path", "--json").json
    assert set(everything) == {"schema", "board", "config", "data", "state", "themes"}
    for place, path in everything.items():
        if place != "schema":
            assert pipeboard("path", place).out == f"{path}\n"
            assert path in pipeboard("path").out


def test_keys_and_themes_are_listed(pipeboard: Pipeboard, isolation: Path) -> None:
    """As the settings have them; a mistake in them is told."""
    config = isolation / "config" / "pipeboard" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text('[keys]\ndeal.new = "ctrl+n"\ndeal.nwe = "x"\n', "utf-8")
    ran = pipeboard("keys", "--json")
    keys = {one["id"]: one["keys"] for one in ran.json["commands"]}
    assert keys["deal.new"] == ["ctrl+n"]
    assert "deal.new" in ran.err
    assert "New deal" in pipeboard("keys").out
    assert "ansi" in {one["id"] for one in pipeboard("themes", "--json").json["themes"]}
    assert "ansi" in pipeboard("themes").out
