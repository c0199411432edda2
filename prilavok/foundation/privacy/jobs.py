"""What privacy does later: erasures whose day has come, and the nightly letting go."""

from prilavok.base.jobs import periodic
from prilavok.foundation.privacy.requests.erasing import erase_due
from prilavok.foundation.privacy.retention.schedule import sweep


@periodic(cron="*/10 * * * *", queue="privacy")
def carry_out_erasures(timestamp: int) -> None:
    """Erase those whose waiting time is over and whom nothing holds up."""
    erase_due()


@periodic(cron="23 2 * * *", queue="privacy")
def let_go(timestamp: int) -> None:
    """Each night: what is older than its term goes."""
    sweep()
