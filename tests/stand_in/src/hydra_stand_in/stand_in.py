# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in in a thread, for tests in the same process."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from . import clock, saved_state
from .cors import Cors
from .generations import NEWEST, SQL
from .hydra import Hydra
from .seed import Seed, plant
from .server import serving
from .state import State
from .switches import Fault, LogEntry
from .urls import Urls

Result = TypeVar("Result")


class StandIn:
    """A stand-in Hydra in a thread of this process.

    ``with StandIn("26.2.0") as hydra:`` serves until the block ends; :meth:`start` and :meth:`stop` do the same.

    :param version: one of ``SERVED``, or a short form such as ``"26.2"``; the newest release by default
    :param host: address to listen on
    :param admin_port: port of the admin API; 0 takes a free one
    :param public_port: port of the public API; 0 takes a free one
    :param admin_socket: path of a Unix socket for the admin API, instead of a port
    :param public_socket: path of a Unix socket for the public API, instead of a port
    :param hash_cost: CPU time of hashing a secret, as a multiple of a real server's; 0 is next to none
    :param access_token_strategy: "opaque" or "jwt", for clients that do not ask for one
    :param store: "sql", or "memory" for the store in memory that Hydra had up to 1.8
    :param dynamic_registration: whether clients may register themselves at the public port
    :param urls: addresses of the issuer and of pages
    :param says_yes: the subject as whom the stand-in's own login page logs everybody in, and grants all that is asked
    :param cors: what scripts of other sites may do at the public port; None is nothing
    :param admin_cors: the same for the admin port
    :param seed: what to hold from the start: a file that the role ``ory.hydra.snapshot`` wrote, or its variables
    :param tls: how to serve HTTPS
    :raises ValueError: for a version, a store or a strategy that is not served
    """

    def __init__(
        self,
        version: str = NEWEST,
        *,
        host: str = "127.0.0.1",
        admin_port: int = 0,
        public_port: int = 0,
        admin_socket: Path | None = None,
        public_socket: Path | None = None,
        hash_cost: float = 0.0,
        access_token_strategy: str = "opaque",
        store: str = SQL,
        dynamic_registration: bool = False,
        urls: Urls | None = None,
        says_yes: str = "",
        cors: Cors | None = None,
        admin_cors: Cors | None = None,
        seed: Seed | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._hydra = Hydra(
            version,
            hash_cost,
            access_token_strategy,
            store,
            dynamic_registration,
            urls,
            says_yes,
            cors,
            admin_cors,
        )
        admin, public = admin_socket or admin_port, public_socket or public_port
        self._seed = seed
        self._where: dict[str, Any] = {"host": host, "admin": admin, "public": public, "tls": tls}
        self._ready = threading.Event()
        self._problem: BaseException | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._thread: threading.Thread | None = None

    @property
    def version(self) -> str:
        """The whole version, such as "26.2.0"."""
        return self._hydra.version

    @property
    def admin_url(self) -> str:
        """Where the admin API listens, without a slash at the end; "unix://PATH" for a socket, "" before the start."""
        return self._hydra.admin_url

    @property
    def public_url(self) -> str:
        """Where the public API listens, without a slash at the end; "unix://PATH" for a socket, "" before the start."""
        return self._hydra.listening_url

    @property
    def state(self) -> State:
        """All objects, as the stand-in keeps them; for its own tests, and without a promise of its form."""
        return self._hydra.state

    @property
    def log(self) -> list[LogEntry]:
        """Every request so far, in order; never bodies or headers."""
        return self._hydra.switches.log

    @property
    def violations(self) -> list[LogEntry]:
        """The writes that ``read_only`` refused."""
        return [entry for entry in self.log if entry.violation]

    def reset_log(self) -> None:
        """Forget the requests so far."""
        self._hydra.switches.log.clear()

    def reset(self) -> None:
        """Forget all objects; switches and log stay."""
        self._between_requests(self._hydra.reset)

    def save_state(self) -> bytes:
        """Return all objects, private keys and hashes of secrets among them, for :meth:`load_state`."""
        return self._between_requests(lambda: saved_state.save(self._hydra))

    def load_state(self, data: bytes) -> None:
        """Put the objects that :meth:`save_state` returned, here or elsewhere, in the place of all objects.

        Raises ValueError where they are of another version, store or hash cost.
        """
        self._between_requests(lambda: saved_state.load(self._hydra, data))

    @property
    def read_only(self) -> bool:
        """Whether every write is refused, with status 599."""
        return self._hydra.switches.read_only

    @read_only.setter
    def read_only(self, value: bool) -> None:
        self._hydra.switches.read_only = value

    @property
    def latency(self) -> float:
        """Seconds that every request waits before it is looked at."""
        return self._hydra.switches.latency

    @latency.setter
    def latency(self, value: float) -> None:
        self._hydra.switches.latency = value

    @property
    def request_lifetime(self) -> float:
        """Seconds after which a login or consent request is over."""
        return self._hydra.switches.request_lifetime

    @request_lifetime.setter
    def request_lifetime(self, value: float) -> None:
        self._hydra.switches.request_lifetime = value

    @property
    def reported_version(self) -> str | None:
        """What GET /version says, such as "master" or ""; None for what an official build says."""
        return self._hydra.switches.reported_version

    @reported_version.setter
    def reported_version(self, value: str | None) -> None:
        self._hydra.switches.reported_version = value

    @property
    def hide_version(self) -> bool:
        """Whether a gateway answers GET /version, with 404 and a page of its own."""
        return self._hydra.switches.hide_version

    @hide_version.setter
    def hide_version(self, value: bool) -> None:
        self._hydra.switches.hide_version = value

    @property
    def clock_ahead(self) -> float:
        """Seconds that the clock of all stand-ins of this process is ahead of the machine's."""
        return clock.ahead()

    @clock_ahead.setter
    def clock_ahead(self, value: float) -> None:
        clock.move(value)

    @property
    def faults(self) -> list[Fault]:
        """What goes wrong with the next requests that fit; each is counted and gone in the end."""
        return self._hydra.switches.faults

    @faults.setter
    def faults(self, value: list[Fault]) -> None:
        self._hydra.switches.faults = list(value)

    def start(self) -> StandIn:
        """Start serving; return when both ports listen.

        Raises OSError where one is taken, and ValueError where the seed does not fit.
        """
        self._ready.clear()
        self._problem = None
        self._thread = threading.Thread(target=self._run, name=f"stand-in {self.version}", daemon=True)
        self._thread.start()
        self._ready.wait()
        if self._problem is not None:
            raise self._problem
        return self

    def stop(self) -> None:
        """Stop serving and wait until it is done; nothing happens where it does not serve."""
        if self._loop is not None and self._stop is not None and self._thread is not None:
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join()
        self._thread = self._loop = None

    def __enter__(self) -> StandIn:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _between_requests(self, work: Callable[[], Result]) -> Result:
        """Do something while no request is looked at; return its result."""
        if self._loop is None:
            return work()

        async def task() -> Result:
            return work()

        return asyncio.run_coroutine_threadsafe(task(), self._loop).result()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as problem:
            self._problem = problem
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        if self._seed is not None:
            await plant(self._hydra, self._seed)
            self._seed = None
        self._stop = asyncio.Event()
        async with serving(self._hydra, **self._where):
            self._loop = asyncio.get_running_loop()
            self._ready.set()
            await self._stop.wait()
