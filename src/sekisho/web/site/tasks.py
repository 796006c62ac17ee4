"""What the product does by itself, as tasks of the queue. Each takes the time it runs at."""

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from django_tasks import task

from sekisho.web.approvals import actions as approvals
from sekisho.web.audits import actions as audits
from sekisho.web.awareness import actions as awareness
from sekisho.web.browsing import actions as browsing
from sekisho.web.browsing.hosts import end_lapsed
from sekisho.web.controls import actions as controls
from sekisho.web.corrections import actions as corrections
from sekisho.web.evidence import actions as evidence
from sekisho.web.incidents import actions as incidents
from sekisho.web.maildrills import actions as maildrills
from sekisho.web.monitoring import actions as monitoring
from sekisho.web.notices import actions as notices
from sekisho.web.organization import actions as organization
from sekisho.web.personnel import actions as personnel
from sekisho.web.policies import actions as policies
from sekisho.web.premises import actions as premises
from sekisho.web.registers import actions as registers
from sekisho.web.suppliers import actions as suppliers
from sekisho.web.systems import actions as systems
from sekisho.web.training import actions as training
from sekisho.web.transfers import actions as transfers
from sekisho.web.zones import actions as zones


@task()
def run_checks() -> int:
    """Run the automatic checks that are due."""
    return controls.run_due_checks(at=timezone.now())


@task()
def make_checkpoint() -> int:
    """Sign the ledger as it stands."""
    return evidence.make_checkpoint(at=timezone.now()).size


@task()
def ask_joiners() -> None:
    """Ask new people for their pledge and to complete their training."""
    policies.ask_joiners(at=timezone.now())
    training.assign_reached(at=timezone.now())
    audits.ask_joiners(at=timezone.now())


@task()
def remind() -> None:
    """Remind people of what is due."""
    policies.remind_pledges(at=timezone.now())
    controls.tell_due_checks(at=timezone.now())
    notices.remind_due(at=timezone.now())


@task()
def tell() -> None:
    """Tell people what ends soon and what fails."""
    controls.tell_upcoming(at=timezone.now())
    controls.tell_failing(at=timezone.now())
    premises.tell_due(at=timezone.now())
    suppliers.tell_due(at=timezone.now())
    systems.tell_refused(at=timezone.now())
    awareness.tell_shown(at=timezone.now())
    corrections.tell_open(at=timezone.now())
    audits.tell_inspections(at=timezone.now())


@task()
def mind_approvals() -> None:
    """Seal what lapsed; tell of permits that end, and whose turn it is."""
    approvals.seal_lapses(at=timezone.now())
    approvals.tell_permits(at=timezone.now())
    approvals.tell_turns(at=timezone.now())


@task()
def move_people() -> int:
    """Carry out settled moves of people whose day has come; close accounts past a last day."""
    organization.close_accounts_of_leavers(at=timezone.now())
    return personnel.carry_out_due(at=timezone.now())


@task()
def send_mail() -> None:
    """Hand queued mails to the mail server."""
    notices.send_queued(at=timezone.now())


@task()
def run_mail_drills() -> None:
    """Begin and close drills whose day has come, and hand their letters to the mail server."""
    maildrills.close_due(at=timezone.now())
    maildrills.start_due(at=timezone.now())
    maildrills.send_waiting(at=timezone.now())


@task()
def take_reported_mail() -> int:
    """Take what people forwarded to the address for suspicious mail."""
    return maildrills.take_reports(folder=settings.REPORT_MAILDIR, at=timezone.now())


@task()
def read_directories() -> int:
    """Read the accounts of systems whose directory is set."""
    return systems.read_all_directories(at=timezone.now())


@task()
def read_staff_list() -> int:
    """Compare the register of people with the directory of staff."""
    return personnel.read_due(at=timezone.now())


@task()
def read_backup_reports() -> int:
    """Read the logs backup programs left in the folder."""
    return systems.read_folder(folder=settings.BACKUP_REPORTS, at=timezone.now())


@task()
def watch_zones() -> int:
    """Take what devices are running, and prove again what counts now."""
    zones.take_running(at=timezone.now())
    zones.take_probes(at=timezone.now())
    return zones.prove_due(at=timezone.now())


@task()
def take_crossings() -> int:
    """Take in what this machine's gateways finished; write down how they stand."""
    taken = transfers.take_in(
        spool=settings.MAILGATE_SPOOL, domains=settings.MAILGATE_DOMAINS, at=timezone.now()
    )
    loaded = transfers.take_in_downloads(folder=settings.ICAP_DOWNLOADS, at=timezone.now())
    transfers.tell_standings(
        machine=settings.MACHINE,
        spool=settings.MAILGATE_SPOOL,
        downloads=settings.ICAP_DOWNLOADS,
        at=timezone.now(),
    )
    return taken.new + taken.moved + loaded.new


@task()
def take_browsing() -> int:
    """Take in what session hosts wrote down; files that came out are made safe as others are."""
    return browsing.take_in(
        folder=settings.SCREEN_RECORDS, hand=transfers.hand_in_kept, at=timezone.now()
    )


@task()
def end_lapsed_browsing() -> int:
    """End browser sessions whose permit was ended before its day."""
    return end_lapsed(timezone.now())


@task()
def take_logs() -> int:
    """Read what the receiver stored; say which sources are silent."""
    taken = monitoring.take_in(spool=settings.COLLECT_SPOOL, at=timezone.now())
    visits = monitoring.take_visits(at=timezone.now())
    if monitoring.mind_silence(at=timezone.now()):
        monitoring.tell_alerts(at=timezone.now())
    return taken.events + visits


@task()
def judge_logs_of_today() -> int:
    """Look for what only shows over hours, in today's logs as far as they have come."""
    return monitoring.judge_today(at=timezone.now())


@task()
def judge_logs() -> int:
    """Judge stored days whose judges or records changed."""
    return monitoring.judge_past(at=timezone.now())


@task()
def compact_logs() -> int:
    """Put the small files of logs of days that are over together."""
    return monitoring.compact_logs(at=timezone.now())


@task()
def expire_logs() -> int:
    """Destroy the logs whose time is over."""
    browsing.destroy_old(at=timezone.now())
    return monitoring.expire_logs(at=timezone.now())


@task()
def replay_packets() -> int:
    """Send packets that proofs found through the rules in a kernel."""
    return zones.replay_due(at=timezone.now())


@task()
def mind_incidents() -> None:
    """Tell who handles incidents of reports that wait and duties that come due."""
    incidents.tell_incidents(at=timezone.now())


@task()
def process_parcels() -> int:
    """Make files safe that were handed in at the portal; draw the pages people compare."""
    done = transfers.process_waiting(at=timezone.now(), reader=settings.MALWARE_READER)
    done += transfers.look_through(at=timezone.now())
    return done + transfers.draw_asked(at=timezone.now())


@task()
def expire_originals() -> int:
    """Take in what commands wrote down of originals; destroy those whose time is over."""
    transfers.take_in_commands(folder=settings.QUARANTINE_EVENTS, at=timezone.now())
    return transfers.expire_originals(at=timezone.now())


@task()
def tidy() -> None:
    """Forget what has done: tasks, sessions, mails, files never sent whole, old visitors."""
    notices.purge_mails(at=timezone.now())
    registers.purge(at=timezone.now())
    transfers.forget_uploads(at=timezone.now())
    premises.forget_old_visits(at=timezone.now())
    suppliers.forget_workers(at=timezone.now())
    call_command("prune_db_task_results", verbosity=0)
    call_command("clearsessions", verbosity=0)
