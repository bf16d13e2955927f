# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which hosts share a database, told by its URL."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.ory.hydra.plugins.plugin_utils._databases import database_elsewhere, sharing


@pytest.mark.parametrize(
    "url, database",
    [
        (
            "postgres://hydra:se:cr@et/@db.example.com:5432/hydra?sslmode=disable",
            "postgres://db.example.com:5432/hydra",
        ),
        ("postgres://DB.example.com/hydra", "postgres://db.example.com/hydra"),
        ("postgres://db.example.com", "postgres://db.example.com"),
        ("cockroach://root@[2001:db8::1]:26257/hydra", "cockroach://[2001:db8::1]:26257/hydra"),
        ("mysql://hydra:secret@tcp(db.example.com:3306)/hydra?parseTime=true", "mysql://db.example.com:3306/hydra"),
        ("postgres://hydra:secret@localhost:5432/hydra", None),
        ("postgres://hydra:secret@127.0.0.1/hydra", None),
        ("postgres://hydra@[::1]/hydra", None),
        ("postgres:///hydra?host=/run/postgresql", None),
        ("mysql://hydra:secret@tcp(127.0.0.1:3306)/hydra", None),
        ("sqlite:///var/lib/hydra/db.sqlite?_fk=true", None),
        ("memory", None),
        ("", None),
        ("no URL at all", None),
    ],
)
def test_where_a_database_is(url: str, database: t.Optional[str]) -> None:
    assert database_elsewhere(url) == database


def test_who_shares_one() -> None:
    databases = {"a": "postgres://db/x", "b": "postgres://db/y", "c": "postgres://db/x", "d": None, "e": None}
    assert sharing("a", databases) == sharing("c", databases) == ["a", "c"]
    assert [sharing(one, databases) for one in "bde"] == [[], [], []]
