"""Units, people, accounts, roles, scope and assets of the sample."""

from datetime import date, datetime

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.utils import timezone

from sekisho.web.assets import actions as assets
from sekisho.web.assets.models import Zone
from sekisho.web.organization import actions as organization
from sekisho.web.organization.access import needs_second_factor
from sekisho.web.organization.models import Person, Post, Unit
from sekisho.web.site.sample.body import SampleAsset, SampleBody, SamplePerson

People = dict[str, Person]  # by username, or by name for those without an account


def make_people(body: SampleBody, *, start: date, at: datetime) -> People:
    """Enter units, people, accounts, roles and the scope register; everybody came on `start`."""
    units = _units(body, at)
    people: People = {}
    for position, each in enumerate(body.people, 1):
        post = Post.objects.get_or_create(title=each.post, unit=units[each.unit])[0]
        person = organization.add_person(
            name=each.name,
            furigana=each.furigana,
            category=each.category,
            unit=units[each.unit],
            post=post,
            joined_on=start,
            by=None,
            at=at,
            email=f"{each.username}@{body.domain}" if each.username else "",
            number=f"K{position:04}",
        )
        _roles(each, person, post=post, units=units, start=start, at=at)
        if each.username not in body.outside_scope:
            organization.enter_scope(
                person=person, relation=each.category, from_date=start, by=None, at=at
            )
        people[each.username or each.name] = person
    return people


def open_accounts(people: People, *, at: datetime) -> dict[str, tuple[str, str]]:
    """Open everybody's account; return (password, TOTP secret or empty) by username.

    The passwords are made for this instance and printed once. They are the people's own from the
    start (nothing to change at first sign-in), so that the demonstration can begin at once.
    """
    opened: dict[str, tuple[str, str]] = {}
    for username, person in people.items():
        if not person.email:
            continue
        given = organization.open_account(person=person, username=username, by=None, at=at)
        given.account.must_change_password = False
        given.account.last_login = at
        given.account.save()
        secret = ""
        if needs_second_factor(person, timezone.localdate(at)):
            secret = generate_totp_secret()
            TOTP.activate(given.account, secret)
        opened[username] = (given.password, secret)
    return opened


def record_assets(body: SampleBody, *, by: Person, at: datetime) -> None:
    """Enter the register of assets, and how they hang together."""
    assets.install_zones(at=at)
    zones = {zone.key: zone for zone in Zone.objects.all()}
    units = {unit.name: unit for unit in Unit.objects.all()}
    posts = {(post.unit_id, post.title): post for post in Post.objects.all()}
    made = {
        each.number: assets.record(entry=_entry(each, zones, units, posts), by=by, at=at)
        for each in body.assets
    }
    for upper, kind, lower in body.relations:
        for each in lower:
            assets.relate(upper=made[upper], lower=made[each], kind=kind, by=by, at=at)


def _entry(
    each: SampleAsset,
    zones: dict[str, Zone],
    units: dict[str, Unit],
    posts: dict[tuple[int, str], Post],
) -> assets.Entry:
    unit = units[each.unit]
    return assets.Entry(
        number=each.number,
        sort=each.sort,
        name=each.name,
        zone=zones.get(each.zone),
        unit=unit,
        post=posts.get((unit.pk, each.post)),
        place=each.place,
        confidentiality=each.confidentiality,
        integrity=each.integrity,
        availability=each.availability,
        personal_number=each.personal_number,
        subjects=int(each.subjects) if each.subjects else None,
        retention=each.retention,
        copies=each.copies,
    )


def _units(body: SampleBody, at: datetime) -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for position, (name, parent) in enumerate(body.units):
        units[name] = organization.add_unit(
            name=name, parent=units.get(parent), position=position, by=None, at=at
        )
    return units


def _roles(  # noqa: PLR0913  # a holding's columns
    each: SamplePerson,
    person: Person,
    *,
    post: Post,
    units: dict[str, Unit],
    start: date,
    at: datetime,
) -> None:
    for role in each.roles:
        organization.assign_role(
            role=role,
            person=person,
            post=post,
            from_date=start,
            joint=len(each.roles) > 1,
            unit=units[each.unit] if role in {"officer", "manager"} else None,
            by=None,
            at=at,
        )
