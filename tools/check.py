"""Everything a machine can hold us to, in one run: `make check`. Runs all parts, then says which did not hold."""

import subprocess
import sys
import time
from pathlib import Path

BIN = Path(sys.executable).parent
CODE = ("prilavok", "sandbox", "tests", "tools", "benchmarks")
PARTS: dict[str, list[str]] = {
    "ruff": ["ruff", "check", *CODE],
    "format": ["ruff", "format", "--check", *CODE],
    "house rules": ["python", "-m", "tools.house"],
    "boundaries": ["lint-imports", "--no-logo"],
    "translations": ["python", "-m", "tools.messages", "check"],
    "migrations": ["python", "-m", "prilavok", "makemigrations", "--check", "--dry-run"],
    "map": ["python", "-m", "tools.map", "check"],
    "types": ["mypy", "prilavok", "tools"],
}


def main() -> int:
    """Run the parts named, or all."""
    wanted = sys.argv[1:] or list(PARTS)
    broken = []
    for name in wanted:
        began = time.monotonic()
        done = subprocess.run(
            [str(BIN / PARTS[name][0]), *[one for one in PARTS[name][1:] if one not in CODE or Path(one).exists()]],
            capture_output=True,
            text=True,
            check=False,
        )
        print(f"{'ok  ' if done.returncode == 0 else 'FAIL'} {name} {time.monotonic() - began:.1f} s", flush=True)
        if done.returncode:
            broken.append(name)
            print(done.stdout[-12000:] + done.stderr[-6000:], flush=True)
    print(f"make check: broken: {', '.join(broken)}" if broken else "make check: all holds")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
