"""What is installed is pinned, needs nothing of a developer's, and depends on no particular machine."""

import importlib.metadata
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.shape.tree import PRODUCT, ROOT, modules, plant

PIN: Final = re.compile(r"(?P<name>[a-z0-9][a-z0-9._-]*)(\[[a-z,]+\])?==(?P<version>[^\s;]+)( ; [^\\]+)? \\")
HASH: Final = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")
# An address, a way to name one, or a file by its path.
HOST: Final = re.compile(
    r"://|\w\.(org|com|net|io|jp)\b|--?(index|extra-index|find-links|trusted-host|f\b|i\b)| @ |^[./]"
)
LISTS: Final = ("runtime", "dev", "build")


def unpinned(text: str) -> list[str]:
    """Give the lines that are neither an exact version nor its hash."""
    return [line for line in text.splitlines() if not PIN.fullmatch(line) and not HASH.fullmatch(line)]


def hosts(text: str) -> list[str]:
    """Give the lines that name where something is to be had from."""
    return [line for line in text.splitlines() if HOST.search(line)]


def pins(text: str) -> dict[str, str]:
    """Give the version of each name."""
    return {match["name"]: match["version"] for line in text.splitlines() if (match := PIN.fullmatch(line))}


def lock(name: str) -> str:
    return (ROOT / f"requirements/{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", LISTS)
def test_every_version_is_pinned_with_hashes(name: str) -> None:
    assert unpinned(lock(name)) == []
    assert pins(lock(name))


def test_what_is_not_pinned_is_named() -> None:
    good = f"a-b[c]==1.2 ; python_version < '3.12' \\\n    --hash=sha256:{'0' * 64}\n"
    assert unpinned(f"{good}b>=1 \\\nb==1\n--no-binary b\n") == ["b>=1 \\", "b==1", "--no-binary b"]


@pytest.mark.parametrize("path", sorted((ROOT / "requirements").iterdir()), ids=lambda path: path.name)
def test_requirements_name_no_host(path: Path) -> None:
    assert hosts(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "line",
    [
        "-i somewhere",
        "--index-url x",
        "--extra-index-url=x",
        "-f wheels",
        "--find-links wheels",
        "--trusted-host x",
        "a @ file:a.whl",
        "git+ssh://x",
        "./wheels/a.whl",
        "# see example.org",
    ],
)
def test_a_host_is_named(line: str) -> None:
    assert hosts(f"a==1 \\\n{line}\n") == [line]


def test_tests_run_on_the_versions_that_are_deployed() -> None:
    runtime, dev = pins(lock("runtime")), pins(lock("dev"))
    assert {name: dev[name] for name in runtime.keys() & dev.keys()} == {
        name: runtime[name] for name in runtime.keys() & dev.keys()
    }


def undeclared(root: Path, declared: set[str]) -> list[str]:
    """Name what the product imports from distributions that its runtime list does not bring."""
    providers = importlib.metadata.packages_distributions()
    own = {*PRODUCT, "__future__"}
    found = []
    for module in modules(root, *PRODUCT):
        for line, name in module.imports():
            package = name.split(".")[0]
            brought = {re.sub(r"[-_.]+", "-", provider).lower() for provider in providers.get(package, [])}
            if package not in own | sys.stdlib_module_names and not brought & declared:
                found.append(f"{module.path}:{line}: {package}")
    return found


def test_the_product_runs_on_its_runtime_list_alone() -> None:
    assert undeclared(ROOT, set(pins(lock("runtime")))) == []


def test_what_only_developers_have_is_named(tmp_path: Path) -> None:
    plant(
        tmp_path,
        {"bot/a.py": "import json\nimport sqlalchemy\nimport pytest\nfrom models import b\nimport nowhere.x\n"},
    )
    assert undeclared(tmp_path, {"sqlalchemy"}) == ["bot/a.py:3: pytest", "bot/a.py:5: nowhere"]


def paths_of_a_machine(root: Path) -> list[str]:
    """Name the lines, of all that is or could be committed, that hold a path of the machine they were written on."""
    # In two parts, so that this line is not found.
    pattern = r"(^|[^A-Za-z0-9_.*-])/(wor" + r"k|roo" + r"t)(/|$)"
    command = ["git", "grep", "--untracked", "-n", "-I", "-E", pattern]
    outcome = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert outcome.returncode in {0, 1}, outcome.stderr
    return outcome.stdout.splitlines()


def test_no_path_of_a_machine() -> None:
    assert paths_of_a_machine(ROOT) == []


def test_a_path_of_a_machine_is_named(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    own, neutral = "/".join(("", "wor" + "k", "main")), "bot/wor" + "k/now.py"
    plant(tmp_path, {"a.md": f"see {own}/x\n", "b.md": f"see {neutral}\n"})
    assert paths_of_a_machine(tmp_path) == [f"a.md:1:see {own}/x"]


def test_templates_and_migrations_are_found_beside_the_code() -> None:
    """The installation leads to this tree, so that what is no Python is found too."""
    command = "import bot, pathlib; print(pathlib.Path(bot.__file__).parents[1])"
    outcome = subprocess.run([sys.executable, "-P", "-c", command], cwd="/", capture_output=True, text=True, check=True)
    assert Path(outcome.stdout.strip()).samefile(ROOT)
