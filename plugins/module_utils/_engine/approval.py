# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""What was approved is what is done: a plan has an id, and a run that is given one does nothing else. Pure."""

from __future__ import annotations

import hashlib
import json
import re
import typing as t

from .._errors import UsageError
from .model import UNCHANGED, Change, Thing

_LENGTH = 32  # hexadecimal digits: 128 bits, so that nobody finds another plan with the same id
_ID = re.compile("[0-9a-f]{%d}" % _LENGTH)
_SHOWN = 10  # changes that a sentence names


def plan_id(changes: t.Sequence[Change[t.Any]]) -> str:
    """Return what identifies everything that a plan would write: 32 hexadecimal digits.

    It is made of what a diff shows and of the calls: with one line or one call more it is another, and what is left as
    it is has no part in it. So nothing secret is in it, and nothing that is chosen anew each time (`Change.passing`).
    """
    described = sorted(_described(change) for change in changes if change.action != UNCHANGED)
    return hashlib.sha256("\n".join(described).encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH]


def _described(change: Change[t.Any]) -> str:
    """Return a change as one line that is the same whenever the same change is planned."""
    whole = {
        "action": change.action,
        "label": change.label,
        "before": change.before,
        "after": change.after,
        "calls": [dict(step.sends(), operation=step.operation) for step in change.steps],
        "files": [[file.option, file.path] for file in change.files],
        "returned": sorted(change.revealed_secrets),
    }
    line = json.dumps(whole, sort_keys=True, default=str)
    for text, instead in change.passing.items():
        line = line.replace(text, instead)
    return line


def approved_plan(text: t.Optional[str]) -> t.Optional[str]:
    """Return the id of the plan that was approved; None where any may be carried out.

    :raises UsageError: it is no such id: an empty one is refused, too, as nothing was approved then
    """
    if text is not None and not _ID.fullmatch(text):
        raise UsageError("plan_id must be %d hexadecimal digits, as check mode returns it, not %r" % (_LENGTH, text))
    return text


def approved_wrongly(planned: str, approved: str, title: str, changes: t.Sequence[Change[Thing]]) -> UsageError:
    """Return the error of a run whose plan is another one than was approved.

    :param title: what sentences call one of the objects
    """
    writes = [change for change in changes if change.action != UNCHANGED]
    shown = ['%s "%s"' % (_VERBS[change.action], change.label) for change in writes[:_SHOWN]]
    more = " and %d more" % (len(writes) - _SHOWN) if len(writes) > _SHOWN else ""
    now = "change nothing" if not writes else ", ".join(shown) + more
    return UsageError(
        "the plan is not the approved one: plan_id is %s now, not %s. Nothing was changed. This run would %s (%s); "
        "see diff, or run with --check --diff, and approve that plan" % (planned, approved, now, title)
    )


_VERBS = {"created": "create", "updated": "update", "deleted": "delete"}
