"""Ask for a check, run it, keep its report signed, and tell whether a report is ours and whole."""

import hmac
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.forms.models import model_to_dict
from django.utils import translation
from django.utils.crypto import salted_hmac

from prilavok.base import jobs, live
from prilavok.base.clock import database_now
from prilavok.base.errors import NotFound
from prilavok.base.unit import require_unit, unit
from prilavok.partners.erp.check.inside import look_inside
from prilavok.partners.erp.check.outside import look_outside
from prilavok.partners.erp.check.steps import Steps
from prilavok.partners.erp.models import ConnectionCheck, Node

TASK: Final = "prilavok.partners.erp.jobs.check_connection"
SALT: Final = "prilavok.erp.check"
FORM: Final = 1
KEPT: Final = 20


@dataclass(frozen=True, kw_only=True)
class CheckView:
    """A check with its report; `is_genuine`: the report is as it was signed here."""

    check_id: int
    node_id: int
    node_title: str
    asked_by: str
    asked_at: datetime
    finished_at: datetime | None
    state: str
    report: dict[str, Any]
    signature: str
    is_genuine: bool


def ask_check(*, node_id: int, by: str) -> int:
    """Have a node's connection checked soon. Raises NotFound."""
    require_unit()
    if not Node.objects.filter(pk=node_id).exists():
        raise NotFound
    made = ConnectionCheck.objects.create(node_id=node_id, asked_by=by[:150])
    jobs.defer_many([jobs.Wanted(task=TASK, queue="erp", kwargs={"check_id": made.pk}, priority=1)])
    return made.pk


def run_check(check_id: int) -> None:
    """Run the suite and keep the signed report. Opens units of its own; a finished one stays as it is."""
    with unit():
        check = ConnectionCheck.objects.select_for_update(of=("self",)).select_related("node").get(pk=check_id)
        if check.finished_at is not None:
            return
        check.state = ConnectionCheck.State.RUNNING
        check.save(update_fields=["state"])
    steps = Steps()
    with translation.override("ru"):
        look_outside(steps)
        look_inside(check.node, steps)
    with unit():
        check.finished_at = database_now()
        check.state = ConnectionCheck.State.PASSED if steps.is_good else ConnectionCheck.State.FAILED
        check.report = _report(check, steps)
        check.signature = sign(check.report)
        check.save(update_fields=["finished_at", "state", "report", "signature"])
        live.say("exchange")


def sign(report: dict[str, Any]) -> str:
    """HMAC-SHA256 over the report in one form, with the house's key."""
    text = json.dumps(report, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return salted_hmac(SALT, text, algorithm="sha256").hexdigest()


def is_genuine(report: object, signature: object) -> bool:
    """True when this house signed exactly this report."""
    if not isinstance(report, dict) or not isinstance(signature, str):
        return False
    return hmac.compare_digest(sign(report), signature)


def check_of(check_id: int) -> CheckView:
    """A check. Raises NotFound."""
    row = ConnectionCheck.objects.select_related("node").filter(pk=check_id).first()
    if row is None:
        raise NotFound
    return _view(row)


def checks_of(node_id: int) -> list[CheckView]:
    """The last checks of a node, newest first."""
    rows = ConnectionCheck.objects.select_related("node").filter(node_id=node_id).order_by("-id")[:KEPT]
    return [_view(row) for row in rows]


def _view(row: ConnectionCheck) -> CheckView:
    return CheckView(
        check_id=row.pk,
        node_id=row.node_id,
        node_title=row.node.title,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        finished_at=row.finished_at,
        state=row.state,
        report=row.report,
        signature=row.signature,
        is_genuine=is_genuine(row.report, row.signature),
    )


def _report(check: ConnectionCheck, steps: Steps) -> dict[str, Any]:
    node = check.node
    at = check.finished_at or check.asked_at
    profile = {name: value for name, value in model_to_dict(node).items() if name != "id"}
    return {
        "form": FORM,
        "check": check.pk,
        "node": node.code,
        "title": node.title,
        "address": f"{settings.BASE_URL}/1c/exchange/",
        "asked_by": check.asked_by,
        "finished_at": at.isoformat(timespec="seconds"),
        "result": check.state,
        "profile": json.loads(json.dumps(profile, ensure_ascii=False, default=str)),
        "steps": [asdict(step) for step in steps.done],
    }
