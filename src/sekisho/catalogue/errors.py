"""What can be wrong with the catalogue's own data. It is our fault, never the user's."""


class CatalogueError(Exception):
    """An entry of the data breaks the schema; the message names the file and the entry."""

    def __init__(self, file: str, entry: str, problem: str) -> None:
        """Say where (`topics.yaml`, `people.training`) and what is wrong there."""
        super().__init__(f"{file}: {entry}: {problem}")
        self.file = file
        self.entry = entry
        self.problem = problem
