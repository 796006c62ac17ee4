"""What the operator has accepted to be without: said in the log each time, on the parent's side."""

import logging

from sekisho.sandbox.layers import Layer

logger = logging.getLogger(__name__)


def unaccepted(missing: frozenset[Layer], accepted: frozenset[Layer], *, where: str) -> set[Layer]:
    """Return the missing layers the operator has not accepted; each accepted use is logged."""
    used = missing & accepted
    if used:
        logger.warning(
            "隔離の仕組みが足りないまま実行します（管理者が認めた設定）: %s: %s",
            where,
            "、".join(sorted(used)),
        )
    return set(missing - accepted)
