# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""The formats of a report, each by the name that users know it by. Pure."""

from __future__ import annotations

import json
import typing as t

from . import html_page, markdown, sarif
from .report import report_of

FORMATS = ("markdown", "html", "json", "sarif")
#: What Ansible adds to a result.
_ADDED = frozenset(("changed", "failed", "invocation", "warnings", "deprecations", "diff", "exception"))


def audit_report(result: t.Any, format: str = "markdown", location: str = "") -> str:
    """Return a result of the module hydra_audit_info as a report.

    :param location: the path of the file that findings are shown at, in SARIF
    :raises ValueError: it is none, or there is no such format
    """
    if format not in FORMATS:
        raise ValueError("audit_report: format must be one of %s, not %s" % (", ".join(FORMATS), format))
    try:
        report = report_of(result if isinstance(result, dict) else {})
    except ValueError as error:
        raise ValueError("audit_report: the input %s" % error) from None
    if format == "json":
        kept = {name: value for name, value in result.items() if name not in _ADDED and not name.startswith("_")}
        return json.dumps(kept, indent=2, sort_keys=True) + "\n"
    if format == "sarif":
        return sarif.render(report, location or "")
    return html_page.render(report) if format == "html" else markdown.render(report)
