"""What the exchange does by itself and when: its periodic jobs, from the registry of jobs."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from croniter import croniter  # type: ignore[import-untyped]
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinatePeriodicDefer

QUEUE: Final = "erp"
TITLES: Final = {
    "start_idle": _("Import what came and was never asked to be imported"),
    "watch_flows": _("Compare every flow with its promise, ring the alarm"),
    "forget_old": _("Remove old bytes and transcripts, facts that waited in vain"),
}


@dataclass(frozen=True, kw_only=True)
class TaskView:
    """A periodic job: what it does, its cron line, when it ran last and runs next."""

    title: str
    cron: str
    last_at: datetime | None
    next_at: datetime


def own_tasks() -> list[TaskView]:
    """The periodic jobs of the exchange."""
    ran = dict(ProcrastinatePeriodicDefer.objects.values_list("task_name").annotate(Max("defer_timestamp")))
    now = timezone.now()
    found = [one for one in app.periodic_registry.periodic_tasks.values() if one.task.queue == QUEUE]
    return [
        TaskView(
            title=gettext(TITLES.get(name, name)),
            cron=one.cron,
            last_at=datetime.fromtimestamp(ran[one.task.name], UTC) if one.task.name in ran else None,
            next_at=croniter(one.cron, now).get_next(datetime),
        )
        for one in found
        for name in [one.task.name.rpartition(".")[2]]
    ]
