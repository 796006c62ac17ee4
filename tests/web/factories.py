"""Rows for web tests: people with roles in the fictional body, and clients signed in as them."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from allauth.mfa.models import Authenticator
from django.test import Client

from sekisho.web.organization.models import Account, Person, RoleHolding, ScopeEntry, Unit

AT = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)  # 10:00 in Tokyo
DAY = date(2026, 6, 1)
_numbers = count(1)


def make_unit(name: str = "総務課", **fields: Any) -> Unit:
    return Unit.objects.get_or_create(name=name, parent=None, defaults=fields)[0]


def make_person(
    name: str = "",
    *,
    roles: tuple[str, ...] = (),
    unit: Unit | None = None,
    account: bool = True,
    in_scope: bool = True,
    **fields: Any,
) -> Person:
    """A person present since 2026-04-01, with an account, inside the scope, holding `roles`."""
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "name": name or f"職員 {number}",
        "furigana": f"ショクイン {number:05}",
        "category": "regular",
        "unit": unit or make_unit(),
        "email": f"p{number}@asagiri.example",
        "joined_on": date(2026, 4, 1),
    }
    if account and "account" not in fields:
        defaults["account"] = Account.objects.create_user(f"user{number}")
    person = Person.objects.create(**(defaults | fields))
    for role in roles:
        RoleHolding.objects.create(role=role, person=person, from_date=date(2026, 4, 1))
    if in_scope:
        ScopeEntry.objects.create(
            person=person, relation=person.category, from_date=date(2026, 4, 1)
        )
    return person


def client_for(person: Person) -> Client:
    """A client signed in as that person (second factor done)."""
    client = Client()
    assert person.account is not None
    client.force_login(person.account)
    factor, _ = Authenticator.objects.get_or_create(
        user=person.account, type=Authenticator.Type.TOTP, defaults={"data": {"secret": ""}}
    )
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "mfa", "type": "totp", "id": factor.pk, "at": AT.timestamp()}
    ]
    session["account_authentication_methods_user"] = str(person.account.pk)
    session.save()
    return client
