"""Who hears of a change to somebody with great power: told by a function handed in at start-up.

The room of notices lies above this one, so `site` hands its `tell` in. One person who both enters
people and gives roles could otherwise make a decider of their own, and nobody would know.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Protocol

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sekisho.catalogue import Role, load
from sekisho.web.organization.access import holders_of
from sekisho.web.organization.models import Person, RoleHolding
from sekisho.web.ui.words import worded

GREAT = frozenset({"documents.approve", "controls.adopt", "roles.assign"})
WATCHERS = ("roles.assign", "ledger.witness", "documents.approve")


class Teller(Protocol):
    """Tells one person one thing; as `notices.actions.tell` does."""

    def __call__(  # noqa: PLR0913  # the columns of a notice
        self,
        *,
        person: Person,
        key: str,
        title: str,
        url: str,
        due_on: date | None,
        at: datetime,
    ) -> object:
        """Tell it."""
        ...


_tellers: list[Teller] = []

_TITLES = {
    "role.assigned": gettext_noop(
        "%(person)sに役割「%(role)s」が割り当てられました（操作：%(actor)s）。"
    ),
    "role.ended": gettext_noop("%(person)sの役割「%(role)s」が終わります（操作：%(actor)s）。"),
    "person.left": gettext_noop(
        "%(person)s（%(role)s）の離任が記録されました（操作：%(actor)s）。"
    ),
    "role.restored": gettext_noop(
        "%(person)sが役割「%(role)s」に戻されました（操作：%(actor)s）。"
    ),
    "account.opened": gettext_noop(
        "%(person)s（%(role)s）のアカウントが開設されました（操作：%(actor)s）。"
    ),
    "account.reopened": gettext_noop(
        "%(person)s（%(role)s）のアカウントが再開されました（操作：%(actor)s）。"
    ),
    "account.closed": gettext_noop(
        "%(person)s（%(role)s）のアカウントが停止されました（操作：%(actor)s）。"
    ),
    "person.changed": gettext_noop(
        "%(person)s（%(role)s）のメールアドレスが変更されました（操作：%(actor)s）。"
    ),
    "account.password-reset": gettext_noop(
        "%(person)s（%(role)s）のパスワードが再発行されました（操作：%(actor)s）。"
    ),
    "second-factor.reset": gettext_noop(
        "%(person)s（%(role)s）の第二の認証が取り消されました（操作：%(actor)s）。"
    ),
}


def install(teller: Teller) -> None:
    """Take the function that tells people things; called once at start-up."""
    _tellers[:] = [teller]


def tell_watchers(  # noqa: PLR0913  # what the notice says
    kind: str,
    person: Person,
    roles: tuple[Role, ...],
    *,
    by: Person | None,
    index: int,
    at: datetime,
) -> None:
    """Tell of a change, sealed as entry `index`, to a person whose great roles are given.

    Told are the person, and whoever can assign roles, decides on documents, or takes checkpoints of
    the ledger away, but not who did it. Raises LookupError when nobody handed in how: the change is
    then not made.
    """
    if not _tellers:
        raise LookupError("no teller was handed in at start-up")
    title = _title(kind, person, roles, by, index)
    actor = by.opaque_id if by else "terminal"
    key = f"power:{person.opaque_id}:{actor}:{index}"
    for each in _told(person, by, timezone.localdate(at)):
        _tellers[0](person=each, key=key, title=title, url="", due_on=None, at=at)


def roles_to_come(person: Person, on: date) -> list[str]:
    """Return the ids of the roles the person holds on the day, or will hold."""
    held = RoleHolding.objects.filter(person=person).exclude(until_date__lt=on)
    return list(held.values_list("role", flat=True))


def great(*roles: str) -> tuple[Role, ...]:
    """Return those of the roles that decide, take controls into force, or assign roles."""
    return _carrying(GREAT, roles)


def watching(*roles: str) -> tuple[Role, ...]:
    """Return those of the roles that are great, or hear of what happens to the great ones.

    Whoever takes one of them away, shuts its holder out, or leads their mail elsewhere, could
    otherwise first silence the others.
    """
    return _carrying(GREAT.union(WATCHERS), roles)


def _carrying(words: frozenset[str], roles: Iterable[str]) -> tuple[Role, ...]:
    known = load().roles
    return tuple(
        known[role]
        for role in sorted(set(roles))
        if role in known and words.intersection(known[role].permissions)
    )


def _title(
    kind: str, person: Person, roles: tuple[Role, ...], by: Person | None, index: int
) -> str:
    """Return what is told, in the body's language: it is kept, and read by others."""
    with translation.override(settings.LANGUAGE_CODE):
        what = _(_TITLES[kind]) % {
            "person": person.name,
            "role": "・".join(worded(role.title) for role in roles),
            "actor": by.name if by else _("サーバーでの操作"),
        }
        return what + _("心当たりがなければ、台帳の%(index)d番を確かめてください。") % {
            "index": index
        }


def _told(person: Person, by: Person | None, on: date) -> list[Person]:
    watchers = [each for right in WATCHERS for each in holders_of(right, on)]
    found = {each.pk: each for each in (person, *watchers)}
    if by is not None:
        found.pop(by.pk, None)
    return list(found.values())
