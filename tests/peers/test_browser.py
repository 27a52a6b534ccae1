"""A real browser shows our page of metrics: all of it, on every width, and what was typed as text alone."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest

from peers.programs import needs, run
from pipeboard.cli.program import call

pytestmark = needs("chromium")

OWNED = "<script>owned = 1</script>"
HOSTILE = (OWNED, '<img src="https://example.org/x.png" onerror="owned = 1">', "</style></title>&lt;b&gt;")
LONG = "W" * 400
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND"),
    *("--hide-scrollbars", "--disable-dev-shm-usage"),
    "--allow-file-access-from-files",  # the frame around the page looks at it
)
LOOK = """<!doctype html><meta name="color-scheme" content="light dark">
<iframe src="%(page)s" width="%(width)d" height="600"></iframe><pre></pre><script>
addEventListener("load", () => {
  const frame = document.querySelector("iframe"), page = frame.contentDocument, root = page.documentElement;
  const all = [...page.querySelectorAll("*")];
  document.querySelector("pre").textContent = JSON.stringify({
    title: page.title,
    words: page.body.innerText,
    width: root.scrollWidth,
    window: root.clientWidth,
    owned: "owned" in frame.contentWindow,
    asked: frame.contentWindow.performance.getEntriesByType("resource").map(one => one.name),
    acting: all.filter(one => /^(SCRIPT|IMG|LINK|IFRAME|OBJECT|FORM|A)$/.test(one.tagName)).length,
    cut: all.filter(one => one.scrollWidth > one.clientWidth + 1 && one.clientWidth
      && getComputedStyle(one).overflowX == "hidden").map(one => one.outerHTML.slice(0, 80)),
    bars: [...page.querySelectorAll("figure i")].filter(one => one.offsetWidth && one.offsetHeight).length,
    paper: getComputedStyle(page.body).backgroundColor,
    ink: getComputedStyle(page.body).color,
  });
});
</script>
"""
"""A page around ours: it looks at what the browser made of it, in a window of that width."""


def seen(page: Path, width: int, *flags: str) -> Any:
    """What the browser shows of a page."""
    around = page.with_name(f"around-{width}.html")
    around.write_text(LOOK % {"page": page.name, "width": width}, "utf-8")
    where = (f"--user-data-dir={page.parent / 'profile'}", f"--window-size={width + 40},800")
    document = run("chromium", *FLAGS, *flags, *where, "--dump-dom", around.as_uri(), cwd=page.parent)
    found = re.search("<pre>(.*?)</pre>", document, re.DOTALL)
    assert found, document
    return json.loads(html.unescape(found[1]))


def brightness(colour: str) -> float:
    """How bright `rgb(...)` is, from 0 to 255."""
    channels = [int(one) for one in re.findall(r"\d+", colour)]
    return sum(channels) / len(channels)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """The report of a board whose names and reasons would break a careless page."""
    board = ("--file", str(tmp_path / "pipeboard.json"))
    first, second, third = HOSTILE
    assert call(("init", "--stages", f"Lead,{first},{LONG}", "--name", second, *board)) == 0
    deals = [(first, "Lead"), (second, first), (third, LONG), (LONG, "Lead")]
    for title, stage in deals:
        rest = (
            "--stage",
            stage,
            "--owner",
            title,
            "--source",
            title,
            "--value",
            "12k",
            "--close",
            "2099-12-01",
        )
        assert call(("add", *rest, *board, "--", title)) == 0
    assert call(("won", second, *board)) == 0
    assert call(("lost", third, "--reason", third, *board)) == 0
    path = tmp_path / "report.html"
    assert call(("metrics", "--break-down", "owner", "--html", str(path), *board)) == 0
    return path


@pytest.mark.parametrize("width", [320, 500, 1200])
def test_the_page_fits_its_window_with_all_that_it_says(page: Path, width: int) -> None:
    """On phones and on a desk: nothing is cut, and only wide tables scroll, by themselves."""
    shown = seen(page, width)
    assert shown["width"] == shown["window"] == width
    assert shown["cut"] == []
    words = " ".join(shown["words"].split())
    assert "Win rate ~50.0%" in words
    assert "12 000 EUR" in words
    assert shown["bars"] >= 5


def test_what_people_typed_is_text(page: Path) -> None:
    """In the title, the charts and the tables: nothing of it runs, is drawn or is asked for."""
    shown = seen(page, 800)
    assert shown["title"].startswith(f"{HOSTILE[1]}: ")
    assert [text for text in HOSTILE if text not in " ".join(shown["words"].split())] == []
    assert (shown["acting"], shown["asked"], shown["owned"]) == (0, [], False)


def test_it_is_dark_where_the_reader_wants_it_dark(page: Path) -> None:
    """Paper and ink change together."""
    light, dark = seen(page, 800), seen(page, 800, "--blink-settings=preferredColorScheme=0")
    assert brightness(light["paper"]) > 240 > 60 > brightness(light["ink"])
    assert brightness(dark["paper"]) < 60 < 200 < brightness(dark["ink"])


def test_a_careless_page_would_be_found_out(tmp_path: Path) -> None:
    """So that the tests above are tests: the same look at a page without any care."""
    body = (
        f"<title>x</title><p style='width: 900px'>{HOSTILE[0]}{HOSTILE[1]}<p style='overflow: hidden'>{LONG}"
    )
    (tmp_path / "careless.html").write_text(f"<!doctype html>{body}", "utf-8")
    shown = seen(tmp_path / "careless.html", 320)
    assert shown["width"] > 320
    assert len(shown["cut"]) == 1
    assert (shown["acting"], shown["asked"]) == (2, ["https://example.org/x.png"])
    assert shown["owned"]
