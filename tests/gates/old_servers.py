# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Write the guide's table of what needs which version of Hydra: ``make docs-files``.

The versions are those that the collection itself refuses by. Written by hand is what is not the name of an option: what
the features of a server are called in the guide, and a version that the collection cannot tell. ``test_old_servers.py``
fails if one is missing, or the table is old.
"""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Iterator
from typing import Any

from generated import with_part
from places import ROOT

sys.path.append(str(ROOT / "plugins"))  # the files import each other relatively, and need no collection

PAGE = ROOT / "docs" / "docsite" / "rst" / "old_servers.rst"
BEGIN, END = ".. generated: versions\n\n", ".. end\n"


def _option(module: str, option: str) -> str:
    return f":ansopt:`ory.hydra.{module}#module:{option}`"


def _module(name: str) -> str:
    return f":ansplugin:`ory.hydra.{name}#module`"


#: What rows of ``Features`` mean to the user of a module.
FEATURES = {
    "logout_requests": _module("hydra_logout_request"),
    "client_tokens_delete": _option("hydra_token_flush", "client_id"),
    "token_flush": _option("hydra_token_flush", "expired"),
    "trusted_issuers": _module("hydra_trusted_issuer"),
    "any_subject_issuers": _option("hydra_trusted_issuer", "allow_any_subject"),
    "atomic_jwk_sets": "staged rotation and imported keys in the sets that Hydra signs with, without "
    + _option("hydra_jwk_set", "force"),
    "login_session_sid": _option("hydra_login_session", "sid"),
    "device_flow": _module("hydra_device_request"),
    "consent_request_id": _option("hydra_consent_session", "consent_request_id"),
    "slash_in_names": "names with a slash",
    "client_secret_rotation": _module("hydra_client_secret") + " without " + _option("hydra_client_secret", "replace"),
}
#: The version that has an algorithm, where a version is let pass that may lack it, as it does not say which it is.
ALGORITHMS = {"EdDSA": "1.10.7"}
#: Capabilities that no option depends on.
NO_OPTION = frozenset(("client_patch", "client_lifespans", "server_chosen_client_id"))


def needs() -> Iterator[tuple[Any, str]]:
    """Everything that not all versions have: the range of versions, and what it is called in the guide."""
    generations = importlib.import_module("module_utils._server.generations")
    requests = importlib.import_module("module_utils._sessions.authorization_requests")
    for field in importlib.import_module("module_utils._clients.client_fields").FIELDS:
        yield field.where, _option("hydra_client", field.name)
    for kind in (requests.LOGIN, requests.CONSENT):
        for member in kind.accept:
            yield member.where, _option(f"hydra_{kind.name}_request", member.name)
    for algorithm, where in generations.KEY_ALGORITHMS.items():
        since = ALGORITHMS.get(algorithm, where.since)
        yield generations.Range(since, where.until), _option("hydra_jwk_set", f"alg={algorithm}")
    for name, text in FEATURES.items():
        yield getattr(generations.Features, name), text


def words(where: Any) -> str:
    """A range of versions as the table shows it."""
    since, until = where.since and f"{where.since} and newer", where.until and f"before {where.until}"
    return re.sub(r"-(?:alpha\.1|dev)", "", ", ".join(filter(None, (since, until))))


def table() -> str:
    """The table as reStructuredText, the oldest versions first."""
    parse = importlib.import_module("module_utils._values.versions").parse_version
    rows: dict[Any, list[str]] = {}
    for where, text in needs():
        if where.since or where.until:
            rows.setdefault(where, []).append(text)
    lines = [
        ".. list-table::",
        "   :header-rows: 1",
        "   :widths: 25 75",
        "",
        "   * - Hydra",
        "     - Option or module",
    ]
    for where in sorted(rows, key=lambda one: (parse(one.since or "0.0"), parse(one.until or "999.0"))):
        lines += [f"   * - {words(where)}", f"     - {', '.join(rows[where])}"]
    return "\n".join([*lines, "", ""])


def text() -> str:
    """The guide as it should be."""
    return with_part(PAGE, BEGIN, table(), END)


if __name__ == "__main__":
    PAGE.write_text(text())
