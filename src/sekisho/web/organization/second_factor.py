"""Seals that somebody added or removed a second factor of their own, and lets it count at once.

allauth makes these changes. An added one is heard of by Django's `post_save`, in the transaction
that makes it (allauth's own signal comes only after the commit); a removed one by allauth's signal.
"""

from typing import Any, cast

from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_removed
from django.db.models.signals import post_save
from django.http import HttpRequest
from django.utils import timezone

from sekisho.web.organization.access import SECOND_FACTORS, MemberRequest
from sekisho.web.organization.actions.sealing import seal_about


def listen() -> None:
    """Connect to the signals; called once when the room starts."""
    post_save.connect(_saved, sender=Authenticator, dispatch_uid="organization.second-factor-added")
    authenticator_removed.connect(_removed, dispatch_uid="organization.second-factor-removed")


def _saved(*, instance: Authenticator, created: bool, **_kwargs: Any) -> None:
    """Seal a new one. Its owner has just proved to have it, so this session counts as proved."""
    request: HttpRequest | None = context.request
    if not created or request is None or request.user.pk != instance.user_id:
        return
    _seal("second-factor.added", request, instance)
    if instance.type in SECOND_FACTORS:
        record_authentication(
            request, instance.user, "mfa", id=instance.pk, type=str(instance.type)
        )


def _removed(request: HttpRequest, authenticator: Authenticator, **_kwargs: Any) -> None:
    _seal("second-factor.removed", request, authenticator)


def _seal(kind: str, request: HttpRequest, authenticator: Authenticator) -> None:
    person = cast("MemberRequest", request).person
    seal_about(person, kind, by=person, at=timezone.now(), factor=str(authenticator.type))
