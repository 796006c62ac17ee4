"""Objects of the rooms that keep registers, for the addresses of their pages.

Each returns the beginnings of addresses, filled with objects of the sample.
"""

from uuid import UUID, uuid4


def suppliers() -> dict[str, str]:
    from sekisho.web.suppliers import models

    base = "/suppliers/"
    running = models.Subcontract.objects.order_by("pk").first()
    over = models.Ending.objects.get()
    resident = models.Worker.objects.exclude(person=None).first()
    return {
        f"{base}<int:pk>/": f"{base}{running.contract_id}/",
        f"{base}<int:pk>/end/complete/": f"{base}{over.contract_id}/end/complete/",
        f"{base}firms/<int:pk>/": f"{base}firms/{last(models.Firm)}/",
        f"{base}subcontracts/<int:pk>/": f"{base}subcontracts/{running.pk}/",
        f"{base}candidates/<int:pk>/": f"{base}candidates/{last(models.Candidate)}/",
        f"{base}confirmations/<int:pk>/": f"{base}confirmations/{last(models.Confirmation)}/",
        f"{base}link/<str:token>/": f"{base}link/nobody-has-this/",
        f"{base}people/<int:pk>/link/": f"{base}people/{resident.pk}/link/",
        f"{base}services/destinations/<str:form>": (
            f"{base}services/destinations/sekisho-permitted.txt"
        ),
        f"{base}services/<int:pk>/": f"{base}services/{last(models.Service)}/",
        f"{base}social/<int:pk>/": f"{base}social/{last(models.SocialAccount)}/",
        f"{base}lookalikes/<int:pk>/": f"{base}lookalikes/{last(models.Lookalike)}/",
        f"{base}operators/<int:pk>/": f"{base}operators/{last(models.SocialOperator)}/",
        f"{base}findings/<int:pk>/": f"{base}findings/{last(models.Finding)}/",
        f"{base}media/<int:pk>/": f"{base}media/{last(models.Handover)}/",
        f"{base}people/<int:pk>/": f"{base}people/{last(models.Worker)}/",
        f"{base}selections/<int:pk>/": f"{base}selections/{last(models.Selection)}/",
        f"{base}social/table/import/<uuid:pk>/": f"{base}social/table/import/{uuid4()}/",
        f"{base}table/import/<uuid:pk>/": f"{base}table/import/{uuid4()}/",
        f"{base}services/table/import/<uuid:pk>/": f"{base}services/table/import/{uuid4()}/",
    }


def zones() -> dict[str, str]:
    from sekisho.web.assets.models import Zone
    from sekisho.web.zones.models import (
        Configuration,
        FlowLog,
        Gateway,
        NetworkDevice,
        PermittedFlow,
        Probe,
        Proof,
    )

    room = "/separation"
    return {
        f"{room}/<int:pk>/": f"{room}/{last(Zone)}/",
        f"{room}/configurations/<int:pk>/": f"{room}/configurations/{last(Configuration)}/",
        f"{room}/devices/<int:pk>/": f"{room}/devices/{last(NetworkDevice)}/",
        f"{room}/flow-logs/<int:pk>/": f"{room}/flow-logs/{last(FlowLog)}/",
        f"{room}/flows/<int:pk>/": f"{room}/flows/{last(PermittedFlow)}/",
        f"{room}/gateways/<int:pk>/": f"{room}/gateways/{last(Gateway)}/",
        f"{room}/probes/<int:pk>/": f"{room}/probes/{last(Probe)}/",
        f"{room}/proofs/<int:pk>/": f"{room}/proofs/{last(Proof)}/",
    }


def personnel() -> dict[str, str]:
    from sekisho.web.personnel.models import Line, Move, Proposal

    line = Line.objects.filter(kind="leave").order_by("pk").last()
    return {
        "/personnel/<int:pk>/": f"/personnel/{last(Move)}/",
        "/personnel/<int:pk>/lines/new/<slug:kind>/": f"/personnel/{last(Move)}/lines/new/join/",
        "/personnel/files/import/<uuid:pk>/": f"/personnel/files/import/{uuid4()}/",
        "/personnel/lines/<int:pk>/": f"/personnel/lines/{line.pk}/",
        "/personnel/staff/<int:pk>/": f"/personnel/staff/{last(Proposal)}/",
    }


def registers() -> dict[str, str]:
    from sekisho.catalogue import load
    from sekisho.web.approvals.models import Application, Permit
    from sekisho.web.assets.models import Asset, Zone
    from sekisho.web.notices.models import Notice

    checks = (
        (control.id, spec.id)
        for control in load().controls.values()
        for spec in control.checks
        if spec.mode == "attested"
    )
    control, check = next(checks)
    attest = "/controls/<str:control_id>/attest/<str:check_id>/"
    return {
        "/approvals/<int:pk>/": f"/approvals/{open_to_all(Application)}/",
        "/approvals/<int:pk>/sheet": f"/approvals/{open_to_all(Application)}/sheet",
        "/approvals/<int:pk>/steps/<int:step>/": f"/approvals/{open_to_all(Application)}/steps/1/",
        "/approvals/absences/<int:pk>/": "/approvals/absences/1/",
        "/approvals/apply/<slug:kind>/": "/approvals/apply/media-takeout/",
        "/approvals/permits/<int:pk>/": f"/approvals/permits/{last(Permit)}/",
        "/approvals/routes/<slug:kind>/": "/approvals/routes/own-device/",
        "/assets/<int:pk>/": f"/assets/{last(Asset)}/",
        "/assets/<int:pk>/relations/<int:relation>/": f"/assets/{last(Asset)}/relations/1/",
        "/assets/numbers/<path:number>/": f"/assets/numbers/{Asset.objects.last().number}/",
        "/assets/files/import/<uuid:pk>/": f"/assets/files/import/{UUID(int=0)}/",
        "/assets/relations/import/<uuid:pk>/": f"/assets/relations/import/{UUID(int=0)}/",
        "/assets/zones/<int:pk>/": f"/assets/zones/{last(Zone)}/",
        "/controls/<str:control_id>/": f"/controls/{control}/",
        attest: f"/controls/{control}/attest/{check}/",
        "/notices/<int:pk>/": f"/notices/{last(Notice)}/",
    }


def machines() -> dict[str, str]:
    from sekisho.web.systems.models import InformationSystem, SystemAccount, Weakness
    from sekisho.web.terminals.models import Node, PermittedSoftware, Terminal

    terminal = Terminal.objects.get(number="LG-07")
    system = InformationSystem.objects.get(name="グループウェア")
    stranger = Node.objects.get(terminal=None)
    return {
        "/systems/<int:pk>/": f"/systems/{system.pk}/",
        "/systems/accounts/<int:pk>/": f"/systems/accounts/{last(SystemAccount)}/",
        "/systems/backups/refused/<int:pk>/": "/systems/backups/refused/1/",
        "/risks/table/import/<uuid:pk>/": f"/risks/table/import/{uuid4()}/",
        "/systems/accounts/table/import/<uuid:pk>/": f"/systems/accounts/table/import/{uuid4()}/",
        "/systems/weaknesses/table/import/<uuid:pk>/": (
            f"/systems/weaknesses/table/import/{uuid4()}/"
        ),
        "/systems/register/import/<uuid:pk>/": f"/systems/register/import/{uuid4()}/",
        "/systems/weaknesses/<int:pk>/": f"/systems/weaknesses/{last(Weakness)}/",
        "/terminals/<int:pk>/": f"/terminals/{terminal.pk}/",
        "/terminals/<int:pk>/attest/<str:measure>/": (
            f"/terminals/{terminal.pk}/attest/second-factor/"
        ),
        "/terminals/<int:pk>/settings/<str:form>": (
            f"/terminals/{terminal.pk}/settings/sekisho-takeout.reg"
        ),
        "/terminals/agents/<int:pk>/": f"/terminals/agents/{stranger.pk}/",
        "/terminals/keys/<int:pk>/": "/terminals/keys/1/",
        "/terminals/register/import/<uuid:pk>/": f"/terminals/register/import/{uuid4()}/",
        **{
            f"/{each}/table/import/<uuid:pk>/": f"/{each}/table/import/{uuid4()}/"
            for each in (
                "premises/cards",
                "premises/disposals",
                "premises/visits",
                "terminals/software",
            )
        },
        "/terminals/software/<int:pk>/": f"/terminals/software/{last(PermittedSoftware)}/",
    }


def corrections() -> dict[str, str]:
    from sekisho.web.corrections.models import Correction

    row = Correction.objects.filter(planned_at=None).first()
    return {
        "/corrections/<int:pk>/": f"/corrections/{row.pk}/",
        "/corrections/<int:pk>/<slug:name>/": f"/corrections/{row.pk}/plan/",
        "/corrections/register/import/<uuid:pk>/": f"/corrections/register/import/{uuid4()}/",
    }


def premises() -> dict[str, str]:
    from sekisho.web.premises import models

    open_round = models.Round.objects.filter(done_at=None).order_by("pk").first()
    fixture = models.Fixture.objects.filter(area=open_round.area_id).first()
    missing = models.StockLine.objects.filter(state="missing").order_by("pk").first()
    rows = {
        "areas": models.Area,
        "cards": models.Card,
        "disposals": models.Disposal,
        "doors": models.DoorSystem,
        "faults": models.Fault,
        "fixtures": models.Fixture,
        "imports": models.DoorImport,
        "list": models.Listed,
        "passages": models.Passage,
        "visits": models.Visit,
    }
    base = "/premises/"
    found = {f"{base}{name}/<int:pk>/": f"{base}{name}/{last(row)}/" for name, row in rows.items()}
    return found | {
        f"{base}rounds/<int:pk>/": f"{base}rounds/{open_round.pk}/",
        f"{base}rounds/sheets/<slug:key>/": f"{base}rounds/sheets/server-room-week/",
        f"{base}rounds/<int:pk>/fixtures/<int:fixture_pk>/": (
            f"{base}rounds/{open_round.pk}/fixtures/{fixture.pk}/"
        ),
        f"{base}photos/<int:pk>": f"{base}photos/1",
        f"{base}stocktaking/<int:pk>/": f"{base}stocktaking/{missing.taking_id}/",
        f"{base}stocktaking/lines/<int:pk>/": f"{base}stocktaking/lines/{missing.pk}/",
        f"{base}areas/table/import/<uuid:pk>/": f"{base}areas/table/import/{uuid4()}/",
        f"{base}fixtures/table/import/<uuid:pk>/": f"{base}fixtures/table/import/{uuid4()}/",
        f"{base}list/table/import/<uuid:pk>/": f"{base}list/table/import/{uuid4()}/",
        f"{base}tablet/<int:pk>/": f"{base}tablet/1/",
        f"{base}tablet/visits/<int:pk>/": f"{base}tablet/visits/1/",
    }


def open_to_all(applications) -> int:
    """Return the newest application about a risk: other kinds are for named roles or people."""
    return applications.objects.filter(kind="risk-treatment").order_by("pk").last().pk


def last(model) -> int:
    return model.objects.order_by("pk").last().pk
