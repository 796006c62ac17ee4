"""Kinds of records and sealed messages in the reader's language."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, gettext_noop, pgettext_lazy

from sekisho.ledger import Damage, Fault, Seal, SealState

# "record": names what was done; the same words on a button of a page say what it does.
KINDS: Mapping[str, str | Promise] = {
    "check": gettext_lazy("自動の確認"),
    "attestation": gettext_lazy("人の確認"),
    "attachment.erased": gettext_lazy("添付の消去"),
    "checkpoint.handed": gettext_lazy("チェックポイントの引渡し"),
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
    "pledge.confirmed": gettext_lazy("遵守の確認"),
    "application.submitted": gettext_lazy("起案"),
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
    "post.added": gettext_lazy("職の登録"),
    "post.changed": pgettext_lazy("record", "職の変更"),
    "role.assigned": gettext_lazy("役割の割当て"),
    "role.ended": gettext_lazy("役割の終了"),
    "scope.entered": pgettext_lazy("record", "適用対象者の登録"),
    "scope.ended": gettext_lazy("適用対象者の終了"),
    "unit.added": gettext_lazy("所属の登録"),
    "unit.changed": pgettext_lazy("record", "所属の変更"),
    "terminal.opened": gettext_lazy("共用端末の開始"),
    "terminal.closed": gettext_lazy("共用端末の終了"),
    "edition.discarded": gettext_lazy("案の削除"),
    "asset.recorded": pgettext_lazy("record", "情報資産の登録"),
    "asset.confirmed": gettext_lazy("情報資産の確認"),
    "asset.changed": gettext_lazy("情報資産の訂正"),
    "asset.excluded": gettext_lazy("情報資産の範囲外"),
    "asset.included": gettext_lazy("情報資産の範囲内"),
    "zone.installed": gettext_lazy("領域の登録"),
    "zone.renamed": pgettext_lazy("record", "領域の名称の変更"),
}


def kind_label(kind: str) -> str:
    """Return the kind's name, or the kind itself when it is not listed."""
    return str(KINDS.get(kind, kind))


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
