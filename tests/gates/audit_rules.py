# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Write the guides' tables of the rules of the audit, and of the kinds of drift: ``make docs-files``.

They come from the rules themselves. ``test_audit_rules_guide.py`` fails if they are old.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from generated import with_part
from old_servers import words
from places import ROOT

sys.path += [str(ROOT / "plugins"), str(ROOT)]  # the files import each other relatively, and need no collection

GUIDES = ROOT / "docs" / "docsite" / "rst"
PAGE, DRIFT_PAGE = GUIDES / "audit.rst", GUIDES / "drift.rst"
BEGIN, END = ".. generated: rules\n\n", ".. end\n"
TITLES = {"client": "OAuth 2.0 clients", "jwk_set": "JSON Web Key Sets", "trusted_issuer": "Trusted issuers"}


def rules() -> dict[str, tuple[Any, ...]]:
    """All rules, by the kind of object."""
    found: dict[str, tuple[Any, ...]] = importlib.import_module("module_utils._audit.policy").RULES
    return found


def kinds() -> tuple[Any, ...]:
    """All kinds of differences."""
    found: tuple[Any, ...] = importlib.import_module("plugins.plugin_utils._drift.kinds").KINDS
    return found


def tables() -> str:
    """A table for each kind of object, as reStructuredText."""
    return "\n".join(line for kind, title in TITLES.items() for line in table(title, rules()[kind]))


def table(title: str, rows: tuple[Any, ...]) -> Iterator[str]:
    """The lines of one table, with its heading."""
    yield from (title, "^" * len(title), "")
    yield from (".. list-table::", "   :header-rows: 1", "   :widths: 25 10 45 20", "")
    yield from ("   * - Rule", "     - Severity", "     - Finds", "     - Reference")
    for rule in rows:
        since = f" Applies to Hydra {words(rule.where)}." if rule.where.since or rule.where.until else ""
        links = ", ".join(f"`{one.title} <{one.url}>`__" for one in rule.references)
        yield from row(rule, since)
        yield f"     - {links}"
    yield ""


def row(rule: Any, more: str = "") -> Iterator[str]:
    """The cells that every table has."""
    yield f"   * - ``{rule.id}``"
    yield f"     - {rule.severity}"
    yield f"     - **{escaped(rule.what[0].upper() + rule.what[1:])}.** {escaped(rule.why)}{more}"


def drift_table() -> str:
    """The table of the kinds of differences."""
    head = (".. list-table::", "   :header-rows: 1", "   :widths: 25 10 65", "")
    titles = ("   * - Kind", "     - Severity", "     - Finds")
    return "\n".join([*head, *titles, *(line for kind in kinds() for line in row(kind)), "", ""])


def escaped(text: str) -> str:
    """A text so that reStructuredText sees no markup in it."""
    return text.replace("*", "\\*").replace("`", "\\`").replace("_ ", "\\_ ")


def pages() -> dict[Path, str]:
    """The guides as they should be."""
    return {
        PAGE: with_part(PAGE, BEGIN, tables() + "\n", END),
        DRIFT_PAGE: with_part(DRIFT_PAGE, BEGIN, drift_table(), END),
    }


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text)
