# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run every target of ``targets/`` with ansible-playbook on every Hydra at hand, and listen to what it says.

A target asserts what its modules do. Here it is asserted that the playbook succeeds at ``-vvv``, prints no secret that
went over the wire or was given to it, warns of nothing but what is expected, and wrote nothing to servers that are not
Hydra.
"""

from __future__ import annotations

import base64
import contextlib
import functools
import json
import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc.jwk import ECKey

from support import certificates, generations, issuer, misbehaving, playbook, servers
from support.population import Population
from support.proxy import Proxy
from support.visitor import Visitor

TARGETS = Path(__file__).resolve().parent / "targets"

#: The stand-in runs every target in two versions. In others (see ``support.generations``) it runs the lives of the
#: objects and what is lacking, where generations differ, and leaves out the parts that ask for ``thorough``; a real
#: server runs everything in any version, but for those that choose the ids of clients themselves.
LIVES = frozenset(
    (
        *("hydra_client", "hydra_clients", "hydra_client_secret", "hydra_jwk_set", "hydra_trusted_issuer"),
        *("hydra_consent_session", "login_flow", "generations", "as_users_do"),
    )
)

#: What ansible-playbook runs as users run it, a process for each task and each module: this target, on real servers and
#: the newest stand-in. All others run in one process. How a module gets to its process and its result back is the same
#: for every Hydra, and ``test_silence.py`` plays every module once; what the server answers is not, and that is met in
#: one process, too.
PLAYED = "as_users_do"

#: Warnings that a target brings about on purpose.
EXPECTED = {
    "bad_input": [r"client_credential\b", r"validate_certs|certificate"],
    "client_secrets": [r"secret_file .* does not exist", r"private key"],
    "hydra_clients": [r"grant type authorization_code needs redirect_uris"],
    "hydra_consent_session": [r"grant type authorization_code needs redirect_uris"],
    "hydra_jwk_set_info": [r'given as "public:.*keep_kid_prefix=true keeps that name'],
    "hydra_trusted_issuer_info": [r"is in the past"],
    "hydra_trusted_issuers": [r"is in the past", r"cannot be read from this Hydra"],
    "hydra_trusted_issuer": [
        r"is in the past",
        r"scope contains an entry with a space, which no request can ask for",
        r"cannot be read from this Hydra",
    ],
}

PLAY = """
- name: Run one target
  hosts: localhost
  gather_facts: false
  roles:
    - role: {target}
"""


def targets() -> list[str]:
    """Folders of targets that can be run, which have tasks and are not there for others."""
    return sorted(
        path.parent.name for path in TARGETS.glob("*/aliases") if "hidden" not in path.read_text().splitlines()
    )


def runs_everything(kind: servers.Kind) -> bool:
    return kind.version in generations.EVERYTHING or (kind.real and not servers.chooses_ids(kind.version))


def is_played(kind: servers.Kind, target: str) -> bool:
    """Whether a server is one of those for which a target makes a difference."""
    newest = kind.version == servers.NEWEST_STAND_IN
    return target != PLAYED or kind.real or newest or servers.WHOLE


def cases() -> list[Any]:
    """Each server at hand with the targets that run on it."""
    found = []
    for kind in servers.available(generations.met()):
        whole = runs_everything(kind)
        marks = [] if whole or kind.real else [pytest.mark.lives]
        names = [target for target in targets() if (whole or target in LIVES) and is_played(kind, target)]
        found += [pytest.param(kind, target, id=f"{kind.id}-{target}", marks=marks) for target in names]
    return found


@dataclass
class Hall:
    """The servers of this test run, each started when it is first needed."""

    stack: contextlib.ExitStack
    running: dict[servers.Kind, servers.Server] = field(default_factory=dict)

    def server(self, kind: servers.Kind) -> servers.Server:
        if kind not in self.running:
            settings = servers.cheap_hashes(kind.version)
            self.running[kind] = self.stack.enter_context(servers.start(kind=kind, settings=settings))
        return self.running[kind]


@pytest.fixture(scope="session")
def hall() -> Iterator[Hall]:
    with contextlib.ExitStack() as stack:
        yield Hall(stack)


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> certificates.Certificates:
    return certificates.make(tmp_path_factory.mktemp("certificates"))


@pytest.mark.parametrize(("kind", "target"), cases())
def test_target(
    kind: servers.Kind,
    target: str,
    hall: Hall,
    collections: Path,
    authority: certificates.Certificates,
    tmp_path: Path,
) -> None:
    server = hall.server(kind)
    population = Population(server)
    population.wipe()
    scratch = tmp_path / "a folder"  # everything has to work where there is a blank in a path
    scratch.mkdir()
    given = {
        **{name: f"{name}-{secrets.token_urlsafe(24)}" for name in ("given", "other", "wrong")},
        "awkward": f"s3cret+/% é:x&=1 {secrets.token_urlsafe(12)}",
        "short": "~7^Z|",
    }
    misbehaves = "misbehaving" in "".join(path.read_text() for path in (TARGETS / target).glob("*/*.yml"))
    key = private_key()
    pems, hidden = key_files(tmp_path, given["other"])
    with contextlib.ExitStack() as stack:
        proxy = stack.enter_context(Proxy(server.admin_url, server.public_url))
        odd = stack.enter_context(misbehaving.misbehaving(server, authority)) if misbehaves else {}
        variables = {
            "hydra": {"admin_url": proxy.admin_url, "public_url": proxy.public_url},
            "control": f"{proxy.admin_url}/__proxy__",
            "direct": f"{server.clients_url}?{'page_size' if server.prefix else 'limit'}=500",
            "direct_one": server.clients_url,
            "version": server.version,
            "thorough": runs_everything(kind),
            "reported_version": server.reported_version,
            "scratch": str(scratch),
            "secret": given,
            "private_key": key,
            "misbehaving": {name: one.admin_url for name, one in odd.items()} | {"nobody": misbehaving.nobody_url()},
            "certificates": {name: str(path) for name, path in vars(authority).items()},
            **pems,
            "thumbprint": ECKey.import_key(key).thumbprint(),
            **listed(target, population, server),
        }
        if target.startswith("hydra_trusted_issuer"):
            trust, parts = trusted(target, server)
            variables |= {"trust": trust}
            hidden |= parts
        assert registered(target) & variables.keys() == set()  # an extra variable would hide what a task has registered
        play = tmp_path / "play.yml"
        play.write_text(PLAY.format(target=target))
        ran = playbook.run(
            play,
            variables,
            collections=collections,
            scratch=tmp_path / "ansible",
            arguments=["-vvv"],
            extra_environment={"ANSIBLE_ROLES_PATH": str(TARGETS)},
            inline=not servers.WHOLE and target != PLAYED,
        )
    keep(ran, f"{kind.id}-{target}")
    if ran.returncode:
        pytest.fail(problem(ran), pytrace=False)
    seen = proxy.secrets.union(*(one.secrets for one in odd.values()))
    assert leaks(ran.output, seen | set(given.values()) | hidden | {key["d"]}) == []
    expected = EXPECTED.get(target, [])
    assert [text for text in ran.complaints if not any(re.search(one, text) for one in expected)] == []
    assert {name: one.writes for name, one in odd.items() if one.writes} == {}


def registered(target: str) -> set[str]:
    """The names under which the tasks of a target keep their results."""
    tasks = "".join(path.read_text() for path in (TARGETS / target / "tasks").glob("*.yml"))
    return set(re.findall(r"^ *register: (\w+)", tasks, re.MULTILINE))


def listed(target: str, population: Population, server: servers.Server) -> dict[str, Any]:
    """Variables that a target has too many of for its own file, and the clients that have to be there."""
    if target == "consents_many":
        return {"consents": consents(population, server)}
    if target == "disturbances":
        return {"many": [{"client_id": f"many-{i}", "token_endpoint_auth_method": "none"} for i in range(20)]}
    if target == "hydra_jwk_sets":  # ES512: every generation makes such keys in no time
        return {"fifty": [{"set": f"fifty-{i}", "alg": "ES512"} for i in range(50)]}
    if target != "clients_many":
        return {}
    marks: list[dict[str, Any]] = [{"managed_by": "us", "tier": 1}, {"managed_by": "us", "tier": 2}, {}]
    everyone: list[dict[str, Any]] = [
        {
            "client_id": f"many-{index:04}",
            "client_name": f"Number {index}",
            "owner": "alpha" if index % 2 == 0 else "beta",
            "token_endpoint_auth_method": "none",
            **({"metadata": marks[index % 3]} if server.has_metadata else {}),
        }
        for index in range(1200)
    ]
    population.create(everyone)
    alpha = [client for client in everyone if client["owner"] == "alpha"]
    marked = everyone[::3]
    return {"everyone": everyone, "alpha": alpha, "marked": marked}


def consents(population: Population, server: servers.Server) -> dict[str, Any]:
    """More consents of one subject than fit on a page: mostly for one client, every hundredth for another."""
    clients = [
        {
            "client_id": client_id,
            "redirect_uris": [f"https://{client_id}.example.com/cb"],
            "response_types": ["code"],
            "grant_types": ["authorization_code"],
            "scope": "openid read",
            "token_endpoint_auth_method": "none",
        }
        for client_id in ("usual", "rare")
    ]
    population.create(clients)
    subject = f"somebody-{secrets.token_hex(4)}"  # consents outlive the clients of other targets on old servers
    visitor = Visitor(server, subject)
    for index in range(700):
        visitor.consent(clients[index % 100 == 99], "openid")
    return {"subject": subject, "usual": 693, "rare": 7}


@functools.cache
def keys_of_issuers(target: str) -> dict[str, issuer.Key]:
    """Keys that no other target has: a server that has stored one may keep it."""
    return {"first": issuer.Key(), "second": issuer.Key("RS256"), "third": issuer.Key()}


def trusted(target: str, server: servers.Server) -> tuple[dict[str, Any], set[str]]:
    """Keys of issuers and JWTs that are signed with them, and what of that must never be printed."""
    keys = keys_of_issuers(target)
    symmetric = issuer.symmetric()
    audience = f"{server.public_url}/oauth2/token"

    def assertions(name: str, subject: str, number: int) -> list[str]:
        return [
            keys[name].assertion("https://robots.example.com", subject, audience, "robots") for _unused in range(number)
        ]

    variables = {
        **{name: key.variables() for name, key in keys.items()},
        "symmetric": symmetric,
        "assertions": {
            "alice": assertions("first", "alice", 4),
            "carol": assertions("first", "carol", 2),
            "alice_second": assertions("second", "alice", 2),
        },
    }
    return variables, {symmetric["k"]}.union(*(key.secrets for key in keys.values()))


def private_key() -> dict[str, Any]:
    """A JSON Web Key (RFC 7517) with its private member."""
    numbers = ec.generate_private_key(ec.SECP256R1()).private_numbers()
    point = numbers.public_numbers
    values = {"d": numbers.private_value, "x": point.x, "y": point.y}
    return {"kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": "private-1"} | {
        name: base64.urlsafe_b64encode(value.to_bytes(32, "big")).decode().rstrip("=") for name, value in values.items()
    }


def key_files(folder: Path, passphrase: str) -> tuple[dict[str, str], set[str]]:
    """Private keys as PEM files, one of them encrypted: their paths as variables, and what must not be printed."""
    key = ec.generate_private_key(ec.SECP256R1())
    found, hidden = {"pem_thumbprint": ECKey.import_key(key).thumbprint()}, set()
    for name, locked in {
        "key_pem": serialization.NoEncryption(),
        "locked_pem": serialization.BestAvailableEncryption(passphrase.encode()),
    }.items():
        path = folder / f"{name}.pem"
        path.touch(mode=0o600)
        path.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, locked))
        found[name] = str(path)
        hidden |= set(path.read_text().splitlines()[1:-1])
    return found, hidden


def leaks(output: str, secret_texts: set[str]) -> list[str]:
    """The secrets that the output has, in any of the spellings in which they could get there."""
    found = []
    for text in secret_texts:
        spellings = {text, json.dumps(text)[1:-1], quote(text, safe=""), quote_plus(text), repr(text)[1:-1]}
        if any(spelling in output for spelling in spellings):
            found.append(text)
    return found


def problem(ran: playbook.Ran) -> str:
    """What failed first and why; a failure that a target ignores is none."""
    blocks = re.split(r"^(?=TASK \[)", ran.stdout, flags=re.MULTILINE)
    fatal = [block for block in blocks if "fatal: [" in block and "...ignoring" not in block]
    return (fatal[0] if fatal else ran.output)[-6000:]


def keep(ran: playbook.Ran, name: str) -> None:
    """Keep what was printed where HYDRA_TEST_OUTPUT says, for a look at it afterwards."""
    folder = os.environ.get("HYDRA_TEST_OUTPUT")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        (Path(folder) / f"{name}.txt").write_text(ran.output)
