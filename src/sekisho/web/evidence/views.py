"""Pages of evidence: the list, one piece with its proof, the ledger and its checkpoints."""

from collections.abc import Mapping
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sekisho.ledger import JsonValue, leaf_hash
from sekisho.web.evidence import access, actions, keys, queries
from sekisho.web.evidence.actions.erasing import ErasureReason
from sekisho.web.evidence.comparing import Sealed, columns_of, sealed_columns
from sekisho.web.evidence.consistency import Consistency, prove_consistency
from sekisho.web.evidence.forms import ErasureForm, HandOverForm
from sekisho.web.evidence.models import (
    Attachment,
    Checkpoint,
    Leaf,
    Record,
    Witnessing,
    stored_bytes,
)
from sekisho.web.evidence.naming import names_of
from sekisho.web.evidence.proving import ProofReport, prove
from sekisho.web.evidence.verification import verify
from sekisho.web.evidence.wording import (
    KINDS,
    figure_name,
    figure_value,
    kind_label,
    person_of,
    sentence,
    subject_name,
)
from sekisho.web.ui.access import RightsRequest, requires
from sekisho.web.ui.errors import Refused
from sekisho.web.ui.paging import page_of

_SHOWN_APART = {"message", "figures", "rows", "stands"}
_PEOPLE = {"person", "applicant"}


@require_safe
@requires(access.READ)
def evidence_list(request: RightsRequest) -> HttpResponse:
    """All records, newest first, by kind."""
    records = Record.objects.order_by("-leaf_id")
    kind = request.GET.get("kind", "")
    if kind in KINDS:
        records = records.filter(kind=kind)
    page = page_of(request, records, size=50)
    known = names_of(
        {row.actor for row in page if row.actor}
        | {person_of(row.subject) for row in page if person_of(row.subject)}
    )
    rows = [
        (row, kind_label(row.kind), known.get(row.actor, ""), subject_name(row.subject, known))
        for row in page
    ]
    context = {"page": page, "rows": rows, "kinds": KINDS.items(), "kind": kind}
    return render(request, "evidence/list.html", context)


@require_safe
@requires(access.READ)
def evidence_detail(request: RightsRequest, index: int) -> HttpResponse:
    """One record: what was sealed, read from its bytes, and the proof that it stands."""
    record = get_object_or_404(Record, pk=index)
    sealed = _sealed(index)
    if sealed is None:
        return render(request, "evidence/damaged.html", {"index": index})
    _refuse_hidden(request, sealed)
    names = names_of({sealed.actor, person_of(sealed.subject)} - {""})
    context = {
        "index": index,
        "sealed": sealed,
        "altered": sealed.columns != columns_of(record),
        "kind": kind_label(sealed.kind),
        "actor": names.get(sealed.actor, ""),
        "about": subject_name(sealed.subject, names),
        "message": _sentence(sealed),
        "figures": _named(_mapping(sealed.body.get("figures"))),
        "facts": _named({k: v for k, v in sealed.body.items() if k not in _SHOWN_APART}),
        "columns": _columns(sealed.body.get("rows")),
        "attachments": record.attachments.defer("content").order_by("pk"),
        "may_open": access.FILES in request.rights,
        "proof": prove(index),
        "erasure": ErasureForm() if access.ERASE in request.rights else None,
        "verifier": keys.verifier_key().text,
    }
    return render(request, "evidence/detail.html", context)


@require_safe
@requires(access.READ)
def proof_file(request: RightsRequest, index: int) -> HttpResponse:
    """The proof as a file that anybody can check without this system."""
    sealed = _sealed(index)
    if sealed is None:
        raise Http404
    _refuse_hidden(request, sealed)
    response = JsonResponse(_proof_json(prove(index)), json_dumps_params={"indent": 2})
    response["Content-Disposition"] = f'attachment; filename="proof-{index}.json"'
    return response


@require_safe
@requires(access.READ)
def attachment(request: RightsRequest, index: int, pk: int) -> HttpResponse:
    """A file kept beside an entry, as a download for those who may know how things are done."""
    row = get_object_or_404(Attachment, pk=pk, record_id=index, erased_at=None)
    if access.FILES not in request.rights:
        raise Http404
    if sealed := _sealed(index):
        _refuse_hidden(request, sealed)
    response = HttpResponse(stored_bytes(row.content), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="evidence-{index}-{pk}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@requires(access.ERASE)
def erase(request: RightsRequest, index: int, pk: int) -> HttpResponse:
    """Erase a file kept beside an entry."""
    get_object_or_404(Attachment.objects.only("pk"), pk=pk, record_id=index)
    form = ErasureForm(request.POST)
    if form.is_valid():
        try:
            actions.erase_attachment(
                attachment_id=pk,
                reason=ErasureReason(form.cleaned_data["reason"]),
                by=access.actor_of(request),
                at=timezone.now(),
            )
            messages.success(request, _("ファイルを消去しました。証明はそのまま有効です。"))
        except Refused as refused:
            messages.error(request, str(refused))
    return redirect("evidence:detail", index)


@require_safe
@requires(access.READ)
def ledger(request: RightsRequest) -> HttpResponse:
    """The ledger: size, key, checkpoints and to whom they were handed."""
    context = {
        "size": queries.size(),
        "checkpoints": queries.checkpoints(),
        "verifier": keys.verifier_key().text,
        "may_witness": access.WITNESS in request.rights,
    }
    return render(request, "evidence/ledger.html", context)


@require_POST
@requires(access.READ)
def verify_now(request: RightsRequest) -> HttpResponse:
    """Read the whole ledger again, also against a checkpoint file the reader brings."""
    given = request.FILES.get("checkpoint")
    notes = [given.read(128 * 1024)] if given else []
    context = {"found": verify(notes), "brought": bool(notes)}
    return render(request, "evidence/verified.html", context)


@require_POST
@requires(access.WITNESS)
def make_checkpoint(_request: RightsRequest) -> HttpResponse:
    """Sign the ledger as it stands."""
    row = actions.make_checkpoint(at=timezone.now())
    return redirect("evidence:checkpoint", row.size)


@require_safe
@requires(access.READ)
def checkpoint(request: RightsRequest, size: int) -> HttpResponse:
    """One checkpoint, to be printed and handed to a witness."""
    row = get_object_or_404(Checkpoint, size=size)
    context = {
        "checkpoint": queries.checkpoint_view(row),
        "earlier": queries.checkpoints(before=row.size),
        "verifier": keys.verifier_key().text,
        "form": HandOverForm(),
        "may_witness": access.WITNESS in request.rights,
    }
    return render(request, "evidence/checkpoint.html", context)


@require_safe
@requires(access.READ)
def timestamp_file(_request: RightsRequest, pk: int) -> HttpResponse:
    """The answer of the time-stamp authority (RFC 3161), to be checked elsewhere."""
    row = get_object_or_404(Witnessing, pk=pk, way=Witnessing.Way.TIMESTAMP)
    response = HttpResponse(stored_bytes(row.token), content_type="application/timestamp-reply")
    response["Content-Disposition"] = f'attachment; filename="timestamp-{pk}.tsr"'
    return response


@require_safe
@requires(access.READ)
def checkpoint_file(_request: RightsRequest, size: int) -> HttpResponse:
    """The signed note itself, for `sekisho ledger verify --checkpoint`."""
    row = get_object_or_404(Checkpoint, size=size)
    response = HttpResponse(row.text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="checkpoint-{size}.txt"'
    return response


@require_safe
@requires(access.READ)
def consistency(request: RightsRequest, size: int, old: int) -> HttpResponse:
    """The proof that since an earlier checkpoint the ledger was only added to."""
    proof = _consistency(size, old)
    context = {"proof": proof, "verifier": keys.verifier_key().text}
    return render(request, "evidence/consistency.html", context)


@require_safe
@requires(access.READ)
def consistency_file(_request: RightsRequest, size: int, old: int) -> HttpResponse:
    """The same proof as a file, with both signed notes, to be checked elsewhere."""
    response = JsonResponse(_consistency(size, old).as_json(), json_dumps_params={"indent": 2})
    response["Content-Disposition"] = f'attachment; filename="consistency-{old}-{size}.json"'
    return response


@require_POST
@requires(access.WITNESS)
def hand_over(request: RightsRequest, size: int, way: str) -> HttpResponse:
    """Hand a checkpoint to a witness: by mail, on paper, or to a time-stamp authority."""
    row = get_object_or_404(Checkpoint, size=size)
    try:
        _hand(request, row, way)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("チェックポイントの引渡しを記録しました。"))
    return redirect("evidence:checkpoint", size)


def _consistency(size: int, old: int) -> Consistency:
    if old >= size:
        raise Http404
    return prove_consistency(
        get_object_or_404(Checkpoint, size=old), get_object_or_404(Checkpoint, size=size)
    )


def _hand(request: RightsRequest, row: Checkpoint, way: str) -> None:
    at, by = timezone.now(), access.actor_of(request)
    if way == "mail":
        actions.mail_checkpoint(checkpoint=row, by=by, at=at)
    elif way == "print":
        actions.record_printing(checkpoint=row, to=request.POST.get("to", ""), by=by, at=at)
    elif way == "timestamp":
        actions.timestamp_checkpoint(checkpoint=row, by=by, at=at)
    else:
        raise Http404


def _sealed(index: int) -> Sealed | None:
    """Read what was sealed at that index; None where the row is missing or altered."""
    data = Leaf.objects.filter(pk=index).values_list("data", flat=True).first()
    return sealed_columns(stored_bytes(data)) if data is not None else None


def _sentence(sealed: Sealed) -> str:
    return sentence(str(sealed.body.get("message", "")), _mapping(sealed.body.get("figures")))


def _refuse_hidden(request: RightsRequest, sealed: Sealed) -> None:
    """Entries about assets of the My Number zone are for those who may know of them."""
    if sealed.body.get("zone") == "mynumber" and access.MYNUMBER not in request.rights:
        raise Http404


def _mapping(value: JsonValue) -> Mapping[str, JsonValue]:
    return cast("Mapping[str, JsonValue]", value) if isinstance(value, dict) else {}


def _columns(rows: JsonValue) -> dict[str, object] | None:
    """Return the rows a check read as a table, people named where the reader may know them."""
    if not isinstance(rows, list) or not rows:
        return None
    found = [_mapping(row) for row in rows]
    head = list(dict.fromkeys(name for row in found for name in row))
    people = names_of({str(row["person"]) for row in found if row.get("person")})
    table = [[_cell(name, row.get(name), people) for name in head] for row in found]
    return {"head": [figure_name(name) for name in head], "rows": table}


def _cell(name: str, value: JsonValue, people: Mapping[str, str]) -> JsonValue:
    return people.get(str(value), value) if name == "person" else figure_value(name, value)


def _named(values: Mapping[str, JsonValue]) -> list[tuple[str, JsonValue]]:
    """Return figures and facts with their names and values in the reader's words."""
    people = names_of({str(value) for name, value in values.items() if name in _PEOPLE and value})
    return [
        (
            figure_name(name),
            people.get(str(value), value) if name in _PEOPLE else figure_value(name, value),
        )
        for name, value in values.items()
    ]


def _proof_json(report: ProofReport) -> dict[str, object]:
    return {
        "index": report.proof.index,
        "size": report.proof.size,
        "data": report.proof.data.decode(),
        "leaf_hash": leaf_hash(report.proof.data).hex(),
        "path": [each.hex() for each in report.proof.path],
        "checkpoint": report.checkpoint,
        "verifier_key": keys.verifier_key().text,
        "hashing": "RFC 9162 §2.1, SHA-256",
    }
