"""SHA-256 of files and folders, as the manifest keeps them."""

import hashlib
from pathlib import Path

MANIFEST = "manifest.json"
REPORT = "report.html"
LOCK = "lock"
INPUTS = "inputs.sha256"
PIECES = "pieces"
_UNHASHED = {MANIFEST, REPORT, LOCK, INPUTS}
_OF_THE_DESKTOP = {".DS_Store"}
"""What a file browser leaves in a folder that was looked at."""


def hash_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def hashes_in(folder: Path) -> dict[str, str]:
    """SHA-256 by relative path, in the order of the names, of every file in a folder but the manifest, the report and a draft's marks."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name not in _OF_THE_DESKTOP)
    named = {path.relative_to(folder).as_posix(): path for path in files}
    return {name: hash_of(path) for name, path in named.items() if name not in _UNHASHED}
