"""A second process for a second large file: reading XML is the one part of an import that keeps a core busy.

The process goes with the import that started it: were it to live on alone, it would move checkpoints under the next
one. What it leaves behind when it is killed is a file half staged, and the import goes on with that by itself.
"""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from prilavok.partners.erp.models import PackageFile

# Below this a process costs more than it saves.
LARGE: Final = 24 * 1024 * 1024
GRACE_S: Final = 5.0
WATCH_S: Final = 0.5


@contextmanager
def staging_beside(files: Sequence[PackageFile]) -> Iterator[PackageFile | None]:
    """Within the block the largest of several large files is staged by a process of its own; the block ends with it."""
    large = [file for file in files if file.size >= LARGE]
    if len(large) < 2 or (os.cpu_count() or 1) < 2:
        yield None
        return
    chosen = max(large, key=lambda one: one.size)
    command = [sys.executable, "-m", "prilavok", "stage_file", str(chosen.pk), "--parent", str(os.getpid())]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603 - ourselves, with a number
    try:
        yield chosen
        process.wait()
    finally:
        if process.poll() is None:
            process.terminate()
            _end(process)


def die_with_parent(parent: int) -> None:
    """End this process when its parent is gone."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(WATCH_S)
        os._exit(1)

    threading.Thread(target=watch, daemon=True, name="parent-watch").start()


def _end(process: "subprocess.Popen[bytes]") -> None:
    try:
        process.wait(timeout=GRACE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
