# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

"""Tell from the state of a systemd unit whether it runs what is on the disk. Pure: no Ansible needed."""

from __future__ import annotations

import datetime
import re
import typing as t

# As systemctl prints it with TZ=UTC: Mon 2026-11-30 08:15:30 UTC
_TIME = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(?:\.\d+)? UTC$")


def needs_restart(status: t.Mapping[str, t.Any], files: t.Sequence[t.Mapping[str, t.Any]] = ()) -> bool:
    """Return whether a unit was started before its files changed, or before its unit file was loaded again.

    The time of the last change counts (``ctime``), because a program from an archive has the time of the archive as
    its ``mtime``. A file that changed in the very second of the start does not: it was most likely written before.

    :param status: the properties of the unit, as ``systemctl show`` prints them with ``TZ=UTC``
    :param files: results of ``ansible.builtin.stat``
    """
    if status.get("NeedDaemonReload") == "yes":
        return True
    found = _TIME.search(str(status.get("ActiveEnterTimestamp") or ""))
    if found is None:  # it was never started
        return False
    started = datetime.datetime.strptime(found[1] + "+0000", "%Y-%m-%d %H:%M:%S%z").timestamp()
    return any(int(file["ctime"]) > started for file in files if file.get("exists"))
