"""What we depend on is written down without saying where it came from."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
SKIPPED = {".venv", "node_modules", ".git", ".demo", ".build"}


def test_no_lock_file_names_a_host() -> None:
    names = ("*.lock", "package-lock.json", "npm-shrinkwrap.json", "uv.lock")
    locks = [file for name in names for file in ROOT.rglob(name) if not SKIPPED & set(file.relative_to(ROOT).parts)]
    locks = [file for file in locks if not file.name.endswith(".db.lock")]
    assert ROOT / "requirements.lock" in locks
    for lock in locks:
        assert "://" not in lock.read_text(), lock


def test_every_locked_package_is_hashed() -> None:
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    pinned = [line for line in lines if line and not line.startswith((" ", "#", "-"))]
    assert len(pinned) > 50
    assert all("==" in line and line.endswith("\\") for line in pinned)
