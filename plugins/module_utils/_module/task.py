# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""The only glue between Ansible and the rest: parameters in, with null told from missing, and results out."""

from __future__ import annotations

import ipaddress
import typing as t
from urllib.parse import urlsplit

from ansible.module_utils.basic import missing_required_lib

from .._engine.model import refuse
from .._engine.resource import DEFAULT_CONCURRENCY, Given, Spec
from .._errors import HydraError, MissingLibraryError, TransportError, UnforeseenError, UsageError, known
from .._server.access_tokens import AccessTokens
from .._server.admin_api import AdminApi
from .._server.client_credentials import ClientCredentials
from .._server.detect import connect
from .._server.http_client import Connection, HttpClient
from .._server.public_api import PublicApi
from .._values import exact_json
from .._values.files import warn_of_readers
from .._values.secret_texts import secrets_of_task
from . import option_groups
from .credentials import choose
from .list_option import ListOption, Resolved, is_template
from .masking import texts_in
from .silence import Params, SilentModule
from .spellings import Reader
from .validation import examine, lacking

Adapt = t.Callable[[Params, Params], t.Iterable[str]]

_TRACED = 3  # the verbosity from which on a traceback is shown


class HydraModule(SilentModule):
    """An Ansible module that knows which options were given, and how the server is reached."""

    def __init__(
        self,
        spec: Spec,
        adapt: t.Optional[Adapt] = None,
        objects: t.Optional[ListOption] = None,
        reads_only: bool = False,
        **rules: t.Any,
    ) -> None:
        """Read and validate the options; what is wrong with them is kept in ``refused`` where more can be found out.

        :param adapt: puts an object into the terms of its options, in place; gets those of the task, too; None where
            the task manages no objects
        :param objects: the options one of which has the list of objects
        :param reads_only: its result is data for others
        """
        self._objects = objects
        self._origin = ""  # says that the list of objects is from a file
        self._reader = Reader(
            objects.option if objects is not None else None, adapt if adapt is not None else lambda _options, _task: ()
        )
        arguments = dict(option_groups.CONNECTION, **option_groups.CONNECTION_BUNDLE, **spec)
        self._rules = dict(rules)
        for name, rule in option_groups.CONNECTION_RULES.items():
            rules[name] = dict(rules.get(name, {}), **rule) if isinstance(rule, dict) else [*rules.get(name, []), *rule]
        self._rows: t.Any = None  # the list of objects as it came
        self._places: t.Sequence[t.AbstractSet[str]] = ()  # the options that the connection and the task give
        self._http: t.Optional[HttpClient] = None
        self._tokens: t.Optional[AccessTokens] = None
        self._account: Params = {}
        super().__init__(arguments, reads_only, **rules)
        self.refused: t.List[str] = self._reader.problems
        self._connects = not self._reader.broken & {*option_groups.CONNECTION, *option_groups.CONNECTION_BUNDLE}
        self._check_connection()
        if self.refused:
            self.accepted = False
            if adapt is None:
                self.fail(UsageError("; ".join(self.refused)))

    def completed(self, params: Params) -> Params:
        """Return the options with the list that a file holds in its place."""
        if self._objects is None:
            return params
        problems: t.List[str] = []
        found = self._objects.resolve(params, problems)
        if problems:
            self._reader.problems += problems
            self._reader.broken |= {self._objects.option, self._objects.file_option}
        self._rows = found.options.get(self._objects.option)
        if found.path and not problems:
            self._origin = " (%s is the list in %s)" % (self._objects.option, found.path)
            self._look_into(self._objects, found)
        return found.options

    def _look_into(self, objects: ListOption, found: Resolved) -> None:
        """Hide the secrets of a list that comes from a file, and tell what is odd about them and it."""
        secret = False
        for number, row in enumerate(found.rows, 1):
            for name, text in secrets_of_task({objects.option: [row]}, self.argument_spec, {}):
                self.secrets.add([(name, text)])
                secret = True
                if is_template(text):
                    self._reader.problems.append(objects.templated_secret(number, name))
        if secret:
            warn_of_readers(objects.file_option, found.path, self.warn)
        if found.has_braces:
            odd = [number for number, row in enumerate(found.rows, 1) if any("{{" in text for text in texts_in(row))]
            if odd:
                self.warn(objects.taken_literally(found.path, odd))

    def read(self, params: Params) -> Params:
        """Return the options in the form in which Ansible's validation takes them for what they mean."""
        given = dict(params)
        if "connection" in given:
            given["connection"] = self._reader.structure(given["connection"], "connection")
        self._places = option_groups.places(given)
        return self._reader.read(self.argument_spec, option_groups.with_environment(option_groups.unbundled(given)))

    def for_ansible(self, params: Params) -> Params:
        """Return the options with an empty list of objects: Ansible takes a second to validate 3,000 clients."""
        return dict(params, **{option: [] for option in self._listed(params)})

    def finish_validation(self) -> None:
        """Validate the list of objects, and what is needed of the other options and is null."""
        for option in self._listed(self.raw):
            found = examine({option: self.argument_spec[option]}, {}, {option: self.raw[option]}, self._reader.broken)
            self.params[option] = found.options[option]
            self._reader.broken |= found.broken
            self._reader.problems += found.problems
        for problem, concerned in lacking(self._rules, self.params, self._reader.broken):
            self._reader.problems.append(problem)
            self._reader.broken |= concerned

    def rewritten(self, params: Params) -> Params:
        """Return the options, and of the list of objects what is not as it came."""
        for option in self._listed(params) if isinstance(self._rows, list) else ():
            rows = [row if isinstance(row, dict) else {} for row in self._rows]
            if len(rows) == len(params[option]):
                return dict(params, **{option: list(map(_changed, rows, params[option]))})
        return params

    def _listed(self, params: Params) -> t.List[str]:
        """Return the option with the list of objects, if it has one."""
        objects = self._objects
        return [objects.option] if objects is not None and isinstance(params.get(objects.option), list) else []

    def refuse(self, msg: str, rules: Params) -> None:
        """Go on with those options that can be used, as more may be wrong with them."""
        try:
            found = examine(self.argument_spec, rules, self.raw, self._reader.broken)
        except Exception as error:
            self.fail(error)
        self.params = found.options
        self._reader.broken |= found.broken
        self._reader.problems += found.problems
        if not self._reader.problems:  # whatever Ansible finds and this does not
            self._reader.problems.append(msg)

    def _check_connection(self) -> None:
        """Check what is left of the bundle, and the credentials."""
        unknown = ", ".join(sorted(map(str, self.params["connection"] or ())))
        if unknown:
            self._refuse_connection("connection contains unknown options: %s" % unknown)
        for problem in choose(self.params, self._places, self._reader.broken):
            self._refuse_connection(problem)

    def _refuse_connection(self, problem: str) -> None:
        self.refused.append(problem)
        self._connects = False

    def _log_invocation(self) -> None:
        """Log no parameters: a list of a thousand clients does not belong in a system log."""
        if not self.no_log:
            self.log("Invoked")

    def http(self, option: str, pool: int) -> HttpClient:
        """Return a client for ``admin_url`` or ``public_url``; the credentials of the former are not for the latter."""
        given = self.params
        common = self._common()
        if option == "admin_url":
            headers = {str(name): str(value) for name, value in (given["headers"] or {}).items()}
            names = ("api_token", "username", "password", "client_cert", "client_key", "client_key_passphrase")
            common.update({name: given[name] or None for name in names}, headers=headers)
        client = HttpClient(Connection(url=given[option], **common), option, pool)
        client.hide = self.secrets.add
        self._warn_of_plain_http(option, client.base)
        if option == "admin_url":
            client.tokens = self._access_tokens()
        return client

    def _access_tokens(self) -> t.Optional[AccessTokens]:
        """Return what gets the access tokens of this task; None where it needs none."""
        given = self.params
        if self._tokens is None and given["auth_client_id"]:
            wanted = ClientCredentials.of(given)
            connection = Connection(url=wanted.address, **self._common())
            self._tokens = AccessTokens(wanted, connection, self.secrets.add)
            self._warn_of_plain_http(wanted.option, wanted.address)
        return self._tokens

    def _common(self) -> Params:
        """Return the connection options that apply to every server."""
        return {name: self.params[name] for name in ("validate_certs", "ca_path", "timeout", "retries", "use_proxy")}

    def _warn_of_plain_http(self, option: str, url: str) -> None:
        if urlsplit(url).scheme == "http" and not _is_loopback(urlsplit(url).hostname):
            self.warn("%s is plain http:// to another host: secrets and tokens travel unencrypted" % option)

    def admin_api(self, pool: int = DEFAULT_CONCURRENCY, problems: t.Sequence[str] = ()) -> AdminApi:
        """Return the admin API of the server, whose version is given or has been found out.

        :param problems: what is wrong already, which is told where the server cannot be reached
        """
        if not self._connects:
            refuse(problems)
        try:
            http = self._http = self.http("admin_url", pool)
            return connect(http, self.params["server_version"])
        except TransportError:
            refuse(problems)
            raise
        except UsageError as error:
            refuse([*problems, *error.problems])
            raise

    def public_api(self, api: AdminApi, pool: int = DEFAULT_CONCURRENCY) -> t.Optional[PublicApi]:
        """Return the public API of the server, if its address was given."""
        return PublicApi(self.http("public_url", pool), api.server) if self.params["public_url"] else None

    @property
    def broken(self) -> t.AbstractSet[str]:
        """The options that were given and cannot be used."""
        return self._reader.broken

    def given(self, position: int, item: Params, raw: t.Any) -> Given:
        """Return the options of one object.

        :param raw: the same options as they came, from which null can be told from missing
        """
        mentioned = raw if isinstance(raw, dict) else {}
        removed = self._reader.removed.get(position, frozenset())
        broken = self._reader.broken_of(position)
        return Given(position, item, mentioned, self.params, self.hide, self.warn, removed, broken)

    def done(self, what: str, account: t.Optional[Params] = None) -> None:
        """Note what the task has done already, in case that it cannot tell it whole.

        :param what: a clause with nothing secret in it
        :param account: what a result says of it at least; None where errors after it say what was done
        """
        self.did, self._account = what, dict(account or {}, changed=True)

    def fail(self, error: Exception, result: t.Optional[Params] = None) -> t.NoReturn:
        """End the task with an error; one that nobody foresaw is told without secrets, too."""
        failed = known(error)
        extra = dict(self._account if result is None else result)
        if failed.failure:
            extra["failure"] = failed.failure._asdict()
        if isinstance(failed, MissingLibraryError):
            self.fail_json(msg=missing_required_lib(failed.library, failed.reason), exception=failed.trace)
        if failed.trace is not None and self._verbosity >= _TRACED:
            extra["exception"] = failed.trace
        self.fail_json(msg=failed.message if result is not None else self._sentence(failed), **extra)

    def _sentence(self, error: HydraError) -> str:
        """Return the sentence of an error, with what was done before it where it does not say so itself."""
        listed = "actions" in self._account
        if not self.did or not (isinstance(error, UnforeseenError) or listed):
            return error.message + (self._origin if isinstance(error, UsageError) else "")
        did = self.did + (" (see actions)" if listed else "")
        return "%s, but reporting it failed: %s" % (did, error.message[0].lower() + error.message[1:])

    def succeed(self, result: Params) -> t.NoReturn:
        """End the task with a result."""
        try:
            self.exit_json(**result)
        except Exception as error:
            self.fail(error)

    def _printable(self, result: t.Mapping[str, t.Any]) -> Params:
        self._trace()
        self.params = exact_json.printable(self.params)
        return super()._printable(exact_json.printable(dict(result)))

    def _trace(self) -> None:
        """Log every request, without its body, where Ansible's debugging is on."""
        for sender in (self._tokens, self._http):
            while sender is not None and sender.trace:
                self.debug(sender.trace.pop(0))


def _changed(row: Params, entry: Params) -> Params:
    """Return the options of an object that are not as they came."""
    return {
        name: value
        for name, value in entry.items()
        if value is not None and value is not row.get(name) and not (isinstance(value, list) and value == row.get(name))
    }


def _is_loopback(host: t.Optional[str]) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False
