"""What happened to a subject, as the ground saw it: its events with their deliveries, its exchanges."""

from dataclasses import dataclass
from datetime import datetime

from prilavok.base.models import Delivery, EventRow, JournalEntry


@dataclass(frozen=True, kw_only=True)
class DeliveryTrace:
    """One event on its way to one subscriber; `done_at` is None while it waits or after a failure."""

    subscriber: str
    state: str
    attempts: int
    error: str
    created_at: datetime
    done_at: datetime | None
    took_ms: int | None


@dataclass(frozen=True, kw_only=True)
class EventTrace:
    """An event of the subject and all its deliveries."""

    name: str
    at: datetime
    deliveries: tuple[DeliveryTrace, ...]


@dataclass(frozen=True, kw_only=True)
class ExchangeTrace:
    """A conversation with the outside about the subject."""

    flow: str
    at: datetime
    summary: str
    outcome: str
    took_ms: int


def events_of(subject: str) -> list[EventTrace]:
    """The events of a subject, oldest first; two questions to the database."""
    rows = EventRow.objects.filter(subject=subject).prefetch_related("deliveries").order_by("id")
    return [
        EventTrace(name=row.name, at=row.at, deliveries=tuple(_delivery(one) for one in row.deliveries.all()))
        for row in rows
    ]


def exchanges_of(subject: str) -> list[ExchangeTrace]:
    """The exchanges about a subject, oldest first."""
    rows = JournalEntry.objects.filter(subject=subject).order_by("id")
    return [
        ExchangeTrace(flow=row.flow, at=row.at, summary=row.summary, outcome=row.outcome, took_ms=row.took_ms)
        for row in rows
    ]


def _delivery(row: Delivery) -> DeliveryTrace:
    return DeliveryTrace(
        subscriber=row.subscriber,
        state=row.state,
        attempts=row.attempts,
        error=row.error,
        created_at=row.created_at,
        done_at=row.done_at,
        took_ms=row.took_ms,
    )
