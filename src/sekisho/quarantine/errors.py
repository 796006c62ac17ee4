"""What can go wrong with originals, and what to do about it."""


class QuarantineError(Exception):
    """Something about the kept originals is wrong; the message says what to do."""


class NotKeptError(QuarantineError):
    """There is no original under this number: never kept, released for good, or destroyed."""

    def __init__(self, number: str) -> None:
        super().__init__(
            f"{number}: 元のファイルは保管されていません。受付番号を確かめてください。"
        )


class AlteredError(QuarantineError):
    """What is stored is not what was put in, or was sealed with another key."""

    def __init__(self, number: str) -> None:
        super().__init__(
            f"{number}: 保管中のファイルが壊れているか、書き換えられています。"
            "渡さずに、情報担当に知らせてください。"
        )


class KeyringError(QuarantineError):
    """The file of keys is missing, unreadable or lacks a key."""
