# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""What every filter does with Ansible: plain data in, plain data out, and complaints as sentences."""

from __future__ import annotations

import functools
import importlib.util
import inspect
import typing as t
from collections.abc import Mapping

from ansible.errors import AnsibleFilterError
from ansible.module_utils.common.collections import is_sequence
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.utils.display import Display

from ..module_utils._errors import MissingLibraryError
from ..module_utils._module.visible import visible
from ..module_utils._values import exact_json

Filter = t.Callable[..., t.Any]


def _as_it_is(value: t.Any) -> t.Any:
    return value


_inert = _as_it_is
# Since ansible-core 2.19, text is a template only if it is marked as one, and what a filter makes is not. Before, it
# may be taken for one unless it is marked as unsafe, as what lookups read from files is.
if importlib.util.find_spec("ansible.module_utils.datatag") is None:
    from ansible.utils.unsafe_proxy import wrap_var

    _inert = wrap_var


def plain(value: t.Any) -> t.Any:
    """Return a value in the types of JSON alone: without the marks of ansible-core, and vaulted text decrypted."""
    if isinstance(value, Mapping):
        return {str(name): plain(item) for name, item in value.items()}
    # In ansible-core 2.18, a value from Ansible Vault is not a string until it is used, but a sequence.
    if isinstance(value, str) or getattr(value, "__ENCRYPTED__", False):
        return str(value)
    if is_sequence(value):
        return [plain(item) for item in value]
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, exact_json.Number):
        return exact_json.printable(value)
    for kind in (int, float):
        if isinstance(value, kind):
            return kind(value)
    return str(value)  # such as a date, as YAML reads one that is not quoted


def _checked(options: t.Mapping[str, t.Any], defaults: t.Mapping[str, t.Any]) -> t.Dict[str, t.Any]:
    """Return the options of a filter, with what is true or false as such: the text ``false`` is not true here."""
    given = {name: plain(value) for name, value in options.items()}
    for name, value in given.items():
        if name not in defaults:
            raise ValueError("unknown option %s (known: %s)" % (name, ", ".join(defaults)))
        if isinstance(defaults[name], bool):
            try:
                given[name] = boolean(value)
            except TypeError:
                raise ValueError("%s must be true or false" % name) from None
    return given


def warn(text: str) -> None:
    """Warn the user."""
    Display().warning(visible(text))


def as_filter(function: Filter) -> Filter:
    """Return a filter of a function that says with a `ValueError` what is wrong, never with a part of a key in it."""

    defaults = {name: one.default for name, one in list(inspect.signature(function).parameters.items())[1:]}

    @functools.wraps(function)
    def run(value: t.Any, **options: t.Any) -> t.Any:
        try:
            return _inert(plain(function(plain(value), **_checked(options, defaults))))
        except MissingLibraryError as error:
            raise AnsibleFilterError("%s on the controller" % error.message) from None
        except ValueError as error:
            raise AnsibleFilterError(visible(str(error))) from None

    return run
