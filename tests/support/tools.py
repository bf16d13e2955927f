# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clients as other tools send them to Hydra: what is in ``samples``, told without the collection's own tables."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

SAMPLES = Path(__file__).parent / "samples"

Document = dict[str, Any]


def sample(name: str) -> str:
    """What a tool has written."""
    return (SAMPLES / name).read_text()


def sent(name: str) -> list[Document]:
    """The bodies with which the tool of a sample has created its clients."""
    document = json.loads(json.dumps(yaml.safe_load(sample(name)), default=str))
    kind = name.partition("_")[0].partition(".")[0]
    return [_without_nothing(body) for body in SENDERS[kind](document)]


def _without_nothing(body: Document) -> Document:
    return {name: value for name, value in body.items() if value not in (None, "", [], {})}


def _maester(document: Document) -> Iterator[Document]:
    def credentials(client: Document) -> Document:
        wanted = {"name": client["spec"]["secretName"], "namespace": client["metadata"]["namespace"]}
        secret = next(one for one in document["items"] if one["kind"] == "Secret" and one["metadata"] == wanted)
        return {name.lower(): base64.b64decode(value).decode() for name, value in secret["data"].items()}

    for client in document["items"]:
        if client["kind"] != "OAuth2Client":
            continue
        spec, metadata = client["spec"], client["metadata"]
        body = {_snake(name): value for name, value in spec.items() if value is not False}
        scopes = [*body.pop("scope_array", []), body.pop("scope", "")]
        lifespans = body.pop("token_lifespans")
        for name in ("hydra_admin", "secret_name", "deletion_policy"):
            body.pop(name, None)
        owner = f"{metadata['name']}/{metadata['namespace']}"
        yield {**body, **lifespans, **credentials(client), "scope": " ".join(scopes).strip(), "owner": owner}


def _snake(name: str) -> str:
    """``frontChannelLogoutURI`` as ``frontchannel_logout_uri``."""
    words = re.sub(r"[A-Z]+", lambda found: "_" + found[0].lower(), name)
    return words.replace("front_channel", "frontchannel").replace("back_channel", "backchannel")


def _terraform(document: Document) -> Iterator[Document]:
    for attributes in _attributes(document):
        body = {name: value for name, value in attributes.items() if value is not False}
        for name in ("id", "client_secret_wo_version", "client_secret_expires_at", "created_at", "updated_at"):
            body.pop(name, None)
        if "scopes" in body:
            body["scope"] = " ".join(body.pop("scopes"))
        for name in ("metadata_json", "client_metadata"):
            body["metadata"] = body.pop(name, None) or body.get("metadata")
        if body.get("jwk"):
            body["jwks"] = {"keys": [_without_nothing(block) for block in body["jwk"]]}
        body.pop("jwk", None)
        for name in ("metadata", "jwks"):
            if isinstance(body.get(name), str):
                body[name] = json.loads(body[name])
        yield body


def _attributes(document: Document) -> Iterator[Document]:
    if "values" in document:
        root = document["values"]["root_module"]
        for module in (root, *root["child_modules"]):
            yield from (resource["values"] for resource in module["resources"])
        return
    for resource in document["resources"]:
        if resource["type"].endswith("hydra_oauth2_client"):
            yield from (instance["attributes"] for instance in resource["instances"])


def _command_line(document: Document) -> Iterator[Document]:
    for client in document.get("items", [document]):
        yield {
            name: value
            for name, value in client.items()
            if name not in ("created_at", "updated_at", "client_secret_expires_at")
        }


SENDERS = {"maester": _maester, "terraform": _terraform, "cli": _command_line}
