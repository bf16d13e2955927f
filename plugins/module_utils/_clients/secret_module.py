# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""The module about the secret of a client: a new one beside those from before, and the end of those from before."""

from __future__ import annotations

import datetime
import os
import time
import typing as t

from .._engine import report
from .._engine.converge import converge
from .._engine.model import Entry
from .._engine.resource import Policy, Spec
from .._errors import HydraError, UsageError
from .._module.actions import outcome, run_action
from .._module.task import HydraModule, Params
from .._server.admin_api import AdminApi, Document
from .._server.generations import Features
from .._server.public_api import CHECKABLE_METHODS, PublicApi
from .._values import files, folders
from .._values.durations import parse_span
from .._values.jwk import HIDDEN
from . import rotation, secret_policy
from .clients import CLIENTS
from .description import auth_method, bears_secret
from .merge import ClientWish
from .secret_policy import SecretWish

_OPTIONS: Spec = {
    "client_id": {"type": "str", "required": True},
    "state": {"type": "str", "choices": list(rotation.STATES), "default": rotation.ROTATED},
    "client_secret": {"type": "str", "no_log": True},
    "secret_file": {"type": "path"},
    "rotate": {"type": "str", "choices": list(rotation.WHEN)},
    "max_age": {"type": "str"},
    "replace": {"type": "bool", "default": False},
    "return_secret": {"type": "bool", "default": False},
    "old_secret": {"type": "str", "no_log": True},
    "old_secret_file": {"type": "path"},
}


# What a new secret means for those who use the old one.
_MEANING = {
    rotation.ROTATED: "rotated: previous secrets keep working",
    rotation.REPLACED: "replaced: the old one stops working at once",
}


def run_client_secret() -> None:
    """Run the module that rotates and retires the secrets of a client."""
    exclusive = [("client_secret", "secret_file"), ("old_secret", "old_secret_file")]
    run_action(_OPTIONS, _act, mutually_exclusive=exclusive)


def _act(module: HydraModule) -> Params:
    given = module.params
    if given["old_secret_file"] is not None:
        given["old_secret"] = _old_secret(module, given["old_secret_file"])
    rotation.check(given)
    max_age = parse_span("max_age", given["max_age"])
    with files.alone("secret_file", None if module.check_mode else given["secret_file"]):
        task = _Task(module)
        return task.retire() if given["state"] == rotation.RETIRED else task.rotate(max_age)


def _old_secret(module: HydraModule, path: str) -> str:
    """Return the old secret that a file holds, without the end of the line, as every secret in a file is read."""
    secret = files.read_file("old_secret_file", path)
    if secret is None:
        raise UsageError("old_secret_file %s does not exist" % path)
    module.no_log_values.add(secret)
    return secret


class _Task:
    """What one task is about: a client that is there, and the secret of it that is known here.

    :raises HydraError: it is not there, or has no secret
    """

    def __init__(self, module: HydraModule) -> None:
        self.module = module
        self.given = module.params
        self.client_id = str(module.params["client_id"])
        self.api: AdminApi = module.admin_api(1)
        self.public: t.Optional[PublicApi] = module.public_api(self.api, 1)
        client = self.api.get_client(self.client_id)
        if client is None:
            raise HydraError('There is no OAuth 2.0 client "%s"' % self.client_id)
        self.client = client
        module.secrets.learn(CLIENTS.secrets(client))
        self.method = auth_method(client)
        if not bears_secret(client):
            raise UsageError('client "%s" authenticates with %s and has no secret' % (self.client_id, self.method))
        self.known = self._known()

    def _known(self) -> t.Optional[str]:
        path = self.given["secret_file"]
        if path is None:
            return t.cast("t.Optional[str]", self.given["client_secret"])
        return files.read_secret("secret_file", path, self.module.hide, self.module.warn)

    def _works(self, secret: t.Optional[str]) -> t.Optional[bool]:
        """Tell whether the client authenticates with a secret; None where that cannot be asked."""
        if secret is None or self.public is None or self.method not in CHECKABLE_METHODS:
            return None
        return self.public.secret_is_right(self.client_id, secret, self.method)

    def _rotates(self) -> bool:
        """Tell whether the server can give a client a new secret while those from before go on working.

        To try it on a client that does not exist would be a write, and check mode makes none: the version says it.
        """
        return self.method in CHECKABLE_METHODS and self.api.server.has(Features.client_secret_rotation)

    # A new secret

    def rotate(self, max_age: t.Optional[datetime.timedelta]) -> Params:
        """Give the client a new secret, if that is due."""
        path = self.given["secret_file"]
        right = self._works(self.known)
        age = None if path is None or self.known is None else _age_of(path)
        interrupted = path is not None and files.is_tentative(path)
        if interrupted and right:
            interrupted, age = False, None
            if not self.module.check_mode:
                os.utime(path)
        if not interrupted and not rotation.is_due(self.given, self.known, right, age, max_age):
            status = secret_policy.VERIFIED if right else secret_policy.UNCHECKED
            return outcome(self.module, rotation.UNCHANGED, "", **self._told(self.client, status))
        problem = None if path is None else folders.place_for_file("secret_file", path)
        if problem:
            raise UsageError(problem)
        declared = self.given["client_secret"]
        if declared is None and self._rotates():
            action, status = rotation.ROTATED, secret_policy.GENERATED
            client, secret = (self.client, None) if self.module.check_mode else self._rotate()
        elif not self.given["replace"]:
            rotation.refuse_replacement(self.client_id, self.api.server)
        else:
            action, status = rotation.REPLACED, secret_policy.SET if declared else secret_policy.GENERATED
            client, secret = self._replace(declared)
        told = self._told(client, status)
        if secret is not None and not self.module.check_mode:
            self.module.hide([secret])
            if self._works(secret) is False:
                raise HydraError(
                    'The secret of client "%s" was %s, but the new one does not work' % (self.client_id, action)
                )
            if declared is None and self.given["return_secret"]:
                told["client_secret"] = secret
                self.module.secrets.ask_for([secret])
        before = {"client_secret": HIDDEN + (" not as declared" if right is False else " unknown")}
        after = {"client_secret": "%s %s, %s" % (HIDDEN, "as declared" if declared else "new", _MEANING[action])}
        return outcome(self.module, action, self._header, before, after, **told)

    def _rotate(self) -> t.Tuple[Document, str]:
        """Have the server make a secret, for which there is a place already."""
        path = self.given["secret_file"]
        if path is None:
            return self._rotated()
        with files.SecretSlot("secret_file", path, self.known) as place:
            client, secret = self._rotated()
            try:
                place.keep(secret)
            except UsageError as error:
                raise HydraError(
                    "%s; a new secret was generated and lost; previous secrets keep working: run again" % error.message
                ) from None
            return client, secret

    def _rotated(self) -> t.Tuple[Document, str]:
        """Return what the server made; once more if the reply is lost, and with it a secret that nobody knows."""
        try:
            client = self.api.rotate_client_secret(self.client_id)
        except HydraError as first:
            if not first.in_doubt or first.misdirected:
                raise
            try:
                client = self.api.rotate_client_secret(self.client_id)
            except HydraError as error:
                raise HydraError(
                    ("%s; secrets that nobody knows may have been generated; previous secrets keep working: run again")
                    % error.message,
                    error.failure,
                ) from None
        secret = str(client["client_secret"])
        self._did("a new secret was generated, and previous secrets keep working", secret)
        return client, secret

    def _replace(self, declared: t.Optional[str]) -> t.Tuple[Document, t.Optional[str]]:
        """Replace the secret by a given one, or by one that is made here and kept before it is sent."""
        path = self.given["secret_file"]
        wish = SecretWish(declared, "always", path, self.given["return_secret"], held=self.known if path else None)
        entry = Entry(0, self.client_id, ClientWish(secret=wish))
        policy = Policy(self.module.check_mode)
        done = converge(CLIENTS, self.api, self.public, [entry], policy).outcomes[0]
        self.module.hide(done.change.secrets)
        if done.error is not None:
            maybe = report.revealed_secrets(done)
            self.module.secrets.ask_for(maybe.values())
            self.module.fail(done.error, dict(maybe, changed=False))
        secret = next(iter(done.change.secrets), None)
        if not self.module.check_mode:
            self._did("the secret was replaced", None if declared else secret)
        for sentence in done.change.warnings:
            self.module.warn(sentence)
        return done.result or self.client, secret

    def _did(self, what: str, made: t.Optional[str]) -> None:
        """Note what was done, with a secret that was made and would be lost: whoever asks for it gets it anyway."""
        account: Params = {}
        self.module.hide([] if made is None else [made])
        if made is not None and self.given["return_secret"]:
            self.module.secrets.ask_for([made])
            account["client_secret"] = made
        self.module.done(what, account)

    # The end of those from before

    def retire(self) -> Params:
        """Make the secrets from before worthless, if there can be any."""
        old = self.given["old_secret"]
        right = self._works(self.known)
        if right is False:
            raise UsageError(
                'the given secret of client "%s" does not work, so its previous secrets are not retired: they '
                "may still be in use" % self.client_id
            )
        if old is not None and old == self.known:
            raise UsageError("old_secret is the same as the secret that should keep working")
        unchanged = rotation.UNCHANGED
        if not self._rotates() or self._works(old) is False:
            status = (
                secret_policy.VERIFIED if right else secret_policy.UNCHECKED if self.known else secret_policy.UNKNOWN
            )
            return outcome(self.module, unchanged, "", **self._told(self.client, status))
        client = self.client
        if not self.module.check_mode:
            client = self.api.retire_client_secrets(self.client_id)
            self.module.done("the previous secrets were retired")
            if self._works(old):
                raise HydraError(
                    'old_secret is the newest secret of client "%s": it keeps working, and all others do not'
                    % self.client_id
                )
            right = self._works(self.known)
            if right is False:
                raise HydraError(
                    'The old secrets of client "%s" are retired, and the given secret was one of them: rotate it to '
                    "get a working one" % self.client_id
                )
        status = secret_policy.VERIFIED if right else secret_policy.UNCHECKED if self.known else secret_policy.UNKNOWN
        before, after = {"old_secrets": "may work"}, {"old_secrets": None}
        return outcome(self.module, rotation.RETIRED, self._header, before, after, **self._told(client, status))

    # Results

    @property
    def _header(self) -> str:
        return "secret of client %s" % self.client_id

    @staticmethod
    def _told(client: Document, status: str) -> Params:
        return {"client": CLIENTS.presentable(client), "secret_status": status}


def _age_of(path: str) -> datetime.timedelta:
    """Return how long ago a file was written."""
    return datetime.timedelta(seconds=max(0.0, time.time() - os.stat(path).st_mtime))
