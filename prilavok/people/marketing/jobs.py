"""What marketing does later."""

from prilavok.base.jobs import job, periodic
from prilavok.base.unit import unit
from prilavok.people.marketing.segments import filling
from prilavok.people.marketing.trials import running


@job(queue="marketing")
def run_trial(trial_id: int) -> None:
    """Try a draft on past orders, piece by piece; each piece is a unit, so a run that was killed goes on."""
    goes_on = True
    while goes_on:
        with unit():
            goes_on = running.go_on(trial_id)


@job(queue="marketing")
def fill_segment(segment_id: int, round_number: int) -> None:
    """Gather the people of a segment, piece by piece; each piece is a unit, so a filling that was killed goes on."""
    goes_on = True
    while goes_on:
        with unit():
            goes_on = filling.fill_piece(segment_id=segment_id, round_number=round_number)


@periodic(cron="23 2 * * *", queue="marketing")
def fill_segments(timestamp: int) -> None:
    """Each night: who belongs where by now."""
    with unit():
        filling.start_all()


@periodic(cron="41 3 * * *", queue="marketing")
def forget_trials(timestamp: int) -> None:
    """Each night: trials older than a month go."""
    with unit():
        running.forget_old()
