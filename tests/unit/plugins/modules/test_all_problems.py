# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""All that is wrong with a list is told at once, wherever it is found out, and nothing is written."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.ory.hydra.plugins.modules import (
    hydra_client,
    hydra_client_info,
    hydra_clients,
    hydra_jwk_set,
    hydra_jwk_sets,
    hydra_login_request,
    hydra_server_info,
    hydra_trusted_issuer,
    hydra_trusted_issuers,
)
from ansible_collections.ory.hydra.tests.unit._keys import POINT, ec_jwk
from ansible_collections.ory.hydra.tests.unit._model import Hydra, Wire, refused
from ansible_collections.ory.hydra.tests.unit._runner import Runner


def told(run: Runner, main: t.Callable[[], None], wire: Wire, options: t.Dict[str, t.Any]) -> str:
    """Return what a task is refused for, in check mode as in a run."""
    first = run(main, options, check=True)
    second = run(main, options)
    assert first.failed, first.result
    assert first.msg == second.msg
    assert wire.writes == []
    return first.msg


def test_a_list_of_clients(hydra: Hydra, wire: Wire, run: Runner, tmp_path: t.Any) -> None:
    hydra.add("there", redirect_uris=["https://a/"])
    (tmp_path / "empty").write_text("")
    clients = [
        {"client_id": "option", "secret": "x", "return_secret": True},
        {"client_id": "file", "secret_file": str(tmp_path / "empty"), "redirect_uris": ["cb"]},
        {"client_id": "field", "return_secret": True, "implicit_grant_id_token_lifespan": "1x", "subject_type": "x"},
        {"client_id": "rules", "return_secret": True, "redirect_uris": ["https://a b/"], "tos_uri": "x:y"},
        {"client_id": "secret", "client_secret": "short", "allowed_cors_origins": ["*"]},
        {"client_id": "there", "post_logout_redirect_uris": ["https://A/"]},
        {"client_id": "folder", "secret_file": str(tmp_path / "missing" / "secret")},
        {"client_id": "right", "return_secret": True},
        {"client_id": "twin", "return_secret": True},
        {"client_id": "twin", "return_secret": True},
    ]
    sentence = told(run, hydra_clients.main, wire, {"clients": clients})
    for words in (
        "unknown option secret",
        'client "file": secret_file',
        'client "file": redirect_uris: "cb"',
        'client "field": implicit_grant_id_token_lifespan',
        'client "field": subject_type',
        'client "rules": redirect_uris: "https://a b/"',
        'client "rules": tos_uri',
        'client "secret": client_secret must be at least 6',
        'client "secret": allowed_cors_origins',
        'client "there": post_logout_redirect_uris',
        "there is no folder",
        'have the same client_id "twin"',
    ):
        assert sentence.count(words) == 1, (words, sentence)
    assert '"right"' not in sentence


def test_what_is_known_is_told_where_the_server_does_not_answer(wire: Wire, run: Runner) -> None:
    wire.script.append(refused())
    options = {"clients": [{"client_id": "a", "secret": "x"}], "retries": 0}
    assert "unknown option secret" in run(hydra_clients.main, options).msg


def test_one_client(hydra: Hydra, wire: Wire, run: Runner, tmp_path: t.Any) -> None:
    options = {
        "client_id": "a",
        "scope": {"a": 1},
        "secret_file": str(tmp_path / "missing" / "secret"),
        "redirect_uris": ["https://a/%zz"],
        "allowed_cors_origins": ["https://a:*"],
    }
    sentence = told(run, hydra_client.main, wire, options)
    assert "scope must be a string" in sentence
    assert "contains %zz" in sentence
    assert "only the host can be *" in sentence


@pytest.mark.parametrize("several", [True, False])
def test_keys(several: bool, hydra: Hydra, wire: Wire, run: Runner) -> None:
    one = {
        "set": "s",
        "keys": [
            {"jwk": {"kty": "RSA", "e": "AQAB"}},
            {"jwk": dict(POINT, x=POINT["y"])},
            {"pem": "nonsense"},
            {"jwk": ec_jwk(1)},
        ],
    }
    if several:
        other = {"set": "other", "keys": [{"jwk": dict(POINT, kid=5)}]}
        sentence = told(run, hydra_jwk_sets.main, wire, {"jwk_sets": [one, other, {"set": "x", "alg": "FOO"}]})
        assert 'set "other": entry 1 of keys: jwk has a kid that is not a string' in sentence
        assert "alg must be one of" in sentence
    else:
        sentence = told(run, hydra_jwk_set.main, wire, one)
    assert "entry 1 of keys: jwk is an incomplete" in sentence
    assert "entry 3 of keys: pem contains no key" in sentence


def test_trusted_issuers(hydra: Hydra, wire: Wire, run: Runner) -> None:
    grants: t.List[t.Dict[str, t.Any]] = [
        {"issuer": "a", "subject": "", "jwk": {"kty": "EC"}, "expires_at": "soon"},
        {"issuer": "b", "subject": "s", "jwk": dict(POINT, x=POINT["y"]), "expires_at": "2040-01-01T00:00:00Z"},
        {"issuer": "c", "subject": "s", "jwk": POINT, "expires_at": "2040-01-01T00:00:00Z"},
    ]
    sentence = told(run, hydra_trusted_issuers.main, wire, {"trusted_issuers": grants})
    for words in (
        "subject must be set and not be empty",
        "is an incomplete JSON Web Key",
        "expires_at",
        "not a point of the curve",
    ):
        assert words in sentence, words
    assert 'issuer "c' not in sentence


# A field that cannot be used does not hide what rules find about the others

Entry = t.Dict[str, t.Any]
LATER = "2040-01-01T00:00:00Z"
BROKEN_FIELDS: t.List[t.Tuple[Entry, str]] = [
    ({"client_name": ["x"]}, "client_name must be a string, not a list"),  # found when options are read
    ({"contacts": [None]}, "entry 1 of contacts must be a string, not null"),
    ({"skip_consent": "maybe"}, "skip_consent must be true or false, not a string"),  # which Ansible refuses
    ({"contacts": {"x": 1}}, "contacts must be a list, not a dictionary"),
    ({"state": "gone"}, "state must be one of present, absent"),
    ({"update_secret": "never"}, "update_secret must be one of when_wrong, on_create, always"),
    (
        {"client_secret": "private-s1", "secret_file": "/x"},
        "parameters are mutually exclusive: client_secret|secret_file",
    ),
    ({"metadata": "text"}, "metadata must be a dictionary, or a dictionary as JSON"),  # found by the field
    ({"implicit_grant_id_token_lifespan": "1x"}, "implicit_grant_id_token_lifespan must be a duration"),
    ({"subject_type": "x"}, "subject_type must be one of public, pairwise"),
    ({"contacts": ["", "a"]}, "contacts must not contain an empty entry"),  # found beside what is there
    ({"metadata": {"x": float("inf")}}, "metadata must not contain infinity or NaN"),
    ({"metadata": '{"a": 1, "a": 2}'}, 'metadata has "a" twice'),
    ({"loggo_uri": "x"}, "unknown option loggo_uri (did you mean logo_uri?)"),
]
BROKEN_RULES: t.List[t.Tuple[Entry, str]] = [
    ({"redirect_uris": ["https://a b/"]}, 'redirect_uris: "https://a b/" has a space'),
    ({"post_logout_redirect_uris": ["https://b/"]}, "does not share scheme, host and port"),
    ({"allowed_cors_origins": ["x"]}, "allowed_cors_origins must start with"),
    ({"sector_identifier_uri": "http://a/"}, "sector_identifier_uri must be an https:// URL"),
    ({"tos_uri": "x:y"}, "tos_uri must be an https:// or http:// URL"),
    ({"jwks_uri": "https://a/", "jwks": {"keys": [POINT]}}, "jwks and jwks_uri cannot both be set"),
    ({"jwks": {"keys": [dict(POINT, x=POINT["y"])]}}, "not a point of the curve"),
]


@pytest.mark.parametrize("there", [False, True])
@pytest.mark.parametrize("field, problem", BROKEN_FIELDS)
def test_a_field_hides_no_rule(field: Entry, problem: str, there: bool, hydra: Hydra, wire: Wire, run: Runner) -> None:
    if there:
        hydra.add("a", client_name="A")
    decisive = "state" in field  # nothing is known of an object that may have to go
    for members, words in BROKEN_RULES:
        entry = dict({"client_id": "a", "token_endpoint_auth_method": "client_secret_basic"}, **members, **field)
        if "secret_file" not in field:
            entry["return_secret"] = True
        one = told(run, hydra_client.main, wire, entry)
        many = told(run, hydra_clients.main, wire, {"clients": [{"client_id": "first", "return_secret": True}, entry]})
        for sentence in (one, many):
            assert sentence.count(problem) == 1, sentence
            assert (words in sentence) is not decisive, (words, sentence)
            assert sentence.count("; ") <= 1, sentence
            assert "private-" not in sentence
        assert "entry 2 of clients" in many or 'client "a": ' + problem in many


@pytest.mark.parametrize(
    "entry, problems",
    [
        (
            {"redirect_uris": {"x": 1}, "post_logout_redirect_uris": ["https://b/", "x"]},
            ["redirect_uris must be a list, not a dictionary", 'post_logout_redirect_uris: "x" is not absolute'],
        ),
        (
            {"redirect_urs": ["https://a/"], "post_logout_redirect_uris": ["https://a/"]},
            ["unknown option redirect_urs (did you mean redirect_uris?)"],
        ),
        (
            {"token_endpoint_auth_method": ["none"], "client_secret": "x"},
            ["token_endpoint_auth_method must be a string, not a list"],
        ),
        (
            {"token_endpoint_auth_method": "private_key_jwt", "jwks": "x"},
            ["jwks must be a dictionary, not a string"],
        ),
        (
            {
                "token_endpoint_auth_method": "private_key_jwt",
                "jwks_uri": ["x"],
                "jwks": {"keys": [dict(POINT, x="AA")]},
            },
            ["jwks_uri must be a string, not a list", "jwks: key 1 is not a point of the curve P-256"],
        ),
        ({"client_secret": ["x"]}, ["client_secret must be a string, not a list"]),
        ({"return_secret": "perhaps"}, ["return_secret must be true or false, not a string"]),
        ({"exhaustive": "perhaps", "tos_uri": "x"}, ["exhaustive must be true or false, not a string"]),
    ],
)
def test_a_rule_that_needs_the_field_has_to_wait(
    entry: Entry, problems: t.Sequence[str], hydra: Hydra, wire: Wire, run: Runner
) -> None:
    place = {} if {"client_secret", "return_secret"} & entry.keys() else {"return_secret": True}
    sentence = told(run, hydra_client.main, wire, dict(place, client_id="a", **entry))
    for problem in problems:
        assert problem in sentence, sentence
    assert sentence.count(";") == len(problems) - 1, sentence


def test_what_ansible_refuses_is_told_of_every_entry(hydra: Hydra, wire: Wire, run: Runner) -> None:
    hydra.add("old", owner="me")
    clients: t.List[t.Any] = [
        {"client_id": "a", "skip_consent": "maybe", "contacts": 5.5, "tos_uri": "x:y", "return_secret": True},
        "oops",
        {"owner": "me", "frontchannel_logout_session_required": "x"},
        {"client_id": "right", "return_secret": True},
        {"client_id": "b", "client_secret": "short"},
        None,
    ]
    options = {"clients": clients, "concurrency": "many", "prune": "perhaps", "prune_owner": "me"}
    sentence = told(run, hydra_clients.main, wire, options)
    for words in (
        "entry 1 of clients: skip_consent must be true or false",
        'client "a": tos_uri must be',
        "clients[1] must be a dictionary, not a string",
        "entry 3 of clients: frontchannel_logout_session_required must be true or false",
        "entry 3 of clients: one of the following is required: client_id, client_name",
        'client "b": client_secret must be at least 6',
        "clients[5] must be a dictionary, not null",
        "concurrency must be a whole number, not a string",
        "prune must be true or false, not a string",
    ):
        assert sentence.count(words) == 1, (words, sentence)
    assert '"right"' not in sentence
    assert "has neither" not in sentence
    assert len(sentence.split("; ")) == 10, sentence  # one of them says what to do in a clause of its own


def test_what_would_be_pruned_is_told_beside(hydra: Hydra, wire: Wire, run: Runner) -> None:
    for number in range(3):
        hydra.add("old%d" % number, owner="me")
    options = {"prune": True, "prune_owner": "me", "prune_limit": 2}
    bad = {"client_id": "a", "owner": "me", "skip_consent": "maybe", "return_secret": True}
    sentence = told(run, hydra_clients.main, wire, dict(options, clients=[bad]))
    assert "skip_consent must be" in sentence
    assert "3 clients would be pruned, more than prune_limit (2)" in sentence
    for entry in ({"client_id": [1]}, {"client_name": [1]}, "oops"):  # which of them stays is not known
        assert "would be pruned" not in told(run, hydra_clients.main, wire, dict(options, clients=[entry]))


def test_an_option_of_the_connection_leaves_what_is_known_without_it(
    hydra: Hydra, wire: Wire, run: Runner, tmp_path: t.Any
) -> None:
    empty = tmp_path / "empty"
    empty.write_text("")
    entry = {"client_id": "a", "skip_consent": "maybe", "secret_file": str(empty)}
    for options, words in (
        ({"timeout": "soon"}, "timeout must be a number, not a string"),
        ({"connection": {"colour": 1}}, "connection contains unknown options: colour"),
        (
            {"api_token": "a", "username": "b", "password": "c"},
            "api_token and username are both set, but",
        ),
        ({"username": "b"}, "parameters are required together: username, password"),
        ({"headers": '{"X-A": "1", "X-A": "2"}'}, 'headers has "X-A" twice'),
        ({"timeout": 0}, "timeout must be above 0"),
        ({"server_version": "soon"}, "server_version must be a version"),
    ):
        for main, given in ((hydra_client.main, entry), (hydra_clients.main, {"clients": [entry]})):
            sentence = told(run, main, wire, dict(options, **given))
            for part in (words, "skip_consent must be true or false", "secret_file %s is empty" % empty):
                assert sentence.count(part) == 1, (part, sentence)
    assert wire.calls == []


def test_every_module_tells_all_that_ansible_refuses(wire: Wire, run: Runner) -> None:
    one = run(hydra_client_info.main, timeout="soon", retries="many")
    assert one.msg == "timeout must be a number, not a string; retries must be a whole number, not a string"
    one = run(hydra_login_request.main, state="maybe", remember="perhaps")
    for words in ("state must be one of accepted, rejected", "remember must be true", "login_challenge is required"):
        assert words in one.msg
    assert wire.calls == []


# Key sets


def test_a_key_hides_nothing_of_its_set(hydra: Hydra, wire: Wire, run: Runner) -> None:
    one: Entry = {
        "set": "s",
        "keys": [
            {"kid": "a", "state": "gone"},
            {"jwk": {"kty": "RSA", "e": "AQAB"}},
            {"jwk": dict(POINT, x=POINT["y"])},
            {"kid": "missing", "state": "active"},
            {"kid": "unmade", "state": "published"},
            {"kid": "made", "alg": "FOO"},
            {"kid": ["x"]},
            {"pem": "x", "key_file": "y"},
            {"kid": "t/", "alg": "RS256"},
        ],
        "jwks": {"keys": [{"kty": "EC"}, dict(POINT, kid="fine"), dict(POINT, kid="fine"), {"kty": "oct"}]},
        "max_age": "soon",
        "keep": 0,
        "force": "perhaps",
    }
    certain = [
        "entry 1 of keys: state must be one of present",
        "entry 2 of keys: jwk is an incomplete",
        "entry 3 of keys",
        "alg must be one of",
        "entry 7 of keys: kid must be a string",
        "entry 8 of keys: parameters are mutually exclusive: jwk|pem|key_file",
        "jwks contains a key, number 1, that is an incomplete",
        "jwks contains a key, number 4, that is an incomplete",
        "key 2 of jwks and key 3 of jwks are both",
        "max_age must be a duration",
        "keep must be at least 1",
        "force must be true or false",
    ]
    planned = [
        'entry 4 of keys: there is no key "missing"',
        'entry 5 of keys: there is no key "unmade" yet',
    ]
    for words, entry in ((certain, one), (certain[:-1] + planned, dict(one, force=False))):
        single = told(run, hydra_jwk_set.main, wire, entry)
        several = told(run, hydra_jwk_sets.main, wire, {"jwk_sets": [{"set": "t", "alg": ["x"]}, entry]})
        assert "entry 1 of jwk_sets: alg must be a string" in several
        for sentence in (single, several):
            for part in words:
                assert sentence.count(part) == 1, (part, sentence)
    assert "is a damaged PEM that contains no key" not in told(run, hydra_jwk_set.main, wire, one)


def test_all_that_is_wrong_with_the_plan_of_a_set_is_told(hydra: Hydra, wire: Wire, run: Runner) -> None:
    keys = [{"kid": "a", "state": "active"}, {"kid": "b", "state": "published"}, {"kid": "c"}]
    sentence = told(run, hydra_jwk_set.main, wire, {"set": "s", "keys": keys})
    for number, kid in enumerate("abc"):
        assert 'entry %d of keys: there is no key "%s"' % (number + 1, kid) in sentence


# Trusted issuers


@pytest.mark.parametrize(
    "grant, problems",
    [
        (
            {"issuer": "i", "subject": "s", "kid": "k", "scope": {"x": 1}},
            [
                "scope must be a list, not a dictionary",
                "expires_at is needed for a new grant",
                "it must be created, which needs its key (jwk, jwks or pem), because",
            ],
        ),
        (
            {"issuer": "i", "subject": "s", "jwk": dict(POINT, x=POINT["y"]), "expires_at": "soon", "scope": [""]},
            ["expires_at must be", "scope must not contain an empty entry", "not a point of the curve"],
        ),
        (
            {"issuer": "i", "subject": ["s"], "jwk": dict(POINT, x=POINT["y"]), "expires_at": LATER},
            ["subject must be a string", "not a point of the curve"],
        ),
        (
            {"issuer": ["i"], "subject": "", "jwk": {"kty": "EC"}, "expires_at": "soon"},
            [
                "issuer must be a string",
                "subject must be set and not be empty",
                "is an incomplete JSON Web Key",
                "expires_at must be",
            ],
        ),
        (
            {"issuer": "i", "subject": "s", "kid": ["k"], "jwk": {"kty": "EC"}, "expires_at": LATER},
            ["kid must be a string", "is an incomplete JSON Web Key"],
        ),
        (
            {"issuer": "", "subject": "s", "jwk": POINT, "pem": "x", "expires_at": "soon"},
            ["issuer must not be empty", "parameters are mutually exclusive: jwk|jwks|pem", "expires_at must be"],
        ),
        (
            {"issuer": "i", "subject": "s", "kid": "k", "expires_at": "soon"},
            ["expires_at must be", "it must be created, which needs its key (jwk, jwks or pem), because"],
        ),
        ({"issuer": "i", "subject": "s", "kid": "k", "jwk": ["x"], "expires_at": LATER}, ["jwk must be a dictionary"]),
        (
            {"issuer": "i", "subjekt": "s", "kid": "k", "expires_at": "soon"},
            ["unknown option subjekt", "expires_at must be"],
        ),
    ],
)
def test_a_field_of_a_grant_hides_no_rule(
    grant: Entry, problems: t.Sequence[str], hydra: Hydra, wire: Wire, run: Runner
) -> None:
    other = {"issuer": "other", "subject": "s", "kid": "o", "scope": ["a"]}
    single = told(run, hydra_trusted_issuer.main, wire, grant)
    several = told(run, hydra_trusted_issuers.main, wire, {"trusted_issuers": [grant, other]})
    for problem in problems:
        assert single.count(problem) == 1, (problem, single)
        assert problem in several
    assert "required" not in several
    assert len(single.split("; ")) == len(problems) or "a list in a list" in single, single
    known = grant["issuer"] == "i"  # else it could be a grant of any issuer
    assert ("other (subject s, key o)" in several) is known, several


def test_a_grant_whose_subject_cannot_be_used_is_no_twin_of_one_for_any(hydra: Hydra, wire: Wire, run: Runner) -> None:
    grants = [
        {"issuer": "i", "kid": "k", "subject": ["a"], "jwk": POINT, "expires_at": LATER},
        {"issuer": "i", "kid": "k", "allow_any_subject": True, "jwk": POINT, "expires_at": LATER},
    ]
    sentence = told(run, hydra_trusted_issuers.main, wire, {"trusted_issuers": grants})
    assert sentence == "entry 1 of trusted_issuers: subject must be a string, not a list"


def test_a_client_without_a_name_is_told_whatever_else_cannot_be_used(hydra: Hydra, wire: Wire, run: Runner) -> None:
    sentence = told(run, hydra_clients.main, wire, {"clients": [{"owner": "o", "skip_consent": "maybe"}]})
    assert "skip_consent must be true or false" in sentence
    assert "client_id" in sentence and "client_name" in sentence, sentence


NUMBERS: t.List[t.Tuple[t.Callable[[], None], str, t.Dict[str, t.Any]]] = [
    (hydra_client_info.main, "timeout", {}),
    (hydra_client_info.main, "retries", {}),
    (hydra_server_info.main, "wait_timeout", {"wait_for": "ready"}),
    (hydra_clients.main, "concurrency", {"clients": [{"client_id": "a"}]}),
    (hydra_clients.main, "prune_limit", {"clients": [{"client_id": "a"}]}),
    (hydra_jwk_set.main, "keep", {"set": "a", "alg": "RS256"}),
]


@pytest.mark.parametrize("value", [float("inf"), float("-inf"), float("nan"), "inf", "nan", "1e400", 10**400])
@pytest.mark.parametrize("main, option, given", NUMBERS, ids=[option for _main, option, _given in NUMBERS])
def test_a_number_that_is_none_is_told_by_its_option(
    main: t.Callable[[], None],
    option: str,
    given: t.Dict[str, t.Any],
    value: t.Any,
    hydra: Hydra,
    wire: Wire,
    run: Runner,
) -> None:
    """Ansible itself ends with a traceback where a whole number has to be made of one."""
    one = run(main, dict(given, **{option: value}))
    assert "%s must be a finite number" % option in one.msg
    assert "Unexpected error" not in one.output and "Traceback" not in one.output
    assert wire.writes == []


@pytest.mark.parametrize("value", ["inf", "nan", "1e400"])
@pytest.mark.parametrize("option", ["timeout", "retries"])
def test_so_is_one_of_the_environment(
    option: str, value: str, wire: Wire, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HYDRA_" + option.upper(), value)
    assert "%s must be a finite number" % option in run(hydra_client_info.main).msg
    assert wire.calls == []
