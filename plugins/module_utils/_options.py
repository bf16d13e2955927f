# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Option groups: what the argument specs of the modules are put together from."""

from __future__ import annotations

import os
import typing as t

from ansible.module_utils.errors import AnsibleFallbackNotFound

from ansible_collections.ory.hydra.plugins.module_utils._resource import Resource

Spec = t.Dict[str, t.Dict[str, t.Any]]

UPDATE_SECRET = ("when_wrong", "on_create", "always")


def environment(name: str) -> str:
    """Return the value of an environment variable; an empty one, as AWX sets for a blank input, is none."""
    value = os.environ.get(name)
    if not value:
        raise AnsibleFallbackNotFound
    return value


def _from_environment(name: str, **spec: t.Any) -> t.Dict[str, t.Any]:
    return dict(spec, fallback=(environment, ["HYDRA_" + name.upper()]))


CONNECTION: Spec = {
    "admin_url": _from_environment("admin_url", type="str", required=True, aliases=["url"]),
    "public_url": _from_environment("public_url", type="str"),
    "api_token": _from_environment("api_token", type="str", no_log=True),
    "username": _from_environment("username", type="str"),
    "password": _from_environment("password", type="str", no_log=True),
    "validate_certs": _from_environment("validate_certs", type="bool", default=True),
    "ca_path": _from_environment("ca_path", type="path"),
    "client_cert": _from_environment("client_cert", type="path"),
    "client_key": _from_environment("client_key", type="path"),
    "timeout": _from_environment("timeout", type="float", default=30),
    "retries": _from_environment("retries", type="int", default=3),
    "headers": _from_environment("headers", type="dict", no_log=True),
    "use_proxy": _from_environment("use_proxy", type="bool", default=True),
}
CONNECTION_RULES: t.Dict[str, t.Any] = {
    "mutually_exclusive": [("api_token", "username")],
    "required_together": [("username", "password")],
    "required_by": {"client_key": ("client_cert",)},
}


def object_options(resource: Resource, nested: bool) -> Spec:
    """Return the options that say what one object should be.

    :param nested: as an entry of a list, where the task as a whole holds the defaults of policies
    """
    spec: Spec = {
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
        resource.key: {"type": "str"},
        resource.secret.name: {"type": "str", "no_log": True},
        "secret_file": {"type": "path"},
    }
    spec.update((field.name, field.spec()) for field in resource.fields)
    spec.update(policy_options(defaults=not nested))
    return spec


def object_rules(resource: Resource) -> t.Dict[str, t.Any]:
    """Return what holds between the options of one object."""
    return {
        "mutually_exclusive": [(resource.secret.name, "secret_file")],
        "required_one_of": [(resource.key, resource.alternate[0])],
    }


def policy_options(defaults: bool) -> Spec:
    """Return the options that say how an object is brought about."""
    flag: t.Dict[str, t.Any] = {"type": "bool", "default": False} if defaults else {"type": "bool"}
    return {
        "exhaustive": dict(flag),
        "return_secret": dict(flag),
        "update_secret": {"type": "str", "choices": list(UPDATE_SECRET), "no_log": False},
    }


def bulk_options(resource: Resource) -> Spec:
    """Return the options of a module that takes a list of objects."""
    return {
        resource.plural: dict(
            {"type": "list", "elements": "dict", "required": True, "options": object_options(resource, nested=True)},
            **object_rules(resource),
        ),
        "prune": {"type": "bool", "default": False},
        "prune_owner": {"type": "str"},
        "prune_metadata": {"type": "dict"},
        "prune_protect": {"type": "list", "elements": "str", "default": []},
        "prune_limit": {"type": "int", "default": 20},
        "prune_empty": {"type": "bool", "default": False},
        "concurrency": {"type": "int"},
        "continue_on_error": {"type": "bool", "default": False},
        "return_objects": {"type": "bool", "default": False},
        **policy_options(defaults=True),
    }
