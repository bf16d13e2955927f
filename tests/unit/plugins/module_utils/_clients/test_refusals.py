# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What check mode refuses is what servers refuse: the table that tests/conformance proves on servers."""

from __future__ import annotations

import functools
import typing as t

import pytest

from ansible_collections.ory.hydra.plugins.module_utils._clients.draft import ClientDetails, ClientSurvey
from ansible_collections.ory.hydra.plugins.module_utils._clients.merge import ClientWish
from ansible_collections.ory.hydra.plugins.module_utils._clients.plan import ClientPlanner
from ansible_collections.ory.hydra.plugins.module_utils._engine.model import Entry
from ansible_collections.ory.hydra.plugins.module_utils._engine.resource import Given, Policy, Resource
from ansible_collections.ory.hydra.plugins.module_utils._keys.jwk_sets import JWK_SETS
from ansible_collections.ory.hydra.plugins.module_utils._server.admin_api import AdminApi
from ansible_collections.ory.hydra.plugins.module_utils._server.http_client import Connection, HttpClient
from ansible_collections.ory.hydra.plugins.module_utils._trust.trusted_issuers import TRUSTED_ISSUERS
from ansible_collections.ory.hydra.plugins.module_utils._values import go_jose, jwk
from ansible_collections.ory.hydra.tests.conformance.refusals import GROUPS, Row, holds
from ansible_collections.ory.hydra.tests.conformance.refused_keys import ALWAYS, PRIVATE, KeyRow, rows
from ansible_collections.ory.hydra.tests.unit._drive import server_of

VERSIONS = (
    "1.0.0-rc.6",
    "1.0.0",
    "1.0.9",
    "1.4.10",
    "1.8.5",
    "1.9.2",
    "1.10.7",
    "1.11.10",
    "2.1.2",
    "2.2.0",
    "2.3.0",
    "25.4.0",
    "26.2.0",
    "26.3.0-dev",
)


@functools.lru_cache(maxsize=None)
def planner_of(version: str) -> ClientPlanner:
    return ClientPlanner(server_of(version))


@functools.lru_cache(maxsize=None)
def api_of(version: str) -> AdminApi:
    return AdminApi(HttpClient(Connection("http://localhost"), "admin_url"), server_of(version))


def refusal(row: Row, version: str) -> t.Optional[str]:
    """Return what check mode says of a client that does not exist yet."""
    planner = planner_of(version)
    members = dict({"client_name": "n", "token_endpoint_auth_method": "none"}, **row.members)
    key = members.pop("client_id", "id")
    problems: t.List[str] = []
    checked = planner.check([Entry(0, key, ClientWish(given=members))], problems)
    planner.plan(planner.draft(checked, ClientSurvey({0: None}), None, problems), ClientDetails(), problems)
    return "; ".join(problems) or None


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("group", sorted(GROUPS))
def test_check_mode_refuses_what_servers_refuse(group: str, version: str) -> None:
    told = []
    for row in GROUPS[group]:
        sentence = refusal(row, version)
        if sentence and "needs Hydra" in sentence:  # this version ignores such a member
            continue
        expected = not holds(row.unsure, version) and holds(row.refused, version)
        if bool(sentence) != (expected or holds(row.ours, version)):
            told.append("%s is %s" % (row.members, "refused: " + sentence if sentence else "not refused"))
    assert not told, "\n".join(told)


@pytest.mark.parametrize("group", sorted(GROUPS))
def test_a_refusal_names_the_option_and_repeats_no_password(group: str) -> None:
    for row in GROUPS[group]:
        sentence = refusal(row, "26.2.0")
        if sentence is not None:
            assert any(name in sentence for name in row.members), sentence
            assert ":pw@" not in sentence
            assert "\n" not in sentence


@pytest.mark.parametrize("version", VERSIONS)
def test_check_mode_refuses_the_keys_of_clients_that_servers_refuse(version: str) -> None:
    told = []
    for row in rows():
        sentence = refusal(Row({"jwks": {"keys": [row.key]}}), version)
        refused = any(holds(versions, version) for versions in (row.refused, row.in_client, row.lost))
        if bool(sentence) != (refused and not holds(row.unsure, version)):
            told.append("%s is %s" % (row.name, "refused: " + sentence if sentence else "not refused"))
    assert not told, "\n".join(told)


def import_refusal(
    resource: Resource[t.Any, t.Any, t.Any], options: t.Dict[str, t.Any], version: str
) -> t.Optional[str]:
    """Return what check mode says of a key set or a trusted issuer."""
    item = {name: row.get("default") for name, row in resource.arguments().items()}
    item.update({"state": "present", "force": False, "return_private": False, "expired": "keep"}, **options)
    entry = resource.entry(Given(0, item, options, {}, lambda _texts: None, print))
    problems = list(entry.problems)
    resource.planning(api_of(version), None, Policy()).check([entry], problems)
    return "; ".join(problems) or None


def told_of_imports(version: str, refusal_of: t.Callable[[KeyRow], t.Optional[str]], lost: t.Sequence[str]) -> str:
    """Return where check mode and servers differ.

    :param lost: members that are not sent
    """
    told = []
    for row in rows():
        if not isinstance(row.key, dict):  # Ansible refuses it
            continue
        sentence = refusal_of(row)
        refused = (holds(row.refused, version) and not holds(row.unsure, version)) or holds(row.lost, version)
        if sentence and not (refused or holds(row.ours, version)):
            told.append("%s is refused: %s" % (row.name, sentence))
        if not sentence and refused and not set(row.key) & set(lost):
            told.append("%s is not refused" % row.name)
    return "\n".join(told)


@pytest.mark.parametrize("version", VERSIONS)
def test_check_mode_refuses_the_imports_that_servers_refuse(version: str) -> None:
    def refusal_of(row: KeyRow) -> t.Optional[str]:
        blank = dict.fromkeys(("kid", "alg", "use", "jwk", "pem", "key_file", "passphrase"))
        return import_refusal(JWK_SETS, {"set": "s", "keys": [dict(blank, jwk=row.key, state="present")]}, version)

    assert not told_of_imports(version, refusal_of, ())


@pytest.mark.parametrize("version", [version for version in VERSIONS if holds(">=1.11.10", version)])
def test_check_mode_refuses_the_keys_of_issuers_that_servers_refuse(version: str) -> None:
    def refusal_of(row: KeyRow) -> t.Optional[str]:
        options = {"issuer": "i", "subject": "s", "expires_at": "2040-01-01T00:00:00Z", "jwk": row.key}
        sentence = import_refusal(TRUSTED_ISSUERS, options, version)
        return None if sentence and "symmetric" in sentence else sentence

    assert not told_of_imports(version, refusal_of, (*PRIVATE, "k"))


def test_keys_are_sent_as_servers_write_them() -> None:
    told = []
    for row in rows():
        if not isinstance(row.key, dict) or ALWAYS in (row.refused, row.lost):
            continue
        if any(go_jose.rendered(key) != row.written for key in (row.key, row.written)):
            told.append(row.name)
    assert not told, "\n".join(told)


@pytest.mark.parametrize("version", VERSIONS)
def test_imported_keys_are_sent_as_servers_write_them(version: str) -> None:
    told = []
    for row in rows():
        refused = holds(row.refused, version) or holds(row.lost, version) or holds(row.ours, version)
        if isinstance(row.key, dict) and not refused and jwk.read_jwk(row.key) != row.written:
            told.append(row.name)
    assert not told, "\n".join(told)


@pytest.mark.parametrize("url", ["https://a:80:80/", "https://[::1][::1]/", "https://[a]/"])
def test_the_x5u_of_a_key_is_read_by_the_go_of_the_server(url: str) -> None:
    jwks = {"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "AA", "x5u": url}]}
    assert refusal(Row({"jwks": jwks}), "25.4.0") is None
    assert "x5u" in (refusal(Row({"jwks": jwks}), "26.2.0") or "")


def test_no_sentence_holds_a_part_of_a_key() -> None:
    for row in rows():
        sentence = refusal(Row({"jwks": {"keys": [row.key]}}), "26.2.0")
        for name in (*PRIVATE, "n", "x") if isinstance(row.key, dict) else ():
            value = row.key.get(name)
            if sentence and isinstance(value, str) and len(value) > 8:
                assert value not in sentence
