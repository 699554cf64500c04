"""Rules about the code itself: import order, words, styles."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
README = (ROOT / "README.md").read_text()
# The one script without an address holds data, which no browser runs: facts for search engines.
DATA = r"type=\"application/ld\+json\">\{\{ structured \}\}</script>"
INLINE = re.compile(rf"<style|\sstyle=|<script(?![^>]*\ssrc=)(?! {DATA})|\son[a-z]+=")
LINTER = Path(sys.executable).parent / "lint-imports"


def test_imports_go_one_way():
    done = subprocess.run(
        [LINTER, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_a_lower_app_importing_an_upper_one_is_found(tmp_path):
    for app in ("portal", "home", "participation", "activities", "organisations"):
        (tmp_path / app).mkdir()
        (tmp_path / app / "__init__.py").touch()
    (tmp_path / "organisations" / "bad.py").write_text("import activities\n")
    settings = (ROOT / "pyproject.toml").read_text().split("[[tool.importlinter.contracts]]")
    linter = settings[0][settings[0].index("[tool.importlinter]") :]
    config = linter + "[[tool.importlinter.contracts]]" + settings[1]
    (tmp_path / "pyproject.toml").write_text(config)
    done = subprocess.run(
        [LINTER, "--no-cache"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert "organisations is not allowed to import activities" in done.stdout


def test_every_variable_is_in_the_readme():
    read = set()
    for path in (ROOT / "portal").rglob("*.py"):
        read |= set(re.findall(r"environment\.\w+\(\s*\"([A-Z_]+)\"", path.read_text()))
    assert sorted(name for name in read if f"`{name}`" not in README) == []


def test_every_command_is_in_the_readme():
    commands = {
        path.stem for path in ROOT.glob("*/management/commands/*.py") if path.stem != "__init__"
    }
    words = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    missing = [name for name in commands if f"manage.py {name}" not in README]
    missing += [word for word in words if f"make {word}" not in README]
    assert sorted(missing) == []


@pytest.mark.parametrize("domain", ["django"])
def test_the_japanese_catalogue_is_complete(domain):
    text = (ROOT / f"portal/locale/ja/LC_MESSAGES/{domain}.po").read_text()
    empty = re.findall(r'msgid "[^"].*"\nmsgstr ""\n\n', text + "\n")
    assert (empty, "#, fuzzy" in text.split("\n\n", 1)[1]) == ([], False)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_carry_no_inline_style_or_script(path):
    text = path.read_text()
    assert INLINE.findall(text) == []


@pytest.mark.parametrize("path", sorted((ROOT / "static/css").rglob("*.css")), ids=lambda p: p.name)
def test_all_css_stands_in_a_layer(path):
    depth, outside = 0, []
    for line in re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL).splitlines():
        if depth == 0 and line.strip() and not line.startswith(("@layer", "}")):
            outside.append(line)
        depth += line.count("{") - line.count("}")
    assert outside == []
