# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

from __future__ import annotations


class ModuleDocFragment:
    """Attributes that modules share."""

    DOCUMENTATION = r"""
options: {}
attributes:
  check_mode:
    description: Runs in C(check_mode) and returns what would change, without changing anything.
    support: full
    details:
      - Check mode, real runs and the diff all use the same plan. A real run does exactly what check mode announces.
  diff_mode:
    description: In diff mode, returns what changed; in check mode, what would change.
    support: full
    details:
      - The diff never contains secrets or private keys, only the fact that they change.
  idempotent:
    description: When run twice in a row with the same arguments, the second run changes nothing and writes nothing.
    support: full
    details:
      - The exception is an option that is set to C(always), which takes effect on every run.
  action_group:
    description: Use C(group/ory.hydra.hydra) in C(module_defaults) to set defaults for this module.
    support: full
    membership:
      - ory.hydra.hydra
"""

    INFO = r"""
options: {}
attributes:
  check_mode:
    description: Runs in C(check_mode) and returns what would change, without changing anything.
    support: full
    details:
      - This module never changes anything.
  diff_mode:
    description: In diff mode, returns what changed; in check mode, what would change.
    support: N/A
    details:
      - This module never changes anything.
  idempotent:
    description: When run twice in a row with the same arguments, the second run changes nothing and writes nothing.
    support: full
    details:
      - This module never changes anything.
  action_group:
    description: Use C(group/ory.hydra.hydra) in C(module_defaults) to set defaults for this module.
    support: full
    membership:
      - ory.hydra.hydra
"""

    UNSEEN = r"""
options: {}
attributes:
  check_mode:
    description: Runs in C(check_mode) and returns what would change, without changing anything.
    support: full
    details:
      - Check mode, real runs and the diff all use the same plan. A real run does exactly what check mode announces.
  diff_mode:
    description: In diff mode, returns what changed; in check mode, what would change.
    support: full
    details:
      - The diff never contains tokens, secrets, challenges or verifiers.
  idempotent:
    description: When run twice in a row with the same arguments, the second run changes nothing and writes nothing.
    support: partial
    details:
      - Where the server does not tell whether there is anything to do, the request is sent on every run and a change is
        reported. The description says when this is the case.
  action_group:
    description: Use C(group/ory.hydra.hydra) in C(module_defaults) to set defaults for this module.
    support: full
    membership:
      - ory.hydra.hydra
"""
