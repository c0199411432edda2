"""Short programs of a start: run side by side, with their time shown, and a sentence when one fails."""

import contextlib
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from prilavok.config.children import Program, end_session, launch
from prilavok.config.sentences import CannotGoOn, disk_full, tell

SILENT_S = 10.0


class Step:
    """A short program that has been started; `done` is called after its good end; a talkative one is quoted often."""

    def __init__(self, program: Program, done: Callable[[], object] | None = None, *, talkative: bool = False) -> None:
        program.log.unlink(missing_ok=True)
        self.program = program
        self.done = done
        self.process: subprocess.Popen[bytes] = launch(program)
        self.started = time.monotonic()
        self.told = self.started
        self.silent_s = 2.0 if talkative else SILENT_S
        self.said = ""

    def finished(self) -> bool:
        """True once it ended well; raises CannotGoOn when it ended badly; says now and then that it still works."""
        code = self.process.poll()
        now = time.monotonic()
        if code is None:
            if now - self.told > self.silent_s:
                self.told = now
                self._show(last_line(self.program.log), now)
            return False
        if code:
            raise failure(self.program)
        if self.done is not None:
            self.done()
        tell(f"  {self.program.title}: {now - self.started:.1f} s")
        return True

    def _show(self, line: str, now: float) -> None:
        if line != self.said or self.silent_s >= SILENT_S:
            self.said = line
            tell(f"  ... {self.program.title}: {line} ({now - self.started:.0f} s)")

    def kill(self) -> None:
        """End it now."""
        end_session(self.process.pid, 9)
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        self.process.wait()


def finish(steps: Sequence[Step], meanwhile: Callable[[], None]) -> None:
    """Wait for all steps; `meanwhile` looks after the lasting children."""
    left = list(steps)
    try:
        while left:
            left = [step for step in left if not step.finished()]
            meanwhile()
            time.sleep(0.05)
    finally:
        for step in left:
            step.kill()


def last_line(log: Path) -> str:
    """The last line a program wrote."""
    lines = log.read_text(errors="replace").strip().splitlines() if log.exists() else []
    return lines[-1].strip()[:100] if lines else ""


def failure(program: Program) -> CannotGoOn:
    """What a failed program said last."""
    said = program.log.read_text(errors="replace") if program.log.exists() else ""
    if "No space left" in said or "could not extend file" in said:
        return disk_full(str(program.log.parent))
    tail = "\n".join(said.splitlines()[-25:])
    return CannotGoOn(
        f"Шаг «{program.title}» не удался. Последние строки {program.log}:\n{tail}",
        f"The step failed; its last lines are above, all of them in {program.log}",
    )
