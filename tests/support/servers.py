# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run an Ory Hydra of a given version: a real one where there is one, the stand-in otherwise.

Real servers come from the environment variable ``HYDRA_BINARIES``, a list of ``VERSION=PATH`` separated by blanks
(quote a path that has a blank in it as in a shell), else from ``hydra`` on ``PATH``, else from the official image where
a container engine answers. The stand-in is always there. Every server listens on 127.0.0.1 only, on free ports, with an
empty store.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import json
import os
import re
import secrets
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hydra_stand_in import NEWEST, SERVED, cors
from hydra_stand_in.urls import VARIABLES, option
from support import postgres

#: What runs the stand-in; options follow.
STAND_IN = (sys.executable, "-m", "hydra_stand_in")

#: Whether everything is to be run on everything, as ``make test-all`` does.
WHOLE = bool(os.environ.get("HYDRA_TEST_ALL"))
#: Versions of the stand-in that answer like another of their generation.
DOUBLES = ("2.0.3", "1.10.1", "1.8.5")
#: One version of the stand-in for each generation, for tests that take long.
GENERATIONS = tuple(version for version in SERVED if version not in DOUBLES)
#: The newest release that the stand-in can be.
NEWEST_STAND_IN = NEWEST
#: Settings of a real server, and the options of the stand-in that do the same.
STAND_IN_OPTIONS = {variable: option(name) for name, variable in VARIABLES.items()} | {
    **{variable: cors.option(variable) for variable in cors.VARIABLES},
    "STRATEGIES_ACCESS_TOKEN": "--access-token-strategy",
    "OIDC_DYNAMIC_CLIENT_REGISTRATION_ENABLED": "--dynamic-registration",
}
#: Official images to try where neither ``HYDRA_BINARIES`` nor ``PATH`` has a Hydra.
IMAGE_VERSIONS = ("26.2.0", "2.3.0", "1.11.10")

# Seconds; old Hydras run all migrations and make RSA keys first, and a busy machine takes its time.
READY_TIMEOUT = 180.0
PULL_TIMEOUT = 300.0  # seconds for a container engine to fetch an image


class ServerError(Exception):
    """A server could not be started; the text says which, why and what its log says."""


@dataclass(frozen=True)
class Kind:
    """A server that can be started.

    ``source`` is the binary's path, the image's name, or ``stand-in``.
    """

    version: str
    real: bool
    source: str = "stand-in"

    @property
    def label(self) -> str:
        return f"Hydra {self.version}" if self.real else f"stand-in {self.version}"

    @property
    def id(self) -> str:
        """Short name for test ids: no blanks."""
        return f"{'real' if self.real else 'stand-in'}-{self.version}"


@dataclass
class Server:
    """A running server. URLs have neither a path nor a trailing slash."""

    version: str
    admin_url: str
    public_url: str
    real: bool
    source: str = "stand-in"
    log_path: Path | None = None
    pid: int | None = None
    reported_version: str = field(default="")

    @property
    def kind(self) -> Kind:
        return Kind(self.version, self.real, self.source)

    @property
    def label(self) -> str:
        return self.kind.label

    @property
    def prefix(self) -> str:
        """What admin paths start with on this generation (fact sheet: ``/admin`` from 2.0 on)."""
        return "/admin" if numbers(self.version) >= (2,) else ""

    @property
    def names_in_path(self) -> bool:
        """Whether challenges and subjects stand in the path and not in the query: so before 1.0.0."""
        return "-rc." in self.version

    @property
    def has_metadata(self) -> bool:
        """Whether clients have metadata."""
        return numbers(self.version) >= (1, 0, 9)

    @property
    def clients_url(self) -> str:
        return f"{self.admin_url}{self.prefix}/clients"


#: Every server started by this process, for the summary of a test run (see ``support.report``).
started: list[Server] = []
_pids: set[int] = set()


def numbers(version: str) -> tuple[int, ...]:
    """``"1.11.10"`` as ``(1, 11, 10)``; a pre-release such as ``1.0.0-rc.6`` sorts as 1.0.0."""
    return tuple(int(part) for part in re.findall(r"\d+", version.partition("-")[0]))


def chooses_ids(version: str) -> bool:
    """Whether the server chooses the ids of clients itself."""
    return (2,) <= numbers(version) < (2, 2)


def cheap_hashes(version: str) -> dict[str, str]:
    """Settings with which secrets are hashed fast: up to 1.11 every client costs 50 ms of it, which tests nothing."""
    if "-rc." in version:
        return {"BCRYPT_COST": "4"}
    return {"OAUTH2_HASHERS_BCRYPT_COST": "8" if numbers(version) < (1, 9) else "4"}  # older ones refuse less


def normal(version: str) -> str:
    return version.strip().removeprefix("v")


# -- finding -----------------------------------------------------------------------------------------------------------


def binaries(value: str | None = None) -> list[Kind]:
    """The real servers that ``HYDRA_BINARIES`` names. Raises ServerError for an entry that is not usable."""
    text = os.environ.get("HYDRA_BINARIES", "") if value is None else value
    found = []
    for entry in shlex.split(text):
        version, separator, path = entry.partition("=")
        if not separator or not numbers(normal(version)):
            raise ServerError(f"HYDRA_BINARIES: {entry!r} is not of the form VERSION=PATH, such as 26.2.0=/opt/hydra")
        if not os.access(path, os.X_OK) or os.path.isdir(path):
            raise ServerError(f"HYDRA_BINARIES: {path} (for {version}) is not an executable file")
        found.append(Kind(normal(version), True, os.path.abspath(path)))
    return found


@functools.cache
def on_path() -> Kind | None:
    """The ``hydra`` on ``PATH``, if it is Ory's (other programs have the same name)."""
    path = shutil.which("hydra")
    if path is None:
        return None
    try:
        done = subprocess.run([path, "version"], capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = re.search(r"^Version:\s*v?(\d+\.\d+\.\d+\S*)", done.stdout + done.stderr, re.MULTILINE)
    return Kind(match.group(1), True, path) if match else None


@functools.cache
def container_engine() -> str | None:
    """``docker`` or ``podman``, whichever is there and answers."""
    for name in ("docker", "podman"):
        path = shutil.which(name)
        if path is None:
            continue
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            if subprocess.run([path, "info"], capture_output=True, timeout=20, check=False).returncode == 0:
                return path
    return None


@functools.cache
def image(version: str) -> str | None:
    """The official image of that version, fetched if need be; None where that is impossible."""
    engine = container_engine()
    if engine is None:
        return None
    name = f"docker.io/oryd/hydra:v{version}"
    for command in (["image", "inspect", name], ["pull", "--quiet", name]):
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            done = subprocess.run([engine, *command], capture_output=True, timeout=PULL_TIMEOUT, check=False)
            if done.returncode == 0:
                return name
    return None


def installed() -> list[Kind]:
    """Real servers that need no image: those of ``HYDRA_BINARIES``, or else the one on ``PATH``."""
    return binaries() or [kind for kind in [on_path()] if kind]


def _images() -> Iterator[Kind]:
    """The official images, newest first, each fetched when it is asked for."""
    for version in IMAGE_VERSIONS if container_engine() else ():
        name = image(version)
        if name:
            yield Kind(version, True, name)


def real_kinds() -> list[Kind]:
    """Real servers at hand, in the order they are looked for: ``HYDRA_BINARIES``, ``PATH``, official images."""
    return installed() or list(_images())


def available(stand_ins: Sequence[str] = SERVED) -> list[Kind]:
    """The servers that tests run on: all real ones, then the stand-in in these versions, or else in all that it has."""
    return real_kinds() + [Kind(version, False) for version in stand_ins]


def best() -> Kind:
    """One server for a demonstration or a measurement: the newest real one, else the newest stand-in."""
    real = installed()
    if real:
        return max(real, key=lambda kind: numbers(kind.version))
    return next(_images(), Kind(NEWEST_STAND_IN, False))


# -- starting ----------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def start(
    version: str | None = None,
    real: bool | None = None,
    *,
    kind: Kind | None = None,
    settings: Mapping[str, str] | None = None,
) -> Iterator[Server]:
    """Start a server, wait until it is ready, and end it on leaving.

    Either ``kind`` (from :func:`available`) or a version: ``real=None`` takes a real one if there is one.
    ``settings`` are added to the environment of a real one; the stand-in has options for ``STAND_IN_OPTIONS``.
    Raises ServerError when the wanted server is not there or does not come up.
    """
    chosen = kind or _choose(version or best().version, real)
    with tempfile.TemporaryDirectory(prefix="hydra server ", ignore_cleanup_errors=True) as folder:
        if not chosen.real:
            running = _start_stand_in(chosen, Path(folder), settings or {})
        elif os.path.isabs(chosen.source):
            running = _start_binary(chosen, Path(folder), settings or {})
        else:
            running = _start_image(chosen, Path(folder), settings or {})
        with running as server:
            started.append(server)
            yield server


def attach(admin_url: str, public_url: str | None = None) -> Server:
    """A server that somebody else runs (``HYDRA_ADMIN_URL``). Raises ServerError if it does not answer as Hydra."""
    admin = admin_url.rstrip("/")
    try:
        reported = str(_get_json(f"{admin}/version").get("version", ""))
    except (OSError, ValueError) as error:
        raise ServerError(f"{admin} does not answer as the admin API of Hydra does: {error}") from error
    # An empty version is what 1.9 to 1.10 report; the exact one is not needed to talk to them.
    try:
        _get(f"{admin}/__stand_in__/log")
        real = False
    except (OSError, ValueError):
        real = True
    server = Server(normal(reported) or "1.10.7", admin, (public_url or "").rstrip("/"), real, admin)
    server.reported_version = reported
    started.append(server)
    return server


def _choose(version: str, real: bool | None) -> Kind:
    matching = [kind for kind in real_kinds() if kind.version == version] if real is not False else []
    if matching:
        return matching[0]
    if real:
        raise ServerError(f"no real Hydra {version} here: name one in HYDRA_BINARIES")
    return Kind(version, False)


def serve_command(version: str, admin: int, public: int, folder: Path) -> tuple[list[str], dict[str, str]]:
    """Arguments and environment that this generation needs to listen on those two ports of 127.0.0.1."""
    issuer, secret = f"http://127.0.0.1:{public}", secrets.token_hex(16)
    if "-rc." in version:
        return ["serve", "all", "--dangerous-force-http"], {
            "DATABASE_URL": "memory", "SYSTEM_SECRET": secret, "OAUTH2_ISSUER_URL": issuer,
            "OAUTH2_LOGIN_URL": f"{issuer}/login", "OAUTH2_CONSENT_URL": f"{issuer}/consent",
            "PUBLIC_HOST": "127.0.0.1", "PUBLIC_PORT": str(public), "ADMIN_HOST": "127.0.0.1", "ADMIN_PORT": str(admin),
        }  # fmt: skip
    environment = {
        "DSN": "memory", "SECRETS_SYSTEM": secret, "URLS_SELF_ISSUER": issuer, "URLS_LOGIN": f"{issuer}/login",
        "URLS_CONSENT": f"{issuer}/consent", "URLS_LOGOUT": f"{issuer}/logout", "SERVE_PUBLIC_HOST": "127.0.0.1",
        "SERVE_ADMIN_HOST": "127.0.0.1", "SERVE_PUBLIC_PORT": str(public), "SERVE_ADMIN_PORT": str(admin),
        "LOG_LEVEL": "error", "SQA_OPT_OUT": "true",
    }  # fmt: skip
    if (1, 9) <= numbers(version) < (2,):
        # In memory, a second connection of these versions sees an empty database.
        environment["DSN"] = f"sqlite://{folder}/hydra.sqlite?_fk=true"
    return ["serve", "all", "--dev" if numbers(version) >= (2,) else "--dangerous-force-http"], environment


@contextlib.contextmanager
def _start_binary(kind: Kind, folder: Path, settings: Mapping[str, str]) -> Iterator[Server]:
    with contextlib.ExitStack() as stack:
        # The folder's name has a blank on purpose elsewhere; a DSN is a URL, where it would have to be escaped.
        place = stack.enter_context(tempfile.TemporaryDirectory(prefix="hydra-store-", ignore_cleanup_errors=True))
        admin, public = free_port(), free_port()
        arguments, environment = serve_command(kind.version, admin, public, Path(place))
        migration = ["migrate", "sql", "-e", "--yes"]
        if numbers(kind.version) < (1, 9):
            # What these versions keep in memory behaves otherwise than in a database, and nobody runs them that way.
            try:
                url = stack.enter_context(postgres.database(free_port()))
            except postgres.PostgresError as error:
                raise ServerError(f"{kind.label} needs PostgreSQL: {error}") from error
            environment |= {"DATABASE_URL": url} if "-rc." in kind.version else {"DSN": url}
            migration = ["migrate", "sql", url] if "-rc." in kind.version else migration
        # Nothing of the caller's environment may configure the server: Hydra reads variables as common as DSN.
        environment |= {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
        environment |= {"HOME": str(folder), **settings}
        log_path = folder / "server.log"
        if environment.get("DSN") != "memory":
            _migrate(kind, migration, environment, folder)
        with log_path.open("wb") as log:
            process = subprocess.Popen([kind.source, *arguments], env=environment, cwd=folder, stdin=subprocess.DEVNULL,
                                       stdout=log, stderr=log)  # fmt: skip
        with _ending(process):
            server = Server(kind.version, f"http://127.0.0.1:{admin}", f"http://127.0.0.1:{public}", True, kind.source,
                            log_path, process.pid)  # fmt: skip
            _wait_ready(server, process)
            yield server


def _migrate(kind: Kind, arguments: list[str], environment: dict[str, str], folder: Path) -> None:
    deadline = time.monotonic() + READY_TIMEOUT
    while True:  # the database may not be up yet, and not every version waits for it
        done = subprocess.run([kind.source, *arguments], env=environment, cwd=folder, capture_output=True, text=True,
                              timeout=READY_TIMEOUT, check=False)  # fmt: skip
        if done.returncode == 0:
            return
        if time.monotonic() > deadline or "refused" not in done.stdout + done.stderr:
            raise ServerError(f"{kind.label}: migrate sql failed: {(done.stdout + done.stderr)[-2000:]}")
        time.sleep(0.2)


@contextlib.contextmanager
def _start_stand_in(kind: Kind, folder: Path, settings: Mapping[str, str]) -> Iterator[Server]:
    pages = {"URLS_LOGIN": "/login", "URLS_CONSENT": "/consent", "URLS_LOGOUT": "/logout"}  # as a real one has them
    chosen = pages | dict(settings)
    options = [f"{STAND_IN_OPTIONS[name]}={value}" for name, value in chosen.items() if name in STAND_IN_OPTIONS]
    environment = {name: value for name, value in os.environ.items() if name not in STAND_IN_OPTIONS}
    log_path = folder / "server.log"
    with log_path.open("wb") as log:
        process = subprocess.Popen([*STAND_IN, "--version", kind.version, *options], text=True,
                                   env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=log)  # fmt: skip
    with _ending(process):
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line.strip():
            process.wait(timeout=10)
            raise ServerError(f"{kind.label} did not start: {_tail(log_path)}")
        said = json.loads(line)
        server = Server(kind.version, said["admin_url"], said["public_url"], False, "stand-in", log_path, process.pid)
        _wait_ready(server, process)
        yield server


@contextlib.contextmanager
def _start_image(kind: Kind, folder: Path, settings: Mapping[str, str]) -> Iterator[Server]:
    engine = container_engine()
    if engine is None:
        raise ServerError(f"{kind.label}: no container engine answers")
    admin, public = free_port(), free_port()
    arguments, environment = serve_command(kind.version, 4445, 4444, Path("/tmp"))
    environment |= {"SERVE_PUBLIC_HOST": "0.0.0.0", "SERVE_ADMIN_HOST": "0.0.0.0",
                    "URLS_SELF_ISSUER": f"http://127.0.0.1:{public}"}  # fmt: skip
    environment |= settings
    options = [part for name, value in environment.items() for part in ("--env", f"{name}={value}")]
    ports = ["--publish", f"127.0.0.1:{admin}:4445", "--publish", f"127.0.0.1:{public}:4444"]
    script = " ".join(["hydra", *arguments])
    if environment["DSN"].startswith("sqlite"):
        script = f"hydra migrate sql -e --yes && exec {script}"
    name = f"ory-hydra-test-{os.getpid()}-{admin}"
    command = [engine, "run", "--rm", "--name", name, *options, *ports, "--entrypoint", "/bin/sh", kind.source,
               "-c", script]  # fmt: skip
    if not environment["DSN"].startswith("sqlite"):  # newer images have no shell
        command = [engine, "run", "--rm", "--name", name, *options, *ports, kind.source, *arguments]
    log_path = folder / "server.log"
    with log_path.open("wb") as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    with _ending(process):
        try:
            server = Server(kind.version, f"http://127.0.0.1:{admin}", f"http://127.0.0.1:{public}", True, kind.source,
                            log_path, process.pid)  # fmt: skip
            _wait_ready(server, process)
            yield server
        finally:
            subprocess.run([engine, "rm", "--force", name], capture_output=True, timeout=60, check=False)


@contextlib.contextmanager
def _ending(process: subprocess.Popen[str] | subprocess.Popen[bytes]) -> Iterator[None]:
    """End the process on leaving, by its id; also when the interpreter ends without leaving."""
    _pids.add(process.pid)
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(timeout=10)
        _pids.discard(process.pid)
        if process.stdout is not None:
            process.stdout.close()


@atexit.register
def _end_all() -> None:
    for pid in _pids:
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGTERM)


def _wait_ready(server: Server, process: subprocess.Popen[str] | subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + READY_TIMEOUT
    for url in (server.admin_url + "/health/ready", server.public_url + "/health/alive"):
        while True:
            if process.poll() is not None:
                raise ServerError(f"{server.label} ended with code {process.returncode}: {_tail(server.log_path)}")
            try:
                if _get_json(url).get("status") == "ok":
                    break
            except (OSError, ValueError):
                pass
            if time.monotonic() > deadline:
                raise ServerError(f"{server.label} not ready after {READY_TIMEOUT:.0f} s: {_tail(server.log_path)}")
            time.sleep(0.05)
    server.reported_version = str(_get_json(server.admin_url + "/version").get("version", ""))


def _get(url: str) -> object:
    """The JSON at that URL. Raises OSError or ValueError."""
    request = urllib.request.Request(url, headers={"Accept": "application/json"})
    # Proxies of the environment are for the world outside, never for 127.0.0.1.
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10) as reply:
        document: object = json.load(reply)
    return document


def _get_json(url: str) -> dict[str, object]:
    """The JSON object at that URL. Raises OSError or ValueError."""
    document = _get(url)
    if isinstance(document, dict):
        return document
    raise ValueError(f"{url} answered JSON that is not an object")


def _tail(path: Path | None) -> str:
    return path.read_text(errors="replace")[-2000:] if path and path.exists() else "no log"


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
