# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""The ways of the modules that manage objects: about one, about a list, and about what is there."""

from __future__ import annotations

import contextlib
import gc
import typing as t

from .._engine import model, report
from .._engine.apply import Outcome
from .._engine.approval import approved_plan
from .._engine.converge import converge
from .._engine.model import Entry, Owned, Prune, Thing, Wish, attempt, refuse
from .._engine.resource import DEFAULT_CONCURRENCY, Policy, Resource
from .._errors import HydraError, UsageError
from . import option_groups
from .list_option import ListOption
from .masking import texts_in
from .silence import Params
from .task import HydraModule


def run_single(resource: Resource[Wish, Thing, Owned]) -> None:
    """Run a module about one object."""
    module = HydraModule(option_groups.object_options(resource), resource.adapt, **resource.argument_rules())
    try:
        entry = resource.entry(module.given(0, module.params, module.raw))
        problems = [*module.refused, *entry.problems]
        api = module.admin_api(problems=problems)
        policy = Policy(check_mode=module.check_mode, log=module.log)
        outcomes = converge(resource, api, module.public_api(api), [entry], policy, problems=problems).outcomes
        _note(module, resource, outcomes)
        result = report.single(resource, outcomes, module.check_mode, module._diff)
        _finish(module, resource, outcomes, result)
    except Exception as error:
        module.fail(error)


@contextlib.contextmanager
def _uncollected() -> t.Iterator[None]:
    """Let the garbage lie: a task ends in seconds, and looking for cycles among 10,000 clients took a sixth of them."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@_uncollected()
def run_bulk(resource: Resource[Wish, Thing, Owned]) -> None:
    """Run a module about a list of objects."""
    either = (resource.plural, option_groups.file_option(resource.plural))
    module = HydraModule(
        option_groups.bulk_options(resource),
        resource.adapt,
        ListOption(*either, resource.variable),
        required_one_of=[either],
    )
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
        approved = attempt(problems, approved_plan, given["plan_id"])
        if not entries:
            refuse(problems)
        pool = concurrency or DEFAULT_CONCURRENCY
        api = module.admin_api(pool, problems)
        policy = Policy(module.check_mode, concurrency, given["continue_on_error"], module.log, approved)
        run = converge(resource, api, module.public_api(api, pool), entries, policy, prune, problems)
        _note(module, resource, run.outcomes)
        if prune:
            _warn_unowned(module, resource, prune, run.outcomes)
        result = report.bulk(resource, run, module.check_mode, module._diff, given["return_objects"])
        _finish(module, resource, run.outcomes, result, run.refusal)
    except Exception as error:
        module.fail(error)


@_uncollected()
def run_info(resource: Resource[Wish, Thing, Owned]) -> None:
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


def _note(module: HydraModule, resource: Resource[Wish, Thing, Owned], outcomes: t.Sequence[Outcome[Thing]]) -> None:
    """Note what was done, and what must not be seen of it, before anything else can fail."""
    did, account = report.account(outcomes)
    if not module.check_mode:
        module.secrets.ask_for(texts_in([list(report.revealed_secrets(outcome).values()) for outcome in outcomes]))
        if did:
            module.done(did, account)
    module.hide(report.made(outcomes))
    module.secrets.learn(report.learnt(resource, outcomes))


def _finish(
    module: HydraModule,
    resource: Resource[Wish, Thing, Owned],
    outcomes: t.Sequence[Outcome[Thing]],
    result: Params,
    refusal: t.Optional[HydraError] = None,
) -> None:
    """End the task: say what should be seen, fail if something did or all was refused."""
    for outcome in outcomes:
        module.secrets.ask_for(resource.asked_for(outcome.result) if outcome.result is not None else ())
    for sentence in report.warnings(outcomes):
        module.warn(sentence)
    failed = refusal or report.failure(outcomes)
    if failed is not None:
        module.fail(failed, result)
    module.succeed(result)


def _entries(module: HydraModule, resource: Resource[Wish, Thing, Owned]) -> t.List[Entry[Wish]]:
    """Return the entries, as far as each can be used."""
    raw_items = module.raw.get(resource.plural) or []
    found = []
    for position, item in enumerate(module.params[resource.plural] or ()):
        raw = raw_items[position] if position < len(raw_items) else {}
        found.append(resource.entry(module.given(position, item, raw)))
    return found


def _prune(
    resource: Resource[Wish, Thing, Owned], given: Params, entries: t.Sequence[Entry[Wish]]
) -> t.Optional[Prune[Owned]]:
    """Return what is pruned.

    :raises UsageError: it is not said what the list owns, or the list is empty and nobody said that is meant
    """
    names = resource.prune_arguments()
    if names is None or not given["prune"]:
        return None
    owned = resource.prune_scope(given)
    if owned is None:
        raise UsageError(
            "prune needs a scope: set %s to define which %s this list owns" % (" or ".join(names), resource.plural)
        )
    if not entries and not given["prune_empty"]:
        raise UsageError(
            "prune with an empty list of %s would delete everything in its scope; set prune_empty=true if "
            "that is intended" % resource.plural
        )
    return Prune(owned, frozenset(given["prune_protect"]), given["prune_limit"])


def _warn_unowned(
    module: HydraModule,
    resource: Resource[Wish, Thing, Owned],
    prune: Prune[Owned],
    outcomes: t.Sequence[Outcome[Thing]],
) -> None:
    stray = [
        outcome.change.label
        for outcome in outcomes
        if outcome.action not in (model.DELETED, model.FAILED)
        and outcome.result is not None
        and not resource.owned(prune.scope, outcome.result)
    ]
    if stray:
        module.warn(
            "%d %s are listed, but outside the scope of prune: they will stay on the server when they are "
            "removed from the list (%s)"
            % (len(stray), resource.plural, ", ".join(stray[:5]) + (", ..." if len(stray) > 5 else ""))
        )
