# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""An Ansible module that prints no secret, however it ends: with a result, an error, or arguments that are refused."""

from __future__ import annotations

import os
import typing as t

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.common.warnings import get_warning_messages

from .._values.secret_texts import is_secret_name, secrets_of_task
from .masking import Secrets, masked_result, texts_in
from .shape import by_any_name
from .visible import visible

Params = t.Dict[str, t.Any]

_NOT_SHOWN = "VALUE_NOT_SHOWN"  # in the invocation, where arguments are refused: of structures, and of unknown options
_NO_LOG = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"  # Ansible's own words


class _RefusedError(Exception):
    """Ansible refuses the parameters."""


class SilentModule(AnsibleModule):
    """Ansible masks by text, everywhere alike; here text is told from data, and every spelling is known.

    What Ansible knows of secrets (``no_log_values``) stays empty until the end: what a task was given as a secret may
    be a word of its data. Only warnings, which Ansible adds by itself, are left to it.
    """

    def __init__(self, spec: t.Dict[str, t.Dict[str, t.Any]], reads_only: bool = False, **rules: t.Any) -> None:
        """Read and check the parameters.

        :param reads_only: its result is data for others: rather than with a mask in it, there is none
        """
        self.raw: Params = {}
        self.secrets = Secrets()
        self.did = ""  # what the task has done already: a clause with nothing secret in it
        self._warnings: t.List[str] = []
        self._reads_only = reads_only
        self.accepted = False
        self._validating = True
        try:
            super().__init__(argument_spec=spec, supports_check_mode=True, **rules)
            self.accepted = True
        except _RefusedError as error:
            self._validating = False
            self.refuse(str(error), rules)
        self._validating = False
        self.no_log_values = set()
        if self.accepted:
            self.finish_validation()
        # As they were read: a list given for a text is a text.
        self.secrets.add(secrets_of_task(self.rewritten(self.params), spec, {}))

    def _load_params(self) -> None:
        """Find the secrets in the parameters, and keep these as they came, before Ansible looks at anything."""
        super()._load_params()
        given = self.params
        self.secrets.add(secrets_of_task(given, self.argument_spec, os.environ))
        given = self.completed(given)
        self.params = self.read(given)
        new = {name: value for name, value in self.params.items() if name not in given}
        self.secrets.add(secrets_of_task(new, self.argument_spec, {}))
        self.raw = dict(self.params)  # afterwards Ansible fills in None for every option that was not given
        self.params = self.for_ansible(self.params)

    def completed(self, params: Params) -> Params:
        """Return the parameters with what they stand for, and hide what is secret in that; their own secrets are."""
        return params

    def read(self, params: Params) -> Params:
        """Return the parameters as Ansible is to validate them."""
        return params

    def for_ansible(self, params: Params) -> Params:
        """Return the parameters without what Ansible is not to validate."""
        return params

    def finish_validation(self) -> None:
        """Validate what Ansible did not, once it has accepted the rest."""

    def rewritten(self, params: Params) -> Params:
        """Return the parameters without those parts that are still as they came, in which secrets are known."""
        return params

    def refuse(self, msg: str, rules: Params) -> None:
        """End, or have in ``params`` what can be used, where Ansible refuses the parameters.

        :param msg: what Ansible says, which may repeat a whole structure if its shape is wrong
        :param rules: what holds between the parameters
        """
        self.fail_json(msg=msg)

    def hide(self, texts: t.Iterable[str], name: str = "a secret") -> None:
        """Keep secrets of the task out of whatever it prints."""
        self.secrets.add((name, text) for text in texts)

    def log(self, msg: str, log_args: t.Optional[t.Mapping[str, t.Any]] = None) -> None:
        """Log a text without secrets."""
        super().log(visible(self.secrets.among([msg])[0].text(msg)), log_args)

    def warn(self, warning: str, **_more: t.Any) -> None:
        """Warn when the task ends: then every secret is known."""
        self._warnings.append(warning)

    def exit_json(self, **result: t.Any) -> t.NoReturn:
        """End with a result."""
        try:
            shown = self._printable(result)
        except Exception as error:
            self._fail_unseen(error, result)
        super().exit_json(**shown)

    def fail_json(self, msg: str, **result: t.Any) -> t.NoReturn:
        """End with an error; Ansible itself comes here, too, when it refuses an argument."""
        if self._validating:
            raise _RefusedError(str(msg))
        try:
            shown = self._printable(dict(result, msg=str(msg)))
        except Exception as error:
            self._fail_unseen(error, result)
        super().fail_json(**shown)

    def _fail_unseen(self, error: Exception, result: t.Mapping[str, t.Any]) -> t.NoReturn:
        """End where secrets cannot be looked for: nothing is shown that may have one in it, as the error's text may."""
        self.params, self._warnings = {}, []
        self.no_log_values = self.secrets.texts()  # for what Ansible adds
        did = "%s, but nothing is returned" % self.did if self.did else "Nothing is returned"
        msg = "%s, because it cannot be searched for secrets; unexpected error in ory.hydra, please report it: %s"
        changed = bool(self.did) or result.get("changed") is True
        super().fail_json(msg=msg % (did, type(error).__name__), changed=changed)

    def _return_formatted(self, kwargs: Params) -> None:
        """Print a result; newer cores add a traceback, with the text of the error as it was raised."""
        trace = kwargs.get("exception")
        if isinstance(trace, str):
            try:
                kwargs["exception"] = visible(self.secrets.among([trace])[0].text(trace), layout=True)
            except Exception:
                del kwargs["exception"]
        super()._return_formatted(kwargs)

    def _printable(self, result: t.Mapping[str, t.Any]) -> Params:
        """Return a result without secrets, and leave none in what Ansible adds to it.

        Where data has a secret in it, the result of a module that only reads is an error, and of others a warning.
        """
        if self.accepted:  # Ansible's own findings do not count: they are no_log options as a whole
            self.hide(str(text) for text in self.no_log_values)
        self.params = self._shown_params()
        printed = [result, self.params, self._warnings, get_warning_messages()]
        for_text, for_data = self.secrets.among(texts_in(printed))
        self.params = for_text.value(self.params)
        shown, places = masked_result(result, for_text, for_data)
        if places and self._reads_only and not shown.get("failed") and "msg" not in shown:
            self._refuse(places)
        if places:
            self.warn("Secrets are masked in the result, so do not use it as data: %s" % _listed(places))
        while self._warnings:
            super().warn(visible(for_text.text(self._warnings.pop(0))))
        # Ansible puts warnings into the result, its own too, and masks them by what is in here.
        warned = "\0".join(get_warning_messages())
        secrets = set(for_text.long_in(warned))
        data = "\0".join(texts_in(shown)) if secrets else ""
        self.no_log_values = secrets.difference(for_text.long_in(data) if secrets else ())
        return shown

    def _refuse(self, places: t.Sequence[str]) -> t.NoReturn:
        self.fail_json(
            msg=(
                "Nothing is returned, as the data contains a secret of this task which cannot be masked without "
                "changing the data: %s. Choose another secret"
            )
            % _listed(places)
        )

    def _shown_params(self) -> Params:
        """Return the parameters as the invocation shows them: of refused ones only those whose shape is known."""
        options = by_any_name(self.argument_spec)
        shown: Params = {}
        for name, value in self.params.items():
            option = options.get(name)
            structured = isinstance(value, (dict, list, tuple)) or (option or {}).get("type") in ("dict", "list")
            if value is None or isinstance(value, bool):
                shown[name] = value
            elif option is None or (structured and not self.accepted):
                shown[name] = _NOT_SHOWN
            elif name == "headers" or option.get("no_log") or (option.get("no_log") is None and is_secret_name(name)):
                shown[name] = _NO_LOG
            else:
                shown[name] = value
        return shown


def _listed(places: t.Sequence[str]) -> str:
    return ", ".join(places[:5]) + (", ..." if len(places) > 5 else "")
