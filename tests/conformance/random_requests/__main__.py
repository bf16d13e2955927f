# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Send random requests to a real server and to the stand-in, and list where the answers differ."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from conformance import specified
from support import servers
from support.servers import Kind

from .twins import Twins, twins


def main(arguments: list[str]) -> int:
    """Return 1 if a status differs."""
    parser = argparse.ArgumentParser(prog="python -m conformance.random_requests", description=__doc__)
    parser.add_argument("version", choices=specified.versions(), help="a server that HYDRA_BINARIES names")
    parser.add_argument("--requests", type=int, default=5000, help="how many requests (5000)")
    parser.add_argument("--seed", type=int, default=1, help="what all requests follow from (1)")
    parser.add_argument("--sequence", help="show one sequence, such as 1-17, request by request")
    parser.add_argument("--output", type=Path, help="where the differences are written to, instead of the screen")
    given = parser.parse_args(arguments)
    real = [kind for kind in servers.real_kinds() if kind.version == given.version]
    if not real:
        parser.error(f"HYDRA_BINARIES names no Hydra {given.version}")
    with twins(real[0], Kind(given.version, False)) as pair:
        both = Twins(*pair)
        if given.sequence:
            for request, left, right, differences in both.sequence(given.sequence):
                print(
                    f"{request}\n  {left.status} {left.text[:500].strip()}\n  {right.status} {right.text[:500].strip()}"
                )
                print(*(f"  DIFFERENT {one}" for one in differences), sep="\n")
            return 0
        account = both.run(given.seed, given.requests)
    found = [*account.in_status(), *account.elsewhere()]
    text = "\n\n".join(str(one) for one in found)
    if given.output:
        given.output.write_text(text + "\n")
    else:
        print(text)
    print(f"{account.requests} requests of seed {given.seed} to Hydra {given.version} and the stand-in")
    print("status:", ", ".join(f"{status} {times}x" for status, times in sorted(account.statuses.items())))
    print(f"{len(account.in_status())} kinds of difference in status, {len(account.elsewhere())} elsewhere")
    return 1 if account.in_status() else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
