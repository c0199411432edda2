"""What accounts does later."""

from prilavok.base.jobs import periodic
from prilavok.base.unit import unit
from prilavok.foundation.accounts.actions.spend_try import purge_tries
from prilavok.foundation.accounts.passkeys.keys import purge_challenges


@periodic(cron="17 * * * *", queue="accounts")
def forget_old_tries(timestamp: int) -> None:
    """Delete the windows of tries that ended long ago, and challenges of passkeys that nobody answered."""
    with unit():
        purge_tries()
        purge_challenges()
