# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Running a stand-in by the options of the command line, until SIGTERM."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import signal
import ssl
from collections.abc import Sequence
from pathlib import Path

from . import background, cors, saved_state, seed
from .generations import MEMORY, NEWEST, SERVED, SQL
from .hydra import Hydra
from .server import serving
from .urls import VARIABLES, Urls, from_environment, option


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hydra-stand-in",
        description="Run a stand-in for Ory Hydra until SIGTERM, or start and stop one in the background.",
        parents=[background.parser()],
        allow_abbrev=False,
    )
    parser.add_argument(
        "--version", default=NEWEST, help=f"which Hydra to be: {', '.join(SERVED)} (default: %(default)s)"
    )
    parser.add_argument(
        "--store",
        choices=(SQL, MEMORY),
        default=SQL,
        help="what is behind it: a database, or the store in memory that Hydra had up to 1.8 (default: %(default)s)",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--admin-port", type=int, default=0, help="port of the admin API (default: a free one)")
    parser.add_argument("--public-port", type=int, default=0, help="port of the public API (default: a free one)")
    for interface in ("admin", "public"):
        parser.add_argument(
            f"--{interface}-socket", type=Path, help=f"Unix socket for the {interface} API, instead of a port"
        )
    parser.add_argument("--latency", type=float, default=0.0, help="seconds that every request waits")
    parser.add_argument("--read-only", action="store_true", help="refuse every write with status 599")
    parser.add_argument(
        "--hash-cost",
        type=float,
        default=0.0,
        help="CPU time of hashing a secret, as a multiple of a real server's (default: 0, next to none)",
    )
    parser.add_argument(
        "--access-token-strategy",
        choices=("opaque", "jwt"),
        default="opaque",
        help="form of access tokens for clients that do not ask for one (default: %(default)s)",
    )
    parser.add_argument(
        "--dynamic-registration",
        choices=("false", "true"),
        default="false",
        help="whether clients may register themselves at the public port (default: %(default)s)",
    )
    for name, variable in VARIABLES.items():
        parser.add_argument(
            option(name), metavar="URL", help=f"as the environment variable {variable} of a real server"
        )
    for variable in cors.VARIABLES:
        parser.add_argument(
            cors.option(variable), dest=variable, help=f"as the environment variable {variable} of a real server"
        )
    parser.add_argument(
        "--say-yes",
        metavar="SUBJECT",
        default="",
        help="log everybody in as this subject and grant what clients ask for, where no login page is set",
    )
    parser.add_argument(
        "--seed", type=Path, metavar="FILE", help="what to hold from the start: a file of the role snapshot"
    )
    parser.add_argument(
        "--state",
        type=Path,
        metavar="FILE",
        help="load all objects from this file if it exists (--seed is then ignored), and save them to it at the end",
    )
    parser.add_argument("--log-requests", action="store_true", help="print every request to standard error")
    parser.add_argument("--tls-certificate", type=Path, help="serve HTTPS with this certificate (PEM)")
    parser.add_argument("--tls-key", type=Path, help="the certificate's private key (PEM)")
    return parser


def _urls(arguments: argparse.Namespace) -> Urls:
    """Return the addresses of the options, or else of the environment.  Raises ValueError."""
    given = {name: getattr(arguments, f"{name}_url") for name in VARIABLES}
    return Urls(**from_environment(os.environ) | {name: url for name, url in given.items() if url})


def _cors(arguments: argparse.Namespace) -> cors.Settings:
    """Return what other sites' scripts may do, by the options, or else by the environment.  Raises ValueError."""
    given = {name: getattr(arguments, name) for name in cors.VARIABLES}
    return cors.from_environment({**os.environ, **{name: text for name, text in given.items() if text}})


def _tls(certificate: Path | None, key: Path | None) -> ssl.SSLContext | None:
    """Return how to serve HTTPS.  Raises OSError and ValueError with a sentence for the user."""
    if certificate is None:
        if key is not None:
            raise ValueError("--tls-key is of no use without --tls-certificate.")
        return None
    for path in (certificate, *([key] if key else [])):
        path.read_bytes()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(certificate, key)
    except ssl.SSLError as problem:
        missing = "" if key else ", and --tls-key is not set"
        raise ValueError(f"{certificate} has no certificate with its private key{missing}: {problem.reason}.") from None
    return context


def _hydra(arguments: argparse.Namespace) -> Hydra:
    hydra = Hydra(
        arguments.version,
        arguments.hash_cost,
        arguments.access_token_strategy,
        arguments.store,
        arguments.dynamic_registration == "true",
        _urls(arguments),
        arguments.say_yes,
        **_cors(arguments),
    )
    hydra.switches.latency = arguments.latency
    hydra.switches.read_only = arguments.read_only
    return hydra


async def _run(hydra: Hydra, arguments: argparse.Namespace, words: Sequence[str]) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    tls = _tls(arguments.tls_certificate, arguments.tls_key)
    await _fill(hydra, arguments)
    admin, public = arguments.admin_socket or arguments.admin_port, arguments.public_socket or arguments.public_port
    async with serving(hydra, arguments.host, admin, public, tls):
        ready = {
            "version": hydra.version,
            "admin_url": hydra.admin_url,
            "public_url": hydra.listening_url,
            "pid": os.getpid(),
            "options": list(words),
        }
        print(json.dumps(ready), flush=True)
        await stopped.wait()
    if arguments.state:
        _save(hydra, arguments.state)


def _load(hydra: Hydra, path: Path) -> None:
    try:
        saved_state.load(hydra, path.read_bytes())
    except ValueError as problem:
        raise ValueError(f"{path}: {problem}") from None


def _save(hydra: Hydra, path: Path) -> None:
    """Write the objects, private keys among them, for the user alone; the old file stays until all is written."""
    new = path.with_name(f"{path.name}.new")
    new.touch(mode=0o600)
    new.write_bytes(saved_state.save(hydra))
    new.replace(path)


async def _fill(hydra: Hydra, arguments: argparse.Namespace) -> None:
    if arguments.state and arguments.state.exists():
        _load(hydra, arguments.state)
    elif arguments.seed:
        await seed.plant(hydra, arguments.seed)


def check(words: Sequence[str]) -> None:
    """Check all options but the ports.  Raises ValueError or OSError, or ends the process as argparse does."""
    arguments = _parser().parse_args(words)
    _tls(arguments.tls_certificate, arguments.tls_key)
    asyncio.run(_fill(_hydra(arguments), arguments))


def serve(words: Sequence[str]) -> None:
    """Serve until SIGTERM.  Raises ValueError or OSError with a sentence, or ends the process as argparse does."""
    arguments = _parser().parse_args(words)
    if arguments.log_requests:
        logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    asyncio.run(_run(_hydra(arguments), arguments, words))
