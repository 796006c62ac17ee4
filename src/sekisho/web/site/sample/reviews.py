"""Reviews of the sample: one of last winter, one being prepared with half its points answered."""

from datetime import datetime, timedelta

from sekisho.web.organization.models import Person
from sekisho.web.policies.models import Document
from sekisho.web.reviews import actions
from sekisho.web.ui.dates import fiscal_year_name, local_day

People = dict[str, Person]
_NEXT = timedelta(days=28)
_LAST, _HELD = timedelta(days=300), timedelta(days=280)


def hold_last_review(people: People, *, at: datetime) -> None:
    """Conclude a review from before anything of this body was in the product: nothing called."""
    then = at - _LAST
    row = actions.prepare_review(
        title=f"{fiscal_year_name(local_day(then))} 情報セキュリティポリシーの見直し（紙の文書）",
        meets_on=local_day(at - _HELD), place="本館3階 大会議室", by=people["nagai"], at=then,
    )  # fmt: skip
    actions.conclude_review(
        review=row, opinion="基本方針を全部改正し、対策基準及び実施手順と併せて施行する。",
        by=people["okabe"], at=at - _HELD,
    )  # fmt: skip


def make_reviews(people: People, *, at: datetime) -> None:
    """Prepare this year's review and propose what to do about half of what calls for it."""
    by = people["nagai"]
    row = actions.prepare_review(
        title=f"{fiscal_year_name(local_day(at))} 情報セキュリティポリシーの見直し",
        meets_on=local_day(at) + _NEXT, place="本館3階 大会議室", by=by, at=at,
    )  # fmt: skip
    standard = Document.objects.get(kind=Document.Kind.STANDARD)
    answers = {
        "finding": actions.Answer("amend", "台帳の更新の期限を対策基準に書き加える。", standard),
        "incident": actions.Answer("keep", "宛先の確認は、今の対策基準に定めがある。"),
    }
    actions.answer_points(
        review=row, by=by, at=at,
        answers={p.pk: answers[p.kind] for p in row.points.all() if p.kind in answers},
    )  # fmt: skip
