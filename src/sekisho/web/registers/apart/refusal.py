"""Why a table file cannot be read, as a code and figures; the pages say it in words."""


class TableError(Exception):
    """The file is refused whole."""

    def __init__(self, code: str, **figures: int | str) -> None:
        super().__init__(code)
        self.code, self.figures = code, figures
