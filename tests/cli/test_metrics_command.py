"""`metrics` prints the report, and its JSON has the keys that the guide promises."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from command_line import Pipeboard
from pipeboard.cli.metrics import BY
from pipeboard.view.guide import guide
from pipeboard.view.metrics import DIMENSIONS

WON = ("--from", "2026-01-01", "--to", "2026-03-31")


@pytest.fixture
def pipeline(pipeboard: Pipeboard, folder: Path) -> Pipeboard:
    """A board with one deal won, one lost and one open in the first quarter."""
    pipeboard("init", "--stages", "Lead,Offer", "--currency", "EUR", "--timezone", "UTC")
    for title, value in (("Acme", "10000"), ("Beta", "5000"), ("Gamma", "8000")):
        pipeboard("add", title, "--value", value, "--at", "2026-01-05")
    pipeboard("won", "Acme", "--at", "2026-02-04")
    pipeboard("lost", "Beta", "--reason", "price", "--at", "2026-02-10")
    return pipeboard


def test_figures_are_those_of_the_period(pipeline: Pipeboard) -> None:
    """As JSON: exact rates, money as text, days as numbers, null for nothing."""
    found = pipeline("metrics", *WON, "--json").json
    assert found["period"] == {"start": "2026-01-01", "end": "2026-04-01"}
    assert found["win_rate"] == {"value": 0.5, "n": 2, "unit": "rate"}
    assert found["won_value"] == {"value": "10000", "n": 1, "unit": "EUR"}
    assert found["sales_cycle_median"] == {"value": 30.0, "n": 1, "unit": "days"}
    assert found["hit_rate"] is None
    assert [one["entered"] for one in found["stages"]] == [3, 1]
    assert found["loss_reasons"][0]["reason"] == "price"


def test_the_report_is_readable(pipeline: Pipeboard) -> None:
    """With n beside each figure, a mark on what stands on few cases, and what it is compared with."""
    out = pipeline("metrics", *WON).out
    assert re.search(r"Win rate +~50\.0% +n=2", out)
    assert "price" in out
    assert "Bottleneck" not in out


def test_a_filter_an_owner_and_a_day_narrow_it(pipeline: Pipeboard) -> None:
    """Each by itself."""
    assert pipeline("metrics", *WON, "--filter", "value>9k", "--json").json["win_rate"]["value"] == 1
    assert pipeline("metrics", *WON, "--owner", "nobody", "--json").json["deals"] == 0
    early = pipeline("metrics", *WON, "--as-of", "2026-02-05", "--json").json
    assert early["win_rate"] == {"value": 1.0, "n": 1, "unit": "rate"}


def test_a_day_parts_before_from_after(pipeline: Pipeboard) -> None:
    """With as many days on both sides: Acme was won before, Beta lost after."""
    day = ("--compare", "2026-02-06", "--as-of", "2026-03-07")
    found = pipeline("metrics", *day, "--json").json
    assert found["before"] == {"start": "2026-01-07", "end": "2026-02-06"}
    assert found["after"] == {"start": "2026-02-06", "end": "2026-03-08"}
    assert found["win_rate"]["before"]["value"] == 1
    assert found["win_rate"]["after"]["value"] == 0
    assert [one["name"] for one in found["stages"]] == ["Lead", "Offer"]
    out = pipeline("metrics", *day).out
    assert "30 days before 6 Feb 2026, and 30 days from it on" in out
    assert re.search(r"Win rate +1 +~100\.0% +1 +~0\.0% +-100\.0 pts", out)


def test_the_latest_change_of_the_stages_is_a_day_to_compare(pipeline: Pipeboard) -> None:
    """Once there was one."""
    assert "were never changed" in pipeline("metrics", "--compare", "change", ok=False).err
    pipeline("stages", "set", "Offer", "--days", "9", "--at", "2026-02-06")
    found = pipeline("metrics", "--compare", "change", "--as-of", "2026-03-07", "--json").json
    assert found["day"] == "2026-02-06"


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--to", "2026-03-31"), 2, "Say when the period begins"),
        (("--from", "2026-03-31", "--to", "2026-01-01"), 2, "before it begins"),
        (("--from", "soon"), 2, "is not a date"),
        (("--period", "decade"), 2, "decade"),
        (("--pipeline", "nothing"), 3, "nothing"),
        (("--filter", "valu>9k"), 2, "Cannot read"),
        (("--compare", "today"), 2, "nothing after it"),
        (("--compare", "2026-02-01", "--period", "year"), 2, "Leave --period"),
    ],
)
def test_a_period_that_makes_no_sense_is_told(
    pipeline: Pipeboard, options: tuple[str, ...], code: int, said: str
) -> None:
    """In one sentence, with the right exit code."""
    ran = pipeline("metrics", *options, ok=False)
    assert ran.code == code
    assert said in ran.err
    assert ran.out == ""


def test_what_can_be_broken_down_is_the_same_as_in_the_app(pipeline: Pipeboard) -> None:
    """Each dimension has a table of its own, and rows in the JSON."""
    assert list(BY) == list(DIMENSIONS)
    for name, title in DIMENSIONS.items():
        assert f"\n{title}\n" in pipeline("metrics", *WON, "--break-down", name).out
        found = pipeline("metrics", *WON, "--break-down", name, "--json").json["breakdown"]
        assert found["by"] == name
        assert sum(one["new_deals"]["value"] for one in found["rows"]) == 3


def test_every_key_is_in_the_guide(pipeline: Pipeboard) -> None:
    """And every name in the guide is a key."""
    keys = set(pipeline("metrics", *WON, "--json").json)
    text = guide()["json"].split("## metrics")[1].split("## The others")[0]
    figures = re.findall(r"`(\w+)`", text.split("\nFigures: ")[1])
    assert set(figures) <= keys
    missing = [key for key in keys if not re.search(rf"[`\"]{key}[`\"]", text)]
    assert missing == []


def test_a_page_is_written_or_printed(pipeline: Pipeboard, folder: Path) -> None:
    """To a file, with one line about it; or to stdout, with nothing but the page."""
    ran = pipeline("metrics", *WON, "--html", "report.html")
    assert ran.out == "Wrote the report of 2026-01-01 to 2026-03-31 to report.html.\n"
    written = (folder / "report.html").read_text("utf-8")
    assert written.startswith("<!doctype html>")
    assert "price" in written
    assert "only value&gt;9k, of Ann" in pipeline(
        "metrics", *WON, "--html", "-", "--filter", "value>9k", "--owner", "Ann"
    ).out.replace("\n", " ")


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--html", "pipeboard.json"), 1, "is a board"),
        (("--html", "."), 1, "is not a file"),
        (("--html", "nowhere/report.html"), 5, "could not be written"),
        (("--html", ""), 2, "Name the file"),
        (("--html", "report.html", "--json"), 2, "not both"),
    ],
)
def test_a_page_that_cannot_be_written_is_told(
    pipeline: Pipeboard, folder: Path, options: tuple[str, ...], code: int, said: str
) -> None:
    """In one sentence, with the right exit code; the board stays as it was."""
    before = (folder / "pipeboard.json").read_bytes()
    ran = pipeline("metrics", *options, ok=False)
    assert ran.code == code
    assert said in ran.err
    assert (folder / "pipeboard.json").read_bytes() == before
