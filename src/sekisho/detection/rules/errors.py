"""Why a rule, or a part of it, cannot be evaluated here."""

from sekisho.detection.errors import DetectionError


class UnsupportedError(DetectionError):
    """A part of a rule that is not evaluated; `part` names it as the rule's author knows it."""

    def __init__(self, part: str) -> None:
        super().__init__(f"調べられない部分があります: {part}")
        self.part = part
