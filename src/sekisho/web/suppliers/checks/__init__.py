"""What this room can prove about chapter 8."""

from sekisho.verdicts import Check
from sekisho.web.suppliers.checks.contracts import (
    clauses_complete,
    endings_confirmed,
    outsourcing_registered,
    reports_agreed,
    subcontractors_bound,
    subcontracts_consented,
)
from sekisho.web.suppliers.checks.external import (
    services_assessed,
    services_erased,
    services_permitted,
    social_by_procedure,
    social_guarded,
    social_owned,
)
from sekisho.web.suppliers.checks.judging import unaltered
from sekisho.web.suppliers.checks.portal import contractors_confirmed, residents_promised
from sekisho.web.suppliers.checks.usage import services_used_by_leave
from sekisho.web.suppliers.checks.working import (
    contractors_selected,
    findings_mended,
    media_back,
    workers_known,
)

CHECKS = (
    Check("outsourcing-registered", unaltered(outsourcing_registered)),
    Check("contract-clauses-complete", unaltered(clauses_complete)),
    Check("contract-reports-agreed", unaltered(reports_agreed)),
    Check("subcontracts-consented", unaltered(subcontracts_consented)),
    Check("subcontractors-bound", unaltered(subcontractors_bound)),
    Check("contract-endings-confirmed", unaltered(endings_confirmed)),
    Check("contractors-selected", unaltered(contractors_selected)),
    Check("contractor-workers-known", unaltered(workers_known)),
    Check("contractor-media-back", unaltered(media_back)),
    Check("contractors-confirmed", unaltered(contractors_confirmed)),
    Check("contractor-residents-promised", unaltered(residents_promised)),
    Check("contractor-findings-mended", unaltered(findings_mended)),
    Check("services-assessed", unaltered(services_assessed)),
    Check("services-permitted", unaltered(services_permitted)),
    Check("services-erased", unaltered(services_erased)),
    Check("services-used-by-leave", unaltered(services_used_by_leave)),
    Check("social-media-owned", unaltered(social_owned)),
    Check("social-media-by-procedure", unaltered(social_by_procedure)),
    Check("social-media-guarded", unaltered(social_guarded)),
)
