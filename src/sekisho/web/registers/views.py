"""The pages of a register's files: out as a table, in through a dry run. `pages` mounts them."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sekisho.web.registers import actions, queries
from sekisho.web.registers.errors import GoneError, StaleError
from sekisho.web.registers.forms import ColumnsForm, TableForm
from sekisho.web.registers.kept import lines_unpacked
from sekisho.web.registers.models import Upload
from sekisho.web.registers.planning import Verdict
from sekisho.web.registers.register import Reader, Register
from sekisho.web.registers.writing import FORMATS
from sekisho.web.ui.access import RightsRequest, requires
from sekisho.web.ui.errors import Refused
from sekisho.web.ui.paging import PARAMETER
from sekisho.web.ui.trying import attempt

ROWS = 100
_TYPES = {
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    "csv": ("text/csv; charset=utf-8", "csv"),
    "csv-cp932": ("text/csv; charset=Shift_JIS", "csv"),
}


class KeeperRequest(RightsRequest):
    """A request of somebody signed in, as the organization room marks it."""

    person: Any


def pages(register: Register, *, home: str, prefix: str = "") -> list[URLPattern]:
    """Return the addresses of a register's files, to be mounted among those of its own room.

    They are named `<register>-export`, `-columns`, `-import`, `-differences`, `-apply` and `-drop`;
    of one that only goes out there is the first alone. `home` is the full name of the address
    people come back to. `prefix` stands before each address.
    """
    views = _Pages(register, home)
    look = requires(*register.look)
    out = path(f"{prefix}export/", look(require_safe(views.export)), name=f"{register.id}-export")
    return [out] if register.one_way else [out, *_ways_in(register, views, prefix)]


def _ways_in(register: Register, views: "_Pages", prefix: str) -> list[URLPattern]:
    keep, name = requires(*register.keep), register.id
    waiting = f"{prefix}import/<uuid:pk>/"
    return [
        path(
            f"{prefix}columns/",
            keep(require_http_methods(["GET", "HEAD", "POST"])(views.columns)),
            name=f"{name}-columns",
        ),
        path(
            f"{prefix}import/",
            keep(require_http_methods(["GET", "HEAD", "POST"])(views.take_in)),
            name=f"{name}-import",
        ),
        path(waiting, keep(require_safe(views.differences)), name=f"{name}-differences"),
        path(f"{waiting}apply/", keep(require_POST(views.apply)), name=f"{name}-apply"),
        path(f"{waiting}drop/", keep(require_POST(views.drop)), name=f"{name}-drop"),
    ]


@dataclass(frozen=True)
class _Pages:
    """The views of one register."""

    register: Register
    home: str

    def export(self, request: KeeperRequest) -> HttpResponse:
        """Hand out the register as a file (`?format=`), narrowed as the list is."""
        reader = _reader(request, asked=True)
        return file_response(self.register, reader, request.GET.get("format", ""))

    def columns(self, request: KeeperRequest) -> HttpResponse:
        """Give the columns the body's own order and headings."""
        layout = queries.layout_of(self.register)
        form = ColumnsForm(
            request.POST if request.method == "POST" else None,
            layout=layout,
            rewritable=self.register.rewrite is not None,
        )
        reader, at = _reader(request), timezone.now()
        if attempt(
            form,
            lambda: actions.arrange(
                register=self.register,
                places=form.places(),
                renames=form.renames(),
                reader=reader,
                at=at,
            ),
        ):
            messages.success(request, _("列の順と見出しを改めました。次の書出しから変わります。"))
            return redirect(self.home)
        context = {"register": self.register, "form": form, **self._names(request)}
        status = 422 if form.is_bound else 200
        return render(request, "registers/columns.html", context, status=status)

    def take_in(self, request: KeeperRequest) -> HttpResponse:
        """Take a file in for a dry run."""
        reader = _reader(request)
        if request.method != "POST":
            return self._form(request, TableForm())
        form = TableForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._form(request, form)
        file = form.cleaned_data["file"]
        try:
            upload = actions.dry_run(
                register=self.register,
                reader=reader,
                name=file.name,
                untrusted_data=file.read(),
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error("file", str(refusal))
            return self._form(request, form)
        return self._to(request, upload)

    def differences(self, request: KeeperRequest, pk: UUID) -> HttpResponse:
        """Show row by row what the file would change."""
        upload = self._upload(request, pk)
        shown = _shown(request, upload)
        lines = [each for each in lines_unpacked(upload.lines) if each.verdict in shown]
        page = Paginator(lines, ROWS).get_page(request.GET.get(PARAMETER))
        context = {
            "register": self.register,
            "upload": upload,
            "page": page,
            "shown": next(iter(shown)) if len(shown) == 1 else "all",
            "wrong": upload.counts[Verdict.WRONG],
            "changes": upload.counts[Verdict.ADDED] + upload.counts[Verdict.CHANGED],
            **self._names(request),
        }
        return render(request, "registers/differences.html", context)

    def apply(self, request: KeeperRequest, pk: UUID) -> HttpResponse:
        """Apply what was shown."""
        upload, reader = self._upload(request, pk), _reader(request)
        try:
            count = actions.apply(
                upload=upload, register=self.register, reader=reader, at=timezone.now()
            )
        except Refused as refusal:
            messages.error(request, str(refusal))
            if isinstance(refusal, GoneError):
                return redirect(self.home)
            if isinstance(refusal, StaleError):
                actions.compare_again(upload=upload, register=self.register, reader=reader)
            return self._to(request, upload)
        messages.success(
            request,
            ngettext("{count}件を取り込みました。", "{count}件を取り込みました。", count).format(
                count=count
            ),
        )
        return redirect(self.home)

    def drop(self, request: KeeperRequest, pk: UUID) -> HttpResponse:
        """Forget the file."""
        actions.drop(upload=self._upload(request, pk))
        messages.success(request, _("取込みをやめました。登録簿は変わっていません。"))
        return redirect(self.home)

    def _form(self, request: KeeperRequest, form: TableForm) -> HttpResponse:
        context = {
            "register": self.register,
            "form": form,
            "waiting": queries.waiting_of(self.register, str(request.person.opaque_id)),
            "layout": queries.layout_of(self.register),
            **self._names(request),
        }
        status = 422 if form.is_bound else 200
        return render(request, "registers/import.html", context, status=status)

    def _upload(self, request: KeeperRequest, pk: UUID) -> Upload:
        mine = Upload.objects.filter(
            register=self.register.id, person=str(request.person.opaque_id)
        )
        return get_object_or_404(mine, pk=pk)

    def _to(self, request: KeeperRequest, upload: Upload) -> HttpResponse:
        return redirect(self._names(request)["differences_name"], upload.pk)

    def _names(self, request: KeeperRequest) -> dict[str, str]:
        match = request.resolver_match
        space = f"{match.namespace}:" if match and match.namespace else ""
        names = ("export", "columns", "import", "differences", "apply", "drop")
        return {f"{each}_name": f"{space}{self.register.id}-{each}" for each in names} | {
            "home": self.home
        }


def file_response(register: Register, reader: Reader, asked: str) -> HttpResponse:
    """Hand out a register as a file in the format asked for; an unknown one is a workbook.

    A file of plain text has no margin: the mark of its class stands in its name.
    """
    form = asked if asked in FORMATS else FORMATS[0]
    content, told = queries.outgoing_file(register, reader, form)
    register.handed_out(told, reader, timezone.now())
    media_type, ending = _TYPES[form]
    response = HttpResponse(content, content_type=media_type)
    mark = f"（{told.mark}）" if told.mark else ""
    name = quote(f"{register.title}{mark}-{reader.on:%Y-%m-%d}.{ending}")
    response["Content-Disposition"] = (
        f"attachment; filename=\"{register.id}.{ending}\"; filename*=UTF-8''{name}"
    )
    return response


def _reader(request: KeeperRequest, *, asked: bool = False) -> Reader:
    filters = {name: str(value) for name, value in request.GET.items()} if asked else {}
    return Reader(request.person, request.rights, timezone.localdate(), filters)


def _shown(request: KeeperRequest, upload: Upload) -> frozenset[Verdict]:
    """Return what to show: what is asked for, else what is wrong, else what changes."""
    asked = request.GET.get("show", "")
    if asked in set(Verdict):
        return frozenset({Verdict(asked)})
    if asked == "all":
        return frozenset(Verdict)
    if upload.counts[Verdict.WRONG]:
        return frozenset({Verdict.WRONG})
    return frozenset(Verdict)
