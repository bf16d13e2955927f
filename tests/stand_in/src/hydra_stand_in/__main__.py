# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``hydra-stand-in``, which is ``python -m hydra_stand_in`` too."""

from __future__ import annotations

import json
import sys

from . import background


def main() -> int:
    """Run the command line; return 0 where that was done, and 1 after a sentence where it could not be."""
    words = sys.argv[1:]
    try:
        _run(words)
    except ModuleNotFoundError as problem:
        sentence = f"The Python library {problem.name} is missing in this environment: pip install hydra-stand-in"
    except OSError as problem:
        sentence = f"{problem.filename}: {problem.strerror}." if problem.filename else problem.strerror or str(problem)
    except (background.BackgroundError, ValueError) as problem:
        sentence = str(problem)
    else:
        return 0
    print(sentence, file=sys.stderr)
    return 1


def _run(words: list[str]) -> None:
    parser = background.parser()
    own, others = parser.parse_known_args(words)

    def check() -> None:
        # Imported where a server is needed: looking for one that runs, and stopping it, take no time.
        from . import command

        command.check(others)

    if own.stop and others:
        parser.error(f"unrecognized arguments: {' '.join(others)}")
    if own.dry_run and not (own.background or own.stop):
        parser.error("--dry-run is of use only with --background or --stop")
    if own.stop:
        print(json.dumps(background.stop(own.stop, own.dry_run)))
    elif own.background:
        print(json.dumps(background.start(own.background, others, check, own.dry_run)))
    else:
        from . import command

        command.serve(words)


if __name__ == "__main__":
    sys.exit(main())
