# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""ansible-test, for one version of ansible-core, on a copy of the collection where ansible-test wants it to lie."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pythons
from places import ROOT, VENVS, make_venv
from runner import Gate

#: Whether everything is to be run on everything, as ``make test-all`` does.
WHOLE = bool(os.environ.get("HYDRA_TEST_ALL"))
#: The unit tests of what imports Ansible; all others run where there is none.
WITH_ANSIBLE = "tests/unit/plugins/modules/"
#: Sanity tests that ask a core what it makes of the collection; all others ask its linters, of which the newest do.
OF_ANY_CORE = ("ansible-doc", "compile", "runtime-metadata", "validate-modules")
#: What Ansible itself imports; with the newest core, unit tests import what modules do.
IMPORTED_BY_ANSIBLE = ("plugins/filter/", "plugins/lookup/", "plugins/plugin_utils/")

# What ansible-test prints when it left something out and ends with 0 all the same.
LEFT_OUT = r'Required program "shellcheck" not found|^WARNING: Skipping '

# What lies in a checkout and belongs to nobody, where there is no git to ask.
LITTER = {".git", ".venvs", ".ansible", ".hypothesis", ".pytest_cache", ".mypy_cache", ".ruff_cache", "__pycache__"}

# ansible-test fetches a script that installs pip from a server of its own unless it lies here; PyPI has pip too.
GET_PIP = """\
import os, runpy, sys
here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(here, "pip-{version}-py3-none-any.whl"))
sys.argv[1:] = ["install", "--quiet", "--find-links", here] + [
    word for word in sys.argv[1:] if word not in ("--no-setuptools", "--no-wheel")
]
runpy.run_module("pip", run_name="__main__", alter_sys=True)
"""


def files() -> list[str]:
    """All files that git knows or would take; without git, what is there."""
    if shutil.which("git") and (ROOT / ".git").exists():
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            check=True,
        ).stdout
        return [name for name in listed.decode().split("\0") if name]
    found = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [one for one in folders if one not in LITTER and Path(folder, one) != ROOT / "tests" / "output"]
        found += [str(Path(folder, name).relative_to(ROOT)) for name in names if not name.endswith(".tar.gz")]
    return found


@contextlib.contextmanager
def copy() -> Iterator[Path]:
    """A copy of the collection as ``.../ansible_collections/ory/hydra``, in a git repository where there is git."""
    with tempfile.TemporaryDirectory(prefix="ory-hydra-") as folder:
        place = Path(folder) / "ansible_collections" / "ory" / "hydra"
        for name in files():
            source = ROOT / name
            if source.is_file():
                target = place / name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(source, target, follow_symlinks=False)
        if shutil.which("git"):
            subprocess.run(["git", "init", "--quiet"], cwd=place, check=True)
            subprocess.run(["git", "add", "--all"], cwd=place, check=True)
        yield place


def sanity(gate: Gate, core: str) -> None:
    """All sanity tests on the newest core's newest Python; on the oldest core what can differ there.

    Whether a file compiles depends on the Python alone: that is tried on each. What imports no more than it may on the
    oldest does so on all. ``pylint`` reads what is installed; on tests, mypy is stricter.
    """
    words = ["sanity", "--venv"]
    there = pythons.chosen(core)
    if WHOLE or core == "devel":
        commands = [words]
    elif core == min(pythons.CORES):
        named = [word for name in OF_ANY_CORE for word in ("--test", name)]
        commands = [[*words, *named], [*words, "--test", "import", "--python", *there[:1]]]
    else:
        words += ["--python", *there[-1:]]
        commands = [
            [*words, "--skip-test", "pylint", "--skip-test", "import"],
            [*words, "--test", "import", *IMPORTED_BY_ANSIBLE],
            [*words, "--test", "pylint", "plugins/"],
        ]
    _run(gate, core, commands)


def units(gate: Gate, core: str) -> None:
    """The unit tests as ansible-test runs them, which is in a process each and where only modules' code is to be had.

    On every Python for ``make test-all``; else what imports Ansible, on the newest.
    """
    # One worker: make runs several gates at once, and ansible-test forks for each test anyway.
    words = ["units", "--venv", "--num-workers", "1"]
    versions, what = (pythons.chosen(core, WHOLE), []) if WHOLE else (pythons.chosen(core)[-1:], [WITH_ANSIBLE])
    _run(gate, core, [[*words, "--python", version, *what] for version in versions])


def module_side(core: Path, folder: Path) -> None:
    """Put what modules can import of a core into this folder, as ansible-test does on a Python too old for the core."""
    found = next(core.parents[1].glob("lib/python*/site-packages/ansible"))
    (folder / "ansible").mkdir()
    (folder / "ansible" / "__init__.py").touch()
    (folder / "ansible" / "module_utils").symlink_to(found / "module_utils", target_is_directory=True)


def environment(gate: Gate, core: str) -> Path | None:
    """Return the interpreter of an environment with this core; None, and noted as missing, where it cannot be made."""
    base = pythons.controller(core)
    if base is None:
        wanted = " or ".join(pythons.supported(core)[0])
        gate.missing.append(f"ansible-core {core} needs Python {wanted}, which is not here")
        return None
    return make_venv(f"core-{core}", base, [pythons.requirement(core)])


def subject(gate: Gate, core: str) -> Path | None:
    """Return the interpreter of the core that a gate is about, with all that cannot be tested with it noted as missing."""
    python = environment(gate, core)
    absent = pythons.missing_targets(core)
    if python is None:
        gate.unavailable = gate.missing[-1]
    elif absent:
        gate.missing = [f"ansible-core {core} on Python {', '.join(absent)}, which is not here"]
    return python


def _run(gate: Gate, core: str, commands: list[list[str]]) -> None:
    python = subject(gate, core)
    if python is None:
        return
    absent = pythons.missing_targets(core)
    # A home of its own for each core: ansible-test keeps its environments there, and several run at once.
    home = VENVS / f"home-{core}"
    _prime_pip(python, home)
    tools = VENVS / "tools"  # what ansible-test looks for on PATH, without the interpreter that came with it
    tools.mkdir(exist_ok=True)
    with contextlib.suppress(FileExistsError):
        (tools / "shellcheck").symlink_to(VENVS / "dev" / "bin" / "shellcheck")
    with copy() as place:
        reports = place / "tests" / "output" / "junit"
        for command in commands:
            shutil.rmtree(reports, ignore_errors=True)
            gate.run(
                python.parent / "ansible-test", *command, "--color", "no", cwd=place,
                bad=left_out(absent),
                env={
                    "HOME": str(home),
                    "ANSIBLE_COLLECTIONS_PATH": str(place.parents[2]),
                    "ANSIBLE_HOME": str(home / ".ansible"),
                    "PATH": f"{python.parent}{os.pathsep}{pythons.search_path(tools)}",
                },
            )  # fmt: skip
            if command[0] == "units":
                for report in reports.glob("*.xml"):
                    gate.note(report)


def left_out(absent: list[str]) -> str:
    """Match what was left out, but for the Pythons that are known to be absent."""
    known = "|".join(map(re.escape, absent))
    return LEFT_OUT + (rf"(?!.* on Python ({known}) because it could not be found)" if known else "")


def _prime_pip(python: Path, home: Path) -> None:
    told = subprocess.run(
        [str(python), "-c", "import pathlib, ansible_test._internal as m; print(pathlib.Path(m.__file__).parent)"],
        capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    found = re.search(r"pip='(\d[\d.]*)'", (Path(told) / "python_requirements.py").read_text())
    if not found:
        raise OSError("which pip this ansible-test wants is not to be seen")
    version = found.group(1)
    cache = home / ".ansible" / "test" / "cache"
    script = cache / f"get_pip_{version.replace('.', '_')}.py"
    if script.exists():
        return
    cache.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [
            str(python),
            "-m",
            "pip",
            "--quiet",
            "--disable-pip-version-check",
            "download",
            "--no-deps",
            "-d",
            str(cache),
            f"pip=={version}",
        ],
        check=True,
    )
    script.write_text(GET_PIP.format(version=version))
