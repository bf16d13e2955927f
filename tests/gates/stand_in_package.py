# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The package of the stand-in: built, installed where nothing else of the checkout is, and used there as its users do."""

from __future__ import annotations

import re
import shutil
import sys
import textwrap
import tomllib
from pathlib import Path

import pythons
from places import ROOT, make_venv
from runner import BIN, Gate

PACKAGE = ROOT / "tests" / "stand_in"
GUIDE = ROOT / "docs" / "docsite" / "rst" / "stand_in.rst"
#: The oldest that the plugin works with, and what the tests of the guide need besides.
OF_THE_SUITE = ["pytest==8.0.0", "requests"]
#: Whether the libraries behave as the newest do: recordings of the generations that differ most.
RECORDINGS = ["26.2.0", "1.11.10", "1.0.0-rc.6"]
#: A file of Python in the guide: a code block whose first line names it.
FILE = re.compile(r"^\.\. code-block:: python\n\n    # (?P<name>\w+\.py)\n(?P<text>(?:    .*\n|\n)+)", re.MULTILINE)


def try_out(gate: Gate, collections: Path, folder: Path) -> None:
    """Build the package, and use what was built in a suite of pytest and in a scenario of Molecule.

    ``collections`` is where the built collection is installed, ``folder`` is for everything that is written.
    """
    gate.run(BIN / "python", "-m", "build", "--no-isolation", "--outdir", folder / "dist", PACKAGE)
    (wheel,) = (folder / "dist").glob("*.whl")
    python = environment(gate)
    pip = (python, "-m", "pip", "--disable-pip-version-check", "--quiet")
    gate.run(*pip, "uninstall", "--yes", "hydra-stand-in")
    gate.run(*pip, "install", "--no-index", wheel)
    gate.run(python, "-m", "conformance", *RECORDINGS, env={"PYTHONPATH": str(ROOT / "tests")})
    suite = folder / "suite"
    suite.mkdir()
    for found in FILE.finditer(GUIDE.read_text()):
        (suite / found["name"]).write_text(textwrap.dedent(found["text"]))
    gate.run(python, "-m", "pytest", "--strict-markers", cwd=suite)
    scenario = shutil.copytree(collections / "ansible_collections/ory/hydra/examples/molecule", folder / "molecule")
    gate.run(
        BIN / "molecule", "test", cwd=scenario / "roles" / "shop_clients",
        env={"ANSIBLE_COLLECTIONS_PATH": str(collections)}, path=[python.parent],  # with the command of the wheel
    )  # fmt: skip


def environment(gate: Gate) -> Path:
    """Return the interpreter of an environment with what the package needs, in the oldest versions that it says."""
    project = tomllib.loads((PACKAGE / "pyproject.toml").read_text())["project"]
    oldest = project["requires-python"].removeprefix(">=")
    base = pythons.interpreters().get(oldest)
    if base is None:
        gate.missing.append(f"the stand-in on Python {oldest}, which is not here")
        return make_venv("stand-in", sys.executable, [*project["dependencies"], *OF_THE_SUITE])
    pinned = [re.sub(r">=([\d.]+).*", r"==\1", one) for one in project["dependencies"]]
    return make_venv("stand-in", base, [*pinned, *OF_THE_SUITE])
