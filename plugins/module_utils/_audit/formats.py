# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""The formats of a report, each by the name that users know it by. Pure."""

from __future__ import annotations

import json
import typing as t

from . import html_page, markdown, sarif
from .report import Report

FORMATS = ("markdown", "html", "json", "sarif")
#: The picture alone, for reports that have one.
DIAGRAM = "mermaid"
#: What Ansible adds to a result.
_ADDED = frozenset(("changed", "failed", "invocation", "warnings", "deprecations", "diff", "exception"))


def formatted(
    filter_name: str,
    report_of: t.Callable[[t.Mapping[str, t.Any]], Report],
    result: t.Any,
    format: str,
    location: str,
    known: t.Sequence[str] = FORMATS,
) -> str:
    """Return a result as a report.

    :param filter_name: the filter that does so, for messages
    :param report_of: reads the result
    :param location: the path of the file that findings are shown at, in SARIF
    :param known: the formats that there are
    :raises ValueError: the result is none, or there is no such format
    """
    if format not in known:
        raise ValueError("%s: format must be one of %s, not %s" % (filter_name, ", ".join(known), format))
    try:
        report = report_of(result if isinstance(result, dict) else {})
    except ValueError as error:
        raise ValueError("%s: the input %s" % (filter_name, error)) from None
    if format == "json":
        kept = {name: value for name, value in result.items() if name not in _ADDED and not name.startswith("_")}
        return json.dumps(kept, indent=2, sort_keys=True) + "\n"
    if format == "sarif":
        return sarif.render(report, location or "")
    if format == DIAGRAM:
        if not report.diagram:
            raise ValueError("%s: the input has no diagram; set diagram=true in the task that made it" % filter_name)
        return report.diagram
    return html_page.render(report) if format == "html" else markdown.render(report)
