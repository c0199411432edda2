"""What wishes do when logins are joined and products are merged."""

from collections.abc import Sequence

from prilavok.base.events import reacts_to, reacts_to_many
from prilavok.foundation.accounts.events import PersonsJoined
from prilavok.goods.pim.events import ProductsMerged
from prilavok.people.wishes.actions.follow_goods import follow_goods
from prilavok.people.wishes.actions.keep_wishes import join_persons


@reacts_to(PersonsJoined, as_="wishes.join_persons")
def join_lists(event: PersonsJoined) -> None:
    """Favourites of both are the one's."""
    join_persons(person_id=event.person_id, other_id=event.other_id)


@reacts_to_many(ProductsMerged, as_="wishes.follow_goods")
def follow_merged(events: Sequence[ProductsMerged]) -> None:
    """What was put by is found under the product that remains."""
    follow_goods(sorted({one for event in events for one in event.product_ids}))
