"""What became of every row of an import, as a table to go through and mend the file by."""

from __future__ import annotations

import csv
import io

from pipeboard.exchange.csv_import import ImportPlan
from pipeboard.exchange.exact import guarded


def report_text(plan: ImportPlan) -> str:
    """CSV with a line for each row: its line in the file, the result, the deal's title, and remarks.

    The result is added, updated (which an equal row is as well) or left out.
    """
    remarks: dict[int, list[str]] = {}
    for line, reason in (*plan.problems, *plan.repeated, *plan.suspected, *plan.held):
        remarks.setdefault(line, []).append(reason)
    results = {line: ("left out", "") for line, _ in (*plan.problems, *plan.repeated)}
    for line, row in zip(plan.lines, plan.action.rows, strict=True):
        results[line] = "updated" if row.deal else "added", str(row.fields.get("title") or "")
    out = io.StringIO(newline="")
    table = csv.writer(out)
    table.writerow(("line", "result", "title", "remark"))
    for line, (result, title) in sorted(results.items()):
        table.writerow((line, result, guarded(title), guarded(" ".join(remarks.get(line, ())))))
    return out.getvalue()
