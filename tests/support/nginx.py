# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real nginx in front of a Hydra, for tests of what it makes of paths."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from support.servers import free_port

#: Seconds until it answers.
READY_TIMEOUT = 20.0

#: As many have it: a URI behind the port, here a slash, has nginx decode the path and put it together anew.
DECODING = ("", "location /hydra/ {{ proxy_pass {hydra}/; }}")
#: As the guide says it is to be set, below a path of its own ...
KEEPING = (
    'map $request_uri $hydra_uri {{ "~^/hydra(/.*)$" $1; }}',
    "location /hydra/ {{ proxy_pass {hydra}$hydra_uri; }}",
)
#: ... and without one.
PLAIN = ("", "location / {{ proxy_pass {hydra}; }}")

_CONFIGURATION = """
daemon off;
worker_processes 1;
pid "{folder}/pid";
error_log "{folder}/error.log";
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path "{folder}/body";
    proxy_temp_path "{folder}/proxy";
    fastcgi_temp_path "{folder}/fastcgi";
    uwsgi_temp_path "{folder}/uwsgi";
    scgi_temp_path "{folder}/scgi";
    {outside}
    server {{
        listen 127.0.0.1:{port};
        {inside}
    }}
}}
"""


def program() -> str | None:
    """The nginx on ``PATH``; Debian has it where only root looks."""
    return shutil.which("nginx", path=os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin")))


@contextlib.contextmanager
def nginx(hydra: str, way: tuple[str, str]) -> Iterator[str]:
    """Start one that passes requests on to ``hydra``; yields what to give as admin_url. Needs :func:`program`."""
    path = program()
    assert path is not None
    with tempfile.TemporaryDirectory(prefix="nginx ") as folder:
        port = free_port()
        outside, inside = (text.format(hydra=hydra) for text in way)
        file = Path(folder) / "nginx.conf"
        file.write_text(_CONFIGURATION.format(folder=folder, port=port, outside=outside, inside=inside))
        process = subprocess.Popen(
            [path, "-p", folder, "-c", file], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            url = f"http://127.0.0.1:{port}" + ("/hydra" if "/hydra/" in inside else "")
            deadline = time.monotonic() + READY_TIMEOUT
            while not _answers(f"{url}/version"):
                assert process.poll() is None, (Path(folder) / "error.log").read_text()
                assert time.monotonic() < deadline, "nginx does not answer"
                time.sleep(0.05)
            yield url
        finally:
            process.terminate()
            process.wait(timeout=10)


def _answers(url: str) -> bool:
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=5):
            return True
    except OSError:
        return False
