# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run a module through its main(), and look at everything that it says."""

from __future__ import annotations

import json
import sys
import typing as t
from dataclasses import dataclass, field

from ansible.module_utils import basic
from ansible.module_utils.common import parameters
from ansible.module_utils.common import warnings as module_warnings

from ansible_collections.ory.hydra.tests.unit._model import ADMIN

_PROFILES = "ansible.module_utils._internal._json._profiles"  # new in 2.19


class Capture(t.Protocol):
    """What pytest's capsys is used for."""

    def readouterr(self) -> t.Any:
        """Return and forget what was printed."""


class Patch(t.Protocol):
    """What pytest's monkeypatch is used for."""

    def setattr(self, target: object, name: str, value: object, raising: bool = True) -> None:
        """Replace an attribute until the test ends."""


@dataclass
class Run:
    """What a module said.

    :param result: its result
    :param output: whatever it printed or logged, the result included
    """

    result: t.Dict[str, t.Any]
    output: str
    code: int = 0
    log: t.List[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether it reports a change."""
        return bool(self.result.get("changed"))

    @property
    def failed(self) -> bool:
        """Whether it failed."""
        return bool(self.result.get("failed"))

    @property
    def msg(self) -> str:
        """The sentence of a failure."""
        return str(self.result["msg"])

    @property
    def warnings(self) -> t.List[str]:
        """The warnings, whatever form this ansible-core gives them."""
        return [row if isinstance(row, str) else json.dumps(row) for row in self.result.get("warnings", [])]


class Runner:
    """Runs modules with arguments, as ansible-core 2.18 and later would."""

    def __init__(self, monkeypatch: Patch, capsys: Capture) -> None:
        self.monkeypatch = monkeypatch
        self.capsys = capsys

    def __call__(
        self,
        main: t.Callable[[], None],
        arguments: t.Optional[t.Mapping[str, t.Any]] = None,
        check: bool = False,
        diff: bool = True,
        admin_url: t.Optional[str] = ADMIN,
        **options: t.Any,
    ) -> Run:
        """Run a module's main() with these options at the highest verbosity.

        :param admin_url: None leaves it out
        """
        given = dict(arguments or {}, **options)
        if admin_url is not None:
            given.setdefault("admin_url", admin_url)
        internal = {
            "_ansible_check_mode": check,
            "_ansible_diff": diff,
            "_ansible_verbosity": 5,
            "_ansible_debug": True,
        }
        if "inject_invocation" in parameters.PASS_VARS:  # newer cores leave it out unless asked
            internal["_ansible_inject_invocation"] = True
        document = json.dumps({"ANSIBLE_MODULE_ARGS": dict(internal, **given)})
        self.monkeypatch.setattr(basic, "_ANSIBLE_ARGS", document.encode("utf-8"))
        self.monkeypatch.setattr(basic, "_ANSIBLE_PROFILE", "legacy", raising=False)  # new in 2.19
        # A test of a filter or lookup made this process a controller, which prints warnings instead of returning them,
        # and refuses texts that are not Unicode.
        if hasattr(module_warnings, "_internal"):  # new in 2.19
            self.monkeypatch.setattr(module_warnings._internal, "is_controller", False)
        if _PROFILES in sys.modules:
            self.monkeypatch.setattr(sys.modules[_PROFILES], "_string_encoding_check_enabled", lambda: False)
        for name in ("_global_warnings", "_global_deprecations"):
            getattr(module_warnings, name, {}).clear()
        log: t.List[str] = []
        self.monkeypatch.setattr(
            basic.AnsibleModule, "log", lambda _module, msg, log_args=None: log.append("%s %s" % (msg, log_args))
        )
        self.capsys.readouterr()
        code = 0
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        else:
            raise AssertionError("the module ended without a result")
        captured = self.capsys.readouterr()
        result = json.loads(captured.out.strip().splitlines()[-1])
        return Run(result, "%s\n%s\n%s" % (captured.out, captured.err, "\n".join(log)), code, log)
