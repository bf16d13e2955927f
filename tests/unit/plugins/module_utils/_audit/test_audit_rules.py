# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every rule of the audit, with what breaks it and what does not; nothing crashes it, and nothing secret comes out."""

from __future__ import annotations

import datetime
import json
import time
import typing as t

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.ory.hydra.plugins.module_utils._audit.audit import audit, sentence
from ansible_collections.ory.hydra.plugins.module_utils._audit.client import Client
from ansible_collections.ory.hydra.plugins.module_utils._audit.inventory import Inventory
from ansible_collections.ory.hydra.plugins.module_utils._audit.issuer_rules import issuers_of
from ansible_collections.ory.hydra.plugins.module_utils._audit.policy import RULE, RULES, Override, Policy, policy_of
from ansible_collections.ory.hydra.plugins.module_utils._audit.rule import (
    CLIENT,
    ISSUER,
    KEY_SET,
    SEVERITIES,
    Flaw,
    Limits,
    Untold,
    spoken,
)
from ansible_collections.ory.hydra.plugins.module_utils._clients.client_fields import FIELDS
from ansible_collections.ory.hydra.plugins.module_utils._clients.clients import CLIENTS
from ansible_collections.ory.hydra.plugins.module_utils._clients.presets import PRESETS
from ansible_collections.ory.hydra.plugins.module_utils._errors import UsageError
from ansible_collections.ory.hydra.plugins.module_utils._keys.calls import State
from ansible_collections.ory.hydra.plugins.module_utils._keys.options import KEY_ARGUMENTS
from ansible_collections.ory.hydra.plugins.module_utils._keys.stored import StoredSet
from ansible_collections.ory.hydra.plugins.module_utils._trust.grants import StoredGrant
from ansible_collections.ory.hydra.plugins.module_utils._trust.options import ARGUMENTS
from ansible_collections.ory.hydra.plugins.module_utils._values.durations import parse_duration
from ansible_collections.ory.hydra.plugins.module_utils._values.expiry import parse_expiry
from ansible_collections.ory.hydra.plugins.module_utils._values.jwk import PRIVATE_JWK_MEMBERS
from ansible_collections.ory.hydra.plugins.module_utils._values.versions import parse_version
from ansible_collections.ory.hydra.tests.unit._drive import server_of
from ansible_collections.ory.hydra.tests.unit._keys import ec_jwk, public, rsa_jwk

Document = t.Dict[str, t.Any]

NOW = datetime.datetime(2026, 11, 21, 12, 0, 0)
LIMITS = Limits(NOW, first_party=("team-*",))
JWT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
WEB = "https://a.example.com/cb"
SHORT, LONG = rsa_jwk(1, 1024), rsa_jwk(1, 2048)
NONE = {"token_endpoint_auth_method": "none"}
#: Patterns that match an origin of anybody, whatever else is in them.
ANY_ORIGINS = (
    "**", "https://**", "https://**.com", "https://*.*", "https://*.*.*", "https://*/", "https://*.com.:8443",
    "https://a.*.com", "https://a.**", "https://**a.com", "https://a-*.com",
)  # fmt: skip


def uris(*texts: str) -> Document:
    return {"redirect_uris": list(texts)}


def keys(*jwks: Document) -> Document:
    return {"jwks": {"keys": list(jwks)}}


#: For each rule clients that break it, each with words of what is said, and clients that do not.
CLIENT_TABLE: t.Dict[str, t.Tuple[t.List[t.Tuple[Document, str]], t.List[Document]]] = {
    "client-implicit-grant": (
        [({"grant_types": ["authorization_code", "implicit"]}, "grant_types contains implicit")],
        [{}, {"grant_types": []}, {"grant_types": None}, {"grant_types": "implicit"}],
    ),
    "client-password-grant": ([({"grant_types": ["password"]}, "contains password")], [{"grant_types": [JWT]}]),
    "client-token-response-type": (
        [({"response_types": ["code", "code token"]}, "contains code token"), ({"response_types": ["token"]}, "token")],
        [{}, {"response_types": ["code", "id_token", "code id_token"]}],
    ),
    "client-public-client-credentials": (
        [(dict(NONE, grant_types=["client_credentials"]), "is none")],
        [NONE, {"grant_types": ["client_credentials"]}],
    ),
    "client-plain-http-redirect": (
        [
            (uris(WEB, "http://a.example.com/cb"), "contains http://a.example.com/cb"),
            (uris("HTTP://10.0.0.1/"), "HTTP://10.0.0.1/"),
            (uris("http://localhost.example.com/"), "localhost.example.com"),
            (uris("http://me:private-p@a.example.com/?x=private-q#private-f"), "http://***@a.example.com/?***"),
        ],
        [
            uris(WEB),
            uris("http://127.0.0.1:8080/cb", "http://[::1]/", "http://127.9.9.9/", "http://localhost/"),
            uris("com.example:/cb", "http://a b/", "cb"),
        ],
    ),
    "client-localhost-redirect": (
        [(uris("http://localhost:3000/cb"), "localhost:3000"), (uris("http://LOCALHOST/"), "LOCALHOST")],
        [uris("http://127.0.0.1/", "https://localhost/", "http://localhost.example.com/")],
    ),
    "client-wildcard-redirect": (
        [(uris("https://*.example.com/cb"), "*.example.com"), (uris("https://a.example.com/*"), "/*")],
        [uris(WEB)],
    ),
    "client-many-redirect-hosts": (
        [(uris(*("https://%s.example.com/" % one for one in "abcd")), "4 hosts: a.example.com")],
        [
            uris(*("https://%s.example.com/" % one for one in "abc")),
            uris(*("https://A.example.com/%s" % one for one in "abcd"), "http://localhost/", "com.example:/a"),
        ],
    ),
    "client-scheme-without-dot": (
        [(uris("myapp://callback"), "myapp://callback"), (uris("urn:ietf:wg:oauth:2.0:oob"), "urn:ietf")],
        [uris("com.example.app:/callback", WEB, "http://127.0.0.1/", "/relative")],
    ),
    "client-secret-despite-keys": (
        [
            (keys(public(ec_jwk())), "jwks registers keys"),
            ({"jwks_uri": "https://a.example.com/", "token_endpoint_auth_method": "client_secret_post"}, "jwks_uri"),
        ],
        [{}, {"jwks": {}}, dict(keys(public(ec_jwk())), token_endpoint_auth_method="private_key_jwt")],
    ),
    "client-public-with-secret": (
        [
            (dict(NONE, client_secret="private-s"), "client_secret is set"),
            (dict(NONE, secret_file="/s"), "secret_file"),
        ],
        [NONE, {"client_secret": "private-s"}, dict(NONE, client_secret="")],
    ),
    "client-private-keys": (
        [
            (keys(public(ec_jwk()), ec_jwk(kid="mine")), 'private half of key "mine"'),
            (keys({"kty": "oct", "k": "private-k"}), "key number 1"),
            (keys({"kty": "EC", "hidden": True}), "key number 1"),
        ],
        [{}, keys(public(ec_jwk())), {"jwks": {"keys": None}}],
    ),
    "client-weak-keys": (
        [(keys(dict(public(SHORT), kid="short")), 'key "short" (1024 bits)')],
        [keys(public(LONG)), keys(public(ec_jwk())), keys({"kty": "RSA"})],
    ),
    "client-plain-http-keys": (
        [({"jwks_uri": "http://a.example.com/keys"}, "jwks_uri is http://a.example.com/keys")],
        [{}, {"jwks_uri": "https://a.example.com/keys"}, {"jwks_uri": "http://127.0.0.1/keys"}],
    ),
    "client-long-lived-jwt": (
        [
            (
                {"access_token_strategy": "jwt", "client_credentials_grant_access_token_lifespan": "1h0m1s"},
                "client_credentials_grant_access_token_lifespan=1h0m1s",
            )
        ],
        [
            {"access_token_strategy": "jwt"},
            {"access_token_strategy": "jwt", "client_credentials_grant_access_token_lifespan": "1h0m0s"},
            {"access_token_strategy": "jwt", "authorization_code_grant_id_token_lifespan": "9h0m0s"},
            {"access_token_strategy": "opaque", "client_credentials_grant_access_token_lifespan": "9h0m0s"},
        ],
    ),
    "client-endless-refresh": (
        [
            ({"refresh_token_grant_refresh_token_lifespan": "-1h0m0s"}, "=-1h0m0s"),
            ({"authorization_code_grant_refresh_token_lifespan": "8760h0m1s"}, "longer than 365 days or forever"),
        ],
        [{}, {"refresh_token_grant_refresh_token_lifespan": "8760h0m0s"}, {"implicit_grant_id_token_lifespan": "-1h"}],
    ),
    "client-unusable-offline-access": (
        [
            ({"scope": "openid offline_access"}, "contains offline_access"),
            ({"scope": "offline", "grant_types": [DEVICE]}, "contains offline,"),
        ],
        [
            {"scope": "openid"},
            {"scope": "offline_access", "grant_types": ["authorization_code", "refresh_token"]},
            {"scope": "offline offline_access openid"},
            {"scope": "api offline_access", "grant_types": ["client_credentials"]},
        ],
    ),
    "client-wildcard-scope": (
        [({"scope": "openid orders.*"}, "orders.*"), ({"scope": "*"}, "patterns: *")],
        [{}, {"scope": "openid orders.read"}],
    ),
    "client-any-cors-origin": (
        [
            ({"allowed_cors_origins": ["https://a.example.com", "https://*"]}, "contains https://*"),
            ({"allowed_cors_origins": ["*"]}, "contains *"),
            ({"allowed_cors_origins": ["http://*:8080", "https://*.com"]}, "http://*:8080, https://*.com"),
            *(({"allowed_cors_origins": [one]}, "contains %s" % one) for one in ANY_ORIGINS),
        ],
        [
            {},
            {"allowed_cors_origins": ["https://a.example.com", "https://*.example.com", "https://**.example.com"]},
            {"allowed_cors_origins": ["http://localhost", "http://localhost:*", "https://*.a.*.example.com"]},
        ],
    ),
    "client-skipped-consent": (
        [
            ({"skip_consent": True}, "owner is not set"),
            ({"skip_consent": True, "owner": "partner"}, "owner is partner"),
        ],
        [{}, {"skip_consent": False, "owner": "partner"}, {"skip_consent": True, "owner": "team-web"}],
    ),
    "client-unannounced-logout": (
        [
            (dict(uris(WEB), post_logout_redirect_uris=[WEB]), "post_logout_redirect_uris is set"),
            ({"backchannel_logout_session_required": True}, "backchannel_logout_session_required"),
            (dict(NONE, frontchannel_logout_session_required=True), "frontchannel_logout_session_required"),
        ],
        [
            {},
            dict(NONE, post_logout_redirect_uris=[WEB]),
            {"post_logout_redirect_uris": [WEB], "backchannel_logout_uri": WEB},
            {"frontchannel_logout_session_required": True, "frontchannel_logout_uri": WEB},
        ],
    ),
}


def stamped(days: float, **more: t.Any) -> Document:
    """A private key that was made so many days ago."""
    made = NOW - datetime.timedelta(days=days)
    return dict(ec_jwk(), kid=made.strftime("es256-%Y%m%dT%H%M%SZ-abc"), alg="ES256", use="sig", **more)


def stored(*jwks: Document, name: str = "hydra.openid.id-token", version: str = "26.2.0") -> StoredSet:
    return StoredSet.on(server_of(version), name, State(tuple(jwks)), False)


COMING = dict(public(stamped(0)), kid="es256-20261121T110000Z-new")
PLAIN = dict(ec_jwk(), kid="plain", alg="ES256")

KEY_TABLE: t.Dict[str, t.Tuple[t.List[t.Tuple[StoredSet, str]], t.List[StoredSet]]] = {
    "keys-cannot-sign": (
        [
            (stored(dict(ec_jwk(), kid="a", alg="rs256")), "alg rs256 cannot sign tokens"),
            (stored(public(stamped(1))), "no private key is left"),
            (stored(dict(ec_jwk(), kid="a", alg="ES256"), version="1.11.10"), "not belong to the same key"),
        ],
        [stored(stamped(1)), stored(public(stamped(1)), name="mine"), stored(dict(LONG, kid="a", alg="RS256"))],
    ),
    "keys-weak-rsa": (
        [(stored(dict(SHORT, kid="short", alg="RS256"), name="mine"), 'key "short" (1024 bits)')],
        [stored(dict(LONG, kid="a", alg="RS256")), stored(stamped(1))],
    ),
    "keys-old": (
        [
            (stored(stamped(366)), "more than 365 days ago"),
            (stored(stamped(400), name="mine"), "more than 365 days ago"),
        ],
        [stored(stamped(365)), stored(stamped(1), public(stamped(999))), stored(public(stamped(999)))],
    ),
    "keys-nothing-staged": (
        [(stored(stamped(336)), "reaches its age limit at 2026-12-20T12:00:00Z")],
        [
            stored(stamped(334)),
            stored(stamped(366)),
            stored(COMING, stamped(336)),
            stored(stamped(336), name="mine"),
            stored(public(stamped(336))),
        ],
    ),
}


def grant(issuer: str = "https://i.example.com", jwk: t.Optional[Document] = None, **members: t.Any) -> StoredGrant:
    row: Document = {"issuer": issuer, "subject": "robot", "scope": ["a"], "expires_at": "2028-01-01T00:00:00Z"}
    row["public_key"] = {"set": issuer, "kid": "k"}
    return StoredGrant(dict(row, **members), public(ec_jwk()) if jwk is None else jwk)


#: Each case is a list of grants; the first is the one that counts.
ISSUER_TABLE: t.Dict[str, t.Tuple[t.List[t.Tuple[t.List[StoredGrant], str]], t.List[t.List[StoredGrant]]]] = {
    "issuer-expired": (
        [([grant(expires_at="2026-11-21T12:00:00Z")], "expired at 2026-11-21T12:00:00Z")],
        [[grant()], [grant(expires_at="2026-11-21T12:00:01Z")]],
    ),
    "issuer-expires-soon": (
        [([grant(expires_at="2026-12-21T11:59:59Z")], "expires at 2026-12-21T11:59:59Z")],
        [[grant()], [grant(expires_at="2026-12-21T12:00:00Z")], [grant(expires_at="2020-01-01T00:00:00Z")]],
    ),
    "issuer-any-subject": (
        [([grant(subject="", allow_any_subject=True)], "allow_any_subject is true")],
        [[grant(allow_any_subject=False)]],
    ),
    "issuer-shared-key": (
        [
            (
                [grant(), grant("https://b.example.com"), grant("https://a.example.com")],
                "for https://a.example.com, https",
            )
        ],
        [[grant(), grant(subject="other")], [grant(), grant("https://b.example.com", public(LONG))]],
    ),
    "issuer-wildcard-scope": ([([grant(scope=["a", "b.*"])], "patterns: b.*")], [[grant()], [grant(scope=[])]]),
    "issuer-weak-key": ([([grant(jwk=public(SHORT))], "1024 bits")], [[grant()], [grant(jwk=public(LONG))]]),
}

TABLES: t.Dict[str, t.Mapping[str, t.Any]] = {CLIENT: CLIENT_TABLE, KEY_SET: KEY_TABLE, ISSUER: ISSUER_TABLE}
MAKE: t.Dict[str, t.Callable[[t.Any], t.Any]] = {
    CLIENT: Client,
    KEY_SET: lambda one: one,
    ISSUER: lambda rows: issuers_of(rows)[0],
}


def verdicts(rule: str, kind: str, case: t.Any, limits: Limits = LIMITS) -> t.List[t.Any]:
    return list(RULE[rule].check(MAKE[kind](case), limits))


def rows(which: int) -> t.List[t.Any]:
    return [
        pytest.param(kind, rule, case, id="%s-%d" % (rule, number))
        for kind, table in TABLES.items()
        for rule, cases in table.items()
        for number, case in enumerate(cases[which])
    ]


@pytest.mark.parametrize("kind, rule, case", rows(0))
def test_what_breaks_a_rule_is_found(kind: str, rule: str, case: t.Any) -> None:
    (flaw,) = verdicts(rule, kind, case[0])
    assert isinstance(flaw, Flaw)
    assert case[1] in flaw.found
    assert "private-" not in repr(flaw)
    assert flaw.remedy and not flaw.remedy.endswith(".") and not flaw.found.endswith(".")


@pytest.mark.parametrize("kind, rule, case", rows(1))
def test_what_breaks_no_rule_is_not(kind: str, rule: str, case: t.Any) -> None:
    assert verdicts(rule, kind, case) == []


def test_every_rule_has_something_that_breaks_it_and_something_that_does_not() -> None:
    for kind, rules in RULES.items():
        assert set(TABLES[kind]) == {rule.id for rule in rules}
        assert all(broken and sound for broken, sound in TABLES[kind].values())


def test_rules_say_what_a_reader_needs() -> None:
    assert len(RULE) == sum(map(len, RULES.values()))
    for rule in RULE.values():
        assert rule.severity in SEVERITIES
        assert rule.references and all(one.url.startswith("https://") for one in rule.references)
        assert (
            rule.why.endswith(".") and not rule.what.endswith(".") and rule.what[0].islower() or rule.what[:3] == "RSA"
        )


OPTIONS = {CLIENT: CLIENTS.arguments(), KEY_SET: dict(KEY_ARGUMENTS, state={}), ISSUER: dict(ARGUMENTS, state={})}


@pytest.mark.parametrize("kind, rule, case", rows(0))
def test_what_to_write_instead_are_options_that_mend_it(kind: str, rule: str, case: t.Any) -> None:
    (flaw,) = verdicts(rule, kind, case[0])
    assert flaw.option in OPTIONS[kind]
    assert set(flaw.instead) <= set(OPTIONS[kind])
    if kind == CLIENT and flaw.instead:
        assert verdicts(rule, kind, dict(case[0], **flaw.instead)) == []


# What cannot be told


@pytest.mark.parametrize(
    "kind, rule, case, limits, words",
    [
        (CLIENT, "client-public-with-secret", dict(NONE, client_secret_expires_at=0), LIMITS, "do not tell whether"),
        (CLIENT, "client-long-lived-jwt", {"jwt_bearer_grant_access_token_lifespan": "9h"}, LIMITS, "strategy is not"),
        (CLIENT, "client-skipped-consent", {"skip_consent": True}, Limits(NOW), "set first_party_owners"),
        (KEY_SET, "keys-old", stored(PLAIN), LIMITS, "do not tell the age"),
        (KEY_SET, "keys-nothing-staged", stored(PLAIN), LIMITS, "do not tell the age"),
        (ISSUER, "issuer-expired", [grant(expires_at="soon")], LIMITS, "not a time"),
        (ISSUER, "issuer-shared-key", [StoredGrant(grant().row)], LIMITS, "cannot be read"),
        (ISSUER, "issuer-weak-key", [StoredGrant(grant().row)], LIMITS, "cannot be read"),
    ],
)
def test_what_is_not_told_is_not_guessed(kind: str, rule: str, case: t.Any, limits: Limits, words: str) -> None:
    (untold,) = verdicts(rule, kind, case, limits)
    assert isinstance(untold, Untold)
    assert words in untold.reason


def inventory(version: t.Optional[str] = "26.2.0", **objects: t.Any) -> Inventory:
    return Inventory("http://127.0.0.1:4445", version, parse_version(version) if version else None, **objects)


def run(found: Inventory, *overrides: Override, threshold: str = "never", limits: Limits = LIMITS) -> t.Any:
    return audit(found, limits, Policy(overrides), threshold)


def test_a_rule_that_does_not_hold_for_a_version_is_not_applied_and_the_result_says_so() -> None:
    client = {"client_id": "a", "skip_consent": True}
    assert [row["rule"] for row in run(inventory(clients=[client]))["findings"]] == ["client-skipped-consent"]
    old = run(inventory("1.11.10", clients=[client]))
    assert old["findings"] == []
    assert {
        "rule": "client-skipped-consent",
        "reason": "needs Hydra 2.1.0 or newer; this server is 1.11.10",
        "objects": 1,
    } in (old["not_checked"])
    oldest = {row["rule"] for row in run(inventory("1.0.0-rc.6"))["not_checked"]}
    assert {rule.id for rule in RULE.values() if rule.where.since} == oldest
    assert run(inventory(None, clients=[client]))["not_checked"] == []


def test_untold_objects_are_counted() -> None:
    clients = [dict(NONE, client_id=one, client_secret_expires_at=0) for one in "abc"]
    (row,) = run(inventory(clients=clients))["not_checked"]
    assert (row["rule"], row["objects"]) == ("client-public-with-secret", 3)


# Presets


@pytest.mark.parametrize("preset", sorted(PRESETS))
@pytest.mark.parametrize("version", ["1.0.0-rc.6", "1.11.10", "26.2.0", "26.3.0-dev"])
def test_what_presets_make_is_free_of_findings(preset: str, version: str) -> None:
    more: Document = {"client_id": "a", "scope": "offline_access offline openid", "skip_consent": False}
    if "authorization_code" in PRESETS[preset]["grant_types"]:
        more["redirect_uris"] = ["com.example.app:/cb" if preset == "native" else WEB]
    if preset == "spa":
        more["allowed_cors_origins"] = ["https://a.example.com"]
    if preset == "federated":
        more.update(keys(public(ec_jwk())))
    result = run(inventory(version, clients=[dict(more, **PRESETS[preset])]))
    assert list(map(sentence, result["findings"])) == []


# What users make of the rules

RISKY = {"client_id": "legacy-1", "grant_types": ["implicit"], "redirect_uris": ["http://localhost/"]}
OTHER = dict(RISKY, client_id="shop")


def severities(result: Document) -> t.List[t.Tuple[str, str, str]]:
    return [(row["name"], row["rule"], row["severity"]) for row in result["findings"]]


def test_rules_are_ignored_raised_and_lowered() -> None:
    result = run(
        inventory(clients=[RISKY, OTHER]),
        Override("client-*", ("legacy-*",), "info", "Goes in June."),
        Override("client-implicit-grant", ("nobody", "legacy-?"), "ignore", "Cannot be changed."),
        Override("client-localhost-redirect", ("shop",), "critical", "No."),
        Override("keys-old", (), "low", "Unused."),
    )
    assert severities(result) == [
        ("shop", "client-localhost-redirect", "critical"),
        ("shop", "client-implicit-grant", "high"),
        ("legacy-1", "client-localhost-redirect", "info"),
    ]
    assert [row.get("reason") for row in result["findings"]] == ["No.", None, "Goes in June."]
    assert [row.get("default_severity") for row in result["findings"]] == ["low", None, "low"]
    (ignored,) = result["ignored"]
    assert (ignored["name"], ignored["severity"], ignored["reason"]) == ("legacy-1", "ignore", "Cannot be changed.")
    assert result["summary"] == {"critical": 1, "high": 1, "medium": 0, "low": 0, "info": 1, "ignored": 1}
    assert [row["id"] for row in result["unused_rules"]] == ["keys-old"]


def test_unknown_rules_are_refused_all_at_once() -> None:
    told = {"severity": "low", "reason": "r", "objects": None}
    with pytest.raises(UsageError) as refused:
        policy_of([dict(told, id="client-implict-grant"), dict(told, id="client-*"), dict(told, id="zzz*")])
    assert refused.value.message == (
        "rules[0].id: unknown rule client-implict-grant (did you mean client-implicit-grant?); "
        "rules[2].id: unknown rule zzz*"
    )


@pytest.mark.parametrize(
    "threshold, failures", [("never", 0), ("critical", 0), ("high", 1), ("medium", 1), ("low", 2), ("info", 2)]
)
def test_failures_begin_at_the_threshold(threshold: str, failures: int) -> None:
    result = run(inventory(clients=[RISKY]), threshold=threshold)
    assert len(result["failures"]) == failures
    if failures:
        told = 'high: client "legacy-1": grant_types contains implicit (client-implicit-grant)'
        assert result["failures"][0] == told


def test_many_failures_are_cut() -> None:
    clients = [dict(RISKY, client_id="c%d" % number) for number in range(30)]
    failures = run(inventory(clients=clients), threshold="high")["failures"]
    assert len(failures) == 21
    assert failures[-1] == "and 10 more"


# Whatever a server answers

ODD = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from([WEB, "http://*", "implicit", "-1h"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
#: Members of a key that the server's answers are checked for before.
WORDS: t.Dict[str, t.List[t.Optional[str]]] = {
    "kty": ["RSA", "EC", "OKP", "oct", "", None, "PQ"],
    "kid": [None, "", "a", "private:a", "public:a", "x-99991231T235959Z", "x-00010101T000000Z", "20269999T000000Z"],
    "alg": [None, "RS256", "ES256", "none", ""],
    "use": [None, "sig", "enc"],
}
NAMES = [one.name for one in FIELDS] + ["client_id", "client_secret", "client_secret_expires_at", "secret_file"]


@given(
    st.lists(st.dictionaries(st.sampled_from(NAMES), ODD, max_size=8), max_size=3),
    st.lists(st.dictionaries(st.sampled_from([*ARGUMENTS, "public_key"]), ODD, max_size=6), max_size=3),
    st.lists(
        st.dictionaries(st.sampled_from(["n", "e", "x", "y", "crv", "d", "k"]), ODD).flatmap(
            lambda members: st.fixed_dictionaries(
                {name: st.sampled_from(texts) for name, texts in WORDS.items()}
            ).map(lambda words: dict(members, **words))
        ),
        max_size=4,
    ),
)  # fmt: skip
def test_no_object_crashes_it(clients: t.Any, issuers: t.Any, jwks: t.Any) -> None:
    for version in ("1.0.0-rc.6", "1.11.10", "26.2.0"):
        sets = [
            StoredSet.on(server_of(version), name, State(tuple(jwks)), False)
            for name in ("mine", "hydra.openid.id-token")
        ]
        grants = [StoredGrant(row, dict(jwks[0]) if jwks else None) for row in issuers]
        found = inventory(version, clients=clients, sets=sets if jwks else [], issuers=grants)
        result = run(found, Override("*", ("[",), "info", "r"))
        assert json.loads(json.dumps(result["findings"])) == result["findings"]


@given(st.sampled_from(NAMES), st.sampled_from(["http://me:%s@a.example.com/", "http://*/?token=%s", "myapp://x#%s"]))
def test_no_secret_comes_out(name: str, url: str) -> None:
    mark = "private-mark"
    jwk = dict.fromkeys(PRIVATE_JWK_MEMBERS, mark)
    client: Document = {
        "client_id": "a", "client_secret": mark, "registration_access_token": mark, "secret_file": "/x",
        "token_endpoint_auth_method": "none", "jwks_uri": url % mark, "jwks": {"keys": [dict(SHORT, **jwk), jwk]},
        "redirect_uris": [url % mark, "http://b.example.com"], "grant_types": ["implicit", "client_credentials"],
        "metadata": {"password": mark},
    }  # fmt: skip
    result = run(inventory(clients=[client], sets=[stored(dict(ec_jwk(), kid="a", d=mark, alg="x"))]), threshold="info")
    assert len(result["findings"]) > 4
    assert mark not in json.dumps(result)


def test_a_thousand_clients_take_less_than_a_second() -> None:
    client = dict(RISKY, **keys(public(SHORT)), scope="openid orders.*", skip_consent=True)
    clients = [dict(client, client_id="c%d" % number) for number in range(1000)]
    begun = time.process_time()
    result = run(inventory(clients=clients), *[Override("client-*", ("x*",), "low", "r")] * 5)
    assert time.process_time() - begun < 1
    assert len(result["findings"]) > 4000


@pytest.mark.parametrize(
    "span, text",
    [
        (datetime.timedelta(days=1), "1 day"),
        (datetime.timedelta(days=90), "90 days"),
        (datetime.timedelta(hours=36), "36 hours"),
        (datetime.timedelta(minutes=90), "1h30m0s"),
    ],
)
def test_times_are_told_as_people_do(span: datetime.timedelta, text: str) -> None:
    assert spoken(span) == text


def test_what_to_write_instead_can_be_parsed() -> None:
    (flaw,) = verdicts("client-endless-refresh", CLIENT, {"refresh_token_grant_refresh_token_lifespan": "-1h"})
    assert all(parse_duration(text) > 0 for text in flaw.instead.values())
    (flaw,) = verdicts("issuer-expires-soon", ISSUER, [grant(expires_at="2026-12-01T00:00:00Z")])
    assert parse_expiry(flaw.instead["expires_at"]).after
