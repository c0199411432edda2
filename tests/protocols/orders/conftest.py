"""A chain whose goods the central 1C knows, orders of it, and a reader of CommerceML that others have written."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.jobs import RunJobs
from tests.protocols import make
from tests.trade.oms import make as sale

READER = "commerceml-parser@3.0.3"
ROOT = Path(__file__).resolve().parents[3]
HERE = Path(__file__).resolve().parent


@pytest.fixture
def chain(nodes: None) -> sale.Chain:
    """A chain whose goods the central 1C knows."""
    make.make_nodes(namespace=sale.SYSTEM, statuses={"Собран": "ready"})
    return sale.make_chain(quantity=100)


@pytest.fixture
def place(chain: sale.Chain, run_jobs: RunJobs) -> Callable[..., str]:
    """Places an order and lets everybody hear of it; returns its number."""

    def placed(*quantities: int, **changes: object) -> str:
        order = sale.place(chain, *(quantities or (1, 2)), **changes)
        run_jobs()
        return order.number

    return placed


@pytest.fixture(scope="session")
def reader() -> Path:
    """The folder with the independent reader, installed on the first use; skipped where npm cannot."""
    folder = ROOT / "var" / "readers" / READER.replace("@", "-")
    if not (folder / "node_modules" / "commerceml-parser").is_dir():
        _install(folder)
    return folder


def _install(folder: Path) -> None:
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        _missing("npm and node are not here")
        return
    folder.mkdir(parents=True, exist_ok=True)
    asked = [
        "install",
        "--no-save",
        "--no-package-lock",
        "--no-audit",
        "--no-fund",
        "--ignore-scripts",
        "--prefer-offline",
        READER,
    ]
    done = subprocess.run([str(npm), *asked], cwd=folder, capture_output=True, text=True, timeout=110, check=False)
    if done.returncode:
        shutil.rmtree(folder)
        _missing(f"npm could not install {READER}: {done.stderr.strip()[-300:]}")


def _missing(why: str) -> None:
    if os.environ.get("PRILAVOK_REQUIRE_READER"):
        pytest.fail(why)
    pytest.skip(why)


@pytest.fixture
def read(reader: Path) -> Callable[..., dict[str, Any]]:
    """What the independent reader understood of a document: head, documents as its types, documents in full."""

    def understood(body: bytes, *, containers: bool = False) -> dict[str, Any]:
        asked = ["node", str(HERE / "reader.mjs"), str(reader), *(["containers"] if containers else [])]
        done = subprocess.run(asked, input=body, capture_output=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return json.loads(done.stdout)  # type: ignore[no-any-return]

    return understood
