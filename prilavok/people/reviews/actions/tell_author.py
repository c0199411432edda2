"""The author hears once a version whether the review was published or refused, and why; by e-mail, else by SMS."""

from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from prilavok.base.unit import require_unit
from prilavok.foundation.accounts import api as accounts
from prilavok.foundation.accounts.values import PersonId
from prilavok.foundation.messaging import api as messaging
from prilavok.foundation.messaging.values import EMAIL, SMS, SendMessage
from prilavok.people.reviews.models import Review
from prilavok.people.reviews.values import State
from prilavok.people.reviews.words import reason_titles

PUBLISHED: Final = "review_published"
REFUSED: Final = "review_refused"


def tell_author(row: Review, state: State, *, reason: str = "", note: str = "") -> None:
    """Send the decision about the version that was read. Joins the unit; a decision made again is not told again."""
    require_unit()
    if row.person_id is None:
        return
    person = accounts.people([PersonId(row.person_id)]).get(PersonId(row.person_id))
    to = (person.email or person.phone) if person is not None and person.is_active else ""
    if not to:
        return
    with override(settings.LANGUAGE_CODE):  # the moderator may read the office in another language
        why = reason_titles().get(reason, _("Another reason"))
    messaging.send(
        SendMessage(
            key=f"review:{row.pk}:{row.version}:{state}",
            template=PUBLISHED if state == State.PUBLISHED else REFUSED,
            channel=EMAIL if "@" in to else SMS,
            to=to,
            context={
                "goods": row.product_title,
                "reason": f"{why}. {note}".strip() if note else why,
                "link": f"{settings.BASE_URL}/account/reviews/",
                "chain": settings.SHOP_NAME,
            },
            about=f"review:{row.pk}",
        )
    )
