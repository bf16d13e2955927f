# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The audit of a server and of a file, through the module's main()."""

from __future__ import annotations

import json
import typing as t
from pathlib import Path

import pytest

from ansible_collections.ory.hydra.plugins.module_utils._audit import variables
from ansible_collections.ory.hydra.plugins.modules import hydra_audit_info
from ansible_collections.ory.hydra.plugins.plugin_utils._keys import jwk_to_pem
from ansible_collections.ory.hydra.tests.unit._keys import ec_jwk, public, rsa_jwk
from ansible_collections.ory.hydra.tests.unit._model import Hydra, Wire
from ansible_collections.ory.hydra.tests.unit._runner import Run, Runner

Document = t.Dict[str, t.Any]
Serve = t.Callable[[str], Hydra]

RISKY: Document = {
    "grant_types": ["implicit"],
    "response_types": ["token"],
    "redirect_uris": ["http://a.example.com/cb"],
}


def found(run: Run) -> t.List[t.Tuple[str, str]]:
    assert not run.failed, run.result
    assert run.changed is False
    return [(row["name"], row["rule"]) for row in run.result["findings"]]


@pytest.mark.parametrize("version", ["1.0.9", "1.11.10", "2.3.0", "26.2.0"])
def test_a_server(version: str, serve: Serve, wire: Wire, run: Runner) -> None:
    serve(version).add("shop", **RISKY)
    for check in (True, False):
        one = run(hydra_audit_info.main, check=check, threshold="high")
        assert found(one) == [
            ("shop", "client-implicit-grant"),
            ("shop", "client-plain-http-redirect"),
            ("shop", "client-token-response-type"),
        ]
        assert len(one.result["failures"]) == 3
        assert one.result["checked"]["clients"] == 1
        assert one.result["checked"]["version"] == version
        assert one.result["checked"]["place"] == "http://127.0.0.1:4445"
    lacking = {row["rule"] for row in one.result["not_checked"] if "needs Hydra" in row["reason"]}
    assert ("client-skipped-consent" in lacking) == (version in ("1.0.9", "1.11.10"))
    assert ("issuer-expired" in lacking) == (version == "1.0.9")
    assert wire.writes == []


def test_keys_and_issuers_of_a_server(hydra: Hydra, run: Runner) -> None:
    hydra.keys.replace_jwk("hydra.openid.id-token", "bad", dict(ec_jwk(), kid="bad", alg="none", use="sig"))
    one = run(hydra_audit_info.main, sets=["hydra.openid.id-token", "missing"])
    assert found(one) == [("hydra.openid.id-token", "keys-cannot-sign")]
    assert one.result["checked"]["jwk_sets"] == 1
    assert ec_jwk()["d"] not in one.output


def test_no_secret_is_returned(hydra: Hydra, run: Runner) -> None:
    hydra.add("a", jwks={"keys": [dict(ec_jwk(), kid="mine")]}, redirect_uris=["http://me:private-p@a.example.com/"])
    hydra.clients["a"].update(client_secret="private-hash", registration_access_token="private-r")
    one = run(hydra_audit_info.main)
    assert ("a", "client-private-keys") in found(one)
    assert "private-" not in one.output.replace("client-private-keys", "")
    assert ec_jwk()["d"] not in one.output


def test_a_secret_that_is_also_part_of_an_address_is_masked(hydra: Hydra, run: Runner) -> None:
    hydra.add("a", redirect_uris=["http://a.example.com/private-hash-of-the-secret"])
    hydra.clients["a"].update(client_secret="private-hash-of-the-secret")
    one = run(hydra_audit_info.main)
    assert ("a", "client-plain-http-redirect") in found(one)
    assert "private-hash" not in one.output


def test_rules_of_a_user(hydra: Hydra, run: Runner) -> None:
    hydra.add("shop", **RISKY)
    hydra.add("old", **RISKY)
    rules = [
        {"id": "client-*", "objects": ["old"], "severity": "ignore", "reason": "Goes in June."},
        {"id": "client-implicit-grant", "severity": "critical", "reason": "Forbidden here."},
    ]
    one = run(hydra_audit_info.main, rules=rules, threshold="critical")
    assert one.result["summary"] == {"critical": 2, "high": 2, "medium": 0, "low": 0, "info": 0, "ignored": 2}
    assert len(one.result["failures"]) == 2
    assert {row["reason"] for row in one.result["ignored"]} == {"Goes in June."}


@pytest.mark.parametrize(
    "options, words",
    [
        (
            {"rules": [{"id": "client-implcit-grant", "severity": "low", "reason": "r"}]},
            "rules[0].id: unknown rule client-implcit-grant (did you mean client-implicit-grant?)",
        ),
        ({"rules": [{"id": "keys-old", "severity": "lower", "reason": "r"}]}, "severity"),
        ({"rules": [{"id": "keys-old", "severity": "low"}]}, "reason"),
        ({"max_key_age": "1 year"}, "max_key_age must be a duration"),
        ({"expiry_notice": "-1d"}, "expiry_notice must not be below 0"),
        ({"max_jwt_lifespan": "0"}, "max_jwt_lifespan must be above 0"),
        ({"admin_url": None}, "there is nothing to audit: set admin_url or snapshot_file"),
        ({"sets": [""]}, "must not be empty"),
    ],
)
def test_mistakes_are_refused(options: Document, words: str, hydra: Hydra, run: Runner) -> None:
    one = run(hydra_audit_info.main, options, admin_url=options.get("admin_url", "http://127.0.0.1:4445"))
    assert one.failed
    assert words in one.msg


def test_a_diagram(hydra: Hydra, run: Runner, tmp_path: Path) -> None:
    hydra.add("a", scope="orders.read", jwks={"keys": [dict(ec_jwk(), kid="mine")]})
    hydra.keys.create_jwk("hydra.openid.id-token", "RS256", "sig", "signer")
    one = run(hydra_audit_info.main, diagram=True)
    assert "key signer, signs" in one.result["diagram"]
    assert "orders.read" in one.result["diagram"]
    assert ec_jwk()["d"] not in one.output
    assert "diagram" not in run(hydra_audit_info.main).result
    issuer = "issuer: i, scope: [b], expires_at: +1d, subject: s, kid: k"
    path = write(tmp_path, "provision_key_sets: [{set: mine}]\nprovision_issuers: [{%s}]" % issuer)
    text = run(hydra_audit_info.main, snapshot_file=path, diagram=True).result["diagram"]
    assert '[("mine")]' in text and '[["i, subject s"]]' in text


# Files

SNAPSHOT = """\
---
# A comment
provision_issuers:
  - issuer: https://idp.example.com
    allow_any_subject: true
    scope: ["*"]
    expires_at: 2020-01-01T00:00:00Z
    kid: k
provision_clients:
  - client_id: "shop"
    client_name: !unsafe "{{ no template }}"
    grant_types: ["implicit"]

  - {client_id: gone, state: absent, grant_types: [implicit]}
  - client_id: spa
    preset: spa
    scope: openid
    client_secret: !vault |
      $ANSIBLE_VAULT;1.1;AES256
      3363
  - client_id: own
    preset: own
    metadata: {a: !other [1], b: !other {c: 1}}
provision_client_presets:
  own: {grant_types: [password]}
"""


def write(folder: Path, text: str) -> str:
    path = folder / "environment.yml"
    path.write_text(text)
    return str(path)


def test_a_file(tmp_path: Path, wire: Wire, run: Runner) -> None:
    path = write(tmp_path, SNAPSHOT)
    one = run(hydra_audit_info.main, snapshot_file=path)  # admin_url is given, too
    rows = {(row["rule"], row["line"]) for row in one.result["findings"]}
    assert rows == {
        ("issuer-expired", 4),
        ("issuer-any-subject", 4),
        ("issuer-wildcard-scope", 4),
        ("client-implicit-grant", 10),
        ("client-public-with-secret", 15),
        ("client-password-grant", 21),
    }
    assert one.result["checked"]["clients"] == 3
    assert one.result["checked"]["place"] == path
    assert one.result["checked"]["version"] is None
    reasons = {row["rule"]: row["reason"] for row in one.result["not_checked"]}
    assert reasons["keys-old"] == "the keys of key sets are not read from a file"
    assert "issuer-shared-key" in reasons
    assert wire.calls == []
    again = run(hydra_audit_info.main, snapshot_file=path, admin_url=None, server_version="1.11.0")
    assert "issuer-any-subject" not in {row["rule"] for row in again.result["findings"]}


def test_a_file_with_keys_of_issuers(tmp_path: Path, run: Runner) -> None:
    rows = [
        {"issuer": name, "subject": "a", "expires_at": "2099-01-01T00:00:00Z", "scope": ["a"], "jwk": public(ec_jwk())}
        for name in ("https://a", "https://b")
    ]
    one = run(hydra_audit_info.main, snapshot_file=write(tmp_path, json.dumps({"provision_issuers": rows})))
    assert [row["rule"] for row in one.result["findings"]] == ["issuer-shared-key"] * 2
    assert {"rule": "client-implicit-grant", "reason": "the file does not contain provision_clients", "objects": 0} in (
        one.result["not_checked"]
    )


SPELLED = """\
provision_owner: team-web
provision_mark: {list: main}
provision_client_defaults: {metadata: {tier: 1}}
provision_clients:
  - {client_id: 1234, grant_types: implicit, scope: [openid, offline]}
  - client_id: keys
    token_endpoint_auth_method: private_key_jwt
    jwks: '%s'
    metadata: '{"a": 1}'
  - {client_id: theirs, owner: partner, skip_consent: "yes", redirect_uris: "http://a.example/,https://b.example/"}
  - {client_id: ours, skip_consent: yes}
"""


def test_a_file_means_what_it_means_to_the_role_provision(tmp_path: Path, run: Runner) -> None:
    """Whatever form a value has: a text for a list, a list for a text, JSON, a number; and whatever sets it."""
    text = SPELLED % json.dumps({"keys": [dict(rsa_jwk(1, 1024), kid="mine")]})
    one = run(hydra_audit_info.main, snapshot_file=write(tmp_path, text), first_party_owners=["team-*"])
    assert sorted(found(one)) == [
        ("1234", "client-implicit-grant"),
        ("1234", "client-unusable-offline-access"),
        ("keys", "client-private-keys"),
        ("keys", "client-weak-keys"),
        ("theirs", "client-plain-http-redirect"),
        ("theirs", "client-skipped-consent"),
    ]
    assert rsa_jwk(1, 1024)["d"] not in one.output


def test_what_the_role_provision_refuses_in_a_file_is_passed_over(tmp_path: Path, run: Runner) -> None:
    client = "client_id: a, skip_consent: '{{ x }}', scope: {}, colour: red, grant_types: [implicit]"
    text = "provision_clients: [{%s}]" % client
    assert found(run(hydra_audit_info.main, snapshot_file=write(tmp_path, text))) == [("a", "client-implicit-grant")]


def test_issuers_of_a_file_in_every_form(tmp_path: Path, run: Runner) -> None:
    """Each form of a key is read, and a time from now on is a time."""
    weak = rsa_jwk(1, 1024)
    forms: t.Dict[str, Document] = {
        "jwk": {"jwk": public(weak)},
        "jwks": {"jwks": {"keys": [dict(public(weak), kid="k")]}},
        "text": {"jwk": json.dumps(public(weak))},
        "pem": {"pem": jwk_to_pem(public(weak))},
        "name": {"kid": "k"},
        "vault": {"pem": "$ANSIBLE_VAULT;1.1;AES256\n3363\n", "kid": "k"},
    }
    rows = [dict(form, issuer=name, subject="s", scope="a b*", expires_at="+10d") for name, form in forms.items()]
    one = run(hydra_audit_info.main, snapshot_file=write(tmp_path, json.dumps({"provision_issuers": rows})))
    rules = {(row["rule"], row["name"].split()[0]) for row in one.result["findings"]}
    assert {name for rule, name in rules if rule == "issuer-weak-key"} == {"jwk", "jwks", "text", "pem"}
    assert {name for rule, name in rules if rule == "issuer-shared-key"} >= {"jwk", "jwks", "text"}
    for rule in ("issuer-expires-soon", "issuer-wildcard-scope"):
        assert {name for other, name in rules if other == rule} == set(forms)
    untold = {row["rule"]: row for row in one.result["not_checked"]}
    assert untold["issuer-weak-key"]["objects"] == 2
    assert untold["issuer-weak-key"]["reason"].startswith("the file does not contain the key of the issuer")


@pytest.mark.parametrize(
    "text, words",
    [
        ("clients: []", "it contains none of provision_clients, provision_key_sets, provision_issuers"),
        ("", "it contains none of"),
        ("[]", "it contains none of"),
        ("provision_clients: '{{ private }}'", "must be a list of dictionaries; templates are not resolved"),
        ("provision_clients: [1]", "must be a list of dictionaries"),
        ("provision_clients: [{client_id: a, preset: wbe}]", "client a: unknown preset wbe"),
        ("a: private-x\nb: [", "is not valid YAML at line"),
        ("a: !!python/object:os.system private-x", "is not valid YAML"),
        ("a: &x [*x]\n? [private]\n: 1", ""),
        ("\x00", "is not valid YAML"),
    ],
)
def test_a_file_that_is_something_else(text: str, words: str, tmp_path: Path, run: Runner) -> None:
    one = run(hydra_audit_info.main, snapshot_file=write(tmp_path, text))
    assert one.failed
    assert words in one.msg
    assert "private" not in one.msg


def test_a_file_that_cannot_be_read(tmp_path: Path, run: Runner) -> None:
    assert "cannot be read: No such file" in run(hydra_audit_info.main, snapshot_file=str(tmp_path / "none")).msg
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    assert "it is not UTF-8 text" in run(hydra_audit_info.main, snapshot_file=str(tmp_path / "binary")).msg
    path = write(tmp_path, SNAPSHOT)
    assert "server_version must be" in run(hydra_audit_info.main, snapshot_file=path, server_version="new").msg


def test_without_yaml_there_is_a_sentence(tmp_path: Path, run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(variables, "YAML_TRACE", "no module named yaml")
    assert "PyYAML" in run(hydra_audit_info.main, snapshot_file=write(tmp_path, SNAPSHOT)).msg
