"""Sealing that a register was handed out as a file: to whom, how much, of which class."""

from datetime import datetime

from sekisho.web.evidence.actions.sealing import seal
from sekisho.web.registers import HandedOut, Reader


def seal_handed_out(file: HandedOut, reader: Reader, at: datetime) -> None:
    """Seal that the reader was handed a register as a file, by its SHA-256."""
    seal(
        kind="register.exported",
        subject=f"register:{file.register}",
        at=at,
        by=str(reader.person.opaque_id),
        body={
            "form": file.form,
            "lines": file.rows,
            "mark": file.mark,
            "sha256": file.sha256,
        },
    )
