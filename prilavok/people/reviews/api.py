"""The door of reviews: what buyers think of goods, published after a person has read it.

Writes join the caller's unit; `encode_picture` is called outside of one.
"""

from collections.abc import Sequence

from prilavok.people.reviews import queries
from prilavok.people.reviews.actions import invite_buyers as _inviting
from prilavok.people.reviews.actions.forget_person import forget_person
from prilavok.people.reviews.actions.invite_buyers import invite_due
from prilavok.people.reviews.actions.moderate_review import (
    answer_review,
    approve_review,
    keep_terms,
    refuse_review,
    undo_decision,
)
from prilavok.people.reviews.actions.vote_review import vote_review
from prilavok.people.reviews.actions.write_review import encode_picture, withdraw_review, write_review
from prilavok.people.reviews.adapters import pictures as _pictures
from prilavok.people.reviews.queries import (
    decisions,
    next_waiting,
    published,
    queue,
    review,
    review_of,
    reviews_of,
    summaries,
    terms,
    waiting_count,
)
from prilavok.people.reviews.rules import MOST_SHORT, MOST_TEXT, public_name
from prilavok.people.reviews.values import HeldAbout, InvitationView
from prilavok.people.reviews.words import reason_titles
from prilavok.trade.oms import api as oms
from prilavok.trade.oms.values import OrderId, OrderView

__all__ = [
    "MOST_SHORT",
    "MOST_TEXT",
    "answer_review",
    "approve_review",
    "decisions",
    "encode_picture",
    "invite_due",
    "keep_terms",
    "next_waiting",
    "public_name",
    "published",
    "queue",
    "reason_titles",
    "refuse_review",
    "review",
    "review_of",
    "reviews_of",
    "summaries",
    "terms",
    "undo_decision",
    "vote_review",
    "waiting_count",
    "withdraw_review",
    "write_review",
]


def forget(person_id: int) -> int:
    """Published reviews of a person lose name and pictures, all others go. Joins the unit; again is harmless."""
    return forget_person(person_id)


def held_about(person_id: int) -> HeldAbout:
    """Everything kept about a person, for them to see and take along."""
    return queries.held_about(person_id)


def invitation(token: str) -> InvitationView | None:
    """What an invitation is about; None when nobody was invited under this token."""
    order = _invited(token)
    if order is None:
        return None
    goods = _inviting.goods_of([order]).get(int(order.order_id), [])
    return InvitationView(
        order_number=order.number,
        product_ids=tuple(int(one.product_id) for one in goods),
        is_open=not _inviting.is_silent([order.contact.email, order.contact.phone]),
    )


def answer_invitation(*, token: str, is_silence_wished: bool) -> bool:
    """Who was invited wishes no such messages, or does after all; True when the token is known. Joins the unit."""
    order = _invited(token)
    if order is not None:
        contacts: Sequence[str] = [order.contact.email, order.contact.phone]
        _inviting.silence(contacts=contacts, is_wished=is_silence_wished)
    return order is not None


def drop_pictures(*, names: Sequence[str]) -> None:
    """Delete files of pictures; those that are gone already do not matter."""
    for name in names:
        _pictures.drop(name)


def _invited(token: str) -> OrderView | None:
    order_id = queries.invited_order(token)
    return oms.orders(order_ids=[OrderId(order_id)]).get(OrderId(order_id)) if order_id is not None else None
