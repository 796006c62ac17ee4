"""Every address of the product, and what a plain visit to it must give.

What is not named here is a page. Whoever adds an address that is none must say so here; the walk
visits all of them and proves each list.
"""

import os
from zlib import crc32

from tests.architecture.matrix import matrix

from sekisho.catalogue import load

PASSKEYS = "/accounts/2fa/"

# Only something sent changes anything: a visit is refused with 405.
POST_ONLY = frozenset(
    {
        "/approvals/absences/<int:pk>/back/",
        "/approvals/permits/<int:pk>/end/",
        "/approvals/permits/<int:pk>/removed/",
        "/approvals/permits/<int:pk>/return/",
        "/approvals/permits/<int:pk>/wipe/",
        "/approvals/<int:pk>/approve/",
        "/approvals/<int:pk>/steps/<int:step>/seen/",
        "/approvals/<int:pk>/return/",
        "/approvals/<int:pk>/withdraw/",
        "/audits/<int:pk>/package/",
        "/audits/members/<int:pk>/remove/",
        "/audits/plans/<int:pk>/approve/",
        "/assets/<int:pk>/confirm/",
        "/assets/<int:pk>/include/",
        "/assets/<int:pk>/relations/<int:relation>/remove/",
        "/assets/relations/import/<uuid:pk>/apply/",
        "/assets/relations/import/<uuid:pk>/drop/",
        "/assets/files/import/<uuid:pk>/apply/",
        "/assets/files/import/<uuid:pk>/drop/",
        "/corrections/register/import/<uuid:pk>/apply/",
        "/corrections/register/import/<uuid:pk>/drop/",
        "/awareness/bulletins/<int:pk>/end/",
        "/awareness/bulletins/<int:pk>/open/",
        "/maildrills/<int:pk>/cancel/",
        "/controls/<str:control_id>/apply-again/",
        "/controls/<str:control_id>/run/",
        "/controls/<str:control_id>/set-aside/",
        "/documents/<int:pk>/pledges/",
        "/documents/editions/<int:pk>/decide/",
        "/documents/editions/<int:pk>/discard/",
        "/documents/editions/<int:pk>/export/",
        "/documents/editions/<int:pk>/publish/",
        "/documents/editions/<int:pk>/review/",
        "/documents/editions/<int:pk>/submit/",
        "/documents/editions/<int:pk>/topics/<int:clause_pk>/",
        "/documents/editions/<int:pk>/next/",
        "/documents/editions/<int:pk>/topics/confirm/",
        "/documents/manuscripts/<int:pk>/drop/",
        "/documents/manuscripts/<int:pk>/finish/",
        "/documents/manuscripts/passages/<int:pk>/move/",
        "/documents/manuscripts/remarks/<int:pk>/settle/",
        "/evidence/<int:index>/files/<int:pk>/erase/",
        "/evidence/ledger/checkpoints/",
        "/evidence/ledger/checkpoints/<int:size>/<slug:way>/",
        "/evidence/ledger/verify/",
        "/inspections/table/import/<uuid:pk>/apply/",
        "/inspections/table/import/<uuid:pk>/drop/",
        "/incidents/plan/<int:pk>/ask/",
        "/incidents/plan/<int:pk>/review/",
        "/incidents/plan/begin/",
        "/governance/contacts/<int:pk>/remove/",
        "/governance/decisions/<int:pk>/done/",
        "/governance/meetings/<int:pk>/cancel/",
        "/notices/<int:pk>/done/",
        "/reviews/<int:pk>/drop/",
        "/reviews/<int:pk>/gather/",
        "/personnel/<int:pk>/drop/",
        "/personnel/<int:pk>/reopen/",
        "/personnel/<int:pk>/settle/",
        "/personnel/files/import/<uuid:pk>/apply/",
        "/personnel/files/import/<uuid:pk>/drop/",
        "/personnel/lines/<int:pk>/all/",
        "/personnel/lines/<int:pk>/remove/",
        "/personnel/staff/<int:pk>/take/",
        "/personnel/staff/directory/read/",
        "/personnel/staff/places/",
        "/pledges/<int:pk>/confirm/",
        "/premises/areas/<int:pk>/close/",
        "/systems/backups/refused/<int:pk>/",
        "/premises/areas/<int:pk>/list/review/",
        "/premises/areas/<int:pk>/tablet/",
        "/premises/areas/table/import/<uuid:pk>/apply/",
        "/premises/areas/table/import/<uuid:pk>/drop/",
        "/premises/disposals/<int:pk>/confirm/",
        "/premises/fixtures/<int:pk>/remove/",
        "/premises/imports/<int:pk>/settle/",
        "/premises/fixtures/table/import/<uuid:pk>/apply/",
        "/premises/fixtures/table/import/<uuid:pk>/drop/",
        "/premises/list/table/import/<uuid:pk>/apply/",
        "/premises/list/table/import/<uuid:pk>/drop/",
        "/premises/rounds/<int:pk>/end/",
        "/premises/rounds/<int:pk>/finish/",
        "/premises/stocktaking/<int:pk>/close/",
        "/premises/tablet/<int:pk>/in/",
        "/premises/tablet/<int:pk>/out/",
        "/premises/tablet/close/",
        "/premises/tablet/visits/<int:pk>/out/",
        "/premises/visits/<int:pk>/out/",
        "/separation/proofs/<int:pk>/replay/",
        "/suppliers/<int:pk>/end/confirm/",
        "/suppliers/<int:pk>/people/confirm/",
        "/suppliers/confirmations/<int:pk>/link/",
        "/suppliers/confirmations/<int:pk>/review/",
        "/suppliers/confirmations/<int:pk>/withdraw/",
        "/suppliers/findings/<int:pk>/correct/",
        "/suppliers/operators/<int:pk>/end/",
        "/suppliers/services/<int:pk>/erased/",
        "/suppliers/subcontracts/<int:pk>/again/",
        "/suppliers/subcontracts/<int:pk>/copy/",
        "/premises/cards/table/import/<uuid:pk>/apply/",
        "/premises/cards/table/import/<uuid:pk>/drop/",
        "/premises/visits/table/import/<uuid:pk>/apply/",
        "/premises/visits/table/import/<uuid:pk>/drop/",
        "/premises/disposals/table/import/<uuid:pk>/apply/",
        "/premises/disposals/table/import/<uuid:pk>/drop/",
        "/terminals/software/table/import/<uuid:pk>/apply/",
        "/terminals/software/table/import/<uuid:pk>/drop/",
        "/suppliers/services/table/import/<uuid:pk>/apply/",
        "/suppliers/services/table/import/<uuid:pk>/drop/",
        "/suppliers/social/table/import/<uuid:pk>/apply/",
        "/suppliers/social/table/import/<uuid:pk>/drop/",
        "/suppliers/table/import/<uuid:pk>/apply/",
        "/suppliers/table/import/<uuid:pk>/drop/",
        "/monitoring/rules/<int:pk>/withdraw/",
        "/monitoring/sources/<int:pk>/close/",
        "/monitoring/suppressions/<int:pk>/lift/",
        "/browsing/end/",
        "/browsing/lend/",
        "/browsing/screen/",
        "/browsing/sessions/<uuid:session>/end/",
        "/browsing/text/",
        "/browsing/text/in/",
        "/training/sessions/<int:pk>/close/",
        "/training/sessions/<int:pk>/hand/",
        "/training/sessions/<int:pk>/open/",
        "/training/sessions/<int:pk>/reopen/",
        "/pledges/terminal/close/",
        "/yearplan/feed/make/",
        "/yearplan/feed/withdraw/",
        "/machine/systems/backup",
        "/machine/terminals/osquery/config",
        "/machine/terminals/osquery/distributed/read",
        "/machine/terminals/osquery/distributed/write",
        "/machine/terminals/osquery/enroll",
        "/machine/terminals/osquery/log",
        "/machine/terminals/report",
        "/separation/configurations/<int:pk>/confirm/",
        "/separation/devices/<int:pk>/prove/",
        "/separation/devices/<int:pk>/retire/",
        "/separation/flows/<int:pk>/end/",
        "/separation/gateways/<int:pk>/close/",
        "/transfers/<int:pk>/send/",
        "/transfers/releases/<int:pk>/take/",
        "/transfers/uploads/",
        "/transfers/uploads/<str:key>/",
        "/systems/<int:pk>/accounts/directory/read/",
        "/systems/<int:pk>/backups/token/",
        "/systems/accounts/<int:pk>/confirm/",
        "/risks/table/import/<uuid:pk>/apply/",
        "/risks/table/import/<uuid:pk>/drop/",
        "/systems/accounts/table/import/<uuid:pk>/apply/",
        "/systems/accounts/table/import/<uuid:pk>/drop/",
        "/systems/weaknesses/table/import/<uuid:pk>/apply/",
        "/systems/weaknesses/table/import/<uuid:pk>/drop/",
        "/systems/register/import/<uuid:pk>/apply/",
        "/systems/register/import/<uuid:pk>/drop/",
        "/terminals/<int:pk>/ask/",
        "/terminals/agents/<int:pk>/revoke/",
        "/terminals/agents/secret/",
        "/terminals/keys/<int:pk>/revoke/",
        "/terminals/register/import/<uuid:pk>/apply/",
        "/terminals/register/import/<uuid:pk>/drop/",
        "/terminals/software/<int:pk>/forbid/",
    }
)
# Files and data, with the beginning of their media type.
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILES = {
    "/accounts/2fa/recovery-codes/download/": "text/plain",
    "/api/status.json": "application/json",
    "/approvals/<int:pk>/sheet.pdf": "application/pdf",
    "/approvals/<int:pk>/sheet.docx": DOCX,
    "/approvals/own-devices/export/": XLSX,
    "/approvals/permits/export/": XLSX,
    "/approvals/services/export/": XLSX,
    "/assets/<int:pk>/label.pdf": "application/pdf",
    "/assets/files/export/": XLSX,
    "/assets/labels.pdf": "application/pdf",
    "/assets/relations/export/": XLSX,
    "/corrections/register/export/": XLSX,
    "/audits/<int:pk>/report.docx": DOCX,
    "/audits/<int:pk>/report.pdf": "application/pdf",
    "/awareness/bulletins/<int:pk>/poster.pdf": "application/pdf",
    "/awareness/bulletins/<int:pk>/poster.docx": DOCX,
    "/documents/<int:pk>/comparison.docx": DOCX,
    "/documents/api/documents.json": "application/json",
    "/documents/api/editions/<int:pk>.json": "application/json",
    "/documents/editions/<int:pk>/source": "application/octet-stream",
    "/evidence/<int:index>/files/<int:pk>/": "",
    "/evidence/<int:index>/proof.json": "application/json",
    "/evidence/ledger/checkpoints/<int:size>/note.txt": "text/plain",
    "/evidence/ledger/checkpoints/<int:size>/since/<int:old>/proof.json": "application/json",
    "/inspections/table/export/": XLSX,
    "/incidents/<int:pk>/form.csv": "text/csv",
    "/incidents/duties/<int:pk>/draft.docx": DOCX,
    "/incidents/plan/<int:pk>/plan.docx": DOCX,
    "/incidents/plan/<int:pk>/plan.pdf": "application/pdf",
    "/incidents/evidence/<int:pk>/file": "application/octet-stream",
    "/governance/contacts/tree.pdf": "application/pdf",
    "/governance/contacts/tree.docx": DOCX,
    "/governance/meetings/<int:pk>/minutes.<slug:form>": "application/pdf",
    "/governance/meetings/<int:pk>/notice.<slug:form>": "application/pdf",
    "/organization/scope.csv": "text/csv",
    "/organization/people/table/export/": XLSX,
    "/personnel/files/export/": XLSX,
    "/pledges/sheets/<int:unit>.pdf": "application/pdf",
    "/pledges/sheets/<int:unit>.docx": DOCX,
    "/policy/policy.html": "text/html",
    "/reviews/<int:pk>/agenda.<slug:form>": "application/pdf",
    "/reviews/<int:pk>/result.<slug:form>": "application/pdf",
    "/premises/areas/table/export/": XLSX,
    "/premises/fixtures/table/export/": XLSX,
    "/premises/list/table/export/": XLSX,
    "/premises/log/table/export/": XLSX,
    "/policy/policy.pdf": "application/pdf",
    "/policy/policy.docx": DOCX,
    "/separation/configurations/<int:pk>/text/": "application/octet-stream",
    "/separation/rules/sekisho.nft": "text/plain",
    "/monitoring/report/": "application/pdf",
    "/monitoring/report.docx": DOCX,
    "/separation/rules/zones.yaml": "text/plain",
    "/premises/cards/table/export/": XLSX,
    "/premises/visits/table/export/": XLSX,
    "/premises/disposals/table/export/": XLSX,
    "/terminals/software/table/export/": XLSX,
    "/suppliers/services/table/export/": XLSX,
    "/suppliers/services/destinations/<str:form>": "text/plain",
    "/suppliers/social/table/export/": XLSX,
    "/suppliers/subcontracts/table/export/": XLSX,
    "/suppliers/table/export/": XLSX,
    "/risks/table/export/": XLSX,
    "/systems/accounts/table/export/": XLSX,
    "/systems/register/export/": XLSX,
    "/systems/weaknesses/table/export/": XLSX,
    "/training/sessions/<int:pk>/code.svg": "image/svg+xml",
    "/transfers/files/<int:pk>/all/": "application/zip",
    "/transfers/files/outputs/<int:pk>/<int:place>/": "application/octet-stream",
    "/transfers/out/<int:pk>/files/<int:file>/<int:place>/": "application/octet-stream",
    "/training/<int:pk>/certificate.pdf": "application/pdf",
    "/training/<int:pk>/certificate.docx": DOCX,
    "/terminals/<int:pk>/program": "application/octet-stream",
    "/terminals/<int:pk>/settings/<str:form>": "application/octet-stream",
    "/terminals/register/export/": XLSX,
}
# A visit leads on to another page or is refused, with the reason; each is met where it is shown.
ELSEWHERE = {
    "/training/unit/": (404, "only the head of a unit has it; looked at in the room's tests"),
    "/yearplan/feed/<str:token>.ics": (404, "the address of a feed is only known to its person"),
    "/assets/numbers/<path:number>/": (302, "leads from a label's code to the asset"),
    "/assets/files/import/<uuid:pk>/": (
        404,
        "no file waits; looked at on its way to and from Excel",
    ),
    "/assets/relations/import/<uuid:pk>/": (404, "no file waits"),
    "/corrections/register/import/<uuid:pk>/": (404, "no file waits"),
    "/inspections/table/import/<uuid:pk>/": (404, "no file waits"),
    "/accounts/2fa/authenticate/": (302, "only between password and code: looked at there"),
    "/accounts/2fa/passkeys/login/": (302, "nobody signed in meets it"),
    "/accounts/login/": (302, "nobody signed in meets it: looked at without signing in"),
    "/evidence/ledger/timestamps/<int:pk>.tsr": (404, "an authority's answer; the sample has none"),
    "/incidents/plan/<int:pk>/sections/<slug:section>/": (404, "the sample has no draft"),
    "/language/": (302, "changes the language and goes back"),
    "/personnel/files/import/<uuid:pk>/": (404, "a file taken in and not applied yet"),
    "/pledges/terminal/": (403, "refused to who is signed in; looked at as a shared terminal"),
    "/pledges/terminal/<int:pk>/": (404, "looked at as a shared terminal"),
    "/pledges/terminal/names/": (404, "looked at as a shared terminal"),
    "/premises/areas/table/import/<uuid:pk>/": (404, "a file taken in and not applied yet"),
    "/premises/fixtures/table/import/<uuid:pk>/": (404, "as above"),
    "/premises/list/table/import/<uuid:pk>/": (404, "as above"),
    "/suppliers/link/<str:token>/": (404, "the token of a link is known to who made it"),
    "/premises/cards/table/import/<uuid:pk>/": (404, "a file taken in and not applied yet"),
    "/premises/visits/table/import/<uuid:pk>/": (404, "a file taken in and not applied yet"),
    "/premises/disposals/table/import/<uuid:pk>/": (404, "a file taken in and not applied yet"),
    "/terminals/software/table/import/<uuid:pk>/": (404, "a file taken in and not applied yet"),
    "/suppliers/services/table/import/<uuid:pk>/": (404, "a file taken in and not applied yet"),
    "/suppliers/social/table/import/<uuid:pk>/": (404, "as above"),
    "/suppliers/table/import/<uuid:pk>/": (404, "a file taken in and not applied yet"),
    "/risks/table/import/<uuid:pk>/": (404, "a file taken in and not applied yet"),
    "/systems/accounts/table/import/<uuid:pk>/": (404, "a file taken in and not applied yet"),
    "/systems/weaknesses/table/import/<uuid:pk>/": (404, "as above"),
    "/systems/register/import/<uuid:pk>/": (404, "a file taken in and not applied yet"),
    "/terminals/register/import/<uuid:pk>/": (404, "as above"),
    "/premises/photos/<int:pk>.jpg": (404, "the sample has no photograph"),
    "/premises/stocktaking/<int:pk>/count/": (404, "closed; looked at in the journey of a count"),
    "/transfers/<int:pk>/password/": (404, "asked of a recipient of the held mail only"),
    "/transfers/files/<int:pk>/pictures/<str:side>/<int:place>/": (404, "drawn when asked for"),
    "/transfers/receive/<str:token>/": (404, "the token of a page is only known to its sender"),
    "/premises/tablet/": (404, "looked at as the tablet of an area"),
    "/premises/tablet/visits/new/": (404, "looked at as the tablet of an area"),
}
# Who looks: the first whose roles carry one of the rights the address asks for.
EYES = {
    "morishita": ("chief-officer", "csirt-head"),
    "nagai": ("secretariat", "committee-member"),
    "okabe": ("ciso",),
    "onishi": ("system-manager", "csirt-member"),
    "hayakawa": ("audit-head",),
}


def rules() -> dict[str, str]:
    """Return each address with its rule, as tests/architecture/access.txt holds them."""
    return dict(line.split("\t") for line in matrix().splitlines())


def pages() -> list[str]:
    """Return the addresses a visit to which must show a page."""
    return [each for each in rules() if each not in POST_ONLY | FILES.keys() | ELSEWHERE.keys()]


def some_pages() -> list[str]:
    """Return half of the pages, the same in every quick run; all of them in a full one."""
    if os.environ.get("SEKISHO_TEST_PROFILE") == "full":
        return pages()
    return [each for each in pages() if crc32(each.encode()) % 2]


def eye_for(address: str) -> str:
    """Return who of the sample may visit the address."""
    if address == "/accounts/2fa/totp/activate/":
        return "hamada"  # who has no authenticator yet
    if address.startswith(PASSKEYS):
        return "onishi"
    rule = rules().get(address, "signed in")
    asked = {each.strip() for each in rule.split("|")}
    if asked & {"signed in", "public"} or rule.startswith("machine"):
        return "morishita"
    roles = load().roles
    for username, held in EYES.items():
        if asked & {right for role in held for right in roles[role].permissions}:
            return username
    raise LookupError(address)


def fill(address: str, objects: dict[str, str]) -> str:
    """Put objects into the address: the longest known beginning counts."""
    if "<" not in address:
        return address
    known = max((each for each in objects if address.startswith(each)), key=len)
    head, question, query = objects[known].partition("?")
    return head + address.removeprefix(known) + question + query
