# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: role_errors
author:
  - The ory.hydra contributors (!UNKNOWN)
version_added: 1.0.0
short_description: Find mistakes in the variables of a role of this collection
description:
  - Compares the variables of a play with those that a role of this collection accepts. Each role does this before anything
    else, in check mode too.
  - Ansible's own validation of role arguments has already run at this point. It does not cover lists and dictionaries that
    have options of their own, because Ansible prints the whole value if its structure is wrong. This lookup checks them
    instead, structure first.
  - In the playbooks of this collection, a relative path is a mistake, as it would lead into the installed collection. So is text
    on the command line that sets no variable, such as the name of a file without C(@).
  - In check mode, a file counts as existing if the role P(ory.hydra.provision#role) would have created it earlier in the
    play.
options:
  _terms:
    description: The name of the role, such as V(provision).
    required: true
  needs:
    description:
      - Variables of which at least one must be set. An empty list is fine. A variable counts as set if the file that takes its
        place is set, such as C(provision_clients_file) for C(provision_clients).
    type: list
    elements: str
    default: []
  files:
    description: Variables that contain the path of a file on the controller. If the variable is set, the file must exist.
    type: list
    elements: str
    default: []
  databases:
    description:
      - Variables that contain the URL of a database. Hosts that run the role at the same time must not share one.
    type: list
    elements: str
    default: []
"""

EXAMPLES = r"""
- name: Check the variables of the role
  ansible.builtin.assert:
    that: query('ory.hydra.role_errors', 'provision', needs=['provision_clients']) == []
"""

RETURN = r"""
_raw:
  description: One message for each mistake. Messages never contain the value of a variable, except for the path of a file.
  type: list
  elements: str
"""

import typing as t
from pathlib import Path

from ansible.module_utils.common.yaml import yaml_load
from ansible.plugins.lookup import LookupBase

from ansible_collections.ory.hydra.plugins.plugin_utils._databases import database_elsewhere, sharing
from ansible_collections.ory.hydra.plugins.plugin_utils._role_variables import (
    advice,
    deep_shape,
    documented,
    file_of,
    missing,
    misspelled,
    relative_paths,
    spoken_name,
    stray,
)

from ..module_utils._clients.clients import CLIENTS
from ..module_utils._keys.jwk_sets import JWK_SETS
from ..module_utils._module.spellings import Reader
from ..module_utils._module.validation import examine
from ..module_utils._trust.trusted_issuers import TRUSTED_ISSUERS

#: Lists whose entries go to a module as they are.
_ADAPT: t.Dict[str, t.Callable[[t.Dict[str, t.Any], t.Dict[str, t.Any]], t.Iterable[str]]] = {
    "provision_clients": CLIENTS.adapt,
    "provision_key_sets": JWK_SETS.adapt,
    "provision_issuers": TRUSTED_ISSUERS.adapt,
}
_RELATIVE = "%s must be an absolute path, because this playbook is in the folder of the collection, not in yours"
_SHARED = (
    "%s: %s share a database; set serial: 1 in the play, so that one host after another is changed and restarted, and "
    "only one migrates the database"
)
_COLLECTION = Path(__file__).resolve().parents[2]


class LookupModule(LookupBase):
    """The glue to Ansible: variables in, sentences out."""

    def run(self, terms: t.List[str], variables: t.Optional[t.Dict[str, t.Any]] = None, **kwargs: t.Any) -> t.List[str]:
        """Return what is wrong with the variables of a role."""
        self.set_options(var_options=variables, direct=kwargs)
        role, given, templar = str(terms[0]), variables or {}, t.cast(t.Any, self._templar)
        specs = yaml_load((_COLLECTION / "roles" / role / "meta" / "argument_specs.yml").read_text("utf-8"))[
            "argument_specs"
        ]
        options = {name: documented(option) for entry in specs.values() for name, option in entry["options"].items()}
        found = [
            *stray(given),
            *misspelled(role, options, given),
            *missing(role, options, given, self.get_option("needs")),
        ]
        own_playbook = Path(str(given.get("playbook_dir", ""))).resolve() == _COLLECTION / "playbooks"
        for name in sorted(set(options) & set(given)):
            value = templar.template(given[name])
            file = file_of(name, options)
            if file and value is not None and templar.template(given.get(file)):
                found.append("%s and %s are mutually exclusive" % (name, file))
            if own_playbook:  # an upgrade of the collection deletes the folder, and secrets with it
                found += [_RELATIVE % place for place in relative_paths(name, options[name], value)]
            complaint = deep_shape(options[name], value)
            if complaint:
                spoken = spoken_name(name, given)
                found.append("%s %s%s" % (spoken, complaint, advice(spoken, value)))
            elif "options" in options[name] and value is not None:
                found += _errors_in(name, options[name], value, self._of_all(given))
            elif name in self.get_option("files") and value and not self._exists(given, str(value)):
                found.append("%s: there is no file %s on the controller" % (name, value))
            elif name in self.get_option("databases"):
                others = sharing(str(given["inventory_hostname"]), self._databases(name, given, value))
                found += [_SHARED % (name, ", ".join(others))] if others else []
        return found

    def _of_all(self, given: t.Mapping[str, t.Any]) -> t.Dict[str, t.Any]:
        """Return what is said of all entries of a list, by the names that the module has for it."""
        names = {"presets": "provision_client_presets", "defaults": "provision_client_defaults"}
        templar = t.cast(t.Any, self._templar)
        return {name: templar.template(given[variable]) for name, variable in names.items() if variable in given}

    def _databases(self, name: str, given: t.Mapping[str, t.Any], value: t.Any) -> t.Dict[str, t.Optional[str]]:
        """Return which database each host of the batch uses; a variable that a host does not have is the play's."""
        hosts = given["hostvars"]
        return {
            host: database_elsewhere(
                str(value if host == given["inventory_hostname"] else hosts[host].get(name, value))
            )
            for host in map(str, given.get("ansible_play_batch") or [given["inventory_hostname"]])
        }

    def _exists(self, variables: t.Mapping[str, t.Any], path: str) -> bool:
        # In check mode the role provision may have made it, had it been a run.
        if variables.get("ansible_check_mode") and path in (variables.get("__provision_secret_files") or ()):
            return True
        return self.find_file_in_search_path(variables, "files", path, ignore_missing=True) is not None


def _errors_in(name: str, option: t.Dict[str, t.Any], value: t.Any, of_all: t.Dict[str, t.Any]) -> t.List[str]:
    """Return what is wrong in a value that has options of its own; entries may be what servers and modules answer."""
    adapt = _ADAPT.get(name)
    rewrite = adapt or (lambda _options, _task: ())
    reader = Reader(name if adapt else None, lambda options, _task: rewrite(options, of_all))
    read = reader.read({name: option}, {name: value})
    return reader.problems + examine({name: option}, {}, read, reader.broken).problems
