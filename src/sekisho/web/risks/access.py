"""Who judges risks and asks for treatments, who may look, and what stays hidden.

A risk is as visible as its asset: every read of a page begins with `visible_to`.
"""

from sekisho.web.assets import access as assets
from sekisho.web.risks.models import Risk, RiskQuerySet

LOOK, MANAGE = assets.LOOK, assets.MANAGE


def visible_to(rights: frozenset[str]) -> RiskQuerySet:
    """Return the risks of assets the reader may know of, as far as these lie in the scope."""
    known = assets.visible_to(rights).filter(covered=True).order_by()
    return Risk.objects.filter(asset__in=known.values("pk"))
