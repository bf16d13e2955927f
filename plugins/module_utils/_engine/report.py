# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""What a task returns: result, diff, summary. Nothing secret gets past here unless its return was asked for. Pure."""

from __future__ import annotations

import typing as t

from .._errors import HydraError
from . import model
from .apply import Outcome
from .converge import Converged
from .model import Thing
from .resource import Presentation

Result = t.Dict[str, t.Any]

_DONE = (model.CREATED, model.UPDATED, model.DELETED)

#: Entries up to which a result has a row for each of them. Of more, those that are unchanged have none: ten thousand of
#: them would be most of what Ansible stores and shows, and AWX drops results that are larger than 700,000 bytes.
MOST_ROWS = 1000


def single(resource: Presentation[Thing], outcomes: t.Sequence[Outcome[Thing]], check_mode: bool, diff: bool) -> Result:
    """Return the result of a task about one object.

    :param outcomes: what became of it, and then of what had to change with it
    """
    first = outcomes[0]
    changed = [outcome for outcome in outcomes if outcome.action in _DONE]
    result: Result = {
        "changed": bool(changed),
        "action": first.action,
        resource.noun: None if first.result is None else resource.presentable(first.result),
        **(first.change.extra if _is_made(first) else first.change.lasting_extra),
    }
    if len(outcomes) > 1:
        result["actions"] = [_row(resource, outcome, check_mode) for outcome in outcomes]
    if not check_mode:
        result.update(revealed_secrets(first))
    if diff and changed:
        shown = [difference(resource, outcome) for outcome in changed]
        result["diff"] = shown if len(shown) > 1 else shown[0]
    return result


def bulk(resource: Presentation[Thing], run: Converged[Thing], check_mode: bool, diff: bool, whole: bool) -> Result:
    """Return the result of a task about many objects.

    :param whole: return the objects too
    """
    outcomes = run.outcomes
    summary = dict.fromkeys((model.CREATED, model.UPDATED, model.DELETED, model.UNCHANGED, model.FAILED), 0)
    for outcome in outcomes:
        if outcome.action in summary:
            summary[outcome.action] += 1
    listed, left_out = _divided(outcomes)
    actions = [_row(resource, outcome, check_mode) for outcome in listed]
    result: Result = {
        "changed": any(row["changed"] for row in actions),
        "plan_id": run.plan_id,
        "summary": summary,
        "actions": actions,
    }
    result.update(_omitted(left_out))
    if whole:
        result[resource.plural] = [
            resource.presentable(outcome.result) for outcome in outcomes if outcome.result is not None
        ]
    if diff:
        told = (*_DONE, model.NOT_TRIED) if run.refusal is not None else _DONE
        result["diff"] = [difference(resource, outcome) for outcome in outcomes if outcome.action in told]
    return result


def _divided(outcomes: t.Sequence[Outcome[Thing]]) -> t.Tuple[t.Sequence[Outcome[Thing]], t.Sequence[Outcome[Thing]]]:
    """Return the outcomes that have a row in a result, and those that have none."""
    if len(outcomes) <= MOST_ROWS:
        return outcomes, ()
    listed = [outcome for outcome in outcomes if outcome.action != model.UNCHANGED]
    return listed, [outcome for outcome in outcomes if outcome.action == model.UNCHANGED]


def _omitted(left_out: t.Sequence[Outcome[Thing]]) -> Result:
    """Return what the rows of outcomes would say, if anything: for a member, how many have which value."""
    found: t.Dict[str, t.Dict[str, int]] = {}
    for outcome in left_out:
        for name, value in outcome.change.row_extra.items():
            if isinstance(value, str):
                counts = found.setdefault(name, {})
                counts[value] = counts.get(value, 0) + 1
    return {"omitted": found} if found else {}


def _row(resource: Presentation[Thing], outcome: Outcome[Thing], check_mode: bool) -> Result:
    """Return what an account of several changes says of one."""
    change = outcome.change
    name = resource.name(outcome.result) if outcome.result is not None else change.key
    row: Result = {"id": name or change.label, "action": outcome.action, "changed": outcome.action in _DONE}
    row.update(change.lasting_extra)
    if _is_made(outcome):
        row.update(change.row_extra)
    if outcome.error is not None:
        row["msg"] = outcome.error.message
        row["failure"] = outcome.error.failure._asdict() if outcome.error.failure is not None else None
    if not check_mode:
        row.update(revealed_secrets(outcome))
    return row


def _is_made(outcome: Outcome[Thing]) -> bool:
    """Tell whether the object is as the plan says: the change was made, or there was none to make."""
    return outcome.action in (*_DONE, model.UNCHANGED)


def revealed_secrets(outcome: Outcome[Thing]) -> Result:
    """Return the secrets that were asked for, unless the server surely has not got them."""
    in_doubt = outcome.error is not None and outcome.error.in_doubt
    return outcome.change.revealed_secrets if _is_made(outcome) or in_doubt else {}


def account(outcomes: t.Sequence[Outcome[Thing]]) -> t.Tuple[str, Result]:
    """Return what was done as a clause, and as a result: all that is left to tell where a whole result cannot be made.

    Nothing of the objects themselves is looked at. A secret that was made and asked for is there, or it would be lost.
    """
    actions = [outcome.action for outcome in outcomes]
    counts = [(actions.count(action), action.replace("_", " ")) for action in (*_DONE, model.FAILED, model.NOT_TRIED)]
    told = ", ".join("%d %s" % one for one in counts if one[0])
    rows: t.List[Result] = []
    for outcome in _divided(outcomes)[0]:
        rows.append({"id": outcome.change.label, "action": outcome.action, "changed": outcome.action in _DONE})
        rows[-1].update(revealed_secrets(outcome))
        if outcome.error is not None:
            rows[-1]["msg"] = outcome.error.message
    changed = any(row["changed"] for row in rows)
    return told if changed else "", {"changed": changed, "actions": rows}


def difference(resource: Presentation[Thing], outcome: Outcome[Thing]) -> Result:
    """Return what changed, as Ansible prints it with ``--diff``."""
    change = outcome.change
    header = "%s %s" % (resource.noun, change.label)
    return {"before": change.before, "after": change.after, "before_header": header, "after_header": header}


def warnings(outcomes: t.Sequence[Outcome[Thing]]) -> t.List[str]:
    """Return what a user should know although nothing failed."""
    told: t.List[str] = []
    for outcome in outcomes:
        told += outcome.change.warnings
        if outcome.action in _DONE:
            told += outcome.change.mismatches(outcome.result)
    return told


def failure(outcomes: t.Sequence[Outcome[Thing]]) -> t.Optional[HydraError]:
    """Return the error of a run in which something failed, which has the first failure; None if nothing did."""
    failed = [outcome.error for outcome in outcomes if outcome.error is not None]
    if not failed:
        return None
    first = failed[0]
    if len(outcomes) == 1:
        return first
    done = sum(outcome.action in _DONE for outcome in outcomes)
    left = sum(outcome.action == model.NOT_TRIED for outcome in outcomes)
    rest = "%d changed, %d failed, %d not tried" % (done, len(failed), left)
    error = HydraError("%s (%s; see actions)" % (first.message, rest), first.failure)
    error.trace = first.trace
    return error


def made(outcomes: t.Sequence[Outcome[Thing]]) -> t.List[str]:
    """Return every secret that was given or made in a run."""
    return [text for outcome in outcomes for text in outcome.change.secrets]


def learnt(resource: Presentation[Thing], outcomes: t.Sequence[Outcome[Thing]]) -> t.List[str]:
    """Return every secret of the objects that the server returned."""
    return [text for outcome in outcomes if outcome.result is not None for text in resource.secrets(outcome.result)]
