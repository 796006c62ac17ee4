"""Addresses of this room, below `suppliers/`."""

from django.urls import path

from sekisho.web.registers import views as registers
from sekisho.web.suppliers.registered import CONTRACTS
from sekisho.web.suppliers.views import chains, confirming, contracts, portal, selections, working

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
    path("link/<str:token>/", portal.link, name="link"),
    path("people/<int:pk>/end/", working.worker_end, name="worker-end"),
    path("media/<int:pk>/return/", working.handover_return, name="handover-return"),
    path("media/<int:pk>/wiped/", working.handover_wiped, name="handover-wiped"),
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
