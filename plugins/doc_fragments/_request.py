# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it may change without notice.

from __future__ import annotations


class ModuleDocFragment:
    """Options shared by the modules that accept or reject requests."""

    DOCUMENTATION = r"""
options:
  return_redirect_to:
    description:
      - Whether to return RV(redirect_to), the URL at which the browser has to continue. It contains a verifier, which is as
        good as the answer itself to anyone who has it, so use C(no_log) on the task.
    type: bool
    default: false
notes:
  - The browser needs the cookies of the request when it opens RV(redirect_to). The URL contains the host name that the
    server believes it has; replace it if the server is reached under a different one.
"""

    REJECTION = r"""
options:
  error:
    description:
      - With O(state=rejected), the error code to send to the client, such as V(access_denied).
      - If not set, Hydra uses an error name that OAuth 2.0 does not define.
    type: str
  error_description:
    description: With O(state=rejected), a description of the error for the client's developers.
    type: str
  error_hint:
    description: >-
      With O(state=rejected), a hint on how to avoid the error. The client receives it together with the description.
    type: str
  error_debug:
    description: With O(state=rejected), details for the server's log.
    type: str
  status_code:
    description: With O(state=rejected), the HTTP status of the error.
    type: int
"""
