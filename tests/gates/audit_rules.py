# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Write the guide's tables of the rules of the audit: ``make docs-files``.

They come from the rules themselves. ``test_audit_rules_guide.py`` fails if they are old.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from typing import Any

from generated import with_part
from old_servers import words
from places import ROOT

sys.path.append(str(ROOT / "plugins"))  # the files import each other relatively, and need no collection

PAGE = ROOT / "docs" / "docsite" / "rst" / "audit.rst"
BEGIN, END = ".. generated: rules\n\n", ".. end\n"
TITLES = {"client": "OAuth 2.0 clients", "jwk_set": "JSON Web Key Sets", "trusted_issuer": "Trusted issuers"}


def rules() -> dict[str, tuple[Any, ...]]:
    """All rules, by the kind of object."""
    found: dict[str, tuple[Any, ...]] = importlib.import_module("module_utils._audit.policy").RULES
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
        yield f"   * - ``{rule.id}``"
        yield f"     - {rule.severity}"
        yield f"     - **{escaped(rule.what[0].upper() + rule.what[1:])}.** {escaped(rule.why)}{since}"
        yield f"     - {links}"
    yield ""


def escaped(text: str) -> str:
    """A text so that reStructuredText sees no markup in it."""
    return text.replace("*", "\\*").replace("`", "\\`").replace("_ ", "\\_ ")


def text() -> str:
    """The guide as it should be."""
    return with_part(PAGE, BEGIN, tables() + "\n", END)


if __name__ == "__main__":
    PAGE.write_text(text())
