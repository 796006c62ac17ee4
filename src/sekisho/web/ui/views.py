"""The gallery: every shared part on one page, to look at and to test."""

from datetime import date

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sekisho.web.ui import words
from sekisho.web.ui.access import RightsRequest, signed_in
from sekisho.web.ui.forms import SampleForm

_COUNTS = (24, 3, 1, 2, 5, 12)


@require_safe
@signed_in
def gallery(request: RightsRequest) -> HttpResponse:
    """Every part with sample content."""
    wrong = SampleForm({"title": "", "number": "-"})
    wrong.add_error(None, "有効期限は今日より後の日にしてください。")
    context = {
        "tiles": tuple(zip(words.CLAUSE_STATUS, _COUNTS, strict=True)),
        "verdicts": tuple(words.VERDICT),
        "kinds": tuple(words.KINDS),
        "steps": ("案", "決裁待ち", "決裁済み", "施行中"),
        "page": Paginator(range(480), 20).get_page(request.GET.get("page", "7")),
        "form": SampleForm(auto_id="sample_%s"),
        "wrong": wrong,
        "day": date(2023, 3, 31),
        "first_year": date(2019, 5, 1),
        "now": timezone.now(),
    }
    return render(request, "ui/gallery.html", context)
