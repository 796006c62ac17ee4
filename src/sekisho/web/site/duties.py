"""The tuple of everything with a day, for the plan of the year, in the order of pages."""

from sekisho.web.approvals import duties as approvals
from sekisho.web.audits import duties as audits
from sekisho.web.controls import duties as controls
from sekisho.web.corrections import duties as corrections
from sekisho.web.governance import duties as governance
from sekisho.web.incidents import duties as incidents
from sekisho.web.maildrills import duties as maildrills
from sekisho.web.personnel import duties as personnel
from sekisho.web.premises import duties as premises
from sekisho.web.reviews import duties as reviews
from sekisho.web.risks import duties as risks
from sekisho.web.suppliers import duties as suppliers
from sekisho.web.training import duties as training
from sekisho.web.yearplan.duties import Duties

DUTIES: tuple[Duties, ...] = (
    *controls.DUTIES,
    *governance.DUTIES,
    *training.DUTIES,
    *maildrills.DUTIES,
    *audits.DUTIES,
    *corrections.DUTIES,
    *approvals.DUTIES,
    *suppliers.DUTIES,
    *incidents.DUTIES,
    *premises.DUTIES,
    *personnel.DUTIES,
    *risks.DUTIES,
    *reviews.DUTIES,
)
