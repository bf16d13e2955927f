# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The client: its fields, and every rule with what breaks it, what keeps it, and the versions that have it."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.ory.hydra.plugins.module_utils._clients import rules
from ansible_collections.ory.hydra.plugins.module_utils._clients.client_fields import FIELDS
from ansible_collections.ory.hydra.plugins.module_utils._clients.description import (
    ID,
    SECRET,
    bears_secret,
    described,
    label_of,
    presentable,
)
from ansible_collections.ory.hydra.plugins.module_utils._clients.fields import ORIGINS, STRING_SET
from ansible_collections.ory.hydra.plugins.module_utils._server.generations import ServerVersion
from ansible_collections.ory.hydra.plugins.module_utils._values import go_jose
from ansible_collections.ory.hydra.plugins.module_utils._values.versions import parse_version

Document = t.Dict[str, t.Any]
RSA = {"kty": "RSA", "kid": "a", "n": "AQAB", "e": "AQAB"}
OCT = {"kty": "oct", "k": "private-k"}
PKJ = "private_key_jwt"
OLDEST, NEWEST = "1.0.0-rc.6", "26.3.0-dev"


def told(rules: t.Sequence[t.Any], document: Document, version: str) -> t.List[str]:
    parsed = parse_version(version)
    return [sentence for rule in rules if parsed in rule.where for sentence in [rule.check(document)] if sentence]


# name of the rule, a document that breaks it, words of the sentence
BROKEN: t.List[t.Tuple[str, Document, str]] = [
    ("_redirect_uris", {"redirect_uris": ["https://a/", "https://a/#x"]}, "fragments"),
    ("_redirect_uris", {"redirect_uris": ["https://a/#"]}, "fragments"),
    ("_readable_redirect_uris", {"redirect_uris": ["cb"]}, "absolute"),
    ("_readable_redirect_uris", {"redirect_uris": [" https://a/"]}, "absolute"),
    ("_readable_redirect_uris", {"redirect_uris": ["https://a/", "https://a b/"]}, '"https://a b/" has a space'),
    ("_readable_redirect_uris", {"redirect_uris": ["cb", "https://a/%zz"]}, "; redirect_uris: "),
    (
        "_allowed_after_logout",
        {"redirect_uris": ["https://a/cb"], "post_logout_redirect_uris": ["https://b/"]},
        "scheme, host and port",
    ),
    (
        "_allowed_after_logout",
        {"redirect_uris": ["https://a/cb"], "post_logout_redirect_uris": ["http://a/"]},
        "scheme, host and port",
    ),
    (
        "_allowed_after_logout",
        {"redirect_uris": ["https://a/cb"], "post_logout_redirect_uris": ["https://a:8443/"]},
        "scheme, host and port",
    ),
    (
        "_allowed_after_logout",
        {"redirect_uris": ["https://a/cb"], "post_logout_redirect_uris": ["https://A/"]},
        "Hydra compares hosts case-sensitively: write it as in redirect_uris",
    ),
    ("_allowed_after_logout", {"post_logout_redirect_uris": ["https://a/"]}, "scheme, host and port"),
    ("_readable_after_logout", {"post_logout_redirect_uris": ["cb"]}, "absolute"),
    ("_key_sources", {"jwks_uri": "https://a/", "jwks": {"keys": [RSA]}}, "jwks and jwks_uri"),
    ("_private_key_jwt", {"token_endpoint_auth_method": PKJ}, "needs jwks or jwks_uri"),
    ("_private_key_jwt", {"token_endpoint_auth_method": PKJ, "jwks": {}}, "needs jwks or jwks_uri"),
    (
        "_signing_algorithm",
        {"token_endpoint_auth_method": PKJ, "jwks_uri": "https://a/", "token_endpoint_auth_signing_alg": "HS256"},
        "ES512, not HS256",
    ),
    ("_symmetric_keys", {"jwks": {"keys": [RSA, OCT]}}, "symmetric"),
    ("_pairwise", {"subject_type": "pairwise", "access_token_strategy": "jwt"}, "subject_type=pairwise cannot be used"),
    ("_cors_origins", {"allowed_cors_origins": ["*"]}, "https:// or http://"),
    ("_cors_origins", {"allowed_cors_origins": ["null"]}, "https:// or http://"),
    ("_cors_origins", {"allowed_cors_origins": ["a.example"]}, "https:// or http://"),
    ("_cors_origins", {"allowed_cors_origins": ["ftp://a.example"]}, "https:// or http://"),
    (
        "_cors_origins",
        {"allowed_cors_origins": ["https://me:pass@a.example"]},
        "must not contain a user name and password",
    ),
    ("_cors_origins", {"allowed_cors_origins": ["https://a.example/path"]}, "no path"),
    ("_cors_origins", {"allowed_cors_origins": ["https://a.example?q=1"]}, "no path"),
    ("_cors_origins", {"allowed_cors_origins": ["https://a.example#f"]}, "no path"),
    ("_sector_identifier_uri", {"sector_identifier_uri": "http://a/"}, "https://"),
    ("_sector_identifier_uri", {"sector_identifier_uri": "https://a b/"}, "has a space in its host"),
    ("tos_uri", {"tos_uri": "ftp://a/"}, "tos_uri"),
    ("tos_uri", {"tos_uri": "nonsense"}, "tos_uri"),
    ("client_uri", {"client_uri": "ftp://a/"}, "client_uri must be"),
    ("logo_uri", {"logo_uri": "nonsense"}, "logo_uri"),
    ("policy_uri", {"policy_uri": "urn:x"}, "policy_uri must be"),
    ("_split_at_pipes", {"contacts": ["a|b"]}, "character |"),
    (
        "_split_at_pipes",
        {"allowed_cors_origins": ["https://a|b"]},
        "must not contain the character |: this Hydra splits entries at it",
    ),
    ("_stored_otherwise", {"contacts": ["a||b"]}, "contacts has entries that this Hydra would store differently"),
    (
        "_stored_otherwise",
        {"contacts": ["a\\|b"]},
        "would store differently",
    ),
    (
        "_stored_otherwise",
        {"contacts": ["a|", "b"]},
        "would store differently",
    ),
    ("_stored_otherwise", {"redirect_uris": ["https:a\\", "https:b"]}, "redirect_uris"),
]
# The first version that has the rule (None: all have), and the first one that does not (None: all later have).
HOLDS: t.Dict[str, t.Tuple[t.Optional[str], t.Optional[str], t.Optional[str]]] = {
    # rule: first version with it, last version before, first version after it
    "_redirect_uris": (None, None, None),
    "_readable_redirect_uris": ("1.0.0", "1.0.0-rc.6", None),
    "_readable_after_logout": ("1.0.0", "1.0.0-rc.6", None),
    "_allowed_after_logout": ("1.0.0", "1.0.0-rc.6", None),
    "_key_sources": (None, None, None),
    "_private_key_jwt": (None, None, None),
    "_signing_algorithm": ("1.8.5", "1.4.10", None),
    "_symmetric_keys": ("2.2.0", "2.1.2", None),
    "_pairwise": ("2.1.0", "2.0.3", None),
    "_cors_origins": (None, None, None),
    "_sector_identifier_uri": (None, None, None),
    "tos_uri": ("25.4.0", "2.3.0", None),
    "client_uri": ("26.2.0", "25.4.0", None),
    "logo_uri": ("26.2.0", "25.4.0", None),
    "policy_uri": ("26.2.0", "25.4.0", None),
    "_split_at_pipes": (None, None, "1.11.10"),
    "_stored_otherwise": ("1.11.10", "1.10.7", "2.1.2"),
}


@pytest.mark.parametrize("rule, document, words", BROKEN)
def test_what_the_server_refuses_is_refused_by_the_versions_that_do(rule: str, document: Document, words: str) -> None:
    first, before, after = HOLDS[rule]
    for version in [first or OLDEST, (first or "1.10.7") if after else NEWEST]:
        sentences = told(rules.RULES, document, version)
        assert any(words in sentence for sentence in sentences), (version, sentences)
    for version in filter(None, [before, after]):
        assert not any(words in sentence for sentence in told(rules.RULES, document, version)), version


def test_lists_that_are_stored_as_they_are_may_have_any_character() -> None:
    entries: t.List[t.List[str]] = [["a|b", "c"], ["a", "b|"], ["a\\b", "c"], ["a\\"], ["a\\\\", "b"]]
    for contacts in entries:
        assert not told(rules.RULES, {"contacts": contacts}, "1.11.10"), contacts


def test_every_rule_has_its_row() -> None:
    pages = ("tos_uri", "client_uri", "logo_uri", "policy_uri")
    of_uris = ("_readable_redirect_uris", "_readable_after_logout", "_allowed_after_logout", "_sector_identifier_uri")
    by_go = (*of_uris, "_cors_origins", *pages)
    of_keys = len(go_jose.CHECKS)  # in test_refusals.py
    lists = 2 * sum(field.kind in (STRING_SET, ORIGINS) for field in FIELDS)
    assert len(HOLDS) + 2 * len(by_go) + of_keys + lists - 2 == len(rules.RULES)
    assert {row[0] for row in BROKEN} == set(HOLDS)


KEPT: t.List[Document] = [
    {},
    {
        "redirect_uris": [
            "/cb",
            "com.app:/cb",
            "myapp://",
            "urn:ietf:wg:oauth:2.0:oob",
            "https://a/*",
            "javascript:x",
            "http://a/",
        ]
    },
    {"redirect_uris": ["*"]},
    {"redirect_uris": ["https://a/cb?x=ü", "https://A.Example/CB"]},
    {
        "redirect_uris": ["https://a/cb", "https://b:1/"],
        "post_logout_redirect_uris": ["https://a/bye?x", "https://b:1/x"],
    },
    {"jwks_uri": "https://a/"},
    {"jwks_uri": "https://a/", "jwks": {}},
    {"jwks": {"keys": [RSA]}},
    {"token_endpoint_auth_method": PKJ, "jwks_uri": "https://a/", "token_endpoint_auth_signing_alg": "ES256"},
    {"token_endpoint_auth_method": PKJ, "jwks": {"keys": [RSA]}},
    {"token_endpoint_auth_method": "client_secret_basic", "token_endpoint_auth_signing_alg": "HS256"},
    {"allowed_cors_origins": ["https://A.Example", "http://a:8080", "https://*.a"]},
    {"sector_identifier_uri": "https://a/"},
    {"subject_type": "pairwise"},
    {"subject_type": "pairwise", "access_token_strategy": "opaque"},
    {"subject_type": "public", "access_token_strategy": "jwt"},
    {"tos_uri": "https://a/", "client_uri": "http://a/", "logo_uri": "", "policy_uri": None},
    {"redirect_uris": None, "post_logout_redirect_uris": None, "allowed_cors_origins": None, "jwks": None},
    {
        "grant_types": ["nonsense"],
        "response_types": ["nonsense"],
        "jwks_uri": "nonsense",
        "frontchannel_logout_uri": "nonsense",
    },
]


@pytest.mark.parametrize("document", KEPT)
@pytest.mark.parametrize("version", [OLDEST, "1.4.10", "1.11.10", "2.3.0", "25.4.0", "26.2.0", NEWEST])
def test_what_the_server_accepts_is_not_refused(document: Document, version: str) -> None:
    assert told(rules.RULES, document, version) == []


@pytest.mark.parametrize(
    "document",
    [
        {"allowed_cors_origins": ["http://[::1"]},
        {"sector_identifier_uri": "https://[::1"},
        {"tos_uri": "https://[::1"},
        {"logo_uri": "https://[::1"},
        {"redirect_uris": ["https://a/"], "post_logout_redirect_uris": ["http://[::1"]},
    ],
)
def test_what_is_no_url_at_all_is_refused_with_a_sentence(document: Document) -> None:
    name = sorted(document)[0]
    assert any(sentence.startswith(name) for sentence in told(rules.RULES, document, NEWEST))


def test_a_port_of_any_number_is_refused_with_advice() -> None:
    sentences = told(rules.RULES, {"allowed_cors_origins": ["https://a:*"]}, NEWEST)
    assert len(sentences) == 1
    assert "only the host can be *" in sentences[0]


def test_a_password_in_an_origin_is_not_repeated() -> None:
    sentences = told(rules.RULES, {"allowed_cors_origins": ["https://me:hunter2@a.example"]}, NEWEST)
    assert sentences
    assert "hunter2" not in " ".join(sentences)


@pytest.mark.parametrize(
    "document, words",
    [
        (
            {"grant_types": ["authorization_code", "authorisation_code"], "redirect_uris": ["https://a/"]},
            "authorisation",
        ),
        ({"token_endpoint_auth_method": "client_secret_jwt"}, "client_secret_jwt"),
        ({"jwks": {"keys": [dict(RSA, d="private-d")]}}, "private key"),
        ({"grant_types": ["authorization_code", "refresh_token"]}, "authorization_code needs redirect_uris"),
        ({"grant_types": ["implicit"], "redirect_uris": []}, "implicit needs redirect_uris"),
        ({"grant_types": ["implicit", "authorization_code"]}, "authorization_code and implicit need redirect_uris"),
        ({"redirect_uris": ["https://a/", "/callback", "//b/"]}, '"/callback" is not an absolute URI'),
        ({"redirect_uris": ["https://a/", "/callback", "//b/"]}, '"//b/" is not an absolute URI'),
        ({"redirect_uris": ["//me:hunter2@b/"]}, '"//...@b/"'),
    ],
)
def test_what_probably_is_a_mistake_earns_a_warning(document: Document, words: str) -> None:
    sentences = told(rules.HINTS, document, NEWEST)
    assert len(sentences) == 1
    assert words in sentences[0]
    assert "private-d" not in sentences[0]


@pytest.mark.parametrize(
    "document",
    [
        {},
        {
            "grant_types": [
                "authorization_code",
                "client_credentials",
                "refresh_token",
                "implicit",
                "urn:ietf:params:oauth:grant-type:device_code",
                "urn:ietf:params:oauth:grant-type:jwt-bearer",
            ],
            "redirect_uris": ["https://a/cb", "HTTP://a", "com.example.app:/cb", "a+b-1.c://x"],
        },
        {"grant_types": ["client_credentials", "refresh_token"], "redirect_uris": []},
        {"redirect_uris": None},
        {"token_endpoint_auth_method": "none"},
        {"token_endpoint_auth_method": None, "grant_types": None, "jwks": None},
        {"jwks": {"keys": [RSA]}},
    ],
)
def test_what_is_usual_earns_none(document: Document) -> None:
    assert told(rules.HINTS, document, NEWEST) == []


# The table of fields

# Fact: what GET shows of a client that was made of an id alone, 26.3-dev; and what is left out while it is unset.
DEFAULTS: Document = {
    "allowed_cors_origins": [],
    "audience": [],
    "client_name": "",
    "client_uri": "",
    "contacts": [],
    "grant_types": [],
    "jwks": {},
    "logo_uri": "",
    "metadata": {},
    "owner": "",
    "policy_uri": "",
    "redirect_uris": [],
    "response_types": [],
    "scope": "offline_access offline openid",
    "skip_consent": False,
    "skip_logout_consent": None,
    "subject_type": "public",
    "token_endpoint_auth_method": "client_secret_basic",
    "tos_uri": "",
    "userinfo_signed_response_alg": "none",
    "token_endpoint_auth_signing_alg": "",
    "request_object_signing_alg": "",
    "jwks_uri": "",
    "sector_identifier_uri": "",
    "request_uris": [],
    "post_logout_redirect_uris": [],
    "frontchannel_logout_uri": "",
    "backchannel_logout_uri": "",
    "frontchannel_logout_session_required": False,
    "backchannel_logout_session_required": False,
    "access_token_strategy": "",
}


def test_the_fields_and_their_defaults_are_the_servers() -> None:
    known = {field.name: field.unset for field in FIELDS if not field.name.endswith("_lifespan")}
    assert known == DEFAULTS
    lifespans = [field for field in FIELDS if field.name.endswith("_lifespan")]
    assert len(lifespans) == 10 + 2 + 3
    assert {field.unset for field in lifespans} == {None}


def test_names_are_unique() -> None:
    names = [field.name for field in FIELDS]
    assert len(names) == len(set(names))
    assert ID not in names
    assert SECRET not in names


@pytest.mark.parametrize(
    "method, bears",
    [
        (None, True),
        ("", True),
        ("client_secret_basic", True),
        ("client_secret_post", True),
        ("none", False),
        (PKJ, False),
    ],
)
def test_who_has_a_secret(method: t.Optional[str], bears: bool) -> None:
    assert bears_secret({"token_endpoint_auth_method": method}) is bears


def test_what_a_client_is_called() -> None:
    assert label_of({"client_id": "a", "client_name": "A"}) == "a"
    assert label_of({"client_id": None, "client_name": "A"}) == "A"
    assert label_of({}) == ""


def test_what_a_result_shows() -> None:
    shown = presentable(
        {
            "client_id": "a",
            "client_secret": "private-s",
            "registration_access_token": "private-r",
            "contacts": None,
            "implicit_grant_id_token_lifespan": None,
            "jwks": {"keys": [dict(RSA, d="private-d")]},
            "member_of_the_future": 1,
        }
    )
    assert shown == {
        "client_id": "a",
        "contacts": [],
        "implicit_grant_id_token_lifespan": None,
        "jwks": {"keys": [dict(RSA, hidden=True)]},
        "member_of_the_future": 1,
    }


def test_what_a_diff_shows_of_a_whole_client() -> None:
    server = ServerVersion("v1.11.10", (1, 11, 10, 9, 0))
    document = dict(
        DEFAULTS,
        client_id="a",
        client_name="A",
        skip_consent=True,
        scope="b a",
        client_secret="private-s",
        created_at="x",
    )
    assert described(document, server.version) == {"client_id": "a", "client_name": "A", "scope": "a b"}
