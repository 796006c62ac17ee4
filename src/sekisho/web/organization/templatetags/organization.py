"""Words of the catalogue in pages: kinds of people, roles."""

from django import template
from django.utils import timezone

from sekisho.catalogue import Role, load
from sekisho.web.organization.kinds import kind_title
from sekisho.web.organization.models import Account
from sekisho.web.ui.words import worded

register = template.Library()


@register.filter
def kind(value: str) -> str:
    """Write a kind of person (`Person.category`, `ScopeEntry.relation`)."""
    return kind_title(value)


@register.filter
def role_title(role: Role | str) -> str:
    """Write a role's title; an id the catalogue no longer knows is shown as it is."""
    known = load().roles.get(role) if isinstance(role, str) else role
    return worded(known.title) if known else str(role)


@register.filter
def is_lapsed(account: Account) -> bool:
    """Whether the one-time password of an account can no longer be used."""
    return account.is_lapsed(timezone.now())


@register.filter
def post_title(role: Role) -> str:
    """Write the post that usually holds the role."""
    return worded(role.typical_post)
