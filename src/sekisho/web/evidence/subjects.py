"""What a record is about, and what its figures are called, in the reader's language.

A record seals ids, never names; where the catalogue or the organization knows a readable name for
an id, pages show it beside. What nobody knows is shown as it was sealed.
"""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from sekisho.catalogue import Text, load
from sekisho.ledger import JsonValue
from sekisho.web.ui.templatetags.ui import wareki, wareki_time
from sekisho.web.ui.words import worded

_PERSON = "person:"
_THINGS: Mapping[str, Promise] = {
    "account": gettext_lazy("アカウント"),
    "application": gettext_lazy("起案"),
    "asset": gettext_lazy("情報資産"),
    "checkpoint": gettext_lazy("チェックポイント"),
    "document": gettext_lazy("文書"),
    "edition": gettext_lazy("文書の版"),
    "evidence": gettext_lazy("証跡"),
    "holding": gettext_lazy("役割の割当て"),
    "person": gettext_lazy("人"),
    "post": gettext_lazy("職"),
    "scope": gettext_lazy("適用対象者の登録"),
    "set-aside": gettext_lazy("適用除外"),
    "terminal": gettext_lazy("共用端末"),
    "unit": gettext_lazy("所属"),
}
_FIGURES: Mapping[str, Promise] = {
    "account": gettext_lazy("アカウントの番号"),
    "accounts": gettext_lazy("アカウント"),
    "addresses": gettext_lazy("送り先のある人"),
    "applicant": gettext_lazy("起案者"),
    "application": gettext_lazy("起案の番号"),
    "asked": gettext_lazy("確認を求めた人"),
    "asset": gettext_lazy("情報資産の番号"),
    "at": gettext_lazy("確かめた時刻"),
    "bytes": gettext_lazy("ファイルの大きさ（バイト）"),
    "carried": gettext_lazy("前の確認を引き継いだ人"),
    "category": gettext_lazy("身分"),
    "changed": gettext_lazy("変わった条文"),
    "clause": gettext_lazy("条文の番号"),
    "clauses": gettext_lazy("条文"),
    "commitment": gettext_lazy("添付の指紋"),
    "confirmed": gettext_lazy("確認した人"),
    "conflicts": gettext_lazy("両立しない兼務"),
    "covered": gettext_lazy("適用範囲内"),
    "damages": gettext_lazy("改変の跡"),
    "days": gettext_lazy("日数"),
    "decided": gettext_lazy("決裁されたもの"),
    "demanding": gettext_lazy("求めのある条文"),
    "document": gettext_lazy("文書の番号"),
    "dormant": gettext_lazy("長く使われていないもの"),
    "edition": gettext_lazy("版の登録番号"),
    "editions": gettext_lazy("版"),
    "effective_on": gettext_lazy("施行日"),
    "ending": gettext_lazy("まもなく終了するもの"),
    "excluded": gettext_lazy("適用範囲外"),
    "from": gettext_lazy("開始日"),
    "given_up": gettext_lazy("送れなかったもの"),
    "holders": gettext_lazy("対象の人"),
    "holders_outside": gettext_lazy("指名された役割の外の人"),
    "index": gettext_lazy("証跡の番号"),
    "joined_on": gettext_lazy("着任日"),
    "joint": gettext_lazy("兼務"),
    "kind": gettext_lazy("種別"),
    "label": gettext_lazy("名称"),
    "late": gettext_lazy("期限を過ぎたもの"),
    "leaking": gettext_lazy("読める範囲が広すぎる役割"),
    "leavers": gettext_lazy("離任した人"),
    "left_on": gettext_lazy("離任日"),
    "left_out": gettext_lazy("条文に入れなかった文字（か所）"),
    "mandatory": gettext_lazy("必須の役割"),
    "minutes": gettext_lazy("時間（分）"),
    "missing": gettext_lazy("足りないもの"),
    "missing_kind": gettext_lazy("登録のない種別"),
    "near": gettext_lazy("期限の近いもの"),
    "number": gettext_lazy("版の番号"),
    "oldest_days": gettext_lazy("最も長い待ち（日）"),
    "oldest_minutes": gettext_lazy("最も長い待ち（分）"),
    "open": gettext_lazy("開いたままのもの"),
    "outside": gettext_lazy("範囲の外のもの"),
    "overdue": gettext_lazy("期限を過ぎた人・もの"),
    "own": gettext_lazy("自分で決裁したもの"),
    "parent": gettext_lazy("上の所属の番号"),
    "person": gettext_lazy("氏名"),
    "pledge": gettext_lazy("遵守の確認の番号"),
    "position": gettext_lazy("並び順"),
    "post": gettext_lazy("職の番号"),
    "problem": gettext_lazy("見つかったこと"),
    "procedures": gettext_lazy("実施手順"),
    "queued": gettext_lazy("送信待ち"),
    "reason": gettext_lazy("理由"),
    "relation": gettext_lazy("関係"),
    "role": gettext_lazy("役割"),
    "roles": gettext_lazy("役割の数"),
    "set_aside": gettext_lazy("適用除外の番号"),
    "sha256": gettext_lazy("ファイルの指紋（SHA-256）"),
    "size": gettext_lazy("台帳の件数"),
    "state": gettext_lazy("状態"),
    "subject": gettext_lazy("対象"),
    "submitted_at": gettext_lazy("起案日時"),
    "topics": gettext_lazy("主題"),
    "uncovered": gettext_lazy("主題のない条文（未対応）"),
    "unit": gettext_lazy("所属の番号"),
    "until": gettext_lazy("終了日"),
    "vacant": gettext_lazy("空席"),
    "waiting": gettext_lazy("決裁待ち"),
    "warnings": gettext_lazy("読み取りで気付いたこと"),
    "way": gettext_lazy("方法"),
    "with": gettext_lazy("兼ねている役割"),
    "without_topic": gettext_lazy("主題のない条文（未対応）"),
    "zone": gettext_lazy("領域"),
}
_WORDS: Mapping[tuple[str, str], Promise] = {
    ("kind", "account"): gettext_lazy("アカウント"),
    ("kind", "asset"): gettext_lazy("情報資産"),
    ("kind", "edition"): gettext_lazy("文書の版"),
    ("kind", "set-aside"): gettext_lazy("適用除外"),
    ("way", "mail"): gettext_lazy("メール"),
    ("way", "print"): gettext_lazy("印刷"),
    ("way", "timestamp"): gettext_lazy("時刻認証"),
    ("state", "vacant"): gettext_lazy("空席"),
    ("state", "ending"): gettext_lazy("まもなく終了"),
}


def person_of(subject: str) -> str:
    """Return the opaque id when the record is about a person, else nothing."""
    return subject.removeprefix(_PERSON) if subject.startswith(_PERSON) else ""


def subject_name(subject: str, people: Mapping[str, str]) -> str:
    """Return the subject's readable name; nothing when only its id is known.

    `people` names opaque ids the reader may know. A bare subject is the id of a check.
    """
    kind, _, key = subject.rpartition(":")
    catalogue = load()
    if not kind:
        return _title(catalogue.checks.get(key))
    if kind == "person":
        return people.get(key, "")
    if kind == "control":
        return _title(catalogue.controls.get(key))
    if kind == "zone":
        return _title(catalogue.zones.get(key))
    return f"{_THINGS[kind]} {key}" if kind in _THINGS else ""


def figure_name(name: str) -> str:
    """Return what a figure, a fact or a column is called; its own name when nobody said."""
    return str(_FIGURES.get(name, name))


def figure_value(name: str, value: JsonValue) -> JsonValue:
    """Return a sealed value as a person reads it: words for ids, both calendars for dates."""
    if value is None or value in ("", []):
        return "－"
    if isinstance(value, bool):
        return gettext("はい") if value else gettext("いいえ")
    if isinstance(value, list):
        return gettext("、").join(str(each) for each in value)
    if isinstance(value, str):
        return _catalogue_word(name, value) or _moment(value) or value
    return value


def _catalogue_word(name: str, value: str) -> str:
    """Return the title of an id that the named figure holds; nothing when nobody knows it."""
    if (name, value) in _WORDS:
        return str(_WORDS[name, value])
    catalogue = load()
    people = {**catalogue.staff_categories, **catalogue.relations}
    known: Mapping[str, Mapping[str, object]] = {
        "role": catalogue.roles,
        "with": catalogue.roles,
        "kind": catalogue.asset_kinds,
        "missing_kind": catalogue.asset_kinds,
        "zone": catalogue.zones,
        "category": people,
        "relation": people,
    }
    return _title(known.get(name, {}).get(value))


def _moment(value: str) -> str:
    """Return an ISO date or moment in both calendars; nothing when it is neither."""
    try:
        if "T" in value:
            return wareki_time(datetime.fromisoformat(value))
        return wareki(date.fromisoformat(value)) if len(value) == len("2026-04-01") else ""
    except ValueError:
        return ""


def _title(found: object) -> str:
    title = getattr(found, "title", None)
    return worded(title) if isinstance(title, Text) else ""
