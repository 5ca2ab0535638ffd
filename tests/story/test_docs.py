"""What the documents show is what happens: their Python blocks are run in an empty folder, and must print what the page says they print."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PAGES = sorted(page for page in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")] if "\n```python\n" in page.read_text(encoding="utf-8"))
LONGEST_FIRST_EXAMPLE = 12


def blocks_of(page: Path) -> list[tuple[str, str]]:
    """Language and text of each fenced block, in order."""
    return BLOCK.findall(page.read_text(encoding="utf-8"))


def done(words: list[str], folder: Path) -> str:
    """Standard output of a command run in `folder`, with this environment's `cupola` on the path."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    finished = subprocess.run(words, cwd=folder, env=os.environ | {"PATH": path}, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


@pytest.mark.story
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_python_of_a_page_prints_what_the_page_says(page: Path, tmp_path: Path):
    """Shell commands are run as well in tutorials, where what follows needs their files; elsewhere they install and demonstrate."""
    blocks = blocks_of(page)
    for (language, text), (following, expected) in zip(blocks, [*blocks[1:], ("", "")], strict=True):
        if language == "bash" and page.parent.name == "tutorials":
            done(["bash", "-ec", text], tmp_path)
        elif language == "python":
            assert following == "text", f"a Python block in {page.name} is not followed by what it prints"
            assert done([sys.executable, "-c", text], tmp_path) == expected


@pytest.mark.story
def test_the_first_example_is_short():
    first = next(text for language, text in blocks_of(ROOT / "README.md") if language == "python")
    assert len(first.splitlines()) <= LONGEST_FIRST_EXAMPLE


@pytest.mark.story
def test_links_between_the_pages_lead_somewhere():
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    links = [(page, link) for page in pages for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))]
    assert len(links) > len(pages)
    assert [(page.name, link) for page, link in links if not (page.parent / link).exists()] == []
