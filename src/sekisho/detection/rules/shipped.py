"""The rules that come with the software, written by us for a public body's own records (`own/`)."""

from importlib.resources import files


def shipped_rules() -> dict[str, str]:
    """Return the texts of our rules by the names of their files, for `read_rules`."""
    folder = files(__package__).joinpath("own")
    return {
        f"sekisho/{each.name}": each.read_text("utf-8")
        for each in sorted(folder.iterdir(), key=lambda each: each.name)
        if each.name.endswith(".yml")
    }
