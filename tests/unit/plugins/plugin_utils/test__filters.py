# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What every filter does with Ansible: marked data in, plain data out, complaints as sentences."""

from __future__ import annotations

import datetime
import importlib.util
import typing as t

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.ory.hydra.plugins.filter import (
    audit_report,
    drift,
    drift_report,
    jwk_thumbprint,
    jwk_to_pem,
    jwks,
    needs_restart,
    pem_to_jwk,
    to_clients,
)
from ansible_collections.ory.hydra.plugins.module_utils._errors import MissingLibraryError
from ansible_collections.ory.hydra.plugins.plugin_utils import _filters
from ansible_collections.ory.hydra.plugins.plugin_utils._filters import as_filter, plain

FILES: t.List[t.Any] = [
    *(audit_report, drift, drift_report, pem_to_jwk, jwk_to_pem, jwk_thumbprint, jwks, needs_restart, to_clients),
]


class Marked(str):
    """Text as ansible-core marks it."""


class Vaulted:
    """What ansible-core 2.18 has for a value from Ansible Vault."""

    __ENCRYPTED__ = True

    def __str__(self) -> str:
        return "opened"


def test_a_file_has_the_filter_of_its_name() -> None:
    names = [file.__name__.rpartition(".")[2] for file in FILES]
    assert [list(file.FilterModule().filters()) for file in FILES] == [[name] for name in names]


def test_plain_data() -> None:
    value = {Marked("a"): [Marked("b"), Vaulted(), (1, 2.5, True, None)], 1: datetime.date(2026, 3, 1)}
    found = plain(value)
    assert found == {"a": ["b", "opened", [1, 2.5, True, None]], "1": "2026-03-01"}
    assert {type(one) for one in (*found, *found["a"][:2])} == {str}


def test_options_are_known_and_true_or_false_as_text_is_understood() -> None:
    def found(_value: t.Any, private: bool = False, kid: t.Optional[str] = None) -> t.Any:
        return [private, kid]

    run = as_filter(found)
    assert [run("x", private=value) for value in ("false", "yes", 1)] == [[False, None], [True, None], [True, None]]
    assert run("x", kid=Marked("false")) == [False, "false"]
    with pytest.raises(AnsibleFilterError, match="private must be true or false"):
        run("x", private="perhaps")
    with pytest.raises(AnsibleFilterError, match=r"unknown option privat \(known: private, kid\)"):
        run("x", privat=True)


def test_what_a_filter_returns_is_plain_and_no_template() -> None:
    found = as_filter(lambda value: {"text": value})(Marked("{{ 1 }}"))
    if importlib.util.find_spec("ansible.module_utils.datatag"):
        assert not isinstance(found["text"], Marked)
    else:
        assert hasattr(found["text"], "__UNSAFE__")


def test_complaints_are_sentences_without_control_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(_value: t.Any) -> None:
        raise ValueError("is wrong: \x1b[2J")

    with pytest.raises(AnsibleFilterError, match=r"is wrong: \\x1b\[2J"):
        as_filter(wrong)("x")

    def lacking(_value: t.Any) -> None:
        raise MissingLibraryError("cryptography", None)

    with pytest.raises(AnsibleFilterError, match="library cryptography is missing on the controller"):
        as_filter(lacking)("x")
    warnings: t.List[str] = []
    monkeypatch.setattr(_filters.Display, "warning", lambda _self, text: warnings.append(text))
    _filters.warn("a\x1bb")
    assert warnings == ["a\\x1bb"]
