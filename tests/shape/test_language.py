"""Words that people read stand in templates and the lexicon: code holds codes. Comments and docstrings are free."""

import ast
import re
from pathlib import Path
from typing import Final

from tests.shape.tree import PRODUCT, ROOT, modules, plant

# Letters only: a sign such as 、 may be part of a grammar that the code reads.
JAPANESE: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uff66-\uff9f]")


def complaints(root: Path) -> list[str]:
    found = []
    for module in modules(root, *PRODUCT):
        documentation = {id(node.value) for node in ast.walk(module.syntax) if isinstance(node, ast.Expr)}
        found += [
            f"{module.path}:{node.lineno}: {node.value}"
            for node in ast.walk(module.syntax)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
            if id(node) not in documentation and JAPANESE.search(node.value)
        ]
    return found


def test_no_japanese_in_code() -> None:
    assert complaints(ROOT) == []


def test_japanese_in_code_is_named(tmp_path: Path) -> None:
    plant(
        tmp_path,
        {
            "bot/a.py": '"""文書"""\nA = "ABC"\n"""文書"""\n\n\ndef f():\n    """文書"""  # 注\n    return "\\u53d7"\n',
            "handlers/a.py": 'A = f"訪問{1}"\n',
            "tests/a.py": 'A = "訪問"\n',
            "templates/a.py": 'A = "訪問"\n',
        },
    )
    assert complaints(tmp_path) == ["bot/a.py:8: 受", "handlers/a.py:1: 訪問"]
