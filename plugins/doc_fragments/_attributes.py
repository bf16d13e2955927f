# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

from __future__ import annotations


class ModuleDocFragment:
    """What every module of this collection supports."""

    DOCUMENTATION = r"""
options: {}
attributes:
  check_mode:
    description: Can run in C(check_mode) and return what would change, without changing anything.
    support: full
    details:
      - A check-mode run, a real run and the diff come from one plan. What is announced is exactly what a real run does.
  diff_mode:
    description: Returns in diff mode what changed, or in check mode what would change.
    support: full
    details:
      - Secrets and private keys never appear in a diff; that they change does.
  idempotent:
    description: When run twice in a row with the same arguments, the second run changes nothing and writes nothing.
    support: full
    details:
      - The exception is an option that is set to C(always), which does what it says in every run.
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
    description: Can run in C(check_mode) and return what would change, without changing anything.
    support: full
    details:
      - This module never changes anything.
  diff_mode:
    description: Returns in diff mode what changed, or in check mode what would change.
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
    description: Can run in C(check_mode) and return what would change, without changing anything.
    support: full
    details:
      - A check-mode run, a real run and the diff come from one plan. What is announced is exactly what a real run does.
  diff_mode:
    description: Returns in diff mode what changed, or in check mode what would change.
    support: full
    details:
      - Tokens, secrets, challenges and verifiers never appear in a diff.
  idempotent:
    description: When run twice in a row with the same arguments, the second run changes nothing and writes nothing.
    support: partial
    details:
      - Where the server does not tell whether there is anything to do, it is told to do it in every run,
        and a change is reported. The description says where that is.
  action_group:
    description: Use C(group/ory.hydra.hydra) in C(module_defaults) to set defaults for this module.
    support: full
    membership:
      - ory.hydra.hydra
"""
