"""The room's place in the office menu."""

from prilavok.base.menu import MenuItem, declare_menu
from prilavok.people.reviews.queries import waiting_count

declare_menu(
    MenuItem(
        code="reviews-queue",
        title="Reviews",
        url_name="reviews:queue",
        icon="comment",
        permission="reviews.view",
        group="customers",
        order=30,
        count=waiting_count,
    )
)
