# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""What a list says of all its clients: presets, defaults, and where secrets are kept. Pure.

Each layer wins over the one before it: the defaults, the preset, the client itself. Dictionaries such as metadata are
merged, everything else is replaced.
"""

from __future__ import annotations

import typing as t
from urllib.parse import quote

from .._values.structures import read_structure, read_text
from .client_fields import FIELDS
from .description import AUTH_METHOD, ID, SECRET, bears_secret

Options = t.Dict[str, t.Any]

FOLDER = "secrets_dir"  # the option that names the folder of the secrets of a list

#: The options of a client that are neither its id nor a field: an empty text, as a survey gives it, does not set them.
NO_FIELDS = (SECRET, "secret_file", "preset", "state", "exhaustive", "return_secret", "update_secret")

_STRUCTURES = tuple(one.name for one in FIELDS if one.spec()["type"] in ("dict", "raw"))

#: What each kind of application needs, by the best current practice for OAuth 2.0 (RFC 9700): no implicit grant, no
#: password grant, an authorization code for everything that has a user, no secret for what cannot keep one.
PRESETS: t.Dict[str, Options] = {
    # A web application with a server side that can keep a secret.
    "web": {
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        AUTH_METHOD: "client_secret_basic",
    },
    # A single-page application: PKCE (RFC 7636), and its origin has to be in allowed_cors_origins.
    "spa": {
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        AUTH_METHOD: "none",
    },
    # An application on a phone or a desktop (RFC 8252): PKCE, and a redirect URI of its own scheme, of an https://
    # address that the system hands to it, or of the loopback interface.
    "native": {
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        AUTH_METHOD: "none",
    },
    # A machine that acts for itself (RFC 6749 section 4.4).
    "machine": {
        "grant_types": ["client_credentials"],
        "response_types": [],
        AUTH_METHOD: "client_secret_basic",
    },
    # A television, a printer, a command line: its user logs in on another device (RFC 8628).
    "device": {
        "grant_types": ["urn:ietf:params:oauth:grant-type:device_code", "refresh_token"],
        "response_types": [],
        AUTH_METHOD: "none",
    },
    # One that swaps assertions of a trusted issuer for tokens (RFC 7523), and proves itself with a key.
    "federated": {
        "grant_types": ["urn:ietf:params:oauth:grant-type:jwt-bearer"],
        "response_types": [],
        AUTH_METHOD: "private_key_jwt",
    },
}


def complete(client: Options, task: t.Mapping[str, t.Any]) -> t.Iterator[str]:
    """Put into a client, in place, what its preset and its list say of it; yield what cannot be right.

    :param client: as it was given, with its structures read
    :param task: the options of the task, as they were given
    """
    told: t.List[str] = []
    given = _those_set(client)
    defaults = _layer("defaults", task.get("defaults"), told)
    own = _dictionary("presets", task.get("presets"), told)
    name = str(given.get("preset", defaults.get("preset")) or "")
    preset: Options = {}
    if name:
        what = "presets.%s" % name
        preset = _layered(PRESETS.get(name, {}), _layer(what, own.get(name), told))
        if name not in PRESETS and name not in own:
            told.append("unknown preset %s (known: %s)" % (name, ", ".join(sorted({*PRESETS, *own}))))
        if preset.get("preset") is not None:
            told.append("%s contains preset: a preset cannot be based on another one" % what)
    whole = _layered(defaults, preset, given)
    whole.pop("preset", None)
    folder = task.get(FOLDER)
    if folder and _needs_file(whole):
        # An id that is no text for a path has to get as far as the sentence that says so.
        whole["secret_file"] = "%s/%s" % (folder, quote(str(whole[ID]), safe="", errors="surrogatepass"))
    client.clear()
    client.update(whole)
    yield from told


def _those_set(options: Options) -> Options:
    """Return options without those that an empty text does not set, so that they hide nothing that is set elsewhere."""
    if "" not in options.values():
        return options
    return {name: value for name, value in options.items() if value != "" or name not in NO_FIELDS}


def _layer(what: str, value: t.Any, told: t.List[str]) -> Options:
    """Return what a list says of clients, as if a client itself said it: only what is set, with its structures read."""
    layer = _those_set(_dictionary(what, value, told))
    for name in _STRUCTURES:
        text = layer.get(name)
        if isinstance(text, str) and text.lstrip()[:1] == "{":
            layer = dict(layer, **{name: read_structure(text, "%s.%s" % (what, name), told)})
    return layer


def _dictionary(what: str, value: t.Any, told: t.List[str]) -> Options:
    """Return the dictionary that a value is, or spells as text."""
    found = read_text(value)
    if isinstance(found, dict):
        return found
    if found is not None and found != "":
        told.append("%s must be a dictionary" % what)
    return {}


def _layered(*layers: Options) -> Options:
    """Return dictionaries as one, the last wins."""
    whole: Options = {}
    for layer in layers:
        for name, value in layer.items():
            there = whole.get(name)
            merges = isinstance(value, dict) and isinstance(there, dict)
            whole[name] = _layered(t.cast("Options", there), value) if merges else value
    return whole


def _needs_file(client: Options) -> bool:
    """Tell whether a client has a secret, and does not say where that comes from."""
    says = any(client.get(name) is not None for name in (SECRET, "secret_file"))
    return bool(client.get(ID)) and client.get("state", "present") == "present" and bears_secret(client) and not says
