# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Health, version and metrics."""

from __future__ import annotations

import time

from .exchange import Call, Reply, json_reply

_GATEWAY_PAGE = b"<html><head><title>404 Not Found</title></head><body><h1>404 Not Found</h1></body></html>\n"


async def alive(call: Call) -> Reply:
    """GET /health/alive and /health/ready: the stand-in is ready as soon as it listens."""
    return json_reply(call, {"status": "ok"})


async def version(call: Call) -> Reply:
    """GET /version"""
    hydra = call.hydra
    if hydra.switches.hide_version:
        return Reply(404, _GATEWAY_PAGE, {"Content-Type": "text/html"})
    own = "" if hydra.quirks.reported_version_is_empty else f"v{hydra.version}"
    said = hydra.switches.reported_version
    return json_reply(call, {"version": own if said is None else said})


async def metrics(call: Call) -> Reply:
    """GET /metrics/prometheus, in the text format of Prometheus."""
    hydra, quirks = call.hydra, call.hydra.quirks
    lines = [
        f"# HELP go_gc_duration_seconds {quirks.metrics_gc_help}",
        "# TYPE go_gc_duration_seconds summary",
        'go_gc_duration_seconds{quantile="0"} 2.5458e-05',
        'go_gc_duration_seconds{quantile="0.5"} 4.8e-05',
        'go_gc_duration_seconds{quantile="1"} 0.00020804',
        "go_gc_duration_seconds_sum 0.002",
        "go_gc_duration_seconds_count 40",
        "# HELP go_goroutines Number of goroutines that currently exist.",
        "# TYPE go_goroutines gauge",
        "go_goroutines 23",
        f"# HELP {quirks.metrics_requests} number of requests",
        f"# TYPE {quirks.metrics_requests} counter",
    ]
    for (endpoint, method, status), count in sorted(hydra.request_counts.items()):
        where = f'endpoint="{endpoint}",' if quirks.metrics_name_endpoint else ""
        labels = f'app="hydra",code="{status}",{where}method="{method.lower()}",version="v{hydra.version}"'
        lines.append(f"{quirks.metrics_requests}{{{labels}}} {count}")
    lines += [
        "# HELP process_cpu_seconds_total Total user and system CPU time spent in seconds.",
        "# TYPE process_cpu_seconds_total counter",
        f"process_cpu_seconds_total {time.process_time():.2f}",
        "# HELP process_start_time_seconds Start time of the process since unix epoch in seconds.",
        "# TYPE process_start_time_seconds gauge",
        f"process_start_time_seconds {hydra.started_at:.2f}",
    ]
    return Reply(200, ("\n".join(lines) + "\n").encode(), {"Content-Type": quirks.metrics_type})
