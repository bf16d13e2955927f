# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Secrets: when they are made and written, and the files that hold them."""

from __future__ import annotations

import itertools
import typing as t

import pytest

from ansible_collections.ory.hydra.plugins.module_utils._clients import secret_policy
from ansible_collections.ory.hydra.plugins.module_utils._clients.secret_policy import SecretPlan, SecretWish, decide
from ansible_collections.ory.hydra.plugins.module_utils._errors import UsageError

DECLARED = "declared-secret"


def plan(
    declared: t.Optional[str] = None,
    policy: str = "on_create",
    file: t.Optional[str] = None,
    returned: bool = False,
    exists: bool = False,
    bearing: bool = True,
    gains: bool = False,
    right: t.Optional[bool] = None,
) -> SecretPlan:
    return decide(SecretWish(declared, policy, file, returned), "client_secret", exists, bearing, gains, right)


# declared, policy, exists, gains, right: status, whether it is written
TABLE = [
    (True, "on_create", False, False, None, "set", True),
    (True, "when_wrong", False, False, None, "set", True),
    (True, "always", False, False, None, "set", True),
    (True, "on_create", True, False, None, "unchecked", False),
    (True, "when_wrong", True, False, True, "verified", False),
    (True, "when_wrong", True, False, False, "set", True),
    (True, "when_wrong", True, False, None, "unchecked", False),  # a method that cannot be asked
    (True, "always", True, False, None, "set", True),
    (True, "on_create", True, True, None, "set", True),  # so far it had none
    (True, "when_wrong", True, True, None, "set", True),
    (False, "on_create", False, False, None, "generated", True),
    (False, "when_wrong", False, False, None, "generated", True),
    (False, "always", False, False, None, "generated", True),
    (False, "on_create", True, False, None, "unknown", False),
    (False, "when_wrong", True, False, None, "unknown", False),
    (False, "always", True, False, None, "generated", True),
    (False, "on_create", True, True, None, "unknown", False),
]


@pytest.mark.parametrize("declared, policy, exists, gains, right, status, written", TABLE)
def test_the_decision(
    declared: bool, policy: str, exists: bool, gains: bool, right: t.Optional[bool], status: str, written: bool
) -> None:
    for file, returned in (("/tmp/s", False), (None, True), ("/tmp/s", True)):
        found = plan(DECLARED if declared else None, policy, file, returned, exists, True, gains, right)
        assert found.status == status
        assert (found.value is not None) == written
        if declared and written:
            assert (found.value, found.file) == (DECLARED, None)
        elif written:
            assert found.file == file
            assert len(found.value or "") >= 40


def test_a_secret_is_made_only_where_there_is_a_place_for_it() -> None:
    for policy, exists, gains, right in itertools.product(
        ("when_wrong", "on_create", "always"), (True, False), (True, False), (True, False, None)
    ):
        if exists and policy != "always":
            assert plan(policy=policy, exists=exists, gains=gains, right=right).value is None
        else:
            with pytest.raises(UsageError, match="client_secret or secret_file"):
                plan(policy=policy, exists=exists, gains=gains, right=right)


@pytest.mark.parametrize("exists", [True, False])
@pytest.mark.parametrize("wish", [{"declared": DECLARED}, {"file": "/tmp/s"}])
def test_a_client_without_a_secret_is_given_none(exists: bool, wish: t.Dict[str, t.Any]) -> None:
    with pytest.raises(UsageError, match="has no secret"):
        plan(exists=exists, bearing=False, **wish)
    assert plan(exists=exists, bearing=False) == SecretPlan("none")
    assert plan(exists=exists, bearing=False, returned=True) == SecretPlan("none")


@pytest.mark.parametrize("secret", ["", "12345"])
def test_a_secret_that_is_too_short(secret: str) -> None:
    with pytest.raises(UsageError, match="at least 6 characters") as caught:
        plan(secret)
    assert not secret or secret not in caught.value.message
    assert plan("123456").status == "set"


def test_a_file_that_is_missing_while_the_client_is_there_earns_a_warning() -> None:
    told = plan(file="/tmp/s", exists=True)
    assert told.status == "unknown"
    assert "/tmp/s does not exist" in (told.warning or "")
    assert "update_secret=always" in (told.warning or "")
    assert plan(exists=True).warning is None
    assert plan(DECLARED, file="/tmp/s", exists=True).warning is None


def test_made_secrets_are_long_different_and_need_no_encoding() -> None:
    made = {secret_policy.generate() for _index in range(50)}
    assert len(made) == 50
    assert all(32 <= len(secret) <= 72 for secret in made), "bcrypt counts 72 bytes"
    assert set("".join(made)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
