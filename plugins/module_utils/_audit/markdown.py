# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""The report in Markdown, as code hosts show it. Pure."""

from __future__ import annotations

import re
import typing as t

from .report import Entry, Report, Section

_MARKUP = re.compile(r"([\\`*_{}\[\]#|~$]|:(?=//)|(?<=[wW]{3})\.|^[-+=]|(?<=^\d)[.)])")
#: Code hosts make links of addresses, and tell people that they were mentioned. They look for these in what is shown,
#: where an escaped character is like any other, so a space without width parts them.
_NO_NAME = "@&#8203;"


def render(report: Report) -> str:
    """Return a report as Markdown."""
    lines = [
        "# %s" % report.title,
        "",
        "%s. %s" % (_plain(report.place), report.verdict),
        "",
        "| %s |" % " | ".join(name for name, _value in report.scope),
        "|%s" % ("---|" * len(report.scope)),
        "| %s |" % " | ".join(_plain(value) for _name, value in report.scope),
        "",
    ]
    if report.findings:
        lines += ["## Summary", "", "| Severity | %s |" % report.noun, "|---|---:|"]
        lines += ["| %s | %d |" % pair for pair in report.counts]
        lines += ["", "## %s" % report.noun, ""]
        lines += [line for one in report.findings for line in _entry(one)]
    if report.ignored:
        lines += ["## Ignored", ""]
        lines += ["* %s %s: %s (`%s`). %s" % (*_head(one), one.rule, _plain(one.remark)) for one in report.ignored]
        lines.append("")
    lines += [line for one in report.sections if one.rows for line in _section(one)]
    if report.diagram:
        lines += ["## Diagram", "", "```mermaid", *report.diagram.splitlines(), "```", ""]
    return "\n".join(lines)


def _section(section: Section) -> t.List[str]:
    lines = ["## %s" % section.title, ""]
    if len(section.columns) == 1:
        return [*lines, *("* %s" % _plain(cell) for (cell,) in section.rows), ""]
    lines += ["| %s |" % " | ".join(section.columns), "|%s" % ("---|" * len(section.columns))]
    for row in section.rows:
        cells = ("`%s`" % cell if column == section.code else _plain(cell) for column, cell in enumerate(row))
        lines.append("| %s |" % " | ".join(cells))
    return [*lines, ""]


def _head(one: Entry) -> t.Tuple[str, str, str]:
    return _plain(one.title), "**%s**" % _plain(one.name), _plain(one.found)


def _entry(one: Entry) -> t.List[str]:
    lines = ["### %s: %s %s" % (one.severity.capitalize(), _plain(one.title), _plain(one.name)), ""]
    lines.append("%s (`%s`)." % (_plain(one.found), one.rule))
    for text in (*one.why, one.remedy + "."):
        lines += ["", _plain(text)]
    if one.instead:
        lines += ["", *("    %s" % text for text in one.instead)]
    if one.remark:
        lines += ["", "Severity %s" % _plain(one.remark)]
    links = ["[%s](%s)" % (_plain(title), url) for title, url in one.references if _is_link(url)]
    return [*lines, "", *([", ".join(links), ""] if links else [])]


def _is_link(url: str) -> bool:
    return re.fullmatch(r"https://[A-Za-z0-9./#_~-]+", url) is not None


def _plain(text: str) -> str:
    """Return a text so that nothing in it is markup, neither of Markdown nor of HTML, and nothing becomes a link."""
    escaped = _MARKUP.sub(r"\\\1", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.replace("@", _NO_NAME)
