# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""All that is wrong with a list is told at once, wherever it is found out, and nothing is written."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.ory.hydra.plugins.modules import (
    hydra_client,
    hydra_clients,
    hydra_jwk_set,
    hydra_jwk_sets,
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
    assert "scope must be a text" in sentence
    assert "redirect_uris: " in sentence
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
        assert 'set "other": entry 1 of keys: jwk has a kid that is not a text' in sentence
        assert "alg must be one of" in sentence
    else:
        sentence = told(run, hydra_jwk_set.main, wire, one)
    assert "entry 1 of keys: jwk is an incomplete" in sentence
    assert "entry 3 of keys: pem is no PEM" in sentence


def test_trusted_issuers(hydra: Hydra, wire: Wire, run: Runner) -> None:
    grants: t.List[t.Dict[str, t.Any]] = [
        {"issuer": "a", "subject": "", "jwk": {"kty": "EC"}, "expires_at": "soon"},
        {"issuer": "b", "subject": "s", "jwk": dict(POINT, x=POINT["y"]), "expires_at": "2040-01-01T00:00:00Z"},
        {"issuer": "c", "subject": "s", "jwk": POINT, "expires_at": "2040-01-01T00:00:00Z"},
    ]
    sentence = told(run, hydra_trusted_issuers.main, wire, {"trusted_issuers": grants})
    for words in ("subject must be given", "is an incomplete JSON Web Key", "expires_at", "not a point of the curve"):
        assert words in sentence, words
    assert 'issuer "c' not in sentence
