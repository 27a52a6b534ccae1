"""The report of a period as one page of HTML to send around: charts, figures and tables, all in one file.

It needs no network and no script, and whatever people typed is text in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Final

from pipeboard.domain.money import show_compact
from pipeboard.metrics.report import Report
from pipeboard.view.metrics import blocks
from pipeboard.view.metrics_blocks import Block, Figures, Line, Table, show_figure
from pipeboard.view.metrics_charts import Bar, Part, chart, marked

HEADLINES: Final = (
    *("won_value", "target_attainment", "win_rate", "weighted_pipeline", "average_deal_size"),
    *("sales_cycle_median", "coverage", "leads_needed"),
)
"""The figures that stand at the top, by their names."""
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE: Final = """
:root { color-scheme: light dark; --paper: #fff; --ink: #1d2733; --soft: #5b6774; --line: #d9dfe5;
  --faint: #eef1f4; --strong: #1f5f8b; --medium: #6fa3c7; --light: #d5e3ee; }
@media screen and (prefers-color-scheme: dark) {
  :root { --paper: #14191f; --ink: #e3e8ee; --soft: #9ba8b5; --line: #3a4550; --faint: #252d36;
    --strong: #78b9e4; --medium: #3f7da8; --light: #22384a; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 2rem 1.5rem 3rem;
  color: var(--ink); background: var(--paper);
  font: 15px/1.45 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, "Noto Sans", sans-serif; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0; }
h2 { font-size: 1.1rem; margin: 2rem 0 .6rem; padding-bottom: .25rem; border-bottom: 2px solid var(--line); }
header p { color: var(--soft); margin: .3rem 0 0; }
h1, td, li, header p, p { overflow-wrap: anywhere; }
.tiles, figure ul { list-style: none; padding: 0; margin: 0; }
.tiles { display: grid; gap: .8rem; margin-top: 1.5rem;
  grid-template-columns: repeat(auto-fill, minmax(min(13rem, 50% - .4rem), 1fr)); }
.tiles li { border: 1px solid var(--line); border-radius: 6px; padding: .7rem .9rem; }
.tiles b { display: block; font-size: clamp(1.1rem, 4.8vw, 1.45rem); line-height: 1.3;
  font-variant-numeric: tabular-nums; }
.tiles span { color: var(--soft); font-size: .85rem; display: block; }
.lead { font-weight: 600; }
.note, footer, figcaption { color: var(--soft); font-size: .85rem; }
p.note { margin: .4rem 0 0; }
td .note { display: block; }
.thin { color: var(--soft); font-weight: 400; }
figure { margin: 0; }
figcaption { display: flex; flex-wrap: wrap; gap: .2rem 1.4rem; margin-bottom: .5rem; }
figcaption i { display: inline-block; width: .8rem; height: .8rem; margin-right: .4rem; }
figure li { display: grid; grid-template-columns: minmax(0, 10rem) minmax(0, 1fr) minmax(0, 22rem);
  gap: .15rem 1rem; align-items: center; padding: .28rem 0; }
figure b { font-weight: 400; }
figure div { display: flex; height: 1.2rem; overflow: hidden; }
figure div i { min-width: 1px; }
.strong { background: var(--strong); } .medium { background: var(--medium); }
.light { background: var(--light); box-shadow: inset 0 0 0 1px var(--medium); }
.wide { overflow-x: auto; background:
  linear-gradient(to right, var(--paper) 40%, transparent) 0 / 2rem 100% local no-repeat,
  linear-gradient(to left, var(--paper) 40%, transparent) 100% / 2rem 100% local no-repeat,
  linear-gradient(to right, var(--line), transparent) 0 / .7rem 100% scroll no-repeat,
  linear-gradient(to left, var(--line), transparent) 100% / .7rem 100% scroll no-repeat; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: .92rem; }
th { text-align: left; color: var(--soft); font-weight: 600; border-bottom: 1px solid var(--line); }
th, td { padding: .3rem .6rem; vertical-align: top; } td { border-bottom: 1px solid var(--faint); }
td:first-child { min-width: 7rem; }
.right { text-align: right; white-space: nowrap; }
footer { margin-top: 2.5rem; border-top: 1px solid var(--line); padding-top: .6rem; }
@media (max-width: 38rem) {
  body { padding: 1.2rem 1rem 2rem; }
  th, td { padding: .3rem .4rem; }
  figure li { display: flex; flex-wrap: wrap; padding: .4rem 0; }
  figure li span { margin-left: auto; text-align: right; font-size: .85rem; color: var(--soft); }
  figure div { order: 1; flex: 0 0 100%; }
}
@page { size: A4; margin: 14mm; }
@media print {
  body { padding: 0; max-width: none; font-size: 10pt; }
  h2 { break-after: avoid; margin-top: 1.2rem; } tr, figure li, .tiles { break-inside: avoid; }
  thead { display: table-header-group; } .wide { overflow: visible; background: none; }
  .tiles { grid-template-columns: repeat(4, 1fr); gap: .5rem; } .tiles li { padding: .4rem .6rem; }
  .tiles b { font-size: 1.15rem; }
  i { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
"""


def page(report: Report, previous: Report | None = None, about: str = "", dimension: str = "source") -> str:
    """The whole page; `previous` is the report of the period before, `about` what the deals are chosen by.

    They are broken down by `dimension`.
    """
    data = report.data
    name = data.board.settings.name
    found = list(blocks(report, previous, dimension))
    title = f"{name}: {data.period.title}"
    body = [
        *_head(report, previous, about),
        *_tiles(found),
        *_charts(report),
        *(line for block in found for line in _block(block)),
        "<footer>n is how many deals or events a figure stands on; ~ marks a rate or an average of fewer "
        "than five; a dash means that there is nothing to tell, which is not 0.</footer>",
    ]
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{marked(title)}</title>",
            f"<style>{_STYLE}</style>",
            "</head>",
            "<body>",
            *body,
            "</body>",
            "</html>",
            "",
        ]
    )


def _head(report: Report, previous: Report | None, about: str) -> Iterator[str]:
    data = report.data
    period = data.period
    span = f"{period.first} to {period.last}"
    said = [period.title if period.title == span else f"{period.title} ({span})", f"as of {data.last_day}"]
    count = len(data.histories)
    said.append(f"{count} {'deal' if count == 1 else 'deals'}{f', only {about}' if about else ''}")
    if previous is not None:
        said.append(f"changes are against {previous.data.period.title}")
    yield f"<header><h1>{marked(data.board.settings.name)}</h1><p>{marked('; '.join(said))}.</p></header>"


def _tiles(found: list[Block]) -> Iterator[str]:
    """The headline figures, each with its change and what it stands on."""
    known = {line.name: line for block in found if isinstance(block, Figures) for line in block.lines}
    yield '<ul class="tiles">'
    for name in HEADLINES:
        line = known[name]
        told = ", ".join(part for part in (f"n={line.n}", line.change, line.note) if part)
        yield f"<li>{marked(line.label)}{_value(line)}<span>{marked(told)}</span></li>"
    yield "</ul>"


def _value(line: Line) -> str:
    shown = f"{'~' if line.is_thin else ''}{line.value}"
    return f'<b class="thin">{marked(shown)}</b>' if line.is_thin else f"<b>{marked(shown)}</b>"


# Charts


def _charts(report: Report) -> Iterator[str]:
    yield from _section("From stage to stage", _funnel(report))
    yield from _section("Forecast by month", _months(report))
    yield from _section("Why deals were lost", _losses(report))


def _section(title: str, drawn: Iterator[str]) -> Iterator[str]:
    lines = list(drawn)
    if lines:
        yield f"<section><h2>{title}</h2>"
        yield from lines
        yield "</section>"


def _funnel(report: Report) -> Iterator[str]:
    """How many deals came to each stage in the period, and which part of them went on."""
    most = max((len(one.entered) for one in report.conversions), default=0)
    if not most:
        return
    worst = report.bottleneck
    bars = []
    for one in report.conversions:
        resolved = one.resolved
        text = f"{len(one.entered)} came"
        if resolved.value is not None:
            thin = "~" if resolved.is_thin else ""
            text += f", {thin}{show_figure(resolved)} of {resolved.n} went on"
        text += " (bottleneck)" if one is worst else ""
        parts = (
            Part("strong", Fraction(len(one.advanced), most)),
            Part("medium", Fraction(len(one.pending), most)),
            Part("light", Fraction(len(one.dropped), most)),
        )
        bars.append(Bar(one.stage.name, parts, text))
    legend = (("strong", "went on"), ("medium", "still there"), ("light", "lost or disqualified there"))
    yield chart(bars, "Deals that came to each stage, and how many went on", legend)
    if worst is not None:
        told = f"{show_figure(worst.resolved)} of {worst.resolved.n} go on"
        yield f'<p class="lead">Bottleneck: {marked(worst.stage.name)}, {told}.</p>'


def _months(report: Report) -> Iterator[str]:
    """What was won and what is to come, by the month of the close."""
    currency = report.data.currency
    found = [one for one in report.buckets if one.value or one.won]
    most = max((one.value + one.won for one in found), default=Decimal())
    if not most:
        return
    bars = []
    for one in found:
        parts = (
            Part("strong", Fraction(one.won) / Fraction(most)),
            Part("medium", Fraction(one.weighted) / Fraction(most)),
            Part("light", Fraction(one.value - one.weighted) / Fraction(most)),
        )
        said = [f"{show_compact(one.won, currency)} won"] if one.won else []
        if one.value:
            said.append(
                f"{show_compact(one.weighted, currency)} weighted of {show_compact(one.value, currency)}"
            )
        bars.append(Bar(one.title, parts, ", ".join(said)))
    legend = (("strong", "won"), ("medium", "open, weighted by its chance"), ("light", "the rest of it"))
    yield chart(bars, "Value by month of the close, won and open", legend)


def _losses(report: Report) -> Iterator[str]:
    """Why deals were lost, by how many."""
    most = max((len(one.deals) for one in report.lost), default=0)
    if not most:
        return
    total = sum(len(one.deals) for one in report.lost)
    bars = [
        Bar(
            one.reason,
            (Part("strong", Fraction(len(one.deals), most)),),
            f"{len(one.deals)} ({100 * len(one.deals) / total:.0f}%), "
            f"{show_compact(one.value, report.data.currency)}",
        )
        for one in report.lost
    ]
    yield chart(bars, "Reasons of lost deals, by how many")


# Figures and tables


def _block(block: Block) -> Iterator[str]:
    yield f"<section><h2>{marked(block.title)}</h2>"
    yield from _figures(block) if isinstance(block, Figures) else _table(block)
    yield "</section>"


def _figures(block: Figures) -> Iterator[str]:
    yield '<div class="wide"><table><thead><tr>'
    head = ("Figure", "Value", "n", "Change")
    yield "".join(_cell("th", cell, place > 0) for place, cell in enumerate(head))
    yield "</tr></thead><tbody>"
    for line in block.lines:
        thin = " thin" if line.is_thin else ""
        note = f'<span class="note">{marked(line.note)}</span>' if line.note else ""
        yield (
            f'<tr><td>{marked(line.label)}{note}</td><td class="right{thin}">'
            f'{"~" if line.is_thin else ""}{marked(line.value)}</td><td class="right">{line.n}</td>'
            f'<td class="right">{marked(line.change)}</td></tr>'
        )
    yield "</tbody></table></div>"


def _table(block: Table) -> Iterator[str]:
    if not block.rows:
        yield f'<p class="note">{marked(block.empty)}</p>'
    else:
        yield '<div class="wide"><table><thead><tr>'
        yield "".join(_cell("th", cell, place in block.right) for place, cell in enumerate(block.head))
        yield "</tr></thead><tbody>"
        for row in block.rows:
            cells = (_cell("td", cell, place in block.right) for place, cell in enumerate(row.cells))
            yield f"<tr>{''.join(cells)}</tr>"
        yield "</tbody></table></div>"
    for note in block.notes:
        yield f'<p class="note">{marked(note)}</p>'


def _cell(tag: str, text: str, to_the_right: bool) -> str:
    scope = ' scope="col"' if tag == "th" else ""
    look = ' class="right"' if to_the_right else ""
    return f"<{tag}{scope}{look}>{marked(text)}</{tag}>"
