"""What a record says, in the reader's language: its kind, its subject, its figures, its sentence.

A record seals ids, never names; where the catalogue or the organization knows a readable name for
an id, pages show it beside. What nobody knows is shown as it was sealed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, gettext_noop, pgettext_lazy

from sekisho.catalogue import Text, load
from sekisho.ledger import Damage, Fault, JsonValue, Seal, SealState
from sekisho.web.ui.templatetags.ui import wareki, wareki_time
from sekisho.web.ui.words import worded

# "record": names what was done; the same words on a button of a page say what it does.
KINDS: Mapping[str, str | Promise] = {
    "check": gettext_lazy("自動の確認"),
    "attestation": gettext_lazy("人の確認"),
    "attachment.erased": gettext_lazy("添付の消去"),
    "evidence.packed": gettext_lazy("証拠の一式の引渡し"),
    "checkpoint.handed": gettext_lazy("チェックポイントの引渡し"),
    "clause.topics-asked": gettext_lazy("主題を付ける申請"),
    "control.set-aside": gettext_lazy("対策の適用除外"),
    "control.applied-again": gettext_lazy("適用除外の終了"),
    "edition.imported": gettext_lazy("文書の取込み"),
    "edition.topics": gettext_lazy("主題の確認"),
    "edition.submitted": gettext_lazy("文書の起案"),
    "edition.approved": gettext_lazy("文書の決裁"),
    "edition.returned": gettext_lazy("文書の差戻し"),
    "edition.published": gettext_lazy("文書の施行"),
    "edition.superseded": gettext_lazy("旧版への移行"),
    "edition.reviewed": gettext_lazy("文書の見直し"),
    "pledge.asked": gettext_lazy("遵守の確認の依頼"),
    "pledge.chosen": gettext_lazy("遵守の確認を求めるかの決定"),
    "pledge.confirmed": gettext_lazy("遵守の確認"),
    "absence.recorded": pgettext_lazy("record", "不在の登録"),
    "absence.ended": gettext_lazy("不在の終了"),
    "application.submitted": gettext_lazy("起案"),
    "application.agreed": gettext_lazy("回議・合議"),
    "application.seen": pgettext_lazy("record", "後閲"),
    "application.approved": pgettext_lazy("record", "決裁"),
    "application.returned": gettext_lazy("差戻し"),
    "application.withdrawn": gettext_lazy("取下げ"),
    "account.opened": pgettext_lazy("record", "アカウントの開設"),
    "account.closed": gettext_lazy("アカウントの停止"),
    "account.reopened": pgettext_lazy("record", "アカウントの再開"),
    "account.password-reset": pgettext_lazy("record", "パスワードの再発行"),
    "second-factor.added": gettext_lazy("第二の認証の登録"),
    "second-factor.removed": gettext_lazy("第二の認証の削除"),
    "second-factor.reset": gettext_lazy("第二の認証の初期化"),
    "person.added": gettext_lazy("人の登録"),
    "person.changed": gettext_lazy("人の登録の変更"),
    "person.left": pgettext_lazy("record", "離任"),
    "person.erased": pgettext_lazy("record", "個人情報の消去"),
    "post.added": gettext_lazy("職の登録"),
    "post.changed": pgettext_lazy("record", "職の変更"),
    "role.assigned": gettext_lazy("役割の割当て"),
    "role.ended": gettext_lazy("役割の終了"),
    "role.restored": gettext_lazy("役割を割り当てる人の回復"),
    "scope.entered": pgettext_lazy("record", "適用対象者の登録"),
    "scope.ended": gettext_lazy("適用対象者の終了"),
    "unit.added": gettext_lazy("所属の登録"),
    "unit.changed": pgettext_lazy("record", "所属の変更"),
    "shared-terminal.opened": gettext_lazy("共用端末の開始"),
    "shared-terminal.closed": gettext_lazy("共用端末の終了"),
    "edition.discarded": gettext_lazy("案の削除"),
    "asset.recorded": pgettext_lazy("record", "情報資産の登録"),
    "asset.confirmed": gettext_lazy("情報資産の確認"),
    "asset.changed": gettext_lazy("情報資産の訂正"),
    "asset.excluded": gettext_lazy("情報資産の範囲外"),
    "asset.included": gettext_lazy("情報資産の範囲内"),
    "asset.own": gettext_lazy("情報資産の独自の項目の変更"),
    "terminal.recorded": pgettext_lazy("record", "端末の登録"),
    "terminal.changed": gettext_lazy("端末の登録の訂正"),
    "terminal.own": gettext_lazy("端末の独自の項目の変更"),
    "terminal.retired": pgettext_lazy("record", "端末の廃止"),
    "terminal.asked": gettext_lazy("端末の報告の求め"),
    "terminal.attested": gettext_lazy("端末の人の確認"),
    "terminal.enrolled": gettext_lazy("エージェントの登録"),
    "terminal.assigned": pgettext_lazy("record", "エージェントの割当て"),
    "terminal.revoked": gettext_lazy("エージェントの取消し"),
    "terminal.secret-made": gettext_lazy("エージェントの合言葉の作成"),
    "terminal.key-added": pgettext_lazy("record", "公開鍵の登録"),
    "terminal.key-revoked": gettext_lazy("公開鍵の無効化"),
    "terminal.report-uploaded": gettext_lazy("署名した報告の受取り"),
    "terminal.takeout-changed": gettext_lazy("持出しの設定の変化"),
    "software.permitted": gettext_lazy("ソフトウェアの許可"),
    "software.changed": gettext_lazy("許可するソフトウェアの備考・独自の項目の変更"),
    "software.forbidden": gettext_lazy("ソフトウェアの許可の取消し"),
    "permit.granted": pgettext_lazy("record", "許可"),
    "permit.returned": pgettext_lazy("record", "許可したものの返却"),
    "permit.wiped": pgettext_lazy("record", "データの消去の確認"),
    "permit.device-removed": gettext_lazy("私物の端末を業務から外した確認"),
    "permit.ended": gettext_lazy("期限の前の許可の終了"),
    "permit.lapsed": gettext_lazy("許可の期限切れ"),
    "route.changed": pgettext_lazy("record", "決裁の経路の変更"),
    "system.recorded": pgettext_lazy("record", "情報システムの登録"),
    "system.changed": gettext_lazy("情報システムの登録の訂正"),
    "system.own": gettext_lazy("情報システムの独自の項目の変更"),
    "system.retired": pgettext_lazy("record", "情報システムの廃止"),
    "system.accounts-listed": gettext_lazy("アカウントの一覧の読取り"),
    "system.account-told": gettext_lazy("アカウントの使い手の記録"),
    "system.account-confirmed": gettext_lazy("アカウントの確認"),
    "system.directory-set": gettext_lazy("ディレクトリの設定"),
    "system.weakness-noted": pgettext_lazy("record", "脆弱性の記録"),
    "system.weakness-closed": gettext_lazy("脆弱性への対応"),
    "system.token-made": gettext_lazy("バックアップの報告用トークンの作成"),
    "system.backup-log-taken": gettext_lazy("バックアップの記録の取込み"),
    "system.backup-log-refused": gettext_lazy("読み取れないバックアップの記録"),
    "system.backup-log-settled": gettext_lazy("読み取れない記録の確認"),
    "system.backup-reported": gettext_lazy("バックアップの報告"),
    "system.restore-drilled": gettext_lazy("復元の試し"),
    "asset.related": gettext_lazy("情報資産の結び付け"),
    "asset.unrelated": gettext_lazy("情報資産の結び付きの解除"),
    "register.arranged": gettext_lazy("登録簿の列の順と見出し"),
    "register.imported": gettext_lazy("登録簿への取込み"),
    "register.exported": gettext_lazy("登録簿の書出し"),
    "scheme.chosen": gettext_lazy("分類の体系の選択"),
    "zone.installed": gettext_lazy("領域の登録"),
    "zone.renamed": pgettext_lazy("record", "領域の名称の変更"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """What a room above seals, in words: kinds of entries, kinds of subjects, figures."""

    kinds: Mapping[str, str | Promise]
    things: Mapping[str, str | Promise]
    figures: Mapping[str, str | Promise]


_handed_in: list[Words] = []


def install(*words: Words) -> None:
    """Take the words of rooms above; called once at start-up. Our own words count first."""
    _handed_in[:] = words


def kind_label(kind: str) -> str:
    """Return the kind's name, or the kind itself when it is not listed."""
    return str(_word(KINDS, [each.kinds for each in _handed_in], kind) or kind)


def _word(
    own: Mapping[str, str | Promise], others: Iterable[Mapping[str, str | Promise]], key: str
) -> str | Promise | None:
    return next((words[key] for words in (own, *others) if key in words), None)


def sentence(message: str, figures: Mapping[str, object]) -> str:
    """Return a sealed message id in the reader's language, its places filled from the figures."""
    try:
        return gettext(message).format(**figures)
    except (KeyError, IndexError, ValueError):
        return message  # sealed long ago by another version: shown as it was sealed


_DAMAGES = {
    Fault.ALTERED: gettext_noop("{which}は内容が書き換えられています。控えと照合してください。"),
    Fault.REMOVED: gettext_noop(
        "{which}の行がありません。削除されています。控えから確かめてください。"
    ),
    Fault.INSERTED: gettext_noop("{which}を名乗る余分な行が{place}番の位置に入れられています。"),
    Fault.MOVED: gettext_noop(
        "{which}が{place}番からの位置に移されています。並びが変えられています。"
    ),
    Fault.REWRITTEN: gettext_noop(
        "{which}のうち少なくとも1件か、それを束ねるハッシュ値が書き換えられています。控えと照合してください。"
    ),
    Fault.HASHES: gettext_noop(
        "{which}の保存されたハッシュ値が壊れています。内容は署名済みのチェックポイントと一致しています。"
        "ハッシュ値を作り直してください。"
    ),
}
_SEALS = {
    SealState.ALTERED: gettext_noop("{size}件までの間に、内容だけが書き換えられた行があります。"),
    SealState.REWRITTEN: gettext_noop("{size}件までの履歴が、封印した時のものと違います。"),
    SealState.SHORT: gettext_noop("{size}件あったはずの記録が足りません。"),
    SealState.FOREIGN: gettext_noop(
        "このチェックポイント（{size}件）は別の履歴のものです。"
        "より新しいチェックポイントは一致しています。出どころを確かめてください。"
    ),
}


def damage_sentence(damage: Damage) -> str:
    """Return what happened to entries in the reader's language; the engine speaks Japanese only."""
    one = damage.first == damage.last
    which = gettext("{first}番") if one else gettext("{first}番から{last}番")
    which = which.format(first=damage.first, last=damage.last)
    return gettext(_DAMAGES[damage.fault]).format(which=which, place=damage.place)


def seal_sentence(seal: Seal) -> str:
    """Return what became of a checkpoint; why one was refused is told as the engine tells it."""
    if seal.checkpoint is None or seal.state not in _SEALS:
        return seal.message
    return gettext(_SEALS[seal.state]).format(size=seal.checkpoint.size)


_PERSON = "person:"
_THINGS: Mapping[str, Promise] = {
    "account": gettext_lazy("アカウント"),
    "absence": gettext_lazy("不在"),
    "application": gettext_lazy("起案"),
    "body-route": gettext_lazy("決裁の経路"),
    "asset": gettext_lazy("情報資産"),
    "register": gettext_lazy("登録簿"),
    "scheme": gettext_lazy("分類の体系"),
    "checkpoint": gettext_lazy("チェックポイント"),
    "clause": gettext_lazy("条文"),
    "document": gettext_lazy("文書"),
    "contents_sha256": gettext_lazy("一式の指紋（SHA-256）"),
    "edition": gettext_lazy("文書の版"),
    "evidence": gettext_lazy("証跡"),
    "holding": gettext_lazy("役割の割当て"),
    "permit": pgettext_lazy("record", "許可"),
    "permit-request": gettext_lazy("許可の申請"),
    "person": gettext_lazy("人"),
    "pledge": gettext_lazy("遵守の確認"),
    "post": gettext_lazy("職"),
    "scope": gettext_lazy("適用対象者の登録"),
    "set-aside": gettext_lazy("適用除外"),
    "enrol-secret": gettext_lazy("エージェントの合言葉"),
    "node": gettext_lazy("エージェント"),
    "shared-terminal": gettext_lazy("共用端末"),
    "system": gettext_lazy("情報システム"),
    "system-account": gettext_lazy("システムのアカウント"),
    "system-accounts": gettext_lazy("アカウントの一覧の情報システム"),
    "backup": pgettext_lazy("record", "バックアップの記録"),
    "directory": gettext_lazy("ディレクトリの設定"),
    "permitted-software": gettext_lazy("許可したソフトウェア"),
    "relation": gettext_lazy("情報資産の結び付き"),
    "restore-drill": gettext_lazy("復元の試し"),
    "refused-log": gettext_lazy("読み取れないバックアップの記録"),
    "terminal-attestation": gettext_lazy("端末の人の確認"),
    "weakness": gettext_lazy("脆弱性"),
    "terminal": gettext_lazy("端末"),
    "upload-key": gettext_lazy("公開鍵"),
    "unit": gettext_lazy("所属"),
}
_FIGURES: Mapping[str, Promise] = {
    "account": gettext_lazy("アカウントの番号"),
    "accounts": gettext_lazy("アカウント"),
    "added": gettext_lazy("加えた主題"),
    "addresses": gettext_lazy("送り先のある人"),
    "altered": gettext_lazy("封印した時と違うもの"),
    "applicant": gettext_lazy("起案者"),
    "application": gettext_lazy("起案の番号"),
    "asked": gettext_lazy("確認を求めた人"),
    "asks": gettext_lazy("確認を求めるか"),
    "asset": gettext_lazy("情報資産の番号"),
    "scheme": gettext_lazy("分類の体系"),
    "assets": gettext_lazy("情報資産"),
    "changes": gettext_lazy("変わった行"),
    "columns": gettext_lazy("列の数"),
    "columns_sha256": gettext_lazy("列の指紋（SHA-256）"),
    "own_columns": gettext_lazy("独自の列の数"),
    "fields": gettext_lazy("変わった項目"),
    "lower": gettext_lazy("相手の資産の番号"),
    "relations": gettext_lazy("結び付き"),
    "wanting": gettext_lazy("当てはまるもの"),
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
    "demands": gettext_lazy("求めの有無"),
    "demanding": gettext_lazy("求めのある条文"),
    "document": gettext_lazy("文書の番号"),
    "documents": gettext_lazy("確認を求めた文書"),
    "dormant": gettext_lazy("長く使われていないもの"),
    "edition": gettext_lazy("版の登録番号"),
    "editions": gettext_lazy("版"),
    "effective_on": gettext_lazy("施行日"),
    "ending": gettext_lazy("まもなく終了するもの"),
    "excluded": gettext_lazy("適用範囲外"),
    "from": gettext_lazy("開始日"),
    "given": gettext_lazy("起案した側から権限を受けた決裁者によるもの"),
    "given_up": gettext_lazy("送れなかったもの"),
    "entries": gettext_lazy("入室"),
    "media": gettext_lazy("媒体"),
    "holders": gettext_lazy("対象の人"),
    "holding": gettext_lazy("役割の割当ての番号"),
    "proof": gettext_lazy("分離の証明の番号"),
    "verdict": gettext_lazy("証明の結果"),
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
    "form": gettext_lazy("ファイルの形式"),
    "mark": gettext_lazy("区分の表示"),
    "submitted_at": gettext_lazy("起案日時"),
    "topics": gettext_lazy("主題"),
    "content_sha256": gettext_lazy("条文と主題の指紋（SHA-256）"),
    "unasked": gettext_lazy("まだ確認を求めていない人"),
    "uncovered": gettext_lazy("主題のない条文（未対応）"),
    "unit": gettext_lazy("所属の番号"),
    "until": gettext_lazy("終了日"),
    "vacant": gettext_lazy("空席"),
    "waiting": gettext_lazy("決裁待ち"),
    "warnings": gettext_lazy("読み取りで気付いたこと"),
    "way": gettext_lazy("方法"),
    "withdrawn": gettext_lazy("取り下げた確認"),
    "with": gettext_lazy("兼ねている役割"),
    "without_topic": gettext_lazy("主題のない条文（未対応）"),
    "lifted": gettext_lazy("許可のある端末"),
    "told": gettext_lazy("名乗った端末"),
    "differing": gettext_lazy("登録簿と違う端末"),
    "backups": gettext_lazy("バックアップの数"),
    "backup_days": gettext_lazy("バックアップの間隔（日）"),
    "due_on": gettext_lazy("期限"),
    "finished_at": gettext_lazy("終わった日時"),
    "gone": gettext_lazy("なくなったもの"),
    "grade": gettext_lazy("重さ"),
    "keeper": gettext_lazy("管理する人"),
    "keeperless": gettext_lazy("管理する人のない共用のもの"),
    "listed": gettext_lazy("一覧にあるもの"),
    "movers": gettext_lazy("異動の後に確認していないもの"),
    "new": gettext_lazy("新しいもの"),
    "patched": gettext_lazy("修正プログラムによる対応"),
    "patched_on": gettext_lazy("最後の更新日"),
    "privileged": gettext_lazy("特権"),
    "stale": gettext_lazy("更新の古いシステム"),
    "succeeded": gettext_lazy("成功"),
    "support_until": gettext_lazy("サポートの終了日"),
    "systems": gettext_lazy("対象のシステム"),
    "unknown": gettext_lazy("誰のものか分からないもの"),
    "unsupported": gettext_lazy("サポートの切れたシステム"),
    "measure": gettext_lazy("項目"),
    "on": gettext_lazy("最後の日"),
    "silent": gettext_lazy("報告のない端末"),
    "strangers": gettext_lazy("端末の分からないエージェント"),
    "system": gettext_lazy("基本ソフト"),
    "terminal": gettext_lazy("端末"),
    "terminals": gettext_lazy("対象の端末"),
    "users": gettext_lazy("使う人"),
    "instead_of": gettext_lazy("代決された人"),
    "limits_sha256": gettext_lazy("限定の指紋（SHA-256）"),
    "nobody": gettext_lazy("判断できる人がいないもの"),
    "out": gettext_lazy("返却されていないもの"),
    "over": gettext_lazy("終わった許可"),
    "owed": gettext_lazy("残っていること"),
    "permit": gettext_lazy("許可の番号"),
    "permits": gettext_lazy("許可"),
    "seats": gettext_lazy("判断した枠"),
    "stage": gettext_lazy("段階"),
    "stages": gettext_lazy("経路"),
    "stand_ins": gettext_lazy("代決"),
    "standing_in": gettext_lazy("代決か"),
    "exceptions": gettext_lazy("効力のある例外措置"),
    "unlooked": gettext_lazy("終わった後に確かめていない対策"),
    "unseen": gettext_lazy("後閲の滞っているもの"),
    "unwiped": gettext_lazy("消去を確かめていないもの"),
    "year": gettext_lazy("年度"),
    "zone": gettext_lazy("領域"),
}
_WORDS: Mapping[tuple[str, str], Promise] = {
    ("kind", "account"): gettext_lazy("アカウント"),
    ("kind", "asset"): gettext_lazy("情報資産"),
    ("kind", "edition"): gettext_lazy("文書の版"),
    ("kind", "set-aside"): gettext_lazy("適用除外"),
    ("kind", "topics"): gettext_lazy("条文の主題"),
    ("owed", "return"): gettext_lazy("返却"),
    ("owed", "wipe"): gettext_lazy("データの消去"),
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
    thing = _word(_THINGS, [each.things for each in _handed_in], kind)
    return f"{thing} {key}" if thing else ""


def figure_name(name: str) -> str:
    """Return what a figure, a fact or a column is called; its own name when nobody said."""
    return str(_word(_FIGURES, [each.figures for each in _handed_in], name) or name)


def figure_value(name: str, value: JsonValue) -> JsonValue:
    """Return a sealed value as a person reads it: words for ids, both calendars for dates."""
    if value is None or value in ("", []):
        return "－"
    if isinstance(value, bool):
        return gettext("はい") if value else gettext("いいえ")
    if isinstance(value, list):
        return gettext("、").join(str(figure_value(name, each)) for each in value)
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
        "topics": catalogue.topics,
        "added": catalogue.topics,
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
