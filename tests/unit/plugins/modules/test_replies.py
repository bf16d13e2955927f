# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Strange replies, through the modules."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.ory.hydra.plugins.module_utils._server import http_client
from ansible_collections.ory.hydra.plugins.modules import (
    hydra_client,
    hydra_client_info,
    hydra_jwk_set,
    hydra_jwk_set_info,
    hydra_trusted_issuer_info,
)
from ansible_collections.ory.hydra.tests.unit._gateway import Gateway, reply
from ansible_collections.ory.hydra.tests.unit._model import Answer, Hydra, Wire
from ansible_collections.ory.hydra.tests.unit._runner import Runner

Document = t.Dict[str, t.Any]


@pytest.mark.parametrize("member", ["kid", "alg", "use", "kty"])
@pytest.mark.parametrize("value", [5, 1.5, True, ["a"], {"a": 1}])
def test_a_key_whose_kid_is_a_number(member: str, value: t.Any, wire: Wire, hydra: Hydra, run: Runner) -> None:
    key = dict({"kty": "oct", "k": "AAAA", "kid": "a"}, **{member: value})
    for main, given in (
        (hydra_jwk_set_info.main, {"sets": ["s"]}),
        (hydra_jwk_set.main, {"set": "s", "alg": "RS256"}),
        (hydra_jwk_set.main, {"set": "s", "state": "absent"}),
    ):
        wire.script += [Answer(200, {"version": "v26.2.0"}), Answer(200, {"keys": [key]})]
        found = run(main, given)
        assert found.failed
        assert 'Cannot read JWK set "s": ' in found.msg
        assert "JSON, but not as Hydra does" in found.msg
    assert wire.writes == []


def test_what_a_duplicate_header_does_to_a_task(
    gateway: t.Callable[..., Gateway], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run = Runner(monkeypatch, capsys)
    server = gateway(reply("Content-Length: 5\r\nContent-Length: 7\r\n"))
    for main, given in (
        (hydra_client_info.main, {}),
        (hydra_client.main, {"client_id": "a"}),
        (hydra_trusted_issuer_info.main, {}),
    ):
        found = run(main, given, admin_url=server.url, use_proxy=False, retries=0)
        assert "its answer has invalid headers" in found.msg
    assert http_client.REQUESTS_TRACE is None


@pytest.mark.parametrize("scope", [5, True, "a b", {"a": 1}])
def test_a_grant_whose_scope_is_not_a_list(scope: t.Any, wire: Wire, hydra: Hydra, run: Runner) -> None:
    row = {"id": "1", "issuer": "https://a", "subject": "b", "scope": scope, "expires_at": "2099-01-01T00:00:00Z"}
    row["public_key"] = {"set": "https://a", "kid": "k"}
    wire.script += [Answer(200, {"version": "v26.2.0"}), Answer(200, [row])]
    found = run(hydra_trusted_issuer_info.main, {})
    assert found.failed
    assert "scope that is not a list" in found.msg
