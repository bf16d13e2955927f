# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ansible-playbook in one process: tasks without a fork, modules without a Python of their own.

    python tests/support/inline.py run [WORD ...]
    python tests/support/inline.py listen SOCKET

The second has imported Ansible and the collection when a request comes, and forks for each (see ``support.forking``):
all requests are for the collections that its own environment names.

All of Ansible is real but three things. Where it would fork for a task, the task runs in the same process; where it
would pack a module with its arguments, send it to another Python and read what that prints, the module's ``main()`` is
called; and where it would start a shell to make or remove a temporary folder, the folder is made or removed. What is
left out is the same for every Hydra: a playbook that runs as users run it proves it.

Beyond that, each template is compiled once for all playbooks (see ``Templates``).
"""

from __future__ import annotations

import contextlib
import functools
import gc
import importlib
import io
import json
import marshal
import os
import pickle
import shutil
import sys
import tempfile
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from types import CodeType
from typing import Any

from ansible import cli, constants
from ansible._internal._templating import _jinja_bits as templating
from ansible.cli.playbook import PlaybookCLI
from ansible.config.manager import ConfigManager
from ansible.executor import module_common
from ansible.executor.process import worker as process
from ansible.module_utils import basic
from ansible.module_utils.common import warnings as module_warnings
from ansible.module_utils.common.json import Direction, get_module_encoder
from ansible.parsing import dataloader
from ansible.plugins import loader
from ansible.plugins.action import ActionBase
from ansible.plugins.connection.local import Connection
from ansible.utils.display import Display
from jinja2 import Environment, nodes
from jinja2.environment import TemplateExpression
from jinja2.nativetypes import NativeEnvironment

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from support import forking

#: How the arguments of a module begin where it is to run in this process.
MARK = b"inline\0"
PROFILE = "legacy"
OURS = "ory.hydra."
# Ansible's own lookup reads all authorities for each request; none of these is asked.
ENVIRONMENT = {"ANSIBLE_PIPELINING": "1", "SSL_CERT_FILE": os.devnull}
#: Ansible's own modules that tests and roles use.
ANSIBLES = (
    *("command", "copy", "file", "find", "get_url", "ping", "slurp", "stat", "systemd", "systemd_service", "tempfile"),
    *("unarchive", "uri", "wait_for"),
)


def importable(name: str) -> str | None:
    """The Python module of an Ansible module that can run in this process; None for one that cannot."""
    if name.startswith(OURS):
        return f"ansible_collections.ory.hydra.plugins.modules.{name.removeprefix(OURS)}"
    short = name.removeprefix("ansible.builtin.").removeprefix("ansible.legacy.")
    return f"ansible.modules.{short}" if short in ANSIBLES else None


class Packed:
    """Takes the place of what packs a module, and of what runs what was packed."""

    def __init__(self) -> None:
        self.configure: Any = ActionBase._configure_module
        self.execute: Any = Connection.exec_command
        self.environment: dict[str, Any] = {}

    def pack(self, action: Any, name: str, arguments: Any, variables: Any) -> Any:
        """Pack no more than the arguments, for a module that can run here."""
        module = None if action._task.async_val else importable(name)
        if module is None:
            return self.configure(action, name, arguments, variables)
        action._compute_environment_string(self.environment)
        encoder = get_module_encoder(PROFILE, Direction.CONTROLLER_TO_MODULE)
        document = json.dumps({"ANSIBLE_MODULE_ARGS": arguments}, cls=encoder)
        built = module_common._BuiltModule(
            b_module_data=MARK + module.encode() + b"\0" + document.encode(),
            module_style="new",
            shebang=f"#!{sys.executable}",
            serialization_profile=PROFILE,
        )
        return built, module

    def run(self, connection: Any, command: str, data: Any, sudoable: bool) -> Any:
        """Run what was packed; return exit code, output and errors."""
        if not (isinstance(data, bytes) and data.startswith(MARK)):
            return self.execute(connection, command, data, sudoable)
        name, _mark, arguments = data[len(MARK) :].partition(b"\0")
        folder = os.getcwd()
        os.chdir(connection.cwd or folder)
        try:
            return call(name.decode(), arguments, self.environment)
        finally:
            os.chdir(folder)


def call(module: str, arguments: bytes, environment: Mapping[str, Any]) -> tuple[int, bytes, bytes]:
    """Call the ``main()`` of a module; return its exit code and what it printed, as a process of its own would."""
    basic._ANSIBLE_ARGS = arguments
    basic._ANSIBLE_PROFILE = PROFILE
    for name in ("_global_warnings", "_global_deprecations"):
        getattr(module_warnings, name, {}).clear()
    before = dict(os.environ)
    os.environ.update({name: str(value) for name, value in environment.items()})
    out, err, code = io.StringIO(), "", 0
    # Not by way of sys.stdout: another thread of Ansible's prints there at the same time.
    basic.print = functools.partial(print, file=out)
    try:
        importlib.import_module(module).main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except BaseException:
        err, code = traceback.format_exc(), 1
    os.environ.clear()
    os.environ.update(before)
    return code, out.getvalue().encode(), err.encode()


class Folders:
    """Temporary folders of tasks on this machine, without a shell for each."""

    def __init__(self) -> None:
        self._make: Any = ActionBase._make_tmp_path
        self._remove: Any = ActionBase._remove_tmp_path

    @staticmethod
    def _is_ours(action: Any) -> bool:
        return isinstance(action._connection, Connection) and not action._connection.become

    def make(self, action: Any, *user: Any, **options: Any) -> str:
        """Make the folder of a task."""
        if not self._is_ours(action):
            return str(self._make(action, *user, **options))
        place = os.path.expanduser(action.get_shell_option("remote_tmp"))
        os.makedirs(place, mode=0o700, exist_ok=True)
        folder = os.path.join(tempfile.mkdtemp(prefix="ansible-tmp-", dir=place), "")
        action._connection._shell.tmpdir, action._cleanup_remote_tmp = folder, True
        return folder

    def remove(self, action: Any, path: str | None, force: bool = False) -> None:
        """Remove it, unless it is to be kept."""
        if not self._is_ours(action):
            self._remove(action, path, force)
            return
        shell = action._connection._shell
        path = path or shell.tmpdir
        if path and (force or action._should_remove_tmp_path(path)):
            shutil.rmtree(path)
            shell.tmpdir = None if path == shell.tmpdir else shell.tmpdir


#: What Ansible compiles templates in: those of playbooks, and those of its configuration.
ENVIRONMENTS = (templating.AnsibleEnvironment, NativeEnvironment)


class Templates:
    """What templates are compiled to, each once for this process and for all that are forked from it later.

    A template is known by its text and by what its syntax depends on; where it comes from is not part of its code.
    """

    def __init__(self) -> None:
        self._compile: Any = Environment.compile
        self.codes: dict[tuple[Any, ...], CodeType] = {}
        self.new: dict[tuple[Any, ...], CodeType] = {}
        self._expression: tuple[Any, ...] = ()  # the key of the expression that is being compiled

    def _known(self, key: tuple[Any, ...], make: Callable[[], CodeType]) -> CodeType:
        if key not in self.codes:
            self.codes[key] = self.new[key] = make()
        return self.codes[key]

    @staticmethod
    def _key(kind: str, environment: Any, source: str) -> tuple[Any, ...]:
        syntax = (getattr(environment, name) for name in templating._TEMPLATE_OVERRIDE_FIELD_NAMES)
        context: Any = templating._TemplateCompileContext.current(optional=True)
        escaped = context is not None and context.escape_backslashes
        return (kind, type(environment).__name__, str(source), escaped, *syntax)

    def compile(self, environment: Any, source: str | nodes.Template, *more: Any, **options: Any) -> Any:
        """Take the place of ``Environment.compile``."""

        def make() -> Any:
            return self._compile(environment, source, *more, **options)

        if more or options or type(environment) not in ENVIRONMENTS:
            return make()
        if isinstance(source, str):
            return self._known(self._key("template", environment, source), make)
        return self._known(self._expression, make) if self._expression else make()

    def expression(self, environment: Any, source: str, undefined_to_none: bool = True) -> TemplateExpression:
        """Take the place of ``Environment.compile_expression``, which compiles what it has parsed."""
        key = self._key("expression", environment, source)
        if key not in self.codes:
            self._expression = key
            try:
                return Environment.compile_expression(environment, source, undefined_to_none)
            finally:
                self._expression = ()
        code, variables = self.codes[key], environment.make_globals(None)
        return TemplateExpression(environment.template_class.from_code(environment, code, variables), undefined_to_none)

    def save(self, folder: Path) -> None:
        """Write what this process has compiled for the one that it was forked from."""
        written = folder / str(os.getpid())
        written.write_bytes(marshal.dumps(self.new))
        written.rename(written.with_suffix(".templates"))

    def load(self, folder: Path) -> None:
        """Read what others have written since."""
        for path in folder.glob("*.templates"):
            self.codes |= marshal.loads(path.read_bytes())
            path.unlink()


TEMPLATES = Templates()


class Screen:
    """Standard output or error: what a task prints goes on there at once, and is nothing to complain of."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def getvalue(self) -> str:
        """Return nothing: what a fork would have held back."""
        return ""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class Unhandled:
    """Takes the place of the module ``signal`` where a fork would ask for the signals of its own."""

    SIGINT = SIGTERM = 0

    def signal(self, *_unused: object) -> None:
        """Leave this process the handlers that it has."""


def run_here(worker: Any) -> None:
    """Run a task where Ansible would fork for it; what a fork may change is a copy, or is put back."""
    host, task = worker._host, worker._task
    kept = host.vars, host.groups
    worker._task = task.copy(exclude_parent=True)
    if task._parent:  # its block; of what is further up, nothing is changed
        worker._task._parent = task._parent.copy(exclude_parent=True, exclude_tasks=True)
        worker._task._parent._parent = task._parent._parent
    with contextlib.redirect_stdout(Screen(sys.stdout)), contextlib.redirect_stderr(Screen(sys.stderr)):
        worker.run()
    host.vars, host.groups = kept


def crashed(_worker: object, trace: str) -> None:
    """Fail as a whole where a fork would have ended alone."""
    raise RuntimeError(trace)


def import_plugins() -> None:
    """Import modules and lookups of the collection."""
    for kind in ("modules", "lookup"):
        package = importlib.import_module(f"ansible_collections.ory.hydra.plugins.{kind}")
        for path in Path(next(iter(package.__path__))).glob("*.py"):
            importlib.import_module(f"{package.__name__}.{path.stem}")


def install() -> None:
    """Patch Ansible, for as long as this process lives."""
    packed, folders = Packed(), Folders()

    def configure(action: Any, module_name: str, module_args: Any, task_vars: Any) -> Any:
        return packed.pack(action, module_name, module_args, task_vars)

    def execute(connection: Any, cmd: str, in_data: Any = None, sudoable: bool = True) -> Any:
        return packed.run(connection, cmd, in_data, sudoable)

    action: Any = ActionBase
    action._configure_module = configure
    action._make_tmp_path = lambda this, *user, **options: folders.make(this, *user, **options)
    action._remove_tmp_path = lambda this, *path, **options: folders.remove(this, *path, **options)
    connection: Any = Connection
    connection.exec_command = execute
    worker: Any = process.WorkerProcess
    worker.start, worker._detach, worker._hard_exit = run_here, lambda _worker: None, crashed
    find_once()
    files: Any = dataloader
    files.copy = Pickling()
    forks: Any = process
    forks.signal = Unhandled()
    display: Any = Display
    display.set_queue = lambda _display, _queue: None  # there is no other process to print for
    environment: Any = Environment  # that of Ansible's configuration as well
    environment.compile = lambda this, *source, **options: TEMPLATES.compile(this, *source, **options)
    templates: Any = templating.AnsibleEnvironment
    templates.compile_expression = lambda this, *source: TEMPLATES.expression(this, *source)


def find_once() -> None:
    """Find each plugin once, where its whole name says which it is."""
    plugins: Any = loader.PluginLoader
    find = plugins.find_plugin_with_context
    found: dict[tuple[Any, ...], Any] = {}

    def find_or_remember(
        this: Any,
        name: str,
        mod_type: str = "",
        ignore_deprecated: bool = False,
        check_aliases: bool = False,
        collection_list: Any = None,
    ) -> Any:
        options = (name, mod_type, ignore_deprecated, check_aliases)
        if name.count(".") < 2:
            return find(this, *options, collection_list)
        if (this, *options) not in found:
            found[this, *options] = find(this, *options)
        return found[this, *options]

    plugins.find_plugin_with_context = find_or_remember


class Pickling:
    """Takes the place of the module ``copy`` where Ansible copies a file of tasks for whoever includes it."""

    @staticmethod
    def deepcopy(content: Any) -> Any:
        """Copy in a third of the time."""
        return pickle.loads(pickle.dumps(content, pickle.HIGHEST_PROTOCOL))


#: Kinds of plugins that Ansible loads, or whose options it reads, for each play. Not those of variables: they would not
#: be asked for variables of groups any more.
KINDS = ("connection", "shell", "become", "callback", "inventory", "strategy", "action", "lookup")


def load_once() -> None:
    """Load what Ansible loads whenever it begins, for whoever is forked from now on."""
    manager: Any = ConfigManager
    read = functools.cache(functools.partial(manager._read_config_yaml_file, None))
    manager._read_config_yaml_file = lambda _manager, path: read(path)
    plugins: Any = loader
    plugins.init_plugin_loader()
    command: Any = cli
    command.init_plugin_loader = lambda _paths: plugins._load_plugin_filter()
    importlib.reload(constants)
    for kind in KINDS:
        list(getattr(plugins, f"{kind}_loader").all(class_only=True))
    import_plugins()


def ansible_playbook(words: list[str]) -> None:
    """Be the process that runs a playbook, to its end."""
    os.environ.update(ENVIRONMENT)
    options = constants.config._plugins
    importlib.reload(constants)  # it reads the environment when it is imported
    constants.config._plugins = options  # of plugins that are loaded already
    cli: Any = PlaybookCLI
    cli.cli_executor(["ansible-playbook", *words])


def listen(place: str) -> None:
    """Run ansible-playbook for each request, and use what one has compiled for the others."""
    load_once()
    gc.freeze()
    folder = Path(place).parent

    def play(words: list[str]) -> None:
        try:
            ansible_playbook(words)
        finally:
            TEMPLATES.save(folder)

    forking.listen(place, lambda _environment: TEMPLATES.load(folder), play)


def main(kind: str, *words: str) -> None:
    """Run ansible-playbook in this process, or in one of its own for each request that comes to a socket."""
    sys.dont_write_bytecode = True
    for name in ("requests", *(f"ansible.modules.{name}" for name in ANSIBLES)):
        importlib.import_module(name)
    install()
    if kind == "run":
        ansible_playbook(list(words))
    else:
        listen(*words)


if __name__ == "__main__":
    main(*sys.argv[1:])
