"""Who may import whom: what import-linter's contracts say, that they bite, and what they cannot say."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.shape.tree import PRODUCT, ROOT, modules, plant


def impure(root: Path) -> list[str]:
    """Name what the rules import beyond the standard library and each other."""
    return [
        f"{module.path}:{line}: {name}"
        for module in modules(root, "models/rules")
        for line, name in module.imports()
        if name.split(".")[0] not in sys.stdlib_module_names and not f"{name}.".startswith("models.rules.")
    ]


def test_rules_import_only_the_standard_library() -> None:
    assert impure(ROOT) == []


def test_impure_rules_are_named(tmp_path: Path) -> None:
    plant(
        tmp_path,
        {
            "models/rules/a.py": "import datetime\nfrom models.rules.b import x\nfrom . import d\n",
            "models/rules/b.py": "import sqlalchemy\nfrom models.base import Base\nfrom ..units import Beat\n",
        },
    )
    assert impure(tmp_path) == [
        "models/rules/b.py:1: sqlalchemy",
        "models/rules/b.py:2: models.base.Base",
        "models/rules/b.py:3: models.units.Beat",
    ]


def callers_of_slack(root: Path) -> list[str]:
    """Name who else than the gateway could call Slack: who gets at the SDK's clients, or at the SDK as a whole."""
    return [
        f"{module.path}:{line}: {name}"
        for module in modules(root, *PRODUCT)
        for line, name in module.imports()
        if not f"{module.name}.".startswith("bot.gateway.")
        if name == "slack_sdk"
        or name.endswith("WebClient")
        or f"{name}.".startswith(("slack_sdk.web.", "slack_sdk.webhook."))
    ]


def test_only_the_gateway_calls_slack() -> None:
    assert callers_of_slack(ROOT) == []


def test_other_callers_are_named(tmp_path: Path) -> None:
    plant(
        tmp_path,
        {
            "bot/gateway.py": "from slack_sdk import WebClient\n",
            "bot/app.py": "from slack_bolt import App\nfrom slack_sdk.signature import SignatureVerifier\n",
            "bot/delivery.py": "from slack_sdk.web.client import WebClient\n",
            "bot/wiring.py": "import slack_sdk\n",
        },
    )
    assert callers_of_slack(tmp_path) == [
        "bot/delivery.py:1: slack_sdk.web.client.WebClient",
        "bot/wiring.py:1: slack_sdk",
    ]


def without_place(root: Path) -> list[str]:
    """Name the parts of ``bot`` that no layer mentions: nothing would hold their imports."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (layers,) = (c["layers"] for c in settings["tool"]["importlinter"]["contracts"] if c["type"] == "layers")
    placed = {name.strip(" ()") for layer in layers for name in layer.split("|")}
    parts = {".".join(module.name.split(".")[:2]) for module in modules(root, "bot")} - {"bot"}
    return sorted(parts - placed)


def test_every_part_has_its_layer() -> None:
    assert without_place(ROOT) == [], "give it a place among the layers in pyproject.toml"


def test_a_part_without_layer_is_named(tmp_path: Path) -> None:
    plant(tmp_path, {"bot/__init__.py": "", "bot/cli.py": "", "bot/usecases/visit.py": "", "bot/stray/__init__.py": ""})
    assert without_place(tmp_path) == ["bot.stray"]


def lint(root: Path, files: dict[str, str]) -> str:
    packages = [*PRODUCT, "bot/usecases", "bot/playground", "models/rules"]
    settings = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    plant(
        root, {f"{package}/__init__.py": "" for package in packages} | {"bot/work.py": "", "pyproject.toml": settings}
    )
    plant(root, files)
    program = Path(sys.executable).with_name("lint-imports")
    outcome = subprocess.run([program, "--no-cache"], cwd=root, capture_output=True, text=True, check=False)
    return "" if outcome.returncode == 0 else outcome.stdout + outcome.stderr


def test_the_contracts_accept_what_points_down(tmp_path: Path) -> None:
    assert lint(tmp_path, {"handlers/visit.py": "import bot.usecases\nimport models.rules\n"}) == ""


@pytest.mark.parametrize(
    ("file", "imported"),
    [
        ("models/units.py", "bot.work"),
        ("models/rules/form.py", "bot.usecases"),
        ("bot/work.py", "bot.usecases"),
        ("bot/usecases/visit.py", "handlers"),
        ("handlers/visit.py", "scheduler"),
        ("bot/wiring.py", "bot.playground"),
        ("bot/usecases/report.py", "jinja2"),
        ("bot/work.py", "slack_sdk.errors"),
        ("models/units.py", "apscheduler"),
        ("models/units.py", "slack_bolt"),
    ],
)
def test_the_contracts_refuse_what_points_up_or_out(tmp_path: Path, file: str, imported: str) -> None:
    assert "BROKEN" in lint(tmp_path, {file: f"import {imported}\n"})
