"""Seals how a register's columns are arranged, for the room of registers below the ledger."""

from datetime import datetime

from sekisho.web.evidence import actions as evidence


def seal_columns(register: str, by: str, at: datetime, figures: dict[str, int | str]) -> None:
    """Seal the arrangement under the register's own subject."""
    evidence.seal(
        kind="register.arranged", subject=f"register:{register}", at=at, by=by, body={**figures}
    )
