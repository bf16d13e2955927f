# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where gates keep what they need: virtual environments in ``.venvs``, results in ``tests/output/gates``."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENVS = ROOT / ".venvs"
RESULTS = ROOT / "tests" / "output" / "gates"


def venv_python(name: str) -> Path:
    """The interpreter of a virtual environment of ours."""
    return VENVS / name / "bin" / "python"


@contextlib.contextmanager
def said(what: str) -> Iterator[None]:
    """Say what is being done."""
    print(f"→ {what}", flush=True)
    yield


def make_venv(
    name: str, base: str, requirements: list[str], show: Callable[[str], AbstractContextManager[None]] = said
) -> Path:
    """Make a virtual environment, or keep the one that is there and was made of the same, and return its interpreter.

    ``requirements`` are arguments of ``pip install``; what an absolute path among them names, a file of requirements or
    the folder of a package, counts with what it says. ``show`` says meanwhile what is done. Raises
    subprocess.CalledProcessError.
    """
    VENVS.mkdir(exist_ok=True)
    with (VENVS / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # gates that run at once may want the same one
        return _make_venv(name, base, requirements, show)


def _make_venv(
    name: str, base: str, requirements: list[str], show: Callable[[str], AbstractContextManager[None]]
) -> Path:
    python = venv_python(name)
    places = [Path(word) for word in requirements if Path(word).is_absolute()]
    files = [(place / "pyproject.toml" if place.is_dir() else place).read_text() for place in places]
    stamp = hashlib.sha256("\n".join([base, *requirements, *files]).encode()).hexdigest()
    marker = VENVS / name / ".made-of"
    if marker.is_file() and marker.read_text() == stamp and python.exists():
        return python
    shutil.rmtree(VENVS / name, ignore_errors=True)
    place = f"{VENVS.name}/{name}"
    with show(f"creating {place}"):
        done = subprocess.run([base, "-m", "venv", str(VENVS / name)], capture_output=True, check=False)
    if done.returncode:
        _debian_venv(base)
        shutil.rmtree(VENVS / name, ignore_errors=True)
        subprocess.run([base, "-m", "venv", str(VENVS / name)], check=True, stdout=subprocess.DEVNULL)
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "--quiet"]
    with show(f"installing Python packages in {place}"):
        subprocess.run([*pip, "install", *requirements], check=True, cwd=ROOT, env=clean_environment())
    marker.write_text(stamp)
    return python


def _debian_venv(base: str) -> None:
    """Debian packs the module ``venv`` apart."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        version = subprocess.run(
            [base, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        print(f"→ installing python{version}-venv", flush=True)
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", f"python{version}-venv"], check=True)
    else:
        sys.exit("This Python cannot make virtual environments; on Debian install python3-venv")


def clean_environment() -> dict[str, str]:
    """The environment without what the caller has configured for Python and Ansible."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("ANSIBLE_", "PYTEST_", "MAKE"))
        and name not in ("PYTHONPATH", "PYTHONHOME", "PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV", "MFLAGS")
    }
