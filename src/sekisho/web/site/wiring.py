"""What start-up hands from room to room; the one place where all of it can be read."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from sekisho.catalogue import load
from sekisho.web.approvals import (
    deciding,
    exemptions,
    kinds,
    permit_kinds,
    restrictions,
    subjects,
)
from sekisho.web.approvals.presence import MediaSource
from sekisho.web.assets import places, whereabouts
from sekisho.web.audits import wording as audits_words
from sekisho.web.awareness import wording as awareness_words
from sekisho.web.browsing import enclosed, lending
from sekisho.web.browsing import wording as browsing_words
from sekisho.web.controls import actions as controls
from sekisho.web.controls import registry
from sekisho.web.controls.actions.setting_aside import KIND as SET_ASIDE
from sekisho.web.controls.exemptions import set_asides_in_force
from sekisho.web.corrections import consequences as corrections_consequences
from sekisho.web.corrections import wording as corrections_words
from sekisho.web.evidence import agreeing, naming, wording
from sekisho.web.governance import wording as governance_words
from sekisho.web.governance.actions import forget_person as forget_contacts
from sekisho.web.incidents import planning
from sekisho.web.incidents import wording as incidents_words
from sekisho.web.incidents.actions import decide_plan
from sekisho.web.incidents.actions.planning import KIND as RESPONSE_PLAN
from sekisho.web.maildrills import wording as maildrills_words
from sekisho.web.monitoring import consequences as monitoring_consequences
from sekisho.web.monitoring import wording as monitoring_words
from sekisho.web.notices.actions import tell
from sekisho.web.notices.actions.forgetting import forget_person
from sekisho.web.organization import forgetting, presence, telling
from sekisho.web.organization.queries import names_of, people_named
from sekisho.web.personnel import holdings
from sekisho.web.personnel import wording as personnel_words
from sekisho.web.personnel.actions import forget_person as forget_moves
from sekisho.web.policies import wording as policies_words
from sekisho.web.policies.actions import edition_decided, first_topics_decided
from sekisho.web.premises import permits as entry_permits
from sekisho.web.premises import wording as premises_words
from sekisho.web.premises.actions import forget_person as forget_passages
from sekisho.web.premises.presence import EntrySource
from sekisho.web.registers import sealing as columns
from sekisho.web.reviews import wording as reviews_words
from sekisho.web.risks import wording as risks_words
from sekisho.web.risks.actions import KIND as RISK_TREATMENT
from sekisho.web.risks.actions import decide_treatment
from sekisho.web.search import sources as finding
from sekisho.web.site.arranging import seal_columns
from sekisho.web.site.asking import asked_of_proxies
from sekisho.web.site.calling import GovernanceTree
from sekisho.web.site.checks import CHECKS
from sekisho.web.site.comparers import COMPARERS
from sekisho.web.site.duties import DUTIES
from sekisho.web.site.finding import APART, SOURCES
from sekisho.web.site.holdings import HOLDINGS
from sekisho.web.site.lending import DecidedSendings
from sekisho.web.site.mending import (
    mend_at_contractor,
    mendings_at_contractors,
    open_for_contractor,
)
from sekisho.web.site.passing import declared_zones, lgwan_terminals
from sekisho.web.site.permitting import (
    AREAS,
    CARRIED,
    CONTROLS,
    INFORMATION,
    MEDIA,
    MEDIUM,
    SERVICES,
    TERMINALS,
    PermitsToEnter,
    TerminalLifts,
    restrictions_of_assets,
)
from sekisho.web.site.placing import PremisesAreas, visits_between
from sekisho.web.site.promising import policy_in_force
from sekisho.web.site.rechecking import run_chain_checks, run_zone_checks, tell_worker_of_parcels
from sekisho.web.site.watching import (
    IncidentCases,
    hosts_known,
    open_case,
    visits_after,
    zone_policy,
)
from sekisho.web.suppliers import consequences as suppliers_consequences
from sekisho.web.suppliers import entering as contractor_entries
from sekisho.web.suppliers import mending as contractor_mending
from sekisho.web.suppliers import policy as promised_policy
from sekisho.web.suppliers import traffic as proxy_traffic
from sekisho.web.suppliers import wording as suppliers_words
from sekisho.web.suppliers.actions import (
    OUTSOURCING,
    SUBCONTRACT,
    decide_consent,
    decide_selection,
)
from sekisho.web.suppliers.usage import listed_on
from sekisho.web.systems import actions as systems
from sekisho.web.systems.presence import SystemAccountHolders
from sekisho.web.terminals import lifts
from sekisho.web.terminals.actions import forgetting as terminals
from sekisho.web.training import wording as training_words
from sekisho.web.transfers import consequences as transfers_consequences
from sekisho.web.transfers import wording as transfers_words
from sekisho.web.transfers.actions import decide_release, decide_sending
from sekisho.web.transfers.actions import forget_person as forget_crossings
from sekisho.web.transfers.actions.releasing import KIND as RELEASE
from sekisho.web.yearplan import duties
from sekisho.web.yearplan import wording as yearplan_words
from sekisho.web.zones import consequences as zones_consequences
from sekisho.web.zones import fetching
from sekisho.web.zones import wording as zones_words
from sekisho.web.zones.actions import decide_flow
from sekisho.web.zones.actions.flows import KIND as ZONE_FLOW


def wire() -> None:
    """Hand in checks, names, comparisons, telling, forgetting, kinds and what decisions do."""
    registry.install(CHECKS)
    naming.install(names_of, people_named)
    finding.install(SOURCES, apart=APART)
    agreeing.install(COMPARERS)
    telling.install(tell)
    holdings.install(*HOLDINGS)
    duties.install(*DUTIES)
    permit_kinds.hand_in(load().permit_kinds.values(), load().routing.routes)
    exemptions.install(set_asides_in_force)
    subjects.hand_in(
        {
            "terminal": TERMINALS,
            "service": SERVICES,
            "area": AREAS,
            "control": CONTROLS,
            MEDIUM: MEDIA,
            INFORMATION: CARRIED,
        }
    )
    restrictions.install(restrictions_of_assets)
    lifts.install(TerminalLifts())
    entry_permits.install(PermitsToEnter())
    contractor_entries.install(visits_between)
    promised_policy.install(policy_in_force)
    suppliers_consequences.install(run_chain_checks)
    contractor_mending.install(open_for_contractor, mendings_at_contractors)
    corrections_consequences.install(mend_at_contractor)
    proxy_traffic.install(asked_of_proxies)
    forgetting.install(
        forget_person,
        forget_moves,
        forget_contacts,
        forget_passages,
        terminals.forget_person,
        systems.forget_person,
        forget_crossings,
    )
    planning.install(GovernanceTree())
    presence.install(EntrySource(), SystemAccountHolders(), MediaSource())
    places.install(PremisesAreas())
    columns.install(seal_columns)
    wording.install(
        wording.Words(awareness_words.KINDS, awareness_words.THINGS, awareness_words.FIGURES),
        wording.Words(maildrills_words.KINDS, maildrills_words.THINGS, maildrills_words.FIGURES),
        wording.Words(policies_words.KINDS, policies_words.THINGS, {}),
        wording.Words(governance_words.KINDS, governance_words.THINGS, governance_words.FIGURES),
        wording.Words(yearplan_words.KINDS, yearplan_words.THINGS, yearplan_words.FIGURES),
        wording.Words(personnel_words.KINDS, personnel_words.THINGS, personnel_words.FIGURES),
        wording.Words(premises_words.KINDS, premises_words.THINGS, premises_words.FIGURES),
        wording.Words(audits_words.KINDS, audits_words.THINGS, audits_words.FIGURES),
        wording.Words(corrections_words.KINDS, corrections_words.THINGS, corrections_words.FIGURES),
        wording.Words(incidents_words.KINDS, incidents_words.THINGS, incidents_words.FIGURES),
        wording.Words(risks_words.KINDS, risks_words.THINGS, risks_words.FIGURES),
        wording.Words(reviews_words.KINDS, reviews_words.THINGS, reviews_words.FIGURES),
        wording.Words(training_words.KINDS, training_words.THINGS, training_words.FIGURES),
        wording.Words(browsing_words.KINDS, browsing_words.THINGS, browsing_words.FIGURES),
        wording.Words(monitoring_words.KINDS, monitoring_words.THINGS, monitoring_words.FIGURES),
        wording.Words(suppliers_words.KINDS, suppliers_words.THINGS, suppliers_words.FIGURES),
        wording.Words(zones_words.KINDS, zones_words.THINGS, zones_words.FIGURES),
        wording.Words(transfers_words.KINDS, transfers_words.THINGS, transfers_words.FIGURES),
    )
    kinds.hand_in(
        [
            kinds.Kind(SET_ASIDE, _("対策の適用除外"), "controls.adopt"),
            kinds.Kind("sending-open", _("ファイルの送り出し")),
            kinds.Kind("sending-personal", _("個人情報を含むファイルの送り出し")),
            kinds.Kind(RELEASE, _("元のファイルの取出し")),
            kinds.Kind(SUBCONTRACT, _("再委託の承諾")),
            kinds.Kind(OUTSOURCING, _("委託の決定")),
            kinds.Kind(
                RESPONSE_PLAN, _("緊急時対応計画の決裁"), "controls.adopt", "incidents.read"
            ),
            kinds.Kind(RISK_TREATMENT, _("リスクへの対応"), "controls.adopt"),
            kinds.Kind(ZONE_FLOW, _("領域の間の通信の許可"), "controls.adopt", "zones.read"),
        ]
    )
    transfers_consequences.install(tell_worker_of_parcels)
    whereabouts.install(declared_zones)
    enclosed.install(lgwan_terminals)
    lending.install(DecidedSendings())
    monitoring_consequences.install(
        policies=zone_policy,
        opener=open_case,
        cases=IncidentCases(),
        hosts=hosts_known,
        visits=visits_after,
        services=listed_on,
    )
    zones_consequences.install(run_zone_checks)
    fetching.install(fetching.DropFolder(settings.CONFIGURATION_DROP))
    deciding.hand_in(
        {
            "edition": edition_decided,
            "procedure-edition": edition_decided,
            "topics": first_topics_decided,
            "procedure-topics": first_topics_decided,
            SET_ASIDE: controls.decide_set_aside,
            SUBCONTRACT: decide_consent,
            OUTSOURCING: decide_selection,
            ZONE_FLOW: decide_flow,
            RESPONSE_PLAN: decide_plan,
            RISK_TREATMENT: decide_treatment,
            RELEASE: decide_release,
            "sending-open": decide_sending,
            "sending-personal": decide_sending,
        }
    )
