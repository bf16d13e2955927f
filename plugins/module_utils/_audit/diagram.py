# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""The picture of an environment: which clients may ask for what, and whose keys are where. Pure.

What is the same is drawn once: clients that may do the same share a node, and so do trusted issuers with the same
scope, and scopes that the same clients and issuers have. If that is still more than Mermaid draws by default, the nodes
of the fewest clients are left out, and a node says how many these are.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, replace

from .._keys.key_set import SIGNING_SETS, fold
from .._keys.stored import StoredSet
from .._trust.grants import StoredGrant, kid_of
from .client import Client
from .inventory import Inventory
from .issuer_rules import Issuer
from .mermaid import Edge, Graph, Node, render
from .rule import shown_url

_MOST_NODES = 40  # of clients, and of issuers
_MOST_EDGES = 400  # Mermaid draws 500
_MOST_TEXT = 40000  # characters; Mermaid takes 50,000
_LISTED = 5

_CLIENT, _SCOPE, _AUDIENCE, _ISSUER, _KEYS = ("[", "]"), ("([", "])"), ("{{", "}}"), ("[[", "]]"), ("[(", ")]")
_GRANT_PREFIX = "urn:ietf:params:oauth:grant-type:"
_ID_TOKENS, _ACCESS_TOKENS = SIGNING_SETS


@dataclass(frozen=True)
class _Group:
    """Clients or issuers that may do the same.

    :param names: sorted
    :param about: what else the node says
    :param keys: of issuers, where their keys are
    :param signed: the sets whose keys sign its tokens
    """

    names: t.Tuple[str, ...]
    about: t.Tuple[str, ...]
    scopes: t.FrozenSet[str]
    audiences: t.FrozenSet[str] = frozenset()
    keys: t.Tuple[str, ...] = ()
    signed: t.FrozenSet[str] = frozenset()


def diagram(inventory: Inventory) -> str:
    """Return the picture of what is audited, as Mermaid."""
    clients, issuers = _clients(inventory.clients), _issuers(inventory.issuers)
    text = ""
    for most in range(_MOST_NODES, 0, -1):
        graph = _graph(clients, issuers, inventory, most)
        text = render(graph)
        if len(graph.edges) <= _MOST_EDGES and len(text) <= _MOST_TEXT:
            break
    return text


# What is drawn together


def _clients(documents: t.Iterable[t.Dict[str, t.Any]]) -> t.List[_Group]:
    found: t.Dict[_Group, t.List[str]] = {}
    for client in map(Client, documents):
        jwt = client.text("access_token_strategy") == "jwt"
        grants = ", ".join(one.replace(_GRANT_PREFIX, "") for one in sorted(client.grants))
        signed = {_ACCESS_TOKENS} if jwt else set()
        if client.has_users and "openid" in client.scope:
            signed.add(_ID_TOKENS)
        group = _Group(
            (),
            (grants, "no secret, no key" if client.public else client.method, *(["access tokens: JWT"] if jwt else [])),
            frozenset(client.scope),
            frozenset(client.texts("audience")),
            signed=frozenset(signed),
        )
        found.setdefault(group, []).append(client.name)
    return [replace(group, names=tuple(sorted(names))) for group, names in found.items()]


def _issuers(grants: t.Iterable[StoredGrant]) -> t.List[_Group]:
    found: t.Dict[t.FrozenSet[str], t.List[StoredGrant]] = {}
    for grant in grants:
        found.setdefault(frozenset(Issuer(grant, None).scope), []).append(grant)
    groups = []
    for scopes, rows in found.items():
        names = tuple(sorted(_name_of(one) for one in rows))
        keys = tuple(sorted({"%s: key %s" % (_shown(one.row.get("issuer")), kid_of(one.row) or "?") for one in rows}))
        groups.append(_Group(names, (), scopes, keys=keys))
    return groups


def _name_of(grant: StoredGrant) -> str:
    whose = "any subject" if grant.row.get("allow_any_subject") else "subject %s" % grant.row.get("subject")
    return "%s, %s" % (_shown(grant.row.get("issuer")), whose)


def _largest(groups: t.Sequence[_Group], most: int) -> t.List[_Group]:
    """Return the groups of the most objects, in the order of their names."""
    ordered = sorted(
        groups, key=lambda one: (one.names, one.about, sorted(one.scopes), sorted(one.audiences), one.keys)
    )
    kept = sorted(range(len(ordered)), key=lambda number: (-len(ordered[number].names), number))[:most]
    return [ordered[number] for number in sorted(kept)]


# The graph


def _graph(clients: t.Sequence[_Group], issuers: t.Sequence[_Group], inventory: Inventory, most: int) -> Graph:
    """Return the graph with so many nodes of clients, and of issuers, at the most."""
    by_id = {"c%d" % number: one for number, one in enumerate(_largest(clients, most), 1)}
    grants = {"i%d" % number: one for number, one in enumerate(_largest(issuers, most), 1)}
    edges: t.List[Edge] = []
    key_nodes, key_edges = _keys(inventory, by_id, grants, most)
    scopes = _classes("s", _SCOPE, {name: one.scopes for name, one in (*by_id.items(), *grants.items())})
    audiences = _classes("a", _AUDIENCE, {name: one.audiences for name, one in by_id.items()})
    for node, users in scopes:
        edges += [Edge(one, node.id, "may assert" if one in grants else "") for one in users]
    for node, users in audiences:
        edges += [Edge(one, node.id, "audience", dotted=True) for one in users]
    return Graph(
        (
            ("Key sets", tuple(key_nodes)),
            ("Trusted issuers", _nodes(grants, issuers, _ISSUER, "trusted issuers")),
            ("Clients", _nodes(by_id, clients, _CLIENT, "clients")),
            ("Scopes", tuple(node for node, _users in scopes)),
            ("Audiences", tuple(node for node, _users in audiences)),
        ),
        (*key_edges, *edges),
    )


def _nodes(
    drawn: t.Mapping[str, _Group], groups: t.Sequence[_Group], shape: t.Tuple[str, str], noun: str
) -> t.Tuple[Node, ...]:
    """Return the nodes of groups, and one for those that are left out."""
    nodes = [Node(name, (*_few(one.names), *one.about), shape) for name, one in drawn.items()]
    left = sum(len(one.names) for one in groups) - sum(len(one.names) for one in drawn.values())
    if left:
        nodes.append(Node("%s0" % noun[0], ("and %d more %s" % (left, noun), "which are not drawn"), shape))
    return tuple(nodes)


def _classes(
    letter: str, shape: t.Tuple[str, str], words: t.Mapping[str, t.FrozenSet[str]]
) -> t.List[t.Tuple[Node, t.List[str]]]:
    """Return a node for the words that the same nodes have, with these nodes.

    :param words: by node
    """
    users: t.Dict[str, t.List[str]] = {}
    for node, texts in words.items():
        for text in texts:
            users.setdefault(text, []).append(node)
    classes: t.Dict[t.Tuple[str, ...], t.List[str]] = {}
    for text in sorted(users):
        classes.setdefault(tuple(users[text]), []).append(text)
    return [
        (Node("%s%d" % (letter, number), tuple(_few([_shown(one) for one in texts])), shape), list(nodes))
        for number, (nodes, texts) in enumerate(classes.items(), 1)
    ]


def _keys(
    inventory: Inventory, clients: t.Mapping[str, _Group], issuers: t.Mapping[str, _Group], most: int
) -> t.Tuple[t.List[Node], t.List[Edge]]:
    """Return the nodes of key sets, and whose keys these are."""
    nodes, edges = [], []
    stored = {one.name: one for one in inventory.sets}
    for number, name in enumerate(inventory.set_names[:most], 1):
        nodes.append(Node("k%d" % number, (name, *_few(_kids(stored.get(name)))), _KEYS))
        label = "signs ID tokens" if name == _ID_TOKENS else "signs access tokens"
        edges += [Edge("k%d" % number, one, label) for one, group in clients.items() if name in group.signed]
    for name, group in issuers.items():
        nodes.append(Node("k%s" % name, tuple(_few(group.keys)), _KEYS))
        edges.append(Edge("k%s" % name, name, "holds the keys"))
    return nodes, edges


def _kids(stored: t.Optional[StoredSet]) -> t.List[str]:
    """Return what the keys of a set are called; the one that signs first."""
    if stored is None:
        return []
    signer = stored.signer
    keys = sorted(fold(stored.state.main), key=lambda one: (not one.signs_as(signer), str(one.kid)))
    return ["key %s%s" % (one.kid, ", signs" if one.signs_as(signer) else "") for one in keys]


def _few(texts: t.Sequence[str]) -> t.List[str]:
    """Return the first few texts, and how many more there are."""
    rest = len(texts) - _LISTED
    return [*texts[:_LISTED], *(["and %d more" % rest] if rest > 0 else [])]


def _shown(text: t.Any) -> str:
    return shown_url(str(text)) if "//" in str(text) else str(text)
