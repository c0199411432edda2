"""What messaging does later: send, look whether it arrived, pick up what was forgotten."""

from prilavok.base.jobs import job, periodic
from prilavok.base.unit import unit
from prilavok.foundation.messaging.actions import deliver_message as delivery


@job(queue="messaging")
def deliver_message(message_id: int, channel: str = "") -> None:
    """Send one message, or find out what became of it."""
    delivery.deliver(message_id, channel)


@job(queue="messaging")
def deliver_messages(message_ids: list[int], channel: str) -> None:
    """Send several messages, one after another."""
    delivery.deliver_many(message_ids, channel)


@job(queue="messaging")
def check_message(message_id: int) -> None:
    """Ask the gateway whether a sent message has arrived."""
    delivery.check(message_id)


@periodic(cron="* * * * *", queue="messaging")
def pick_up_forgotten(timestamp: int) -> None:
    """A safety net: give a job to open messages that have none."""
    with unit():
        delivery.pick_up_forgotten()
