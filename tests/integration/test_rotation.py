# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rotate the key that signs access tokens on every Hydra at hand, while a client asks for tokens all the time.

None is refused, and each token verifies against the public keys that a verifier would have fetched one step earlier.
"""

from __future__ import annotations

import base64
import json
import re
import secrets
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from joserfc import jwt
from joserfc.jwk import KeySet

from support import playbook, servers
from support.proxy import Proxy

SET = "hydra.jwt.access-token"
PAUSE = 0.02  # seconds between two tokens
TIMEOUT = 30.0

PLAY = """
- name: A rotation
  hosts: localhost
  gather_facts: false
  module_defaults:
    group/ory.hydra.hydra:
      admin_url: "{{ admin_url }}"
  tasks:
    - name: What verifiers know at first
      ansible.builtin.get_url:
        url: "{{ jwks_url }}"
        dest: "{{ scratch }}/0.json"
        use_proxy: false
        mode: "0600"
        timeout: 60  # from 2.0 on the first to ask has the key for ID tokens made

    - name: Step by step
      ansible.builtin.include_tasks: step.yml
      loop: "{{ steps }}"
      loop_control:
        index_var: number
        loop_var: step
"""

STEP = """
- name: In check mode
  ory.hydra.hydra_jwk_set: "{{ {'set': set} | combine(step) }}"
  check_mode: true
  diff: true
  register: checked

- name: Really
  ory.hydra.hydra_jwk_set: "{{ {'set': set} | combine(step) }}"
  diff: true
  register: done

- name: Again
  ory.hydra.hydra_jwk_set: "{{ {'set': set} | combine(step) }}"
  diff: true
  register: again

- name: Judge
  ansible.builtin.assert:
    that:
      - checked is changed
      - done is changed
      - done.diff.before != done.diff.after
      - again is not changed
    quiet: true

- name: What verifiers know now
  ansible.builtin.get_url:
    url: "{{ jwks_url }}"
    dest: "{{ scratch }}/{{ number + 1 }}.json"
    use_proxy: false
    mode: "0600"
"""


@dataclass(frozen=True)
class Issued:
    """A token, and when it was asked for."""

    token: str
    asked: float

    @property
    def kid(self) -> str:
        """What its header says it was signed with, as Ansible calls it."""
        text = self.token.partition(".")[0]
        header = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        return re.sub("^public:", "", header["kid"])


@dataclass(eq=False)
class Asking(threading.Thread):
    """A client that asks for tokens until it is told to stop."""

    clients_url: str
    public_url: str
    issued: list[Issued] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(name="asking", daemon=True)
        self.over = threading.Event()
        self.session = requests.Session()
        self.session.trust_env = False
        secret = secrets.token_hex(16)
        document = {"client_name": "asking", "client_secret": secret, "grant_types": ["client_credentials"]}
        made = self.session.post(self.clients_url, json=document, timeout=TIMEOUT)
        made.raise_for_status()
        self.identity = (made.json()["client_id"], secret)

    def ask(self) -> None:
        asked = time.time()
        reply = self.session.post(
            f"{self.public_url}/oauth2/token",
            data={"grant_type": "client_credentials"},
            auth=self.identity,
            timeout=TIMEOUT,
        )
        if reply.status_code == 200:
            self.issued.append(Issued(reply.json()["access_token"], asked))
        else:
            self.refused.append(f"{reply.status_code} {reply.text[:300]}")

    def run(self) -> None:
        while not self.over.wait(PAUSE):
            try:
                self.ask()
            except requests.RequestException as error:
                self.refused.append(str(error))

    def __enter__(self) -> Asking:
        self.ask()  # a server from 2.0 on makes its first key now
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.over.set()
        self.join(TIMEOUT)


@dataclass(frozen=True)
class Rotated:
    """What a rotation left.

    :ivar known: when verifiers fetched which keys: before the first step, and after each
    """

    asking: Asking
    known: list[tuple[float, KeySet]]
    ran: playbook.Ran

    def during(self, step: int) -> list[Issued]:
        """The tokens that were asked for in a step, from 1 on."""
        begin, end = self.known[step - 1][0], self.known[step][0]
        return [one for one in self.asking.issued if begin <= one.asked < end]

    def verifies(self, one: Issued, keys: KeySet) -> bool:
        return bool(jwt.decode(one.token, keys, algorithms=["RS256"]).claims["client_id"] == self.asking.identity[0])


def private_members(server: servers.Server, name: str) -> set[str]:
    reply = requests.get(f"{server.admin_url}{server.prefix}/keys/{name}", timeout=TIMEOUT)
    keys = reply.json()["keys"] if reply.status_code == 200 else []
    return {key[member] for key in keys for member in ("d", "p", "q", "dp", "dq", "qi") if member in key}


def private_pem(path: Path) -> set[str]:
    """Write a key to a file; return the lines that must not be printed."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    form, none = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    path.touch(mode=0o600)
    path.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, none))
    return set(path.read_text().splitlines()[1:-1])


def rotate(
    kind: servers.Kind, steps: list[dict[str, Any]], collections: Path, folder: Path, hidden: set[str]
) -> Rotated:
    """Go through steps while tokens are asked for.

    The name ``FIRST`` in a step stands for the key that signs at first.
    """
    (folder / "play.yml").write_text(PLAY)
    (folder / "step.yml").write_text(STEP)
    with servers.start(kind=kind, settings={"STRATEGIES_ACCESS_TOKEN": "jwt"}) as server, \
            Proxy(server.admin_url, server.public_url) as proxy:  # fmt: skip
        # SQLite up to 2.3 does not bear two writers, and a token is a row: tokens are asked for between any two calls
        # then, instead of all the time.
        proxy.switches.serial = kind.real and servers.numbers(kind.version) < (25,)
        clients = server.clients_url.replace(server.admin_url, proxy.admin_url)
        with Asking(clients, proxy.public_url) as asking:
            first = asking.issued[0].kid
            ran = playbook.run(
                folder / "play.yml",
                {
                    "admin_url": proxy.admin_url,
                    "jwks_url": f"{proxy.public_url}/.well-known/jwks.json",
                    "scratch": str(folder),
                    "set": SET,
                    "steps": json.loads(json.dumps(steps).replace("FIRST", first)),
                },
                collections=collections,
                scratch=folder / "ansible",
                arguments=["-vvv"],
                inline=not servers.WHOLE,
            )
            asking.ask()
        hidden |= private_members(server, SET) | private_members(server, f"{SET}.next") | proxy.secrets
    assert ran.returncode == 0, ran.output[-6000:]
    assert ran.complaints == []
    assert [text for text in hidden if text in ran.output] == []
    files = [folder / f"{number}.json" for number in range(len(steps) + 1)]
    known = [(path.stat().st_mtime, KeySet.import_key_set(json.loads(path.read_text()))) for path in files]
    return Rotated(asking, known, ran)


KINDS = servers.available(("26.2.0", "2.3.0", "1.11.10", "1.10.7"))
ATOMIC = [kind for kind in KINDS if servers.numbers(kind.version) >= (1, 11)]
OLDER = [kind for kind in KINDS if servers.numbers(kind.version) < (1, 11)]


@pytest.mark.parametrize("kind", ATOMIC, ids=lambda kind: kind.id)
def test_no_token_is_refused_and_each_can_be_verified(kind: servers.Kind, collections: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.pem"
    hidden = private_pem(own)
    made, imported = {"kid": "made", "alg": "RS256"}, {"kid": "imported", "key_file": str(own)}
    keys = [
        made | {"state": "published"},
        made | {"state": "active"},
        {"kid": "FIRST", "state": "retired"},
        {"kid": "FIRST", "state": "absent"},
        imported | {"state": "published"},
        imported | {"state": "active"},
        made | {"state": "active"},  # and back again
    ]
    rotated = rotate(kind, [{"keys": [key]} for key in keys], collections, tmp_path, hidden)
    asking = rotated.asking
    assert asking.refused == []
    for step in range(1, len(keys) + 1):
        earlier = rotated.known[step - 1][1]
        assert rotated.during(step), "no token during a step proves nothing"
        assert all(rotated.verifies(one, earlier) for one in rotated.during(step))
    order = [asking.issued[0].kid]
    for one in asking.issued:
        if one.kid != order[-1]:
            order.append(one.kid)
    assert order[1:] == ["made", "imported", "made"]


@pytest.mark.parametrize("kind", OLDER, ids=lambda kind: kind.id)
def test_before_1_11_the_server_itself_rotates_without_a_gap(
    kind: servers.Kind, collections: Path, tmp_path: Path
) -> None:
    # The name of the first key has no time in it: it counts as too old.
    steps: list[dict[str, Any]] = [{"alg": "RS256", "max_age": "90d", "keep": 2}, {"alg": "RS256", "keep": 1}]
    rotated = rotate(kind, steps, collections, tmp_path, set())
    asking = rotated.asking
    assert asking.refused == []
    for step in range(1, len(steps) + 1):
        assert rotated.during(step), "no token during a step proves nothing"
        both = rotated.known[step - 1][1].keys + rotated.known[step][1].keys
        assert all(rotated.verifies(one, KeySet(both)) for one in rotated.during(step))
    assert asking.issued[-1].kid.startswith("rs256-20")
