"""What messaging does later."""

from prilavok.base.jobs import job


@job(queue="messaging")
def deliver_message(message_id: int) -> None:
    """Send one message, or find out what became of it."""
