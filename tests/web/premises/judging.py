"""The laws of entries written a second time, row by row in Python: what the database is held to."""

from datetime import timedelta

from django.utils import timezone

from sekisho.catalogue import load_premises
from sekisho.web.approvals.models import Permit
from sekisho.web.organization.models import Person
from sekisho.web.premises.models import Area, Listed, Passage, Visit

LONGEST = timedelta(days=10_000)


class Judge:
    """Everything that gives a right to enter, read whole and looked through for each passage."""

    def __init__(self) -> None:
        self.people = {each.pk: each for each in Person.objects.all()}
        self.lines = list(Listed.objects.all())
        self.permits = list(Permit.objects.prefetch_related("subjects").filter(kind="area-entry"))
        self.visits = list(Visit.objects.all())
        levels = load_premises().levels
        self.strict = {each.pk for each in Area.objects.all() if levels[each.level].escort}

    def unrightful(self, passage: Passage) -> bool:
        """Whether somebody went in who had no right to."""
        if passage.way != "in":
            return False
        if passage.person_id is not None:
            return not self._entitled(passage)
        return not self._visiting(passage)

    def _entitled(self, passage: Passage) -> bool:
        day, person = timezone.localdate(passage.at), self.people[passage.person_id]
        if not person.joined_on <= day <= (person.left_on or day):
            return False
        on_list = any(
            line.area_id == passage.area_id
            and line.from_date <= day <= line.until_date
            and (
                line.person_id == person.pk
                or (line.post_id is not None and line.post_id == person.post_id)
            )
            for line in self.lines
        )
        return on_list or any(self._lets_in(each, passage, day) for each in self.permits)

    @staticmethod
    def _lets_in(permit, passage, day) -> bool:
        ended = permit.ended_at and timezone.localdate(permit.ended_at)
        return (
            permit.holder_id == passage.person_id
            and f"area:{passage.area_id}" in {each.subject for each in permit.subjects.all()}
            and permit.starts <= day <= permit.ends
            and (ended is None or day <= ended)
        )

    def _visiting(self, passage: Passage) -> bool:
        visit = next((v for v in self.visits if v.pk == passage.visit_id), None)
        if passage.visit_id is None and passage.card:
            carried = [
                each
                for each in self.visits
                if (each.area_id, each.badge) == (passage.area_id, passage.card)
                and each.in_at <= passage.at <= (each.out_at or each.in_at + LONGEST)
            ]
            visit = max(carried, key=lambda each: (each.in_at, each.pk), default=None)
        return visit is not None and (
            visit.escort_id is not None or passage.area_id not in self.strict
        )
