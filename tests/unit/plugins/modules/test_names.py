# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Names in paths, in every place of the modules; and answers about another object than the one asked for."""

from __future__ import annotations

import typing as t

import pytest

from ansible_collections.ory.hydra.plugins.module_utils._errors import HydraError, TransportError
from ansible_collections.ory.hydra.plugins.modules import (
    hydra_client,
    hydra_client_info,
    hydra_client_secret,
    hydra_clients,
    hydra_consent_session,
    hydra_jwk_set,
    hydra_jwk_set_info,
    hydra_login_request,
    hydra_login_session,
    hydra_token_flush,
)
from ansible_collections.ory.hydra.tests.unit._drive import admin_api
from ansible_collections.ory.hydra.tests.unit._keys import ec_jwk
from ansible_collections.ory.hydra.tests.unit._model import ADMIN, Answer, Call, Hydra, Wire, resource_404, route_404
from ansible_collections.ory.hydra.tests.unit._runner import Runner

Serve = t.Callable[[str], Hydra]
Document = t.Dict[str, t.Any]

OLDEST, NEWEST = "1.0.0-rc.6", "26.3.0-dev"


# Check mode refuses what a run does, with no request about the name


def refused(run: Runner, wire: Wire, main: t.Callable[[], None], given: Document, words: str) -> None:
    for check in (True, False):
        del wire.calls[:]
        found = run(main, given, check=check)
        assert found.failed
        assert words in found.msg, found.msg
        # What else the list has may be read, as all that is wrong is told at once.
        assert wire.lines[0] == "GET /version"
        assert [line for line in wire.lines[1:] if line != "GET /admin/clients/good"] == []


CLIENT_MODULES: t.List[t.Tuple[t.Any, t.Callable[[str], Document]]] = [
    (hydra_client, lambda name: {"client_id": name, "client_name": "X", "client_secret": "secret-1"}),
    (hydra_client, lambda name: {"client_id": name, "state": "absent"}),
    (hydra_clients, lambda name: {"clients": [{"client_id": "good"}, {"client_id": name, "state": "absent"}]}),
    (hydra_client_info, lambda name: {"client_id": name}),
    (hydra_client_secret, lambda name: {"client_id": name, "return_secret": True, "rotate": "always"}),
    (hydra_client_secret, lambda name: {"client_id": name, "state": "retired"}),
    (hydra_token_flush, lambda name: {"client_id": name}),
]


@pytest.mark.parametrize("module, given", CLIENT_MODULES)
def test_a_slash_at_the_end_of_a_client_id_leaves_the_other_client_alone(
    module: t.Any, given: t.Callable[[str], Document], serve: Serve, wire: Wire, run: Runner
) -> None:
    serve("26.2.0").add("trail")
    refused(run, wire, module.main, given("trail/"), "must not end with a slash")
    serve("2.3.0").add("trail")
    refused(run, wire, module.main, given("trail/"), "with a slash needs Hydra 25.4.0 or newer; this server is 2.3.0")
    for version in ("2.3.0", "26.2.0"):
        serve(version)
        refused(run, wire, module.main, given(".."), "a step within the path")


@pytest.mark.parametrize(
    "given",
    [
        {"state": "absent"},
        {"alg": "RS256"},
        {"alg": "RS256", "keep": 1, "max_age": "1d"},
        {"keys": [{"kid": "a", "state": "absent"}]},
    ],
)
def test_a_slash_at_the_end_of_the_name_of_a_set(given: Document, serve: Serve, wire: Wire, run: Runner) -> None:
    serve("26.2.0")
    refused(run, wire, hydra_jwk_set.main, dict(given, set="abc/"), 'JWK set "abc/": name must not end with a slash')
    refused(run, wire, hydra_jwk_set_info.main, {"sets": ["abc", "abc/"]}, "name must not end with a slash")


def a_key(kid: str) -> Document:
    return dict(ec_jwk(1), kid=kid, alg="ES256", use="sig")


@pytest.mark.parametrize("kid", [".", "..", "a/", "/"])
def test_no_kid_addresses_another_key_or_the_whole_set(kid: str, serve: Serve, wire: Wire, run: Runner) -> None:
    """`PUT /admin/keys/s/.` is `PUT /admin/keys/s` with a key as its body, which empties the set."""
    hydra = serve("26.2.0")
    for other in ("a", "b"):
        hydra.keys.replace_jwk("s", other, a_key(other))
    there = dict(hydra.keys.sets)
    for given in (
        {"keys": [{"jwk": dict(ec_jwk(2), kid=kid)}]},
        {"keys": [{"kid": kid, "alg": "RS256"}]},
        {"keys": [{"kid": "c", "jwk": dict(ec_jwk(2))}, {"kid": kid, "jwk": dict(ec_jwk(3))}]},
    ):
        for check in (True, False):
            found = run(hydra_jwk_set.main, dict(given, set="s"), check=check)
            assert 'JWK set "s": key "%s": kid must not ' % kid in found.msg
    assert wire.writes == []
    assert hydra.keys.sets == there


@pytest.mark.parametrize("given", [{"state": "absent"}, {"keys": [{"kid": "c", "pem": "?"}], "exact": True}])
def test_a_key_of_such_a_name_goes_with_its_set_only(given: Document, serve: Serve, wire: Wire, run: Runner) -> None:
    hydra = serve("26.2.0")
    for kid in ("a", "a/"):
        hydra.keys.replace_jwk("s", kid, a_key(kid))
    if "keys" in given:
        given = dict(given, keys=[{"jwk": dict(ec_jwk(2), kid="c")}])
        assert 'key "a/": kid must not end with a slash' in run(hydra_jwk_set.main, given, set="s").msg
        assert wire.writes == []
    else:
        assert run(hydra_jwk_set.main, given, set="s").changed


def test_nothing_is_pruned_whose_name_would_be_another(serve: Serve, wire: Wire, run: Runner) -> None:
    hydra = serve("26.2.0")
    for client_id in ("trail", "trail/", "kept"):
        hydra.add(client_id, owner="me")
    given: Document = {"clients": [{"client_id": "kept"}, {"client_id": "trail"}], "prune": True, "prune_owner": "me"}
    for check in (True, False):
        found = run(hydra_clients.main, given, check=check)
        assert 'OAuth 2.0 client "trail/" would be pruned: client_id must not end with a slash' in found.msg
        assert "name it in prune_protect" in found.msg
    assert wire.writes == []
    assert not run(hydra_clients.main, given, prune_protect=["trail/"]).changed


def test_a_client_that_is_found_by_its_name_has_to_be_addressable(serve: Serve, wire: Wire, run: Runner) -> None:
    hydra = serve("26.2.0")
    for client_id in ("trail", "trail/"):
        hydra.add(client_id, client_name=client_id)
    for given in ({"scope": "x"}, {"state": "absent"}):
        found = run(hydra_client.main, given, client_name="trail/")
        assert 'client "trail/": client_id must not end with a slash' in found.msg
    assert wire.writes == []
    assert not run(hydra_client.main, {"client_name": "trail/"}).failed  # there is nothing to do


@pytest.mark.parametrize("subject, client_id", [(".", None), ("alice", "."), ("alice", ".."), ("a/b", None)])
def test_consents_and_logins_of_the_first_generation(
    subject: str, client_id: t.Optional[str], wire: Wire, run: Runner
) -> None:
    """There, `DELETE .../consent/alice/.` would be all consents of alice."""
    wire.handlers[ADMIN] = lambda call: Answer(200, {"version": "v" + OLDEST})
    whose = {"client_id": client_id} if client_id else {"all": True}
    given = dict(whose, subject=subject, state="absent", unlisted=True)
    words = "about %s: " % ('"%s"' % (client_id or subject))
    refused(run, wire, hydra_consent_session.main, given, words)
    if client_id is None:
        refused(run, wire, hydra_login_session.main, {"subject": subject}, words)
        challenge = {"login_challenge": subject, "subject": "alice"}
        refused(run, wire, hydra_login_request.main, challenge, "about a secret: ")


# Answers about another object


def another(client_id: str) -> t.Callable[[Call, t.Callable[[Call], Answer]], Answer]:
    return lambda call, go_on: Answer(200, dict(go_on(call).body, client_id=client_id))


def test_an_answer_about_another_client_is_an_error(hydra: Hydra, wire: Wire, run: Runner) -> None:
    """As a database does that takes Shop for shop, or a cache that forgets the query."""
    hydra.add("shop", client_name="the other")
    hydra.add("Shop")
    for given in ({"client_name": "X"}, {"state": "absent"}):
        hydra.disturb("GET /admin/clients/Shop", another("shop"))
        found = run(hydra_client.main, given, client_id="Shop")
        assert 'Cannot read OAuth 2.0 client "Shop": the answer of' in found.msg
        assert 'is about "shop" instead of "Shop"' in found.msg
    assert wire.writes == []
    hydra.disturb("PUT /admin/clients/Shop", another("shop"))
    found = run(hydra_client.main, client_id="Shop", client_name="Y")
    assert "what was sent may have been done to that one" in found.msg
    assert found.result["failure"]["operation"] == "replace_client"


def test_an_answer_about_another_key_or_grant_is_an_error(wire: Wire) -> None:
    there = admin_api()
    wire.script += [Answer(200, {"keys": [a_key("b")]}), Answer(200, a_key("b"))]
    for call in (lambda: there.get_jwk("s", "a"), lambda: there.replace_jwk("s", "a", a_key("a"))):
        with pytest.raises(TransportError, match='is about "b" instead of "a"'):
            call()
    wire.script.append(Answer(201, {"keys": [a_key("private:a"), a_key("public:b")]}))
    with pytest.raises(TransportError, match='is about "public:b" instead of "a"'):
        there.create_jwk("s", "RS256", "sig", "a")
    wire.script.append(Answer(200, {"keys": [a_key("a"), a_key("c")]}))
    with pytest.raises(TransportError, match='is about "a", "c" instead of "a", "b"'):
        there.replace_jwk_set("s", [a_key("b"), a_key("a")])
    sent: Document = {"issuer": "https://idp.example", "subject": "alice", "jwk": {"kid": "k"}}
    made = {"id": "1", "issuer": "https://idp.example", "subject": "alice", "public_key": {"set": "s", "kid": "k"}}
    for other, words in (
        ({"issuer": "https://other.example"}, '"https://other.example" instead of "https://idp.example"'),
        ({"subject": ""}, '"subject " instead of "subject alice"'),
        ({"public_key": {"kid": "l"}}, '"kid l" instead of "kid k"'),
    ):
        wire.script.append(Answer(201, dict(made, **other)))
        with pytest.raises(TransportError, match="is about " + words):
            there.create_trusted_issuer(sent)
    wire.script.append(Answer(200, [{"consent_request": {"subject": "bob"}, "consent_request_id": "1"}]))
    with pytest.raises(TransportError, match='the consents of subject "alice": the answer .* is about "bob"'):
        there.list_consents("alice")


def test_a_new_client_of_another_id_is_an_error(hydra: Hydra, run: Runner) -> None:
    hydra.disturb("POST /admin/clients", lambda call, go_on: Answer(201, dict(go_on(call).body, client_id="b")))
    found = run(hydra_client.main, client_id="a", token_endpoint_auth_method="none")
    assert 'is about "b" instead of "a"' in found.msg


def test_a_new_client_of_another_name_is_an_error_where_the_server_chooses_the_id(hydra: Hydra, run: Runner) -> None:
    hydra.disturb("POST /admin/clients", lambda call, go_on: Answer(201, dict(go_on(call).body, client_name="B")))
    found = run(hydra_client.main, client_name="A", token_endpoint_auth_method="none")
    assert 'is about "B" instead of "A"' in found.msg


def test_a_half_of_a_surrogate_pair_arrives_as_another_character(wire: Wire) -> None:
    wire.script.append(Answer(201, {"client_id": "1", "client_name": "a\ufffd"}))
    admin_api().create_client({"client_name": "a\ud800"})


def test_a_secret_stays_in_its_file_where_nobody_knows_who_has_it(
    hydra: Hydra, wire: Wire, run: Runner, tmp_path: t.Any
) -> None:
    path = tmp_path / "secret"
    hydra.disturb("POST /admin/clients", lambda call, go_on: Answer(201, dict(go_on(call).body, client_id="b")))
    found = run(hydra_client.main, client_id="a", secret_file=str(path))
    assert "what was sent may have been done to that one" in found.msg
    assert path.read_text().strip() == hydra.secrets["a"]
    assert len(wire.writes) == 1


def test_a_secret_that_was_rotated_for_another_client_is_not_rotated_again(wire: Wire, run: Runner) -> None:
    hydra = Hydra("26.3.0")
    wire.handlers[ADMIN] = hydra.admin
    hydra.add("a")
    hydra.disturb("POST /admin/clients/a/secrets/rotate", another("b"))
    found = run(hydra_client_secret.main, client_id="a", rotate="always", return_secret=True)
    assert 'is about "b" instead of "a"' in found.msg
    assert len(wire.writes) == 1


# Sentences that must not mislead


def test_a_409_says_somebody_else_only_where_somebody_was(hydra: Hydra, run: Runner) -> None:
    taken = Answer(409, {"error": "a resource with that value exists already", "error_description": ""})
    given = {"client_id": "a", "token_endpoint_auth_method": "none"}
    hydra.disturb("POST /admin/clients", lambda call, go_on: taken)
    found = run(hydra_client.main, given)
    assert "nothing with this name can be read: the server may treat it as another name" in found.msg
    assert "it was created by someone else in the meantime: run again" not in found.msg

    def overtaken(call: Call, go_on: t.Callable[[Call], Answer]) -> Answer:
        hydra.add("a")
        return taken

    hydra.disturb("POST /admin/clients", overtaken)
    assert "it was created by someone else in the meantime: run again" in run(hydra_client.main, given).msg


@pytest.mark.parametrize(
    "location, words",
    [
        ("/admin/clients/a/b", "may decode %2F or merge slashes"),
        ("http://127.0.0.1:4445/admin/clients/a/b", "may decode %2F or merge slashes"),
        ("https://127.0.0.1:4445/admin/clients/a/b", "give the final address in admin_url"),
        ("http://127.0.0.1:4445/admin/clients/a%2Fb", "give the final address in admin_url"),
        ("/login", "give the final address in admin_url"),
        ("http://[::bad", "give the final address in admin_url"),
    ],
)
def test_a_redirect_for_the_sake_of_a_name_is_not_one_to_another_address(
    location: str, words: str, wire: Wire, hydra: Hydra
) -> None:
    there = admin_api()
    there.check_client_names(["a/b"])
    wire.script.append(Answer(307, None, {"Location": location}))
    with pytest.raises(TransportError) as caught:
        there.get_client("a/b")
    assert words in caught.value.message


# A proxy on the way that decodes %2F


def decoding(hydra: Hydra) -> t.Callable[[Call], Answer]:
    def answer(call: Call) -> Answer:
        call.path = call.path.replace("%2F", "/").replace("//", "/")
        return hydra.admin(call)

    return answer


SLASHED: t.List[t.Tuple[t.Any, Document]] = [
    (hydra_client, {"client_id": "a/b", "token_endpoint_auth_method": "none"}),
    (hydra_client, {"client_id": "a/b", "state": "absent"}),
    (hydra_client_info, {"client_id": "a/b"}),
    (hydra_clients, {"clients": [{"client_id": "c%d" % number} for number in range(40)] + [{"client_id": "a/b"}]}),
    (hydra_jwk_set, {"set": "a/b", "alg": "RS256"}),
    (hydra_jwk_set, {"set": "a/b", "state": "absent"}),
    (hydra_jwk_set, {"set": "a", "keys": [{"kid": "c", "alg": "RS256"}, {"kid": "b/c", "alg": "RS256"}]}),
    (hydra_jwk_set_info, {"sets": ["a/b"]}),
]


@pytest.mark.parametrize("module, given", SLASHED)
def test_a_proxy_that_decodes_slashes_is_found_out_before_anything_is_written(
    module: t.Any, given: Document, hydra: Hydra, wire: Wire, run: Runner
) -> None:
    hydra.keys.replace_jwk("a", "b", a_key("b"))
    wire.handlers[ADMIN] = decoding(hydra)
    for check in (True, False):
        found = run(module.main, given, check=check)
        assert "a proxy on the way decodes or refuses %2F" in found.msg, found.msg
        assert "proxy_pass without a URI" in found.msg
    assert wire.writes == []
    assert set(hydra.keys.sets) == {"a"}


def test_it_is_asked_once_a_run_and_only_where_a_name_has_a_slash(hydra: Hydra, wire: Wire, run: Runner) -> None:
    clients = [{"client_id": name, "token_endpoint_auth_method": "none"} for name in ("a/b", "c/d", "e")]
    assert run(hydra_clients.main, clients=clients).changed
    assert len([line for line in wire.lines if "00000000" in line]) == 1
    del wire.calls[:]
    assert not run(hydra_clients.main, clients=clients[2:]).changed
    assert [line for line in wire.lines if "00000000" in line] == []


@pytest.mark.parametrize(
    "answer, words",
    [
        (Answer(403, "no"), "a gateway in front of it refused"),
        (Answer(502, "no"), "repeatedly: the server, or one behind a gateway, is unavailable"),
        (Answer(400, "bad"), "decodes or refuses %2F"),
        (Answer(404, "<html>"), "decodes or refuses %2F"),
        (route_404("text"), "decodes or refuses %2F"),
        (route_404("dict"), "decodes or refuses %2F"),
        (Answer(301, None, {"Location": "/x"}), "decodes or refuses %2F"),
        (Answer(200, {"keys": []}), "decodes or refuses %2F"),
    ],
)
def test_what_is_made_of_its_answer(answer: Answer, words: str, wire: Wire) -> None:
    wire.handlers[ADMIN] = lambda call: answer
    for _unused in range(2):
        with pytest.raises(HydraError) as caught:
            admin_api().get_client("a/b")
        assert words in caught.value.message
    wire.handlers[ADMIN] = lambda call: resource_404()
    assert admin_api().get_client("a/b") is None
