# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""The only glue between Ansible and the rest: parameters in, with null told from missing, and results out."""

from __future__ import annotations

import ipaddress
import time
import typing as t
from urllib.parse import urlsplit

from ansible.module_utils.basic import missing_required_lib

from ansible_collections.ory.hydra.plugins.module_utils import _json, _options, _plan, _report
from ansible_collections.ory.hydra.plugins.module_utils._admin_api import AdminApi
from ansible_collections.ory.hydra.plugins.module_utils._apply import Outcome
from ansible_collections.ory.hydra.plugins.module_utils._converge import converge
from ansible_collections.ory.hydra.plugins.module_utils._detect import connect
from ansible_collections.ory.hydra.plugins.module_utils._errors import (
    HydraError,
    MissingLibraryError,
    TransportError,
    UnforeseenError,
    UsageError,
    known,
)
from ansible_collections.ory.hydra.plugins.module_utils._http import Connection, HttpClient
from ansible_collections.ory.hydra.plugins.module_utils._masking import texts_in
from ansible_collections.ory.hydra.plugins.module_utils._metrics import parse_metrics
from ansible_collections.ory.hydra.plugins.module_utils._plan import Entry, Prune, attempt, refuse
from ansible_collections.ory.hydra.plugins.module_utils._public_api import PublicApi
from ansible_collections.ory.hydra.plugins.module_utils._resource import (
    DEFAULT_CONCURRENCY,
    Given,
    Policy,
    Resource,
    Spec,
)
from ansible_collections.ory.hydra.plugins.module_utils._silence import Params, SilentModule
from ansible_collections.ory.hydra.plugins.module_utils._spellings import Reader
from ansible_collections.ory.hydra.plugins.module_utils._validation import examine

_WAIT_STEP = 0.5  # seconds between two looks at a server that is not ready
_TRACED = 3  # the verbosity from which on a traceback is shown


class HydraModule(SilentModule):
    """An Ansible module that knows which options were given, and how the server is reached."""

    def __init__(
        self,
        spec: Spec,
        resource: t.Optional[Resource] = None,
        objects: t.Optional[str] = None,
        reads_only: bool = False,
        **rules: t.Any,
    ) -> None:
        """Read and validate the options; what is wrong with them is kept in ``refused`` where more can be found out.

        :param resource: what the options are about, or the entries of a list of them
        :param objects: the option that has that list
        :param reads_only: its result is data for others
        """
        self._reader = Reader(objects, resource.adapt if resource is not None else lambda _options: ())
        arguments = dict(_options.CONNECTION, **_options.CONNECTION_BUNDLE, **spec)
        for name, rule in _options.CONNECTION_RULES.items():
            rules[name] = dict(rules.get(name, {}), **rule) if isinstance(rule, dict) else [*rules.get(name, []), *rule]
        self._http: t.Optional[HttpClient] = None
        self._account: Params = {}
        super().__init__(arguments, reads_only, **rules)
        self.refused: t.List[str] = self._reader.problems
        self._connects = not self._reader.broken & {*_options.CONNECTION, *_options.CONNECTION_BUNDLE}
        self._check_connection()
        if self.refused:
            self.accepted = False
            if resource is None:
                self.fail(UsageError("; ".join(self.refused)))

    def read(self, params: Params) -> Params:
        """Return the options in the form in which Ansible's validation takes them for what they mean."""
        given = dict(params)
        if "connection" in given:
            given["connection"] = self._reader.structure(given["connection"], "connection")
        return self._reader.read(self.argument_spec, _options.with_environment(_options.unbundled(given)))

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
            self._refuse_connection("connection contains what is no option of the connection: %s" % unknown)
        if self.params["api_token"] and self.params["username"]:
            self._choose_credentials()

    def _refuse_connection(self, problem: str) -> None:
        self.refused.append(problem)
        self._connects = False

    def _choose_credentials(self) -> None:
        """Let a token or a password that the task gives win over one of the environment; a request carries only one."""
        given = [name for name in ("api_token", "username") if self.raw.get(name)]
        if len(given) != 1:
            self._refuse_connection("api_token and username are both given, and a request can carry only one of them")
        for name in ("username", "password") if given == ["api_token"] else ("api_token",):
            self.params[name] = None

    def _log_invocation(self) -> None:
        """Log no parameters: a list of a thousand clients does not belong into a system log."""
        if not self.no_log:
            self.log("Invoked")

    def http(self, option: str, pool: int) -> HttpClient:
        """Return a client for ``admin_url`` or ``public_url``; the credentials of the former are not for the latter."""
        given = self.params
        common = {name: given[name] for name in ("validate_certs", "ca_path", "timeout", "retries", "use_proxy")}
        if option == "admin_url":
            headers = {str(name): str(value) for name, value in (given["headers"] or {}).items()}
            names = ("api_token", "username", "password", "client_cert", "client_key")
            common.update({name: given[name] or None for name in names}, headers=headers)
        if common["timeout"] <= 0 or common["retries"] < 0:
            raise UsageError("timeout must be above 0, and retries not below 0")
        client = HttpClient(Connection(url=given[option], **common), option, pool)
        client.hide = self.secrets.add
        if urlsplit(client.base).scheme == "http" and not _is_loopback(urlsplit(client.base).hostname):
            self.warn("%s is plain http:// to another host: secrets and tokens travel unencrypted" % option)
        return client

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
            extra["failure"] = failed.failure
        if isinstance(failed, MissingLibraryError):
            self.fail_json(msg=missing_required_lib(failed.library), exception=failed.trace)
        if failed.trace is not None and self._verbosity >= _TRACED:
            extra["exception"] = failed.trace
        self.fail_json(msg=failed.message if result is not None else self._sentence(failed), **extra)

    def _sentence(self, error: HydraError) -> str:
        """Return the sentence of an error, with what was done before it where it does not say so itself."""
        listed = "actions" in self._account
        if not self.did or not (isinstance(error, UnforeseenError) or listed):
            return error.message
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
        self.params = _json.printable(self.params)
        return super()._printable(_json.printable(dict(result)))

    def _trace(self) -> None:
        """Log every request, without its body, where Ansible's debugging is on."""
        while self._http is not None and self._http.trace:
            self.debug(self._http.trace.pop(0))


def run_single(resource: Resource) -> None:
    """Run a module about one object."""
    module = HydraModule(_options.object_options(resource), resource, **resource.argument_rules())
    try:
        entry = resource.entry(module.given(0, module.params, module.raw))
        problems = [*module.refused, *entry.problems]
        api = module.admin_api(problems=problems)
        policy = Policy(check_mode=module.check_mode, log=module.log)
        outcomes = converge(resource, api, module.public_api(api), [entry], policy, problems=problems)
        _note(module, resource, outcomes)
        result = _report.single(resource, outcomes, module.check_mode, module._diff)
        _finish(module, resource, outcomes, result)
    except Exception as error:
        module.fail(error)


def run_bulk(resource: Resource) -> None:
    """Run a module about a list of objects."""
    module = HydraModule(_options.bulk_options(resource), resource, resource.plural)
    given = module.params
    try:
        entries = _entries(module, resource)
        problems = [*module.refused, *(problem for entry in entries for problem in entry.problems)]
        # An invocation of a thousand entries with sixty unset options each would be most of what the task prints.
        given[resource.plural] = ["%d entries" % len(entries)]
        known = (entries or not problems) and not any(name.startswith("prune") for name in module.broken)
        prune = attempt(problems, _prune, resource, given, entries) if known else None
        concurrency = given["concurrency"]
        if concurrency is not None and not 1 <= concurrency <= 64:
            problems.append("concurrency must be from 1 to 64, not %d" % concurrency)
            concurrency = None
        if not entries:
            refuse(problems)
        pool = concurrency or DEFAULT_CONCURRENCY
        api = module.admin_api(pool, problems)
        policy = Policy(module.check_mode, concurrency, given["continue_on_error"], module.log)
        outcomes = converge(resource, api, module.public_api(api, pool), entries, policy, prune, problems)
        _note(module, resource, outcomes)
        if prune:
            _warn_unowned(module, resource, prune, outcomes)
        result = _report.bulk(resource, outcomes, module.check_mode, module._diff, given["return_objects"])
        _finish(module, resource, outcomes, result)
    except Exception as error:
        module.fail(error)


def run_info(resource: Resource) -> None:
    """Run a module that returns objects."""
    spec, rules = resource.queries()
    module = HydraModule(spec, reads_only=True, **rules)
    wanted = {name: module.params[name] for name in spec if module.params[name] is not None}
    try:
        found = resource.find(module.admin_api(), wanted)
        for document in found:
            module.secrets.learn(resource.secrets(document))
        shown = [resource.presentable(document) for document in found]
    except Exception as error:
        module.fail(error)
    module.succeed({"changed": False, resource.plural: shown})


def run_server_info() -> None:
    """Run the module that tells what kind of server there is, and how it is."""
    module = HydraModule(
        {
            "wait_for": {"type": "str", "choices": ["none", "alive", "ready"], "default": "none"},
            "wait_timeout": {"type": "int", "default": 60},
            "metrics": {"type": "bool", "default": False},
        },
        reads_only=True,
    )
    public: Params = {name: module.params[name] for name in ("public_url", "validate_certs", "ca_path", "use_proxy")}
    try:
        _wait(module)
        api = module.admin_api()
        result: Params = {
            "changed": False,
            "version": api.server.reported,
            "generation": api.server.generation.name,
            "capabilities": api.server.capabilities,
            "alive": api.is_alive(),
            "ready": api.is_ready(),
            "public_api": public,
        }
        if module.params["metrics"]:
            result["metrics"] = parse_metrics(api.metrics())
    except Exception as error:
        module.fail(error, {"public_api": public})
    module.succeed(result)


def _wait(module: HydraModule) -> None:
    """Wait until the server is alive or ready.

    :raises TransportError: it was not in time
    """
    wanted = module.params["wait_for"]
    if wanted == "none":
        return
    http = module.http("admin_url", 1)
    path = "/health/" + wanted
    deadline = time.monotonic() + module.params["wait_timeout"]
    while True:
        last = "nothing answered"
        try:
            status = http.request("GET", path, retries=0).status
            if status == 200:
                return
            last = "%s answered %d" % (path, status)
        except TransportError as error:
            last = error.message
        if time.monotonic() + _WAIT_STEP > deadline:
            raise TransportError(
                "Hydra at %s was not %s within %d seconds (option wait_timeout): %s"
                % (http.base, wanted, module.params["wait_timeout"], last)
            )
        time.sleep(_WAIT_STEP)


def _note(module: HydraModule, resource: Resource, outcomes: t.Sequence[Outcome]) -> None:
    """Note what was done, and what must not be seen of it, before anything else can fail."""
    did, account = _report.account(outcomes)
    if not module.check_mode:
        module.secrets.ask_for(texts_in([list(outcome.change.revealed.values()) for outcome in outcomes]))
        if did:
            module.done(did, account)
    module.hide(_report.made(outcomes))
    module.secrets.learn(_report.learnt(resource, outcomes))


def _finish(module: HydraModule, resource: Resource, outcomes: t.Sequence[Outcome], result: Params) -> None:
    """End the task: say what should be seen, fail if something did."""
    for outcome in outcomes:
        module.secrets.ask_for(resource.asked_for(outcome.result) if outcome.result is not None else ())
    for sentence in _report.warnings(outcomes):
        module.warn(sentence)
    failed = _report.failure(outcomes)
    if failed is not None:
        module.fail(failed, result)
    module.succeed(result)


def _entries(module: HydraModule, resource: Resource) -> t.List[Entry]:
    """Return the entries, as far as each can be used."""
    raw_items = module.raw.get(resource.plural) or []
    found = []
    for position, item in enumerate(module.params[resource.plural] or ()):
        raw = raw_items[position] if position < len(raw_items) else {}
        found.append(resource.entry(module.given(position, item, raw)))
    return found


def _prune(resource: Resource, given: Params, entries: t.Sequence[Entry]) -> t.Optional[Prune]:
    """Return what is pruned.

    :raises UsageError: it is not said what the list owns, or the list is empty and nobody said that is meant
    """
    names = resource.prune_arguments()
    if names is None or not given["prune"]:
        return None
    owned = resource.prune_scope(given)
    if owned is None:
        raise UsageError(
            "prune needs a scope: say with %s which %s this list owns" % (" or ".join(names), resource.plural)
        )
    if not entries and not given["prune_empty"]:
        raise UsageError(
            "prune with an empty list of %s would delete everything in its scope; set prune_empty=true if that is meant"
            % resource.plural
        )
    scope, listing = owned
    return Prune(scope, frozenset(given["prune_protect"]), given["prune_limit"], listing)


def _warn_unowned(module: HydraModule, resource: Resource, prune: Prune, outcomes: t.Sequence[Outcome]) -> None:
    stray = [
        outcome.change.label
        for outcome in outcomes
        if outcome.action not in (_plan.DELETED, _plan.FAILED)
        and outcome.result is not None
        and not prune.scope(outcome.result)
    ]
    if stray:
        module.warn(
            "%d %s are listed, but outside the scope of prune: "
            "when they leave the list they will stay on the server (%s)"
            % (len(stray), resource.plural, ", ".join(stray[:5]) + (", ..." if len(stray) > 5 else ""))
        )


def _is_loopback(host: t.Optional[str]) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False
