# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of the stand-in: addresses, a page that says yes, objects from the start, and what is wrong with them."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from hydra_stand_in import StandIn, seed
from hydra_stand_in.__main__ import main
from hydra_stand_in.hydra import Hydra
from hydra_stand_in.urls import Urls
from support import servers
from support.servers import Server

from .api import Api
from .browser import CALLBACK, Browser, exchange, make_client, parameter

DOCKERFILE = Path(__file__).parents[1] / "stand_in" / "Dockerfile"
ADDRESSES = {
    "URLS_SELF_ISSUER": "https://id.example/base",
    "URLS_SELF_PUBLIC": "https://pub.example/x",
    "URLS_LOGIN": "https://login.example/in?z=1&a=1",
    "URLS_CONSENT": "https://login.example/ok?z=1",
    "URLS_LOGOUT": "https://login.example/out?a=1",
    "URLS_ERROR": "https://login.example/error",
    "URLS_POST_LOGOUT_REDIRECT": "https://login.example/bye",
    "URLS_DEVICE_VERIFICATION": "https://login.example/device",
    "URLS_DEVICE_SUCCESS": "https://login.example/done",
}
SETTINGS = ADDRESSES | {"OIDC_DYNAMIC_CLIENT_REGISTRATION_ENABLED": "true", "STRATEGIES_ACCESS_TOKEN": "jwt"}


def takes(kind: servers.Kind) -> bool:
    """Whether a server of that version was looked at."""
    return kind.version in ("26.2.0", "2.3.0", "1.11.10")


@pytest.fixture(scope="module")
def api(request: pytest.FixtureRequest) -> Iterator[Api]:
    """A server in a process of its own, as these are the options of its command line."""
    with servers.start(kind=request.param, settings=SETTINGS) as server:
        yield Api(server)


def below(url: str) -> str:
    """Return a URL without the values of its parameters that are new each time."""
    return url.split("_challenge=")[0]


def test_addresses_behind_a_proxy(api: Api) -> None:
    """The endpoints that tokens are checked with are below the issuer, the others below the public URL."""
    slash = "/" if api.quirks.issuer_ends_with_slash else ""
    told = api.public("GET", "/.well-known/openid-configuration").json()
    assert told["issuer"] == f"https://id.example/base{slash}"
    assert (told["jwks_uri"], told["end_session_endpoint"], told["revocation_endpoint"]) == tuple(
        f"https://id.example/base/{path}"
        for path in (".well-known/jwks.json", "oauth2/sessions/logout", "oauth2/revoke")
    )
    for name in ("authorization_endpoint", "token_endpoint", "userinfo_endpoint"):
        assert told[name].startswith("https://pub.example/x/")


def test_the_pages_that_browsers_are_sent_to(api: Api) -> None:
    client_id = make_client(api)
    browser = Browser(api)
    begun = browser.get(
        "/oauth2/auth",
        client_id=client_id,
        response_type="code",
        redirect_uri=CALLBACK,
        scope="openid",
        state="some-state",
    )
    target = begun.headers["Location"]
    keeps = api.quirks.login_page_keeps_its_query
    assert below(target) == f"https://login.example/in?{'a=1&' if keeps else ''}login"
    assert target.endswith("&z=1") is keeps
    crosses = "SameSite=None" in begun.headers["Set-Cookie"]
    assert crosses is api.quirks.cookies_of_https_cross_sites
    challenge = parameter(target, "login_challenge")
    assert browser.request("login", challenge).json()["request_url"].startswith("https://pub.example/x/oauth2/auth?")
    onward = browser.answer("login", challenge, {"subject": "alice", "remember": True}).json()["redirect_to"]
    assert onward.startswith("https://pub.example/x/oauth2/auth?")
    target = browser.go(onward.replace("https://pub.example/x", api.server.public_url))
    assert below(target) == "https://login.example/ok?consent"
    assert target.endswith("&z=1")
    assert below(browser.go("/oauth2/sessions/logout")) == "https://login.example/out?a=1&logout"
    assert Browser(api).go("/oauth2/sessions/logout") == "https://login.example/bye"
    refused = Browser(api).go("/oauth2/auth", client_id="nobody")
    assert refused.startswith("https://login.example/error?error=invalid_client&")
    if api.has("PUT", "/oauth2/auth/requests/device/accept"):
        assert below(Browser(api).go("/oauth2/device/verify")) == "https://login.example/device?device"


def test_clients_may_register_themselves_and_get_tokens_that_are_jwt(api: Api) -> None:
    registered = requests.post(f"{api.server.public_url}/oauth2/register", json={"client_name": "Self"}, timeout=60)
    assert registered.status_code == 201, registered.text
    machine = {"grant_types": ["client_credentials"], "client_secret": "machine-secret"}
    client_id = api.create_unnamed(**machine, token_endpoint_auth_method="client_secret_post")
    form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": "machine-secret"}
    assert api.public("POST", "/oauth2/token", form).json()["access_token"].count(".") == 2


@pytest.mark.parametrize("version", ["26.2.0", "1.11.10", "1.0.0-rc.6"])
def test_a_page_that_says_yes(version: str) -> None:
    with StandIn(version, says_yes="alice") as hydra:
        api = Api(Server(version, hydra.admin_url, hydra.public_url, False))
        client_id = make_client(api)
        browser = Browser(api)

        def arrive(who: Browser, target: str) -> str:
            while target.startswith(hydra.public_url):
                target = who.go(target)
            return target

        target = arrive(browser, browser.begin(client_id, login_hint="bob"))
        tokens = exchange(api, client_id, parameter(target, "code")).json()
        bearer = f"Bearer {tokens['access_token']}"
        assert api.public("GET", "/userinfo", Authorization=bearer).json()["sub"] == "bob"
        other = Browser(api)
        assert parameter(arrive(other, other.begin(client_id)), "code")
        assert arrive(browser, browser.begin(client_id, prompt="none")).startswith(CALLBACK)
        if "-rc." not in version:
            browser.get("/oauth2/sessions/logout", id_token_hint=tokens["id_token"])
            end = browser.go("/oauth2/sessions/logout")
            while "/callback" not in end:
                end = browser.go(end)
            assert parameter(arrive(browser, browser.begin(client_id, prompt="none")), "error") == "login_required"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Runs the command line, which is to end at once; returns what it says then."""

    def said(*options: str) -> str:
        monkeypatch.setattr(sys, "argv", ["hydra-stand-in", "--version", "26.2.0", *options])
        assert main() == 1
        output = capsys.readouterr()
        assert (output.out, len(output.err.splitlines())) == ("", 1), output.err
        return output.err

    return said


SEED = """
provision_key_sets:
  - set: "orders"
    alg: "ES256"
    use: "sig"
  - set: "partners"
    jwks: {"keys": [{"kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": "partner",
           "x": "wBi3YyvqRP6CqYaAtQvYR9MX21_Sxutn63Qn1fZ3GzU", "y": "OWSMbeJbWXQamVGvGs4Dt0jS3WbMJ3oREWpgHrBOKJo"}]}
provision_issuers:
  - issuer: "https://partner.example"
    subject: "alice"
    scope: ["read"]
    expires_at: "2100-01-01T00:00:00Z"
    kid: "partner"
    jwk: {"kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": "partner",
          "x": "wBi3YyvqRP6CqYaAtQvYR9MX21_Sxutn63Qn1fZ3GzU", "y": "OWSMbeJbWXQamVGvGs4Dt0jS3WbMJ3oREWpgHrBOKJo"}
provision_clients:
  - client_id: "shop"
    client_name: !unsafe "{{ no template }}"
    scope: "openid read"
"""


def test_objects_from_the_start(tmp_path: Path) -> None:
    file = tmp_path / "environment.yml"
    file.write_text(SEED)
    words = [*servers.STAND_IN, "--version", "26.2.0", "--seed", str(file)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            admin = json.loads(process.stdout.readline())["admin_url"]

            def get(path: str) -> Any:
                return requests.get(admin + path, timeout=10).json()

            assert get("/admin/clients/shop")["client_name"] == "{{ no template }}"
            assert [key["alg"] for key in get("/admin/keys/orders")["keys"]] == ["ES256"]
            assert [key["kid"] for key in get("/admin/keys/partners")["keys"]] == ["partner"]
            assert [one["subject"] for one in get("/admin/trust/grants/jwt-bearer/issuers")] == ["alice"]
            assert len(get("/__stand_in__/log")) == 4, "the log begins with the first request from outside"
        finally:
            process.kill()


def test_objects_from_the_start_in_this_process(tmp_path: Path) -> None:
    file = tmp_path / "environment.json"
    file.write_text(json.dumps({"provision_clients": [{"client_id": "shop"}]}))
    for source in (file, str(file), json.loads(file.read_text())):
        hydra = StandIn(seed=source)
        for expected in (1, 0):  # a seed is for the first start, what became of it is kept
            with hydra:
                clients = f"{hydra.admin_url}/admin/clients"
                assert len(requests.get(clients, timeout=10).json()) == expected
                requests.delete(f"{clients}/shop", timeout=10)
    with pytest.raises(ValueError, match=r"^The seed: client a is refused with status 400"):
        StandIn(seed={"provision_clients": [{"client_id": "a", "redirect_uris": ["b"]}]}).start()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("- a", "is not a file of variables."),
        ("a: 1", "has none of the variables provision_key_sets, provision_issuers, provision_clients."),
        ("a: [", "is not valid YAML"),
        ("provision_clients: x", "provision_clients is not a list of dictionaries."),
        ("provision_clients: [{client_id: a, preset: web}]", "client a: the stand-in does not know preset"),
        ("provision_clients: [{client_id: a, redirect_uris: [b]}]", "client a is refused with status 400: "),
        ("provision_issuers: [{issuer: a, subject: b, kid: c}]", "trusted issuer a has no jwk"),
    ],
)
def test_a_seed_that_does_not_grow(text: str, words: str, tmp_path: Path) -> None:
    file = tmp_path / "environment.yml"
    file.write_text(text)
    with pytest.raises(ValueError, match=re.escape(words)) as caught:
        asyncio.run(seed.plant(Hydra("26.2.0"), file))
    assert str(file) in str(caught.value)


def test_sentences(tmp_path: Path, run: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    """What is wrong is said in one line."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        nothing = tmp_path / "nothing.pem"
        empty = tmp_path / "empty.pem"
        empty.touch()
        cases: tuple[tuple[tuple[str, ...], str], ...] = (
            (("--public-port", port), f"Port {port} of 127.0.0.1 is in use"),
            (("--host", "192.0.2.1"), "The stand-in cannot listen on port 0 of 192.0.2.1"),
            (("--admin-socket", str(tmp_path / "no folder" / "admin")), "The stand-in cannot listen on "),
            (("--tls-certificate", str(nothing)), f"{nothing}: No such file or directory."),
            (("--tls-key", str(nothing)), "--tls-key is of no use without --tls-certificate."),
            (("--tls-certificate", str(empty)), "and --tls-key is not set"),
            (("--seed", str(nothing)), f"{nothing}: No such file or directory."),
            (("--login-url", "login.example"), "URLS_LOGIN (or --login-url) is not an HTTP(S) URL: login.example"),
            (("--public-cors-enabled", "1"), "_CORS_ENABLED (or --public-cors-enabled) is neither true nor false: 1"),
            (("--admin-cors-max-age", "1m"), "_MAX_AGE (or --admin-cors-max-age) is not a number of seconds: 1m"),
            (("--admin-cors-enabled=true", "--admin-cors-allowed-origins=a.example"), "a URL with at most one *: a.ex"),
            (("--admin-cors-enabled=true", "--admin-cors-allowed-methods=get"), "An allowed method is not one of POST"),
        )
        for options, words in cases:
            assert words in run(*options)
    monkeypatch.setenv("URLS_ERROR", "nowhere")
    assert "URLS_ERROR (or --error-url) is not an HTTP(S) URL: nowhere" in run()


def test_a_missing_library_is_named(tmp_path: Path) -> None:
    (tmp_path / "joserfc.py").write_text("raise ModuleNotFoundError(\"No module named 'joserfc'\", name='joserfc')")
    done = subprocess.run(
        [*servers.STAND_IN, "--version", "26.2.0"],
        env={"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == "The Python library joserfc is missing in this environment: pip install hydra-stand-in\n"


def test_a_container_is_reached_at_the_ports_of_a_real_server() -> None:
    """Of the file that builds it all is tried that needs no container engine: what runs in it, and with what."""
    lines = dict(
        line.split(" ", 1) for line in DOCKERFILE.read_text().splitlines() if line.startswith(("ENV", "ENTRYPOINT"))
    )
    program, *words = json.loads(lines["ENTRYPOINT"])
    name, _equals, issuer = lines["ENV"].partition("=")
    assert [words[words.index(f"--{api}-port") + 1] for api in ("public", "admin")] == ["4444", "4445"]
    free = ["--public-port", "0", "--admin-port", "0"]
    command = [Path(sys.executable).with_name(program), *words, *free]
    with subprocess.Popen(command, env={name: issuer}, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            port = json.loads(process.stdout.readline())["public_url"].rpartition(":")[2]
            told = requests.get(f"http://127.0.0.1:{port}/.well-known/openid-configuration", timeout=10).json()
            assert (told["issuer"], told["token_endpoint"]) == (issuer, f"{issuer}/oauth2/token")
        finally:
            process.kill()


def test_addresses_are_checked() -> None:
    assert Urls(login="/login").login == "/login"
    wrongs = ({"login": "login.example"}, {"issuer": "/base"}, {"error": "ftp://a.example"}, {"public": "http:"})
    for wrong in wrongs:
        with pytest.raises(ValueError, match=r"is not an HTTP\(S\) URL"):
            Urls(**wrong)
