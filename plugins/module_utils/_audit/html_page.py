# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""The report as one HTML file that loads nothing from elsewhere, for a screen of any size and for paper. Pure."""

from __future__ import annotations

import re
import typing as t
from html import escape

from .report import Entry, Report, Section

_STYLE = """
:root { --critical: #a4133c; --high: #c8401a; --medium: #946300; --low: #2f6f9f; --info: #667; }
:root { --line: #99a; color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 72rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
h1, h2 { line-height: 1.2; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; }
dd { margin: 0; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .5rem; border-bottom: 1px solid var(--line); }
p { margin: 0 0 .5rem; }
pre { white-space: pre-wrap; margin: 0 0 .5rem; padding: .5rem; border: 1px solid var(--line); border-radius: .3rem; }
svg { max-width: 100%; height: auto; }
svg text { fill: currentColor; font: 14px system-ui, sans-serif; }
.tag { color: #fff; padding: .1rem .5rem; border-radius: .3rem; white-space: nowrap; }
.critical { background: var(--critical); fill: var(--critical); } .high { background: var(--high); fill: var(--high); }
.medium { background: var(--medium); fill: var(--medium); } .low { background: var(--low); fill: var(--low); }
.info, .ignore { background: var(--info); fill: var(--info); }
@media (max-width: 40rem) {
  thead { position: absolute; clip-path: inset(50%); }
  tr { display: block; padding: .5rem 0; border-bottom: 2px solid var(--line); }
  td { display: block; border: 0; padding: .2rem 0; }
}
@media print {
  :root { color-scheme: light; }
  body { max-width: none; font-size: 10pt; padding: 0; }
  tr { break-inside: avoid; }
  .tag { color: #000; background: none; border: 1px solid #000; }
}
""".strip()
_BAR, _GAP, _LABEL, _WIDTH = 20, 8, 90, 480
_SEVERITIES = frozenset(("critical", "high", "medium", "low", "info", "ignore"))


def render(report: Report) -> str:
    """Return a report as HTML."""
    title = "%s: %s" % (report.title, report.place)
    parts = [
        "<!DOCTYPE html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
        '<meta name="referrer" content="no-referrer">',
        "<title>%s</title>" % escape(title),
        "<style>\n%s\n</style>" % _STYLE,
        "</head>",
        "<body>",
        "<h1>%s</h1>" % escape(report.title),
        "<p>%s</p>" % escape(report.place),
        "<p><strong>%s</strong></p>" % escape(report.verdict),
        "<dl>",
        *("<dt>%s</dt><dd>%s</dd>" % (escape(name), escape(value)) for name, value in report.scope),
        "</dl>",
        _chart(report),
    ]
    parts += _table(report.noun, report.findings)
    parts += _table("Ignored", report.ignored)
    parts += [line for one in report.sections if one.rows for line in _section(one)]
    return "\n".join([*parts, "</body>", "</html>", ""])


def _section(section: Section) -> t.List[str]:
    title = "<h2>%s</h2>" % escape(section.title)
    if len(section.columns) == 1:
        return [title, "<ul>", *("<li>%s</li>" % escape(cell) for (cell,) in section.rows), "</ul>"]
    parts = [title, "<table>", _header(*section.columns), "<tbody>"]
    for row in section.rows:
        cells = [escape(cell) for cell in row]
        if section.code is not None:
            cells[section.code] = "<code>%s</code>" % cells[section.code]
        parts.append("<tr>%s</tr>" % "".join("<td>%s</td>" % cell for cell in cells))
    return [*parts, "</tbody>", "</table>"]


def _chart(report: Report) -> str:
    """Return a bar for each severity, as SVG."""
    counts = report.counts
    most = max((number for _severity, number in counts), default=0) or 1
    height = len(counts) * (_BAR + _GAP)
    told = ", ".join("%s %d" % pair for pair in counts)
    lines = [
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" width="%d" height="%d" viewBox="0 0 %d %d">'
        % (_WIDTH, height, _WIDTH, height),
        "<title>%s by severity: %s</title>" % (report.noun, escape(told)),
    ]
    for row, (severity, number) in enumerate(counts):
        top, base = row * (_BAR + _GAP), row * (_BAR + _GAP) + _BAR - 5
        length = number * (_WIDTH - _LABEL - 60) // most
        lines += [
            '<text x="0" y="%d">%s</text>' % (base, escape(severity)),
            '<rect class="%s" x="%d" y="%d" width="%d" height="%d"/>' % (escape(severity), _LABEL, top, length, _BAR),
            '<text x="%d" y="%d">%d</text>' % (_LABEL + length + 8, base, number),
        ]
    return "\n".join([*lines, "</svg>"])


def _table(title: str, entries: t.Sequence[Entry]) -> t.List[str]:
    if not entries:
        return []
    head = _header("Severity", "Object", "Finding", "Remedy")
    return ["<h2>%s</h2>" % escape(title), "<table>", head, "<tbody>", *map(_row, entries), "</tbody>", "</table>"]


def _header(*names: str) -> str:
    return "<thead><tr>%s</tr></thead>" % "".join('<th scope="col">%s</th>' % one for one in names)


def _row(one: Entry) -> str:
    severity = one.severity if one.severity in _SEVERITIES else "info"
    links = [_link(title, url) for title, url in one.references]
    finding = ["<p>%s</p>" % escape(text) for text in (one.found, *one.why)]
    finding += ["<p>%s</p>" % escape("Severity " + one.remark)] if one.remark else []
    finding.append("<p><code>%s</code>%s</p>" % (escape(one.rule), "".join(", " + link for link in links)))
    remedy = ["<p>%s.</p>" % escape(one.remedy)]
    remedy += ["<pre>%s</pre>" % escape("\n".join(one.instead))] if one.instead else []
    cells = (
        '<span class="tag %s">%s</span>' % (severity, escape(one.severity)),
        "%s <strong>%s</strong>" % (escape(one.title), escape(one.name)),
        "".join(finding),
        "".join(remedy),
    )
    return "<tr>%s</tr>" % "".join("<td>%s</td>" % cell for cell in cells)


def _link(title: str, url: str) -> str:
    """Return a link; only one to a page of the web, as others may be scripts."""
    if not re.match("https://", url):
        return escape(title)
    return '<a href="%s">%s</a>' % (escape(url), escape(title))
