# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The recorded scenarios of health and routing."""

from __future__ import annotations

from .core import Recorder


def s_health(r: Recorder) -> None:
    """Health, version and metrics, on both ports."""
    r.scenario("health_version_metrics")
    for p in (
        "/health/alive",
        "/health/ready",
        "/version",
        r.prefix + "/metrics/prometheus",
        "/admin/version",
        "/admin/health/ready",
    ):
        r.call("GET", p, limit=200)
    if r.prefix:
        r.call("GET", "/metrics/prometheus", limit=200)
    for p in ("/health/alive", "/health/ready", "/version"):
        r.pub("GET", p, limit=300)


def s_routing(r: Recorder) -> None:
    """Routes that do not exist, and nearly right ones."""
    r.scenario("routing")
    r.call("GET", r.prefix + "/no-such-route")
    r.call("GET", r.prefix + "/no-such-route", headers={"Accept": None}, limit=300, note="no Accept header")
    r.call("GET", "/clients" if r.prefix else "/admin/clients", note="the other generation's prefix")
    r.call("GET", r.clients + "/", note="trailing slash")
    r.call("PUT", r.clients, json_={}, note="wrong verb")
    r.call("POST", r.clients + "/rec-none", json_={}, note="wrong verb")
    r.call("GET", r.prefix + "/Clients", note="wrong case")
