# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""From what a tool writes to entries for ``hydra_clients``: read, tell tools apart, convert, validate. Pure."""

from __future__ import annotations

import typing as t

import yaml

from ...module_utils._clients.clients import CLIENTS
from ...module_utils._clients.description import ID, SECRET, label_of
from ...module_utils._module.entries import read_entries
from ...module_utils._values import exact_json
from . import command_line, maester, terraform
from .account import Account, Document

AUTO, FAIL, WARN, IGNORE = "auto", "fail", "warn", "ignore"


class Tool(t.NamedTuple):
    """A tool that clients come from."""

    recognizes: t.Callable[[t.Mapping[str, t.Any]], bool]
    convert: t.Callable[[t.Sequence[Document], Account], None]


#: The first that recognizes a document converts it.
TOOLS = {
    "maester": Tool(maester.recognizes, maester.convert),
    "terraform": Tool(terraform.recognizes, terraform.convert),
    "cli": Tool(command_line.recognizes, command_line.convert),
}
SOURCES = (AUTO, *TOOLS)
UNKNOWN = (FAIL, WARN, IGNORE)


def to_clients(
    value: t.Any,
    warn: t.Callable[[str], None],
    source: str = AUTO,
    unknown: str = FAIL,
    secrets: t.Optional[t.Dict[str, t.Any]] = None,
    include_secrets: bool = True,
) -> t.List[Document]:
    """Return the clients of a source as entries for ``hydra_clients``.

    :param warn: warns the user
    :param source: the tool that wrote it
    :param unknown: what to do about members that no entry can express
    :param secrets: secrets by the ID of the client, or by its name
    :param include_secrets: whether to take over the secrets of the source
    :raises ValueError: it cannot be converted; the message names everything that is wrong
    """
    for name, given, choices in (("source", source, SOURCES), ("unknown", unknown, UNKNOWN)):
        if given not in choices:
            raise ValueError("%s must be one of %s" % (name, ", ".join(choices)))
    account = Account()
    documents = documents_of(value)
    if isinstance(value, str) and not documents:
        raise ValueError("the source is empty")
    _convert(documents, source, account)
    if not include_secrets:
        for client in account.clients:
            client.pop(SECRET, None)
    _add_secrets(account, {} if secrets is None else secrets)
    if unknown == FAIL:
        account.problems += account.lost
    elif unknown == WARN:
        for sentence in account.lost:
            warn(sentence)
    if not account.problems:
        account.problems += _invalid(account.clients)
    if account.problems:
        advice = "; set unknown=warn to convert the rest" if account.lost and unknown == FAIL else ""
        raise ValueError("; ".join(account.problems) + advice)
    return account.clients


# Reading


_SafeLoader: t.Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_SafeLoader):  # type: ignore[misc]  # whichever is there
    """YAML in which a date is text, as it is in JSON."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def documents_of(value: t.Any) -> t.List[t.Any]:
    """Return the documents of a source: a dictionary, text of one or several, or a list of any of these."""
    if isinstance(value, str):
        value = _parsed(value.lstrip("\ufeff"))
    if isinstance(value, list):
        return [document for item in value for document in documents_of(item)]
    return [] if value is None else [value]


def _parsed(text: str) -> t.Any:
    if text.lstrip()[:1] in ("{", "["):
        try:
            return exact_json.printable(exact_json.loads(text))
        except ValueError:
            pass  # YAML, or what is no JSON either
    try:
        found = list(yaml.load_all(text, _Loader))  # noqa: S506, as it is a safe loader
    except yaml.YAMLError:
        raise ValueError("the source is text that is neither JSON nor YAML%s" % _advice(text)) from None
    if any(isinstance(document, str) for document in found):
        raise ValueError("the source is text without any structure%s" % _advice(text))
    return found


def _advice(text: str) -> str:
    if "CLIENT ID" not in text:
        return ""
    return ": use the option --format json of hydra list oauth2-clients, or hydra clients get of Hydra 1.x"


# Converting


def _convert(documents: t.Sequence[t.Any], source: str, account: Account) -> None:
    by_tool: t.Dict[str, t.List[Document]] = {}
    for number, document in enumerate(documents, 1):
        tool = source if source != AUTO else _tool_of(document)
        if isinstance(document, dict) and tool is not None:
            by_tool.setdefault(tool, []).append(document)
        else:
            told = "is neither a Kubernetes resource, nor a Terraform state, nor a client"
            account.problems.append("document %d of the source %s" % (number, told))
    for tool, found in by_tool.items():
        TOOLS[tool].convert(found, account)


def _tool_of(document: t.Any) -> t.Optional[str]:
    if not isinstance(document, dict):
        return None
    return next((name for name, tool in TOOLS.items() if tool.recognizes(document)), None)


def _add_secrets(account: Account, secrets: t.Any) -> None:
    if not isinstance(secrets, dict) or not all(isinstance(secret, str) and secret for secret in secrets.values()):
        account.problems.append("secrets must be a dictionary from clients to their secrets, as strings")
        return
    missing, ids = set(secrets), {str(client[ID]) for client in account.clients if ID in client}
    for client in account.clients:
        label = label_of(client)
        if label in secrets and (ID in client or label not in ids):
            client[SECRET] = secrets[label]
            missing.discard(label)
    for label in sorted(missing):
        account.problems.append('secrets has "%s", which is not one of the clients' % label)


# Validating


def _invalid(clients: t.List[Document]) -> t.List[str]:
    """Return what is wrong with entries, by the argument spec of the module that gets them."""
    return read_entries(CLIENTS, clients, {}, CLIENTS.adapt)[1]
