"""Every change of this room: sources, readings, alerts and their answers, rules, retention."""

from sekisho.web.monitoring.actions.answering import (
    explain,
    join_case,
    lift,
    open_case,
    permits_to_suppress,
    suppress,
)
from sekisho.web.monitoring.actions.compacting import compact_logs
from sekisho.web.monitoring.actions.keeping import close_source, register_source
from sekisho.web.monitoring.actions.listening import mind_silence
from sekisho.web.monitoring.actions.own import take_visits
from sekisho.web.monitoring.actions.reading import Taken, forget, logs_wait, record, take_in
from sekisho.web.monitoring.actions.rejudging import judge_past, judge_today
from sekisho.web.monitoring.actions.retaining import expire_logs
from sekisho.web.monitoring.actions.ruling import import_rules, withdraw_rules
from sekisho.web.monitoring.actions.telling import tell_alerts

__all__ = [
    "Taken",
    "close_source",
    "compact_logs",
    "expire_logs",
    "explain",
    "forget",
    "import_rules",
    "join_case",
    "judge_past",
    "judge_today",
    "lift",
    "logs_wait",
    "mind_silence",
    "open_case",
    "permits_to_suppress",
    "record",
    "register_source",
    "suppress",
    "take_in",
    "take_visits",
    "tell_alerts",
    "withdraw_rules",
]
