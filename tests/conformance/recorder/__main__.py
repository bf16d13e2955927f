# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Record a fixed script of HTTP exchanges with a running Ory Hydra, as JSON lines.

    python tests/conformance/recorder ADMIN_URL PUBLIC_URL PREFIX VERSION [STORE] > VERSION.jsonl

PREFIX is '/admin' for Hydra >= 2.0 and '' below.  VERSION is a label (2.3.0, 26.3-dev, 1.0.0-rc.6).  STORE (memory,
sqlite or postgres) only goes into the file's first line.

Use a fresh server.  Its login, consent, logout and device URLs may point anywhere: nothing is fetched from them, only
their query string is read.

The first line is {"meta": {...}} with the list of JSON paths whose values differ from run to run.  Then one object a
line: {"scenario", "step", "note"?, "interface", "request": {"method", "path", "query", "headers", "json" | "form" |
"text"}, "response": {"status", "headers", "json" | "text", "truncated"?, "set_cookie_names"?}}.  "query" is a list of
[name, value] pairs (decoded); the path is as sent.  "<jar>" as a Cookie stands for the cookies collected earlier in
the same scenario.
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    # Run as a directory, this file's own directory comes first on the path; the package is two above.
    sys.path[0] = str(Path(__file__).resolve().parent.parent.parent)
    from conformance.recorder import Recorder, record

    if len(sys.argv) not in (5, 6):
        sys.exit(__doc__)
    admin_url, public_url, prefix, version, *store = sys.argv[1:]
    record(Recorder(admin_url, public_url, prefix, version, store[0] if store else "memory"))
