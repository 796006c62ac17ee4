"""Who a request belongs to, and what the roles they hold let them do."""

from dataclasses import dataclass
from datetime import date

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django_htmx.middleware import HtmxDetails

from sekisho.catalogue import Role, load
from sekisho.web.organization.errors import NotAdmittedError
from sekisho.web.organization.models import Account, Person, PersonQuerySet, RoleHolding

SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class MemberRequest(HttpRequest):
    """A request of somebody signed in: their person and their permission words today."""

    person: Person
    rights: frozenset[str]
    standing: "Standing | None"
    htmx: HtmxDetails


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody with an account stands on one day."""

    person: Person
    roles: tuple[Role, ...]
    enrolled: bool  # has an authenticator app or a passkey

    @property
    def rights(self) -> frozenset[str]:
        """The permission words the roles carry together."""
        return _permissions(self.roles)

    @property
    def needs_second_factor(self) -> bool:
        """Whether a role asks for a second factor at sign-in."""
        return any(role.second_factor for role in self.roles)


def standing_of(account: Account, on: date) -> Standing:
    """Return who the account belongs to and what they hold on the day; two queries.

    Raises NotAdmittedError for an account that is closed, belongs to nobody, or belongs to
    somebody who is not there on that day.
    """
    factors = Authenticator.objects.filter(user=OuterRef("account"), type__in=SECOND_FACTORS)
    person = (
        Person.objects.select_related("unit", "post")
        .annotate(enrolled=Exists(factors))
        .filter(account=account)
        .first()
    )
    if person is None or not account.is_active:
        raise NotAdmittedError(
            _("このアカウントは利用できません。情報セキュリティの担当窓口に連絡してください。")
        )
    if not person.is_present(on):
        raise NotAdmittedError(
            _("在任期間の外のため、利用できません。情報セキュリティの担当窓口に連絡してください。")
        )
    enrolled = bool(person.enrolled)  # type: ignore[attr-defined]  # annotated above
    return Standing(person, roles_of(person, on), enrolled)


def roles_of(person: Person, on: date) -> tuple[Role, ...]:
    """Return the catalogue's roles the person holds on the day (Asia/Tokyo), each once.

    Nobody who has left, or is not yet there, holds a role. A role id the catalogue no longer
    knows gives nothing: the safe side.
    """
    known = load().roles
    held = RoleHolding.objects.on(on).filter(person=person).values_list("role", flat=True)
    return tuple(known[role] for role in sorted(set(held)) if role in known)


def rights_of(person: Person, on: date) -> frozenset[str]:
    """Return the permission words of the person on the day; one query."""
    return _permissions(roles_of(person, on))


def needs_second_factor(person: Person, on: date) -> bool:
    """Whether a role held on the day asks for a second factor at sign-in; one query."""
    return any(role.second_factor for role in roles_of(person, on))


def holders_of(permission: str, on: date) -> PersonQuerySet:
    """Return the people who have the permission on the day."""
    roles = [role.id for role in load().roles.values() if permission in role.permissions]
    held = RoleHolding.objects.on(on).filter(role__in=roles)
    return Person.objects.filter(pk__in=held.values("person"))


def second_factor_used(request: HttpRequest) -> bool:
    """Whether this session's person proved a second factor in it."""
    if not isinstance(request.user, Account):
        return False
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


def _permissions(roles: tuple[Role, ...]) -> frozenset[str]:
    return frozenset(word for role in roles for word in role.permissions)
