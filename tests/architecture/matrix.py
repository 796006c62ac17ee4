"""The permission matrix: each address and its rule (`python -m tests.architecture.matrix`)."""

from collections.abc import Iterator

import tests.conftest  # noqa: F401  # makes an instance and starts Django
from django.urls import URLPattern, URLResolver, get_resolver

from sekisho.web.ui.access import access_of


def addresses(patterns=None, prefix: str = "") -> Iterator[tuple[str, object]]:
    """Yield every address pattern with its view."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(each, URLResolver):
            yield from addresses(each.url_patterns, prefix + str(each.pattern))
        elif isinstance(each, URLPattern):
            yield prefix + str(each.pattern), each.callback


def matrix() -> str:
    """Return one line per address: the address, a tab, the rule."""
    rows = sorted((address, str(access_of(view))) for address, view in addresses())
    return "".join(f"/{address}\t{rule}\n" for address, rule in rows)


if __name__ == "__main__":
    print(matrix(), end="")  # noqa: T201  # written into access.txt
