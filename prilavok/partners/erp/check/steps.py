"""What a check finds: steps with what was expected and what came."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

OK, FAILED, WARNED, SKIPPED = "ok", "failed", "warned", "skipped"
SHOWN: Final = 300


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step. `title` and `expected` are English msgids; `came` is what really came, or why it was skipped."""

    code: str
    title: str
    expected: str
    state: str
    came: str
    took_ms: int


@dataclass
class Steps:
    """Collects steps; a step that raises is a failed one and the next goes on."""

    done: list[Step] = field(default_factory=list)

    def take(self, code: str, title: str, expected: str, work: Callable[[], tuple[str, str]]) -> bool:
        """Run one step: `work` answers its state and what came. True when it did not fail."""
        began = time.monotonic()
        try:
            state, came = work()
        except Exception as error:  # noqa: BLE001 - whatever goes wrong is what the check is for
            state, came = FAILED, f"{type(error).__name__}: {error}"
        step = Step(
            code=code,
            title=title,
            expected=expected,
            state=state,
            came=came[:SHOWN],
            took_ms=int((time.monotonic() - began) * 1000),
        )
        self.done.append(step)
        return state != FAILED

    @property
    def is_good(self) -> bool:
        """True when nothing failed."""
        return all(step.state != FAILED for step in self.done)


def verdict(came: str, *, is_right: bool) -> tuple[str, str]:
    """The state of a step that is right or not."""
    return (OK if is_right else FAILED), came
