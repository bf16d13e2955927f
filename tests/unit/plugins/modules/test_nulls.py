# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Null where something is needed: refused by every module, whatever rule says that it is needed.

Ansible counts an option that is null as given. What came of that was silence, or a subject named None.
"""

from __future__ import annotations

import importlib
import re
import typing as t
from pathlib import Path

import pytest
from ansible.module_utils import basic

from ansible_collections.ory.hydra.plugins.modules import (
    hydra_jwk_sets,
    hydra_login_session,
    hydra_trusted_issuer,
    hydra_trusted_issuers,
)
from ansible_collections.ory.hydra.tests.unit._model import Hydra, Wire
from ansible_collections.ory.hydra.tests.unit._runner import Run, Runner

Document = t.Dict[str, t.Any]
Case = t.Tuple[str, Document, t.Sequence[str]]

FOLDER = Path(__file__).resolve().parents[4] / "plugins" / "modules"
VALUES: Document = {"str": "x", "path": "/x", "int": 1, "bool": True, "dict": {}, "list": []}


def main_of(name: str) -> t.Callable[[], None]:
    module = importlib.import_module("ansible_collections.ory.hydra.plugins.modules." + name)
    return t.cast("t.Callable[[], None]", module.main)


def arguments_of(name: str) -> Document:
    """Return what a module hands to AnsibleModule."""
    seen: Document = {}

    class CapturedError(Exception):
        pass

    def capture(_self: t.Any, **options: t.Any) -> None:
        seen.update(options)
        raise CapturedError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(basic.AnsibleModule, "__init__", capture)
        with pytest.raises(CapturedError):
            main_of(name)()
    return seen


def needed(rules: Document, spec: Document) -> t.Iterator[t.Tuple[Document, t.Sequence[str]]]:
    """Yield options of which one is null, and the names that a refusal has."""

    def value(name: str) -> t.Any:
        return VALUES[spec[name]["type"]]

    for names in rules.get("required_one_of") or ():
        yield from (({name: None}, names) for name in names)
    for first, *others in rules.get("required_together") or ():
        yield dict({first: value(first)}, **dict.fromkeys(others)), others
    for name, wanted, names, *_any in rules.get("required_if") or ():
        yield from (({name: wanted, other: None}, names) for other in names)
    for name, names in (rules.get("required_by") or {}).items():
        yield dict({name: value(name)}, **dict.fromkeys(names)), names


def required(spec: Document) -> Document:
    return {name: VALUES[row["type"]] for name, row in spec.items() if row.get("required") and name != "admin_url"}


def cases() -> t.Iterator[Case]:
    for name in sorted(path.stem for path in FOLDER.glob("hydra_*.py")):
        arguments = arguments_of(name)
        spec = arguments["argument_spec"]
        for given, names in needed(arguments, spec):
            yield name, dict(required(spec), **given), names
        for option in required(spec):
            yield name, dict(required(spec), **{option: None}), (option,)
        for plural, row in spec.items():
            inside = row.get("options") or {}
            for given, names in needed(row, inside):
                yield name, {plural: [dict(required(inside), **given)]}, names
            for option in required(inside):
                yield name, {plural: [dict(required(inside), **{option: None})]}, (option,)


CASES = list(cases())


def test_there_are_rules_of_every_kind_of_module() -> None:
    names = {name for name, _given, _names in CASES}
    assert {"hydra_clients", "hydra_jwk_sets", "hydra_trusted_issuers", "hydra_login_session"} <= names


@pytest.mark.parametrize("name, given, names", CASES, ids=[" ".join((name, *names)) for name, _given, names in CASES])
def test_null_is_not_what_is_needed(
    name: str, given: Document, names: t.Sequence[str], hydra: Hydra, wire: Wire, run: Runner
) -> None:
    for check in (True, False):
        one = run(main_of(name), given, check=check)
        refused(one, wire)
        assert set(names) <= set(re.findall(r"\w+", one.msg)), one.msg


def refused(one: Run, wire: Wire) -> None:
    assert one.failed and "Unexpected" not in one.msg, one.result
    assert wire.writes == []


def test_an_entry_that_names_no_key_does_not_take_the_others_of_its_issuer_along(
    hydra: Hydra, wire: Wire, run: Runner
) -> None:
    gone = {"issuer": "https://idp", "subject": "alice", "kid": "a", "state": "absent"}
    unclear = {"issuer": "https://idp", "subject": "bob", "kid": None, "expires_at": "+365d"}
    together = run(hydra_trusted_issuers.main, trusted_issuers=[gone, unclear])
    for one in (together, run(hydra_trusted_issuer.main, unclear)):
        refused(one, wire)
        assert "one of the following is required: kid, jwk, jwks, pem" in one.msg


def test_nobody_named_none_is_logged_out(hydra: Hydra, wire: Wire, run: Runner) -> None:
    for name in ("subject", "sid"):
        for check in (True, False):
            one = run(hydra_login_session.main, {name: None}, check=check)
            refused(one, wire)
            assert one.msg == "one of the following is required: subject, sid"


def test_a_set_without_anything_to_have_is_not_said_to_be_as_declared(hydra: Hydra, wire: Wire, run: Runner) -> None:
    one = run(hydra_jwk_sets.main, jwk_sets=[{"set": "a", "alg": None}])
    refused(one, wire)
    assert "entry 1 of jwk_sets: state is present but any of the following are missing: alg, keys, jwks" in one.msg


def test_null_turns_credentials_of_the_environment_off(
    hydra: Hydra, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HYDRA_USERNAME", "u")
    monkeypatch.setenv("HYDRA_PASSWORD", "private-password")
    hydra.add("app")
    one = run(main_of("hydra_client"), client_id="app", username=None)
    assert not one.failed, one.result
