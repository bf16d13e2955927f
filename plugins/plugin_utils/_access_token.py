# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""An access token for playbooks, which is kept for the run in a file that only its user can read."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import time
import typing as t

from ..module_utils._errors import HydraError, MissingLibraryError, UsageError
from ..module_utils._module.credentials import choose
from ..module_utils._module.masking import Secrets
from ..module_utils._module.visible import visible
from ..module_utils._server.access_tokens import AccessTokens
from ..module_utils._server.client_credentials import ClientCredentials
from ..module_utils._server.connection import Connection
from ..module_utils._values.secret_texts import secrets_of_task

Options = t.Dict[str, t.Any]

_CONNECTION = ("validate_certs", "ca_path", "timeout", "retries", "use_proxy")


def access_token(options: Options, folder: str) -> str:
    """Return a token, the kept one if there is one that can still be used.

    :param options: those of the lookup; one that is not given is None
    :param folder: where tokens are kept, which ends with the run
    :raises ValueError: there is no token; the message has no secret in it
    """
    secrets = Secrets()
    secrets.add(secrets_of_task(options, {}, {}))
    try:
        return _kept_or_new(options, folder, secrets)
    except HydraError as error:
        where = " on the controller" if isinstance(error, MissingLibraryError) else ""
        raise ValueError(visible(secrets.among([error.message])[0].text(error.message)) + where) from None
    except OSError as error:
        raise ValueError("the token cannot be kept in %s: %s" % (folder, error.strerror or error)) from None


def _kept_or_new(options: Options, folder: str, secrets: Secrets) -> str:
    wanted = dict(options, api_token=None, username=None, password=None)
    problems = choose(wanted, [options.keys()])
    if problems:
        raise UsageError("; ".join(problems))
    client = ClientCredentials.of(wanted)
    connection = Connection(url=client.address, **{name: options[name] for name in _CONNECTION})
    with _Kept(folder, options) as kept:
        if kept.token is None:
            tokens = AccessTokens(client, connection, secrets.add)
            token = tokens.current()
            kept.keep(token, tokens.remaining)
            return token
        return kept.token


class _Kept:
    """The token for some options. Whoever asks at the same time waits, so that one token is enough for all.

    :ivar token: the token; None where there is none that can still be used
    """

    def __init__(self, folder: str, options: Options) -> None:
        digest = hashlib.sha256(json.dumps(options, sort_keys=True).encode("utf-8")).hexdigest()
        self._path = os.path.join(folder, "ory-hydra-token-" + digest)
        self.token: t.Optional[str] = None

    def __enter__(self) -> _Kept:
        self._file = os.fdopen(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600), "r+", encoding="utf-8")
        with contextlib.suppress(OSError):  # there are file systems without locks
            fcntl.flock(self._file, fcntl.LOCK_EX)
        with contextlib.suppress(ValueError):  # nothing yet, or not all of it
            kept = json.load(self._file)
            if kept["end"] is None or time.time() < kept["end"]:
                self.token = kept["token"]
        return self

    def __exit__(self, *_error: object) -> None:
        self._file.close()  # and with it the lock

    def keep(self, token: str, lifetime: t.Optional[float]) -> None:
        """Keep a token for as many seconds, or for the run."""
        end = None if lifetime is None else time.time() + lifetime
        self._file.seek(0)
        self._file.truncate()
        json.dump({"token": token, "end": end}, self._file)
