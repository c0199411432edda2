"""Makes the virtual environment for developers from the hashed lock: `make setup-dev`. Standard library only."""

import hashlib
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements" / "dev.lock"
STAMP = VENV / "prilavok-dev-lock"
PIP = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--require-hashes", "-r"]


def main() -> int:
    """Install when the lock has changed since the last time."""
    if sys.version_info < (3, 11):  # noqa: UP036 - run by whatever Python the machine has
        print("Нужен Python 3.11 или новее / Python 3.11 or later is needed: make test PYTHON=python3.11")
        return 2
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if STAMP.exists() and STAMP.read_text() == wanted:
        return 0
    inside = VENV / "bin" / "python"
    if not inside.exists():
        print("Creating the virtual environment .venv", flush=True)
        venv.create(VENV, with_pip=True)
    print("Installing the developers' libraries", flush=True)
    if code := subprocess.run([str(inside), *PIP, str(LOCK)], check=False).returncode:
        print("Библиотеки не установились, причина выше / the libraries were not installed, see above")
        return code
    STAMP.write_text(wanted)
    return 0


if __name__ == "__main__":
    sys.exit(main())
