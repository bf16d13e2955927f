# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The picture of an environment: what it shows, what it leaves out, and that it is Mermaid whatever the names."""

from __future__ import annotations

import html
import random
import re
import typing as t

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ansible_collections.ory.hydra.plugins.module_utils._audit.diagram import diagram
from ansible_collections.ory.hydra.plugins.module_utils._audit.inventory import Inventory
from ansible_collections.ory.hydra.plugins.module_utils._keys.calls import State
from ansible_collections.ory.hydra.plugins.module_utils._keys.stored import StoredSet
from ansible_collections.ory.hydra.plugins.module_utils._trust.grants import StoredGrant
from ansible_collections.ory.hydra.tests.unit._drive import server_of
from ansible_collections.ory.hydra.tests.unit._keys import ec_jwk

Document = t.Dict[str, t.Any]

#: A part of Mermaid's grammar, which its parser takes: a label is letters, a few signs, references, and line breaks.
LABEL = r'"(?:[^\W]|[ ,.\-+/()…_]|#\d+;|<br/>)*"'
NODE = r"(?P<id>[a-z]+\d+)"
SHAPES = "|".join(
    re.escape(left) + LABEL + re.escape(right)
    for left, right in (("[", "]"), ("([", "])"), ("{{", "}}"), ("[[", "]]"), ("[(", ")]"))
)
LINES = re.compile(
    r"flowchart LR|  subgraph g\d\[%s\]|    %s(?:%s)|  end|  [a-z]+\d+ -\.?->(?:\|%s\|)? [a-z]+\d+"
    % (LABEL, NODE, SHAPES, LABEL)
)
EDGE = re.compile(r"  (\w+) -\.?->(?:\|.*\|)? (\w+)")

HOSTILE = [
    '"', '"]', "#quot;", "a#59;b", "%%{init: {}}%%", "%% comment", "<b>x</b>", "a\nb", "```", "`x`", "**x**", "1. x",
    "- x", "10) x", "_x_", "https://a.example.com/", "www.example.com", "a@b.example.com", "fa:fa-user", "$$x$$", "end",
    "", " ", "日本語", "\u202evil", "\ufb02°°60¶ß", "click c1 href", "---", "===", "| a |", "[a](b)", "~~x~~", "&amp;",
    "\U0001f600", "direction TB", "C:\\new",
]  # fmt: skip


def inventory(clients: t.Sequence[Document] = (), issuers: t.Sequence[Document] = (), **more: t.Any) -> Inventory:
    return Inventory("x", None, None, list(clients), issuers=[StoredGrant(one) for one in issuers], **more)


def grant(issuer: str, subject: str = "robot", scope: t.Sequence[str] = ("a",), kid: str = "k") -> Document:
    return {"issuer": issuer, "subject": subject, "scope": list(scope), "public_key": {"set": issuer, "kid": kid}}


def checked(text: str) -> str:
    """The text, once every line is Mermaid and every edge leads from one node to another."""
    nodes = set()
    for line in text.splitlines():
        found = LINES.fullmatch(line)
        assert found, line
        nodes |= {found["id"]} - {None}
    edges = [found.groups() for found in map(EDGE.fullmatch, text.splitlines()) if found]
    assert {one for edge in edges for one in edge} <= nodes
    assert not re.search(r"direction\s", text), "a command wherever it stands in a line"
    assert not [one for one in labels(text) if re.search(r":fa-|\$\$|\\n", one)], "seen once references are resolved"
    assert text.count("subgraph") == len(re.findall("^  end$", text, re.MULTILINE))
    assert len(edges) <= 500 and len(text) <= 50000, "what Mermaid draws by default"
    return text


def labels(text: str) -> t.List[str]:
    """What a reader sees, line by line."""
    found = re.findall(r'"([^"]*)"', text)
    return [html.unescape(re.sub(r"#(\d+;)", r"&#\1", line)) for label in found for line in label.split("<br/>")]


def test_an_environment() -> None:
    clients: t.List[Document] = [
        {"client_id": "shop", "grant_types": ["authorization_code", "refresh_token"], "scope": "openid orders.read"},
        {"client_id": "spa", "token_endpoint_auth_method": "none", "scope": "openid", "access_token_strategy": "jwt"},
        {"client_id": "ship", "grant_types": ["client_credentials"], "scope": "orders.read", "audience": ["https://api"]},
        {"client_id": "bill", "grant_types": ["client_credentials"], "scope": "orders.read", "audience": ["https://api"]},
    ]  # fmt: skip
    signing = dict(ec_jwk(), kid="rs", alg="ES256", use="sig")
    sets = [StoredSet.on(server_of("26.2.0"), "hydra.openid.id-token", State((signing,)), False)]
    names = ["hydra.openid.id-token", "hydra.jwt.access-token"]
    text = diagram(inventory(clients, [grant("https://ci", scope=("orders.read",))], sets=sets, set_names=names))
    assert checked(text).splitlines() == [
        "flowchart LR",
        '  subgraph g1["Key sets"]',
        '    k1[("hydra.openid.id-token<br/>key rs, signs")]',
        '    k2[("hydra.jwt.access-token")]',
        '    ki1[("https#58;//ci#58; key k")]',
        "  end",
        '  subgraph g2["Trusted issuers"]',
        '    i1[["https#58;//ci, subject robot"]]',
        "  end",
        '  subgraph g3["Clients"]',
        '    c1["bill<br/>ship<br/>client_credentials<br/>client_secret_basic"]',
        '    c2["shop<br/>authorization_code, refresh_token<br/>client_secret_basic"]',
        '    c3["spa<br/>authorization_code<br/>no secret, no key<br/>access tokens#58; JWT"]',
        "  end",
        '  subgraph g4["Scopes"]',
        '    s1(["openid"])',
        '    s2(["orders.read"])',
        "  end",
        '  subgraph g5["Audiences"]',
        '    a1{{"https#58;//api"}}',
        "  end",
        '  k1 -->|"signs ID tokens"| c2',
        '  k1 -->|"signs ID tokens"| c3',
        '  k2 -->|"signs access tokens"| c3',
        '  ki1 -->|"holds the keys"| i1',
        "  c2 --> s1",
        "  c3 --> s1",
        "  c1 --> s2",
        "  c2 --> s2",
        '  i1 -->|"may assert"| s2',
        '  c1 -.->|"audience"| a1',
    ]
    assert ec_jwk()["d"] not in text


def test_the_order_of_the_objects_does_not_matter() -> None:
    chance = random.Random(1)
    clients = [{"client_id": "c%d" % number, "scope": "s%d s%d" % (number % 7, number % 5)} for number in range(100)]
    issuers = [grant("i%d" % number, scope=["s%d" % (number % 3)]) for number in range(20)]
    text = checked(diagram(inventory(clients, issuers)))
    chance.shuffle(clients)
    chance.shuffle(issuers)
    assert diagram(inventory(clients, issuers)) == text


def test_clients_that_may_do_the_same_share_a_node() -> None:
    clients = [{"client_id": "c%03d" % number, "scope": "b a"} for number in range(300)]
    text = checked(diagram(inventory(clients)))
    assert labels(text)[1:7] == ["c000", "c001", "c002", "c003", "c004", "and 295 more"]
    assert '(["a<br/>b"])' in text
    assert text.count("-->") == 1


@pytest.mark.parametrize("scopes, most", [(2, 40), (30, 39), (400, 20)])
def test_what_is_too_much_is_left_out_and_counted(scopes: int, most: int) -> None:
    chance = random.Random(7)
    words = ["scope-%d" % number for number in range(500)]
    clients = [
        {"client_id": "client %d" % number, "scope": " ".join(["own-%d" % number, *chance.sample(words, scopes)])}
        for number in range(700)
    ]
    clients += [{"client_id": "twin %d" % number, "scope": "twins"} for number in range(9)]
    issuers = [grant("https://%d" % number, scope=[words[number]]) for number in range(80)]
    text = checked(diagram(inventory(clients, issuers)))
    (left,) = [int(one) for one in re.findall(r"and (\d+) more clients<br/>which are not drawn", text)]
    drawn = len(re.findall(r"^    c[1-9]", text, re.MULTILINE))
    assert drawn <= most and drawn + left == 700 + 9 - 8
    assert "twin 0" in text, "the node of the most clients stays"
    assert "more trusted issuers<br/>which are not drawn" in text


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_no_more_than_a_name(name: str) -> None:
    clients = [{"client_id": name, "scope": name, "audience": [name], "grant_types": [name]}]
    text = checked(diagram(inventory(clients, [grant(name, name, [name], name)], set_names=[name])))
    plain = checked(diagram(inventory([dict(clients[0], client_id="x")])))
    assert text.count("subgraph") >= plain.count("subgraph")
    seen = labels(text)
    assert (
        name.strip() in [one.replace("\u200b", "") for one in seen]
        or name.strip() == ""
        or re.search("[\n\u202e/]", name)
    )


@given(st.text(st.characters(), max_size=80))
@example("half a pair: \ud800")
def test_no_name_breaks_the_picture(name: str) -> None:
    text = diagram(inventory([{"client_id": name, "scope": "a"}], [grant(name)]))
    checked(text)
    text.encode("utf-8")


def test_what_may_be_secret_in_an_address_is_not_shown() -> None:
    address = "https://me:private@a/?token=private"
    text = diagram(inventory([{"client_id": "a", "audience": [address]}], [grant(address)]))
    assert "private" not in text


def test_nothing_is_a_picture_too() -> None:
    assert checked(diagram(inventory())) == "flowchart LR\n"
    assert "any subject" in diagram(inventory(issuers=[dict(grant("i"), subject="", allow_any_subject=True)]))
