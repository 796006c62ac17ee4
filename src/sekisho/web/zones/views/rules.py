"""The policy in force as files: zones.yaml, and the nftables rules made from it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sekisho.separation import PolicyError, compile_nftables
from sekisho.web.organization.access import MemberRequest
from sekisho.web.ui.access import requires
from sekisho.web.zones import access
from sekisho.web.zones.errors import ZonesRefusedError
from sekisho.web.zones.queries import policy_at
from sekisho.web.zones.sentences import plain


def compiled() -> tuple[str, str]:
    """Return zones.yaml and the nftables rules of the policy in force. Raises ZonesRefusedError."""
    at = timezone.now()
    built = policy_at(at)
    try:
        return built.text, compile_nftables(built.policy, at=at)
    except PolicyError as error:
        raise ZonesRefusedError(" ".join(plain(error))) from error


@require_safe
@requires(*access.LOOK)
def rules(request: MemberRequest) -> HttpResponse:
    """Show the rules to load, and the policy they come from."""
    context: dict[str, object] = {"at": timezone.now()}
    try:
        context["policy"], context["rules"] = compiled()
    except ZonesRefusedError as refusal:
        context["trouble"] = str(refusal)
    return render(request, "zones/rules.html", context)


@require_safe
@requires(*access.LOOK)
def policy_file(request: MemberRequest) -> HttpResponse:
    """Hand out the policy; 409 with the reason when there is none."""
    return _file(request, "zones.yaml")


@require_safe
@requires(*access.LOOK)
def rules_file(request: MemberRequest) -> HttpResponse:
    """Hand out the rules; 409 with the reason when there are none."""
    return _file(request, "sekisho.nft")


def _file(request: MemberRequest, name: str) -> HttpResponse:
    try:
        policy, found = compiled()
    except ZonesRefusedError as refusal:
        return render(request, "zones/rules.html", {"trouble": str(refusal)}, status=409)
    text = policy if name == "zones.yaml" else found
    answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
