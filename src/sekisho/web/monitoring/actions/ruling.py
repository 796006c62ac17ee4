"""Sigma rules the body imports: read at once, what is not evaluated of them is said."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sekisho.detection.rules import read_rules
from sekisho.web.monitoring.actions.sealing import seal
from sekisho.web.monitoring.errors import MonitoringRefusedError
from sekisho.web.monitoring.judging import refused_of
from sekisho.web.monitoring.models import RuleFile
from sekisho.web.organization.models import Person

LARGEST = 1 << 20


@transaction.atomic
def import_rules(*, name: str, untrusted: bytes, by: Person, at: datetime) -> RuleFile:
    """Take a file of rules; one of the same name is withdrawn. Raises MonitoringRefusedError."""
    if len(untrusted) > LARGEST:
        raise MonitoringRefusedError(_("ファイルが大きすぎます（1 MBまで）。"))
    try:
        text = untrusted.decode("utf-8")
    except UnicodeDecodeError as error:
        raise MonitoringRefusedError(_("UTF-8で保存し直してください。")) from error
    rules, _refused = read_rules({name: text})
    refused = refused_of({name: text})
    if len(rules) <= sum(1 for each in refused if each.title):
        reasons = " ".join(each.reason for each in refused[:3])
        raise MonitoringRefusedError(
            _("調べられる規則がありません。%(reasons)s") % {"reasons": reasons}
        )
    for old in RuleFile.objects.filter(name=name, withdrawn_at=None):
        withdraw_rules(rule_file=old, by=by, at=at)
    told = [{"title": each.title, "reason": each.reason} for each in refused]
    row = RuleFile.objects.create(
        name=name[:200], text=text, sha256=hashlib.sha256(untrusted).hexdigest(),
        rules=len(rules), refused=told,
        imported_at=at, imported_by=by,
    )  # fmt: skip
    seal("rules.imported", f"rule-file:{row.pk}", by=by, at=at, rows=[row],
         sha256=row.sha256, rules=row.rules)  # fmt: skip
    return row


@transaction.atomic
def withdraw_rules(*, rule_file: RuleFile, by: Person, at: datetime) -> RuleFile:
    """Ask the rules of a file no more."""
    row = RuleFile.objects.select_for_update(of=("self",)).get(pk=rule_file.pk)
    if row.withdrawn_at is not None:
        raise MonitoringRefusedError(_("この規則は、もう外されています。"))
    row.withdrawn_at = at
    row.save()
    seal("rules.withdrawn", f"rule-file:{row.pk}", by=by, at=at, rows=[row])
    return row
