# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The request log, and what a test can make the stand-in do to its requests."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple

from . import clock
from .exchange import Reply

READ_ONLY_STATUS = 599


class LogEntry(NamedTuple):
    """One request as it was sent.  ``status`` is 0 where the connection was closed without an answer."""

    method: str
    path: str
    query: str
    status: int
    interface: str

    @property
    def violation(self) -> bool:
        """Whether this was a write that ``read_only`` refused."""
        return self.status == READ_ONLY_STATUS


@dataclass
class Fault:
    """Something that goes wrong with the next requests that fit.

    ``status`` None closes the connection without an answer.  With ``when`` "before" the request is not carried out;
    with "after" it is, and only its answer is lost or replaced.
    """

    times: int = 1
    status: int | None = None
    when: str = "before"
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    # Which requests: a verb, a regular expression that is searched for in the path, and a port.  None fits all.
    method: str | None = None
    path: str | None = None
    interface: str | None = None
    # How many fitting requests to let pass first.
    skip: int = 0
    # Seconds to wait; with ``status`` -1 the wait is all that happens.
    latency: float = 0.0

    def __post_init__(self) -> None:
        if self.when not in ("before", "after"):
            raise ValueError('when must be "before" or "after"')

    def fits(self, interface: str, method: str, path: str) -> bool:
        return (
            (self.method is None or self.method.upper() == method)
            and (self.interface is None or self.interface == interface)
            and (self.path is None or re.search(self.path, path) is not None)
        )

    def reply(self) -> Reply | None:
        """Return the answer to give instead; None to close the connection."""
        if self.status is None:
            return None
        headers = {"Content-Type": "application/json"} | self.headers
        return Reply(self.status, self.body.encode(), headers)


class Switches:
    """The state of all switches.  Safe to change from another thread."""

    def __init__(self) -> None:
        self.read_only = False
        self.latency = 0.0
        # Seconds after which a login or consent request is over.
        self.request_lifetime = 1800.0
        # What GET /version says; None for what an official build says.
        self.reported_version: str | None = None
        self.hide_version = False
        self.faults: list[Fault] = []
        self.log: list[LogEntry] = []
        self._lock = threading.Lock()

    def take_fault(self, interface: str, method: str, path: str) -> Fault | None:
        """Return the fault that this request runs into, and count it."""
        if not self.faults:
            return None
        with self._lock:
            for fault in self.faults:
                if fault.times > 0 and fault.fits(interface, method, path):
                    if fault.skip > 0:
                        fault.skip -= 1
                        continue
                    fault.times -= 1
                    if not fault.times:
                        self.faults.remove(fault)
                    return fault
        return None

    def set(self, values: dict[str, Any]) -> None:
        """Set the switches named in ``values``.  Raises ValueError for one that does not exist or does not fit."""
        unknown = sorted(set(values) - set(self.show()))
        if unknown:
            raise ValueError(f"unknown switch: {', '.join(unknown)}")
        known = {each.name for each in fields(Fault)}
        faults = values.get("faults", [])
        for each in faults:
            if not isinstance(each, dict) or set(each) - known:
                raise ValueError(f"a fault is an object with members of: {', '.join(sorted(known))}")
        made = [Fault(**each) for each in faults]
        reported = values.get("reported_version", self.reported_version)
        if reported is not None and not isinstance(reported, str):
            raise ValueError("reported_version is a text, or null for the server's own")
        self.read_only = bool(values.get("read_only", self.read_only))
        self.latency = float(values.get("latency", self.latency))
        self.request_lifetime = float(values.get("request_lifetime", self.request_lifetime))
        self.reported_version = reported
        self.hide_version = bool(values.get("hide_version", self.hide_version))
        clock.move(float(values.get("clock_ahead", clock.ahead())))
        if "faults" in values:
            self.faults = made

    def show(self) -> dict[str, Any]:
        return {
            "read_only": self.read_only,
            "latency": self.latency,
            "request_lifetime": self.request_lifetime,
            "reported_version": self.reported_version,
            "hide_version": self.hide_version,
            "clock_ahead": clock.ahead(),
            "faults": [{each.name: getattr(fault, each.name) for each in fields(Fault)} for fault in self.faults],
        }
