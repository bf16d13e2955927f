# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

from __future__ import annotations


class ModuleDocFragment:
    """What the modules that answer requests share."""

    DOCUMENTATION = r"""
options:
  return_redirect_to:
    description:
      - Whether RV(redirect_to) is returned, the address at which the browser has to go on. It carries a verifier, which is as
        good as the answer itself to whoever has it, so use C(no_log) on the task.
    type: bool
    default: false
notes:
  - The browser has to have the cookies of the request when it goes to RV(redirect_to). Its host is the one that the server
    believes to have; replace it if the server is reached by another one.
"""

    REJECTION = r"""
options:
  error:
    description:
      - With O(state=rejected), the error that the client is told, such as V(access_denied).
      - If not given, Hydra makes one up that is none of OAuth 2.0.
    type: str
  error_description:
    description: With O(state=rejected), a sentence about it for the client's developers.
    type: str
  error_hint:
    description: With O(state=rejected), how to avoid it; the client gets it with the description.
    type: str
  error_debug:
    description: With O(state=rejected), details for the server's log.
    type: str
  status_code:
    description: With O(state=rejected), the HTTP status that goes with it.
    type: int
"""
