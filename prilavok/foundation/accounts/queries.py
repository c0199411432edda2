"""What accounts shows: actors, people, roles, the audit."""

from collections.abc import Iterable, Sequence

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from prilavok.base.access import SYSTEM, Actor
from prilavok.base.errors import NotFound
from prilavok.foundation.accounts.actors import actor_of, with_grants
from prilavok.foundation.accounts.deeds import deed_title
from prilavok.foundation.accounts.models import AuditRow, GrantRow, Person, Role
from prilavok.foundation.accounts.values import (
    EVERYTHING,
    AuditFilter,
    AuditLine,
    AuditPage,
    Grant,
    PeopleFilter,
    PeoplePage,
    PersonCard,
    PersonId,
    RoleCard,
)


def actor_for(person_id: PersonId) -> Actor:
    """The actor of one person. Raises NotFound."""
    person = with_grants().filter(pk=person_id).first()
    if person is None:
        raise NotFound
    return actor_of(person)


def people(person_ids: Iterable[int]) -> dict[PersonId, PersonCard]:
    """Cards of these people; the unknown are absent."""
    return {card.person_id: card for card in _cards(Person.objects.filter(pk__in=list(person_ids)))}


def find_people(wanted: PeopleFilter) -> PeoplePage:
    """One page of people by name, login, phone or e-mail, ordered by login."""
    found = Person.objects.order_by("username")
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.role:
        found = found.filter(grants__role__code=wanted.role)
    for word in wanted.text.split()[:5]:
        found = found.filter(
            Q(username__icontains=word)
            | Q(first_name__icontains=word)
            | Q(last_name__icontains=word)
            | Q(phone__icontains=word)
            | Q(email__icontains=word)
        )
    start = (max(1, wanted.page) - 1) * wanted.page_size
    return PeoplePage(people=tuple(_cards(found[start : start + wanted.page_size])), total_count=found.count())


def grants_of(person_id: int) -> list[Grant]:
    """Roles held by one person, ordered by code."""
    rows = GrantRow.objects.filter(person_id=person_id).order_by("role__code").values_list("role__code", "stores")
    return [Grant(role=code, stores=None if stores is None else frozenset(stores)) for code, stores in rows]


def roles() -> list[RoleCard]:
    """All roles, ordered by title."""
    counted = Role.objects.annotate(people=Count("grants")).order_by("title", "code")
    return [
        RoleCard(
            code=role.code,
            title=role.title,
            permissions=frozenset(role.permissions),
            is_everything=EVERYTHING in role.permissions,
            people_count=role.people,
        )
        for role in counted
    ]


def audit_of(subject: str, limit: int = 200) -> list[AuditLine]:
    """What was done to the subject, newest first."""
    return [_line(row) for row in AuditRow.objects.filter(subject=subject).order_by("-id")[:limit]]


def find_audit(wanted: AuditFilter) -> AuditPage:
    """One page of the audit, newest first."""
    found = _narrowed(AuditRow.objects.order_by("-id"), wanted)
    start = (max(1, wanted.page) - 1) * wanted.page_size
    return AuditPage(
        lines=tuple(_line(row) for row in found[start : start + wanted.page_size]), total_count=found.count()
    )


def audit_actions() -> list[tuple[str, str]]:
    """The deeds that occur in the audit, code and title, ordered by title."""
    codes = AuditRow.objects.order_by("action").values_list("action", flat=True).distinct()
    return sorted(((code, deed_title(code)) for code in codes), key=lambda pair: pair[1])


def _narrowed(found: "QuerySet[AuditRow]", wanted: AuditFilter) -> "QuerySet[AuditRow]":
    if wanted.text:
        found = found.filter(Q(actor_name__icontains=wanted.text) | Q(subject__icontains=wanted.text))
    exact = {
        "action": wanted.action,
        "subject": wanted.subject,
        "person_id": wanted.person_id,
        "at__gte": wanted.since,
        "at__lt": wanted.until,
    }
    return found.filter(**{field: value for field, value in exact.items() if value})


def _cards(found: "QuerySet[Person]") -> Sequence[PersonCard]:
    return [
        PersonCard(
            person_id=PersonId(person.pk),
            name=str(person),
            username=person.username,
            kind=person.kind,
            phone=person.phone,
            email=person.email,
            is_active=person.is_active,
            roles=tuple(sorted(grant.role.code for grant in person.grants.all())),
            last_login=person.last_login,
            closed_at=person.closed_at,
            closed_reason=person.closed_reason,
        )
        for person in found.prefetch_related("grants__role")
    ]


def _line(row: AuditRow) -> AuditLine:
    return AuditLine(
        line_id=row.pk,
        at=row.at,
        person_id=None if row.person_id is None else PersonId(row.person_id),
        actor_name=_("the platform") if row.actor_kind == SYSTEM.kind else row.actor_name,
        actor_kind=row.actor_kind,
        action=row.action,
        title=deed_title(row.action),
        subject=row.subject,
        before=row.before,
        after=row.after,
    )
