"""Addresses of this room, below `suppliers/`."""

from django.urls import path

from sekisho.web.registers import views as registers
from sekisho.web.suppliers.registered import CONTRACTS, SERVICES
from sekisho.web.suppliers.views import (
    chains,
    confirming,
    contracts,
    external,
    portal,
    selections,
    social,
    working,
)

app_name = "suppliers"
HOME = "suppliers:contracts"

urlpatterns = [
    path("", contracts.contracts, name="contracts"),
    *registers.pages(CONTRACTS, home=HOME, prefix="table/"),
    path("new/", contracts.contract_add, name="contract-add"),
    path("<int:pk>/", contracts.contract, name="contract"),
    path("<int:pk>/changes/", contracts.contract_changes, name="contract-changes"),
    path("<int:pk>/change/", contracts.contract_change, name="contract-change"),
    path("<int:pk>/clauses/", contracts.clauses, name="clauses"),
    path("<int:pk>/subcontracts/new/", chains.subcontract_add, name="subcontract-add"),
    path("<int:pk>/end/", chains.ending_add, name="ending-add"),
    path("<int:pk>/end/complete/", chains.ending_complete, name="ending-complete"),
    path("<int:pk>/end/confirm/", chains.ending_confirm, name="ending-confirm"),
    path("<int:pk>/people/", working.people, name="people"),
    path("<int:pk>/people/new/", working.worker_add, name="worker-add"),
    path("<int:pk>/people/confirm/", working.people_confirm, name="people-confirm"),
    path("<int:pk>/media/", working.media, name="media"),
    path("<int:pk>/media/new/", working.handover_add, name="handover-add"),
    path("<int:pk>/findings/", working.findings, name="findings"),
    path("<int:pk>/findings/new/", working.finding_add, name="finding-add"),
    path("<int:pk>/confirmations/new/", confirming.confirmation_add, name="confirmation-add"),
    path("confirmations/<int:pk>/", confirming.confirmation, name="confirmation"),
    path("confirmations/<int:pk>/review/", confirming.confirmation_review, name="review"),
    path("confirmations/<int:pk>/withdraw/", confirming.confirmation_withdraw, name="withdraw"),
    path("confirmations/<int:pk>/link/", confirming.confirmation_link, name="renew-link"),
    path("people/<int:pk>/link/", confirming.worker_link, name="worker-link"),
    path("services/", external.services, name="services"),
<<<<<<< HEAD
    path("services/use/", external.service_use, name="service-use"),
=======
    *registers.pages(SERVICES, home="suppliers:services", prefix="services/table/"),
>>>>>>> 1bdcddb (External services go out to Excel and come back; contracts of a file are written together)
    path("services/new/", external.service_add, name="service-add"),
    path("services/<int:pk>/", external.service, name="service"),
    path("services/<int:pk>/change/", external.service_change, name="service-change"),
    path("services/<int:pk>/terms/", external.terms, name="terms"),
    path("services/<int:pk>/end/", external.service_end, name="service-end"),
    path("services/<int:pk>/erased/", external.service_erased, name="service-erased"),
    path("social/", social.accounts, name="accounts"),
    path("social/new/", social.account_add, name="account-add"),
    path("social/<int:pk>/", social.account, name="account"),
    path("social/<int:pk>/change/", social.account_change, name="account-change"),
    path("social/<int:pk>/guard/", social.guard, name="guard"),
    path("social/<int:pk>/watch/", social.watch, name="watch"),
    path("social/<int:pk>/operators/new/", social.operator_add, name="operator-add"),
    path("social/<int:pk>/postings/new/", social.posting_add, name="posting-add"),
    path("social/<int:pk>/archive/", social.archive, name="archive"),
    path("social/<int:pk>/close/", social.account_close, name="account-close"),
    path("lookalikes/<int:pk>/", social.lookalike_settle, name="lookalike-settle"),
    path("operators/<int:pk>/end/", social.operator_end, name="operator-end"),
    path("link/<str:token>/", portal.link, name="link"),
    path("people/<int:pk>/end/", working.worker_end, name="worker-end"),
    path("media/<int:pk>/return/", working.handover_return, name="handover-return"),
    path("media/<int:pk>/wiped/", working.handover_wiped, name="handover-wiped"),
    path("findings/<int:pk>/correct/", working.finding_correct, name="finding-correct"),
    path("findings/<int:pk>/mend/", working.finding_mend, name="finding-mend"),
    path("selections/", selections.selections, name="selections"),
    path("selections/new/", selections.selection_add, name="selection-add"),
    path("selections/<int:pk>/", selections.selection, name="selection"),
    path("selections/<int:pk>/candidates/new/", selections.candidate_add, name="candidate-add"),
    path("selections/<int:pk>/propose/", selections.propose, name="propose"),
    path("candidates/<int:pk>/change/", selections.candidate_change, name="candidate-change"),
    path("firms/<int:pk>/change/", contracts.firm_change, name="firm-change"),
    path("subcontracts/<int:pk>/again/", chains.subcontract_again, name="subcontract-again"),
    path("subcontracts/<int:pk>/copy/", chains.copy_seen, name="copy-seen"),
    path("subcontracts/<int:pk>/end/", chains.subcontract_end, name="subcontract-end"),
]
