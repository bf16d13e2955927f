# Copyright (c) 2026, The ory.hydra contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""All gates, and ``gate.py NAME``, which runs one.

It says when it begins and ends, and leaves a log and a result for the summary.
"""

from __future__ import annotations

import contextlib
import functools
import json
import os
import resource
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import ansible_test
import docsite
import pythons
import stand_in_package
from places import RESULTS, ROOT, VENVS, clean_environment, make_venv
from runner import BIN, Gate, GateError

sys.path.insert(0, str(ROOT / "tests"))

from support import forking

# The importer tells ansible-lint a folder of collections in which it finds no playbook by its name, ours neither.
IMPORTER_COMPLAINS = r"^(ERROR|WARNING)(?!: ERROR +Failed to find ory\.hydra\.\w+ playbook\.$).*"
OLDEST_REQUESTS = ["requests==2.28.0", "urllib3<2"]
#: For unit tests that ``make test`` runs with all examples in its gate ``unit``.
FEW = {} if ansible_test.WHOLE else {"HYDRA_UNIT_EXAMPLES": "15"}

#: What lies in the collection's folder and in its docs once it is installed.
PACKED = {
    *(
        "MANIFEST.json",
        "FILES.json",
        "README.md",
        "CHANGELOG.md",
        "CHANGELOG.rst",
        "CODE_OF_CONDUCT.md",
        "CONTRIBUTING.md",
    ),
    *("COPYING", "LICENSES", "REUSE.toml", "SECURITY.md", "TESTING.md", "changelogs", "docs", "examples", "meta"),
    *("docs/docsite", "docs/images", "playbooks", "plugins", "roles"),
    ".ansible-lint",  # Galaxy lints what it imports, and examples/awx needs the mocked modules
}


@contextlib.contextmanager
def collections() -> Iterator[Path]:
    """A folder for ANSIBLE_COLLECTIONS_PATH in which this checkout is ``ory.hydra``."""
    with tempfile.TemporaryDirectory(prefix="ory-hydra-") as folder:
        place = Path(folder) / "ansible_collections" / "ory"
        place.mkdir(parents=True)
        (place / "hydra").symlink_to(ROOT, target_is_directory=True)
        yield Path(folder)


def ruff(gate: Gate) -> None:
    gate.run(BIN / "ruff", "check", "plugins", "tests", "docs")
    gate.run(BIN / "ruff", "format", "--check", "plugins", "tests", "docs")


def mypy(gate: Gate) -> None:
    with collections() as path:
        packages = (
            "plugins.module_utils",
            "plugins.modules",
            "plugins.doc_fragments",
            "plugins.filter",
            "plugins.lookup",
            "plugins.plugin_utils",
            "tests.unit",
            "tests.generators",
        )
        gate.run(
            BIN / "mypy", "--config-file", ROOT / ".mypy.ini",
            *(word for name in packages for word in ("-p", f"ansible_collections.ory.hydra.{name}")),
            cwd=path, env={"MYPYPATH": f"{path}{os.pathsep}{ROOT / 'tests'}", "MYPY_CACHE_DIR": str(VENVS / "mypy")},
        )  # fmt: skip
    folders = (
        "stand_in/src/hydra_stand_in",
        "support",
        "gates",
        "conformance",
        "integration",
        "benchmarks",
        "demo",
        "roles",
    )
    roots = os.pathsep.join(
        str(ROOT / folder) for folder in ("tests", "tests/stand_in/src", "tests/gates", "tests/benchmarks")
    )
    gate.run(
        BIN / "mypy", "--config-file", ROOT / ".mypy.ini", *(f"tests/{folder}" for folder in folders),
        env={"MYPYPATH": roots, "MYPY_CACHE_DIR": str(VENVS / "mypy-tests")},
    )  # fmt: skip


def licences(gate: Gate) -> None:
    with ansible_test.copy() as place:  # where there is no git, the checkout has files that are not the collection's
        gate.run(BIN / "reuse", "lint", cwd=place)


def changelog(gate: Gate) -> None:
    gate.run(BIN / "antsibull-changelog", "lint")
    gate.run(BIN / "antsibull-changelog", "lint-changelog-yaml", "--strict", "changelogs/changelog.yaml")
    gate.run(BIN / "yamllint", "--strict", "changelogs/fragments")


#: Unit tests that take seconds each, those of the gates among them: ``make check`` leaves them to ``make test``.
LONG = (
    "tests/gates",
    *(
        f"tests/unit/plugins/modules/test_{name}.py"
        for name in ("all_problems", "entries", "growth", "hydra_signing_keys", "oauth", "two_runs")
    ),
    *(
        f"tests/unit/plugins/module_utils/{name}.py"
        for name in ("_audit/test_diagram", "_clients/test_refusals", "_server/test_http_replies")
    ),
)


def unit(gate: Gate) -> None:
    quick = bool(os.environ.get("HYDRA_CHECK"))
    rest = [f"--ignore={name}" for name in LONG] if quick else ["tests/gates"]
    with collections() as path:
        gate.pytest("-n", "2", "tests/unit", *rest, collections=path, env=FEW if quick else None)


def of_python(version: str) -> Path:
    """Return the interpreter of an environment with all that unit tests need, but for Ansible.

    That of the oldest Python has the oldest requests that the modules run with.
    """
    needs = ["pytest", "pytest-timeout", "pytest-xdist", "-r", str(ROOT / "tests/unit/requirements.txt"), "pyyaml"]
    oldest = min((one for _unused, targets in pythons.CORES.values() for one in targets), key=pythons.numbers)
    if version == oldest:
        needs += OLDEST_REQUESTS
    return make_venv(f"python-{version}", pythons.interpreters()[version], needs)


def pythons_alone(gate: Gate) -> None:
    """The unit tests of what imports no Ansible, where there is none to import: on the oldest and the newest Python.

    On every Python of the modules for ``make test-all``.
    """
    versions = sorted({one for _unused, targets in pythons.CORES.values() for one in targets}, key=pythons.numbers)
    gate.missing += [f"Python {one}, which is not here" for one in versions if one not in pythons.interpreters()]
    there = [one for one in versions if one in pythons.interpreters()]
    with collections() as path:
        for version in there if ansible_test.WHOLE else pythons.ends(there):
            gate.pytest(
                "-n", "0", "tests/unit/plugins/module_utils", collections=path, python=of_python(version), env=FEW
            )


def units(gate: Gate, core: str) -> None:
    """The unit tests of what imports Ansible: the oldest core on its oldest Python, every other one on its newest.

    In one process, which takes half as long; for ``make test-all`` as ansible-test runs them, on every Python.
    """
    if ansible_test.WHOLE or core == "devel":
        ansible_test.units(gate, core)
        return
    python = ansible_test.subject(gate, core)
    if python is None:
        return
    version = pythons.chosen(core)[0 if core == min(pythons.CORES) else -1]
    with collections() as path:
        ansible_test.module_side(python, path)
        gate.pytest("-n", "0", ansible_test.WITH_ANSIBLE, collections=path, python=of_python(version), env=FEW)


def generators(gate: Gate) -> None:
    with collections() as path:
        gate.pytest("tests/generators", collections=path)


def conformance(gate: Gate) -> None:
    # A module on one worker: its servers are started once. Real servers make it wait here and there.
    gate.pytest("-n", "2", "--dist", "loadscope", "tests/conformance", "tests/support")


#: Playbooks with a process for each task take seven times as long: two at a time then.
WORKERS = ("-n", "2" if ansible_test.WHOLE else "0")


def integration(gate: Gate) -> None:
    gate.pytest(*WORKERS, "-m", "not lives", "tests/integration", "tests/demo")


def lives(gate: Gate) -> None:
    gate.pytest(*WORKERS, "-m", "lives", "tests/integration")


def roles(gate: Gate) -> None:
    """The roles, and what of them depends on the core with the oldest and the newest that can be run here."""
    for core in (min(pythons.CORES), max(pythons.CORES)):
        ansible_test.environment(gate, core)
    gate.pytest("tests/roles")


def molecule(gate: Gate) -> None:
    """All scenarios, on the stand-in and on every real server that is named. Only the exit code is to be trusted.

    On the stand-in one process runs all playbooks, which takes a fifth of the time, unless everything is tested.
    """
    words = (BIN / "molecule", "test", "--all")
    with collections() as path, contextlib.ExitStack() as stack:
        place = {"ANSIBLE_COLLECTIONS_PATH": str(path)}
        programs = [] if ansible_test.WHOLE else [stack.enter_context(forked_playbooks("inline", place))]
        gate.run(*words, path=programs, env={**place, "HYDRA_REAL": "false"})
        for version in named_servers():
            gate.run(*words, env={**place, "HYDRA_VERSION": version})


def forked_playbooks(
    program: str, environment: Mapping[str, str] | None = None
) -> contextlib.AbstractContextManager[Path]:
    """A folder with an ansible-playbook that a program of ``tests/support`` forks; ``environment`` is for that."""
    path = ROOT / "tests" / "support" / f"{program}.py"
    return forking.playbooks(str(path), {**clean_environment(), **(environment or {})})


def named_servers() -> list[str]:
    """The versions in HYDRA_BINARIES."""
    return [entry.partition("=")[0] for entry in shlex.split(os.environ.get("HYDRA_BINARIES", ""))]


def budget(gate: Gate) -> None:
    gate.pytest("tests/benchmarks")


def ansible_lint(gate: Gate) -> None:
    # A home of its own: when it ends, it deletes the stubs of modules there, of one that still runs as well; the
    # importer of Galaxy starts one. It starts ansible-playbook for each playbook and role, to import Ansible mostly.
    with contextlib.ExitStack() as stack:
        place = stack.enter_context(ansible_test.copy())
        home = stack.enter_context(tempfile.TemporaryDirectory())
        programs = [] if ansible_test.WHOLE else [stack.enter_context(forked_playbooks("forking"))]
        gate.run(
            BIN / "ansible-lint", "--profile", "production", "--offline", "--strict", cwd=place, path=programs,
            env={"ANSIBLE_COLLECTIONS_PATH": str(place.parents[2]), "HOME": home},
        )  # fmt: skip


#: What antsibull-docs 2.28.0 says of each page where the name of its own temporary folder ends with an underscore, which
#: is a link in reStructuredText: one name in 37 does.
ITS_OWN_FOLDER = 'Unknown target name: "antsibull-docs-'


def docs(gate: Gate) -> None:
    words = ("--plugin-docs", "--validate-collection-refs", "all", "--disallow-unknown-collection-refs", ".")
    with ansible_test.copy() as place:
        lint = functools.partial(
            gate.run, BIN / "antsibull-docs", "lint-collection-docs", *words, cwd=place,
            env={"ANSIBLE_COLLECTIONS_PATH": str(place.parents[2])},
        )  # fmt: skip
        try:
            lint()
        except GateError:
            if ITS_OWN_FOLDER not in gate.log.read_text():
                raise
            lint()


def site(gate: Gate) -> None:
    """Build the documentation site into tests/output/site; a warning is an error, and every link in it leads somewhere."""
    out = ROOT / "tests" / "output" / "site"
    shutil.rmtree(out, ignore_errors=True)
    pages, html = out / "pages", out / "html"
    pages.mkdir(mode=0o755, parents=True)
    with ansible_test.copy() as place:
        gate.run(
            BIN / "antsibull-docs", "--config-file", docsite.SITE / "antsibull-docs.cfg", "collection", "--use-current",
            "--squash-hierarchy", "--fail-on-error", "--cleanup", "everything", "--dest-dir", pages, "ory.hydra",
            cwd=place, env={"ANSIBLE_COLLECTIONS_PATH": str(place.parents[2])},
        )  # fmt: skip
    docsite.complete(pages)
    gate.run(BIN / "sphinx-build", "--fail-on-warning", "--keep-going", "-j", "2", "-c", docsite.SITE, pages, html)
    broken = docsite.broken_links(html)
    if broken:
        raise GateError("links that lead nowhere: " + ", ".join(broken))


def package(gate: Gate) -> None:
    """Build, install into an empty place, run from there, import as Galaxy does, and see what an image would need.

    The stand-in is built and installed too; a scenario of Molecule uses both.
    """
    python = make_venv("importer", sys.executable, ["galaxy-importer==0.4.44"])
    with ansible_test.copy() as place, tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        gate.run(BIN / "ansible-galaxy", "collection", "build", "--output-path", out, cwd=place)
        tarball = next(out.glob("ory-hydra-*.tar.gz"))
        installed = out / "installed"
        gate.run(BIN / "ansible-galaxy", "collection", "install", tarball, "-p", installed, "--offline", cwd=out)
        here = {"ANSIBLE_COLLECTIONS_PATH": str(installed), "ANSIBLE_LOCALHOST_WARNING": "false"}
        gate.run(BIN / "ansible-doc", "-t", "module", "ory.hydra.hydra_clients", cwd=out, env=here)
        names = [path.stem for path in sorted((ROOT / "playbooks").glob("*.yml"))]
        playbooks = [f"ory.hydra.{name}" for name in names]
        project = installed / "ansible_collections" / "ory" / "hydra" / "examples" / "awx" / "project"
        examples = [project / f"{name}.yml" for name in names]
        gate.run(BIN / "ansible-playbook", "--syntax-check", *playbooks, *examples, cwd=out, env=here)
        there = installed / "ansible_collections" / "ory" / "hydra"
        found = {str(path.relative_to(there)) for pattern in ("*", "docs/*") for path in there.glob(pattern)}
        if found ^ PACKED:
            raise GateError(
                f"the package has what nobody needs, or lacks something: {', '.join(sorted(found ^ PACKED))}"
            )
        # Galaxy lints with fewer rules, and fewer files, than the gate ansible-lint.
        lint = {} if ansible_test.WHOLE else {"GALAXY_IMPORTER_RUN_ANSIBLE_LINT": "false"}
        gate.run(
            python, "-m", "galaxy_importer.main", tarball, cwd=out, bad=IMPORTER_COMPLAINS,
            env=lint, path=[python.parent],
        )  # fmt: skip
        stand_in_package.try_out(gate, installed, out)
        gate.run(BIN / "ansible-builder", "introspect", installed, "--write-pip", out / "pip.txt", cwd=out)
        if "requests" not in (out / "pip.txt").read_text():
            raise GateError("an execution environment would not get requests")


GATES: dict[str, Callable[[Gate], None]] = {
    "ruff": ruff,
    "mypy": mypy,
    "licences": licences,
    "changelog": changelog,
    "unit": unit,
    "pythons": pythons_alone,
    "generators": generators,
    "conformance": conformance,
    "integration": integration,
    "lives": lives,
    "roles": roles,
    "molecule": molecule,
    "budget": budget,
    "ansible-lint": ansible_lint,
    "docs": docs,
    "package": package,
    "site": site,
}
OF_A_CORE: dict[str, Callable[[Gate, str], None]] = {"sanity": ansible_test.sanity, "units": units}


def end_of(log: str) -> str:
    """Return the last lines of a log, without the many that tell what was skipped: what failed stands before them."""
    return "\n".join([line for line in log.splitlines() if not line.startswith("SKIPPED [")][-60:])


def main() -> int:
    """Run the gate that is named, and return 0 if it passed."""
    name = sys.argv[1]
    gate = Gate(name)
    begin = time.monotonic()
    print(f"→ {name}", flush=True)
    error = ""
    try:
        kind, _unused, core = name.partition("-")
        if core in (*pythons.CORES, "devel"):
            OF_A_CORE[kind](gate, core)
        else:
            GATES[name](gate)
    except (GateError, subprocess.SubprocessError, OSError) as problem:
        error = str(problem)
    seconds = round(time.monotonic() - begin, 1)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    result = {
        "name": name, "passed": not error, "error": error,
        "seconds": seconds, "processor": round(used.ru_utime + used.ru_stime, 1),
        "missing": gate.missing, "unavailable": gate.unavailable,
        "tests": [[test.name, test.seconds, test.outcome] for test in gate.tests],
    }  # fmt: skip
    (RESULTS / f"{name}.json").write_text(json.dumps(result))
    if error:
        shown = end_of(gate.log.read_text())
        print(
            f"✗ {name} failed after {seconds} s: {error}\n{shown}\n  (whole log: {gate.log.relative_to(ROOT)})",
            flush=True,
        )
    else:
        print(f"✓ {name}, {seconds} s" + (f" (not run: {gate.unavailable})" if gate.unavailable else ""), flush=True)
    return 1 if error else 0


if __name__ == "__main__":
    sys.exit(main())
