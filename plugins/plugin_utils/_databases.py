# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Tell databases apart by their URLs. Pure: no Ansible needed."""

from __future__ import annotations

import re
import typing as t

#: ``postgres://user:password@host:5432/name``, ``mysql://user:password@tcp(host:3306)/name`` and the like.
_URL = re.compile(
    r"(?P<kind>[a-z0-9]+)://(?:.*@)?(?:[a-z]+\()?(?P<host>\[[^\]]*\]|[^:/?#()]*)(?P<port>:\d+)?\)?(?P<name>/[^?#]*)?"
)
_ON_THE_SAME_HOST = re.compile(r"localhost|127(\.\d+){3}|\[::1\]|", re.IGNORECASE)
_FILES = frozenset(("sqlite", "sqlite3", "memory"))


def database_elsewhere(url: str) -> t.Optional[str]:
    """Return which database a URL leads to, without credentials; None for one that only its own host can reach."""
    found = _URL.match(url)
    if found is None or found["kind"] in _FILES or _ON_THE_SAME_HOST.fullmatch(found["host"]):
        return None
    return "%s://%s%s%s" % (found["kind"], found["host"].lower(), found["port"] or "", found["name"] or "")


def sharing(host: str, databases: t.Mapping[str, t.Optional[str]]) -> t.List[str]:
    """Return the hosts that use the same database as a host, which is one of them; none where nobody else does.

    :param databases: where the database of each host is, as `database_elsewhere` tells it
    """
    mine = databases[host]
    found = [one for one, database in databases.items() if database is not None and database == mine]
    return found if len(found) > 1 else []
