"""The controlled areas of the premises, as the register of assets names them."""

from collections.abc import Iterable

from sekisho.web.assets.places import Area as Place
from sekisho.web.premises.models import Area


class PremisesAreas:
    """Areas in use, by their row's number."""

    def areas(self) -> Iterable[Place]:
        """Return every area in use, in order; one query."""
        rows = Area.objects.in_use().order_by("name", "pk").values_list("pk", "name")
        return [Place(f"area:{pk}", name) for pk, name in rows]
