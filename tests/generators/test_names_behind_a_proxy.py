# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A proxy on the way that decodes ``%2F`` is found out before a name with a slash becomes another; so is nginx."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ansible_collections.ory.hydra.plugins.modules import (
    hydra_client,
    hydra_client_info,
    hydra_clients,
    hydra_jwk_set,
    hydra_jwk_set_info,
)
from ansible_collections.ory.hydra.tests.unit._runner import Runner
from support import nginx
from support.proxy import Proxy

from .conftest import Site, Sites

#: The names that a set ``a`` with a key ``b`` can be confused with, and some that hold all that a path can.
NAMES = ("a/b", "a/b/c", "a//b", "https://idp.example/x y", "100%/\u00fc?#")
PLAIN = ("plain", "100%", "a b", "%2F", "\u00fc?#")

needs_nginx = pytest.mark.skipif(nginx.program() is None, reason="there is no nginx on this machine")


@contextlib.contextmanager
def _proxy(site: Site) -> Iterator[str]:
    with Proxy(site.admin_url, site.public_url) as proxy:
        proxy.switches.decodes = True
        yield proxy.admin_url


@contextlib.contextmanager
def _nginx(site: Site) -> Iterator[str]:
    with nginx.nginx(site.admin_url, nginx.DECODING) as url:
        yield url


def _empty(sites: Sites, run: Runner) -> Site:
    """A server that keeps slashes in names; a real one still has the key sets of the test before."""
    version = next((one for one in sites.versions if one >= "25"), None)
    if version is None:
        pytest.skip("no server here keeps slashes in names")
    site = sites(version)
    for name in ("a", *NAMES, *PLAIN):
        run(hydra_jwk_set.main, {"set": name, "state": "absent"}, admin_url=site.admin_url)
    return site


def _there(run: Runner, site: Site) -> Any:
    """Everything that the server has of what is asked for here, not through the proxy."""
    clients = run(hydra_client_info.main, {}, admin_url=site.admin_url).result["clients"]
    sets = run(hydra_jwk_set_info.main, {"sets": ["a", *NAMES]}, admin_url=site.admin_url).result["jwk_sets"]
    return clients, sets


def _tasks(name: str) -> Iterator[tuple[Callable[[], None], dict[str, Any]]]:
    client = {"client_id": name, "token_endpoint_auth_method": "none"}
    yield hydra_client.main, client
    yield hydra_client.main, {"client_id": name, "state": "absent"}
    yield hydra_client_info.main, {"client_id": name}
    yield hydra_clients.main, {"clients": [{"client_id": f"c{each}", "token_endpoint_auth_method": "none"}
                                           for each in range(40)] + [client]}  # fmt: skip
    yield hydra_jwk_set.main, {"set": name, "alg": "RS256"}
    yield hydra_jwk_set.main, {"set": name, "state": "absent"}
    yield hydra_jwk_set.main, {"set": "a", "keys": [{"kid": "first", "alg": "RS256"}, {"kid": name, "alg": "RS256"}]}
    yield hydra_jwk_set_info.main, {"sets": [name]}


@pytest.mark.parametrize("way", [_proxy, pytest.param(_nginx, marks=needs_nginx)], ids=["proxy", "nginx"])
def test_a_proxy_that_decodes(way: Any, sites: Sites, run: Runner) -> None:
    site = _empty(sites, run)
    assert run(
        hydra_jwk_set.main, {"set": "a", "keys": [{"kid": "b", "alg": "RS256"}]}, admin_url=site.admin_url
    ).changed
    before = _there(run, site)
    with way(site) as url:
        for name in NAMES:
            for main, given in _tasks(name):
                for check in (True, False):
                    found = run(main, given, check=check, admin_url=url)
                    assert "a proxy on the way decodes or refuses %2F" in found.msg, (name, given)
        assert _there(run, site) == before
        for name in PLAIN:  # everything else passes, and is what it is called
            given = {"client_id": name, "token_endpoint_auth_method": "none"}
            assert run(hydra_client.main, given, admin_url=url).changed
            assert not run(hydra_client.main, given, admin_url=site.admin_url).changed
            assert run(hydra_client.main, {"client_id": name, "state": "absent"}, admin_url=url).changed
    assert _there(run, site) == before


@needs_nginx
@pytest.mark.parametrize("way", [nginx.KEEPING, nginx.PLAIN], ids=["below a path", "at the root"])
def test_an_nginx_that_is_set_as_the_guide_says(way: tuple[str, str], sites: Sites, run: Runner) -> None:
    site = _empty(sites, run)
    with nginx.nginx(site.admin_url, way) as url:
        for name in (*NAMES, *PLAIN):
            for module, given in (
                (hydra_client, {"client_id": name, "token_endpoint_auth_method": "none"}),
                (hydra_jwk_set, {"set": name, "alg": "ES256"}),
            ):
                assert run(module.main, given, admin_url=url).changed, name
                assert not run(module.main, given, admin_url=site.admin_url).changed, name
        assert len(run(hydra_client_info.main, {}, admin_url=url).result["clients"]) == len((*NAMES, *PLAIN))
