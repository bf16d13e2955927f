# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Option groups: what the argument specs of the modules are put together from."""

from __future__ import annotations

import os
import typing as t

from ansible.module_utils.common.validation import check_type_dict
from ansible.module_utils.errors import AnsibleFallbackNotFound

from .._engine.model import Owned, Thing, Wish
from .._engine.resource import Resource, Spec
from .._server.client_credentials import SECRET_METHODS
from .spellings import NUMBERS, is_endless


def environment(name: str) -> str:
    """Return the value of an environment variable; an empty one, as AWX sets for a blank input, is none."""
    value = os.environ.get(name)
    if not value:
        raise AnsibleFallbackNotFound
    return value


def number(name: str) -> str:
    """Return a number of the environment; one that is endless has been refused, and Ansible would fail there."""
    value = environment(name)
    if is_endless(value):
        raise AnsibleFallbackNotFound
    return value


def _from_environment(name: str, **spec: t.Any) -> t.Dict[str, t.Any]:
    find = number if spec["type"] in NUMBERS else environment
    return dict(spec, fallback=(find, ["HYDRA_" + name.upper()]))


CONNECTION: Spec = {
    "admin_url": _from_environment("admin_url", type="str", required=True, aliases=["url"]),
    "public_url": _from_environment("public_url", type="str"),
    "api_token": _from_environment("api_token", type="str", no_log=True),
    "username": _from_environment("username", type="str"),
    "password": _from_environment("password", type="str", no_log=True),
    "auth_token_url": _from_environment("auth_token_url", type="str", no_log=False),
    "auth_issuer": _from_environment("auth_issuer", type="str"),
    "auth_client_id": _from_environment("auth_client_id", type="str"),
    "auth_client_secret": _from_environment("auth_client_secret", type="str", no_log=True),
    "auth_private_key": _from_environment("auth_private_key", type="raw", no_log=True),
    "auth_private_key_id": _from_environment("auth_private_key_id", type="str", no_log=False),
    "auth_method": _from_environment("auth_method", type="str", choices=list(SECRET_METHODS)),
    "auth_scope": _from_environment("auth_scope", type="list", elements="str"),
    "auth_audience": _from_environment("auth_audience", type="list", elements="str"),
    "validate_certs": _from_environment("validate_certs", type="bool", default=True),
    "ca_path": _from_environment("ca_path", type="path"),
    "client_cert": _from_environment("client_cert", type="path"),
    "client_key": _from_environment("client_key", type="path"),
    "client_key_passphrase": _from_environment("client_key_passphrase", type="str", no_log=True),
    "timeout": _from_environment("timeout", type="float", default=30),
    "retries": _from_environment("retries", type="int", default=3),
    "headers": _from_environment("headers", type="dict", no_log=False),
    "use_proxy": _from_environment("use_proxy", type="bool", default=True),
    "server_version": _from_environment("server_version", type="str"),
}
#: All of them at once. Roles pass their connection so: what a dictionary does not name is left to ``module_defaults``
#: of the play, whereas ``module_defaults`` of a role would replace those for the same module.
CONNECTION_BUNDLE: Spec = {"connection": {"type": "dict"}}
#: What an option of a bundle leaves no room for.
_SUPERSEDED: t.Dict[str, t.Tuple[str, ...]] = {
    "admin_url": ("url",),
    "url": ("admin_url",),
    "client_cert": ("client_key", "client_key_passphrase"),
    "client_key": ("client_key_passphrase",),
}
CONNECTION_RULES: t.Dict[str, t.Any] = {
    "required_together": [("username", "password")],
    "required_by": {
        "username": ("password",),  # which null is not, although it counts above
        "client_key": ("client_cert",),
        "client_key_passphrase": ("client_cert",),
    },
}


def _bundle(params: t.Mapping[str, t.Any]) -> t.Dict[str, t.Any]:
    """Return what ``connection`` has in it.

    :raises TypeError: it is no dictionary
    """
    bundle: t.Dict[str, t.Any] = check_type_dict(params.get("connection") or {})
    return bundle


def unbundled(params: t.Mapping[str, t.Any]) -> t.Dict[str, t.Any]:
    """Return parameters with the options of ``connection`` in their places; what is no such option stays in it."""
    try:
        bundle = _bundle(params)
    except TypeError:
        return dict(params)  # for Ansible to refuse
    given = {name: bundle[name] for name in ("url", *CONNECTION) if bundle.get(name) is not None}
    superseded = {other for name in given if given[name] for other in _SUPERSEDED.get(name, ())}
    others = {name: value for name, value in params.items() if name not in superseded}
    rest = {name: value for name, value in bundle.items() if name not in ("url", *CONNECTION)}
    return dict(others, **({"connection": rest} if "connection" in params else {}), **given)


def places(params: t.Mapping[str, t.Any]) -> t.List[t.Set[str]]:
    """Return the names of the options that ``connection`` and the task give."""
    try:
        bundle = _bundle(params)
    except TypeError:
        bundle = {}
    return [{name for name, value in given.items() if value is not None} for given in (bundle, params)]


def with_environment(params: t.Mapping[str, t.Any]) -> t.Dict[str, t.Any]:
    """Return parameters with the structures and numbers of the environment, to be read as those of a task are."""
    found = {
        name: os.environ.get("HYDRA_" + name.upper())
        for name, row in CONNECTION.items()
        if row["type"] in ("dict", *NUMBERS) and name not in params
    }
    return dict({name: text for name, text in found.items() if text}, **params)


_PRUNING: Spec = {
    "prune": {"type": "bool", "default": False},
    "prune_protect": {"type": "list", "elements": "str", "default": []},
    "prune_limit": {"type": "int", "default": 20},
    "prune_empty": {"type": "bool", "default": False},
}
_STATE: Spec = {"state": {"type": "str", "choices": ["present", "absent"], "default": "present"}}


def object_options(resource: Resource[Wish, Thing, Owned]) -> Spec:
    """Return the options of a module about one object."""
    return dict(_STATE, **resource.arguments(), **resource.policies())


def file_option(plural: str) -> str:
    """Return the option that names a file which holds a list."""
    return plural + "_file"


def bulk_options(resource: Resource[Wish, Thing, Owned]) -> Spec:
    """Return the options of a module that takes a list of objects.

    An object of the list has the policies too, without their defaults: what it does not say, the task does.
    """
    undecided = {
        name: {word: value for word, value in spec.items() if word != "default"}
        for name, spec in resource.policies().items()
    }
    listed: t.Dict[str, t.Any] = {
        "type": "list",
        "elements": "dict",
        "options": dict(_STATE, **resource.arguments(), **undecided),
    }
    owned = resource.prune_arguments()
    return {
        resource.plural: dict(listed, **resource.argument_rules()),
        file_option(resource.plural): {"type": "path"},
        **(dict(_PRUNING, **owned) if owned is not None else {}),
        **resource.common_arguments(),
        "concurrency": {"type": "int"},
        "continue_on_error": {"type": "bool", "default": False},
        "return_objects": {"type": "bool", "default": False},
        "plan_id": {"type": "str"},
        **resource.policies(),
    }
