# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which tokens a task is about, and with what secret a client revokes its own."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.ory.hydra.plugins.module_utils._errors import UsageError
from ansible_collections.ory.hydra.plugins.module_utils._sessions.tokens import (
    EXPIRED,
    OF_CLIENT,
    ONE,
    credentials,
    target,
)

NOTHING: t.Dict[str, t.Any] = {
    "expired": False,
    "not_after": None,
    "client_id": None,
    "token": None,
    "client_secret": None,
}


@pytest.mark.parametrize(
    "given, wanted",
    [
        ({"expired": True}, EXPIRED),
        ({"expired": True, "not_after": "2026-01-31T00:00:00Z"}, EXPIRED),
        ({"expired": True, "not_after": "2026-01-31T00:00:00.123+02:00"}, EXPIRED),
        ({"client_id": "a"}, OF_CLIENT),
        ({"token": "t"}, ONE),
        ({"token": "t", "client_secret": "s"}, ONE),
    ],
)
def test_what_a_task_is_about(given: t.Dict[str, t.Any], wanted: str) -> None:
    assert target(dict(NOTHING, **given)) == wanted


@pytest.mark.parametrize(
    "given, sentence",
    [
        ({}, "none of them was given"),
        ({"client_id": "a", "token": "t"}, "client_id and token were given together"),
        ({"client_id": "a", "expired": True}, "expired and client_id were given together"),
        (
            {"client_id": "a", "not_after": "2026-01-31T00:00:00Z"},
            "not_after can only be used with expired, not with client_id",
        ),
        ({"expired": True, "client_secret": "s"}, "client_secret can only be used with token, not with expired"),
        *(
            ({"expired": True, "not_after": text}, "not_after must be a time")
            for text in (
                "2100-01-01",
                "2100-01-01T00:00:00",
                "2100-01-01t00:00:00z",
                "2100-01-01 00:00:00Z",
                "1h",
                "+1h",
                "٢٠٢٦-٠١-٣١T٠٠:٠٠:٠٠Z",
                "2026-01-31T00:00:00Z\n",
            )
        ),
        *(
            ({"expired": True, "not_after": text}, "not_after is not a valid date and time: " + text)
            for text in (
                "2026-02-30T00:00:00Z",
                "2026-13-01T00:00:00Z",
                "2026-01-00T00:00:00Z",
                "2026-01-31T25:00:00Z",
                "2026-01-31T00:60:00.5Z",
                "2026-01-31T00:00:61Z",
                "2026-01-31T00:00:00+99:99",
            )
        ),
    ],
)
def test_what_a_task_cannot_be_about(given: t.Dict[str, t.Any], sentence: str) -> None:
    with pytest.raises(UsageError) as caught:
        target(dict(NOTHING, **given))
    assert sentence in caught.value.message


def test_a_client_revokes_with_its_own_secret() -> None:
    assert credentials("a", "client_secret_basic", "s") == "s"
    assert credentials("a", "client_secret_post", "s") == "s"
    assert credentials("a", "none", None) is None
    assert credentials("a", "none", "s") is None, "with one, a public client would be refused"


@pytest.mark.parametrize(
    "method, secret, sentence",
    [
        ("client_secret_basic", None, 'client_secret is needed: the token belongs to client "a"'),
        ("private_key_jwt", None, 'client "a" authenticates with private_key_jwt'),
        ("private_key_jwt", "s", 'client "a" authenticates with private_key_jwt'),
    ],
)
def test_a_client_that_cannot(method: str, secret: t.Optional[str], sentence: str) -> None:
    with pytest.raises(UsageError) as caught:
        credentials("a", method, secret)
    assert sentence in caught.value.message
    assert "give client_id instead of token" in caught.value.message
