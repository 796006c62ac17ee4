"""Reads what stands before the first clause and after the last: title, number, dates, office."""

import re
from dataclasses import dataclass, field
from datetime import date

from sekisho.policytext import dates
from sekisho.policytext.line import Line, Style
from sekisho.policytext.model import LeftOut
from sekisho.policytext.sentences import is_sentence

_N = r"[0-9０-９〇一二三四五六七八九十百]{1,6}"
_KINDS = (
    "公告|告示|訓令甲|訓令乙|訓令|規則|規程|条例|通達|庁達|達|内規|要綱|要領|指令|企業管理規程|"
    "管理規程|教育委員会訓令|基本方針|法律|政令"
)
_NUMBER = re.compile(rf"(?:{_KINDS})(?:[（(]?[甲乙][）)]?)?\s?第\s?{_N}\s?号")
_TITLE = re.compile(
    r"(?:ポリシー|方針|規程|規則|要綱|要領|基準|条例|手順|細則|訓令|内規|マニュアル|指針|宣言|ガイドライン|規約)"
    r"(?:[（(][^（）()]{1,30}[)）])?$"
)
_BODY = re.compile(
    r"(?:組合|市|町|村|県|府|都|道|区|会|団体|庁|連合|機構|法人|公社|大学|学校|病院|企業団)$"
)
_WHOLLY = r"全部(?:を)?(?:(?:次の|別紙の)(?:とおり|ように))?改正"
_PROCLAIMED = re.compile(
    r"(?:次の|別紙の|下記の|以下の)(?:とおり|ように)|ここに|(?:公告|公布|告示|制定)する。$"
    rf"|の{_WHOLLY}する。$"
)
_PROCLAIMED_ANYWHERE = re.compile(rf"公告する。$|の{_WHOLLY}する。$")
_PROCLAIMED_TITLE = re.compile(
    rf"^(.{{4,80}}?)(?:[（(][^（）()]{{1,40}}[)）])?(?:の{_WHOLLY}|を(?:次の|ここに|別紙)|について)"
)
_ALL_REPLACED = re.compile(_WHOLLY)
_LONGEST_NAME = 30  # characters of a body's name
_LONGEST_TITLE = 80
_LONGEST_FORMAL = 60  # characters of a line that states a number or a date
_LONGEST_SIGNATURE = 50
_HISTORY = re.compile(
    r"^[（(]?\s*(?:最終|一部|全部)?改正[\s:：]|改正\s*[)）]?$|^[（(]?(?:改正)?沿革|改正経過|制定[・･、]改正"
    r"|[0-9０-９]日?\s?(?:一部|全部)?改正"
)
_RECORD = re.compile(r"[\s（）()、，,・：:]|同|及び|付け|から|(?:最終|一部|全部)?改正|第|号")
_EFFECTIVE = re.compile(r"施行|適用|実施|発効")
_PROMULGATED = re.compile(r"公告|公布|告示|制定|策定|決定|決裁|発令|訓令|作成")
_SAYS_MORE = re.compile(r"[0-9０-９]日?\s?(?:制定|公布|施行|決裁|公告|告示|策定)")
_AMENDED = re.compile(r"^\s?(?:一部|全部|最終)?改正")
_OFFICE = re.compile(
    r"^[（(【]?\s*(?:担当|所管|主管|事務担当|所管課|担当課|担当部署)?\s*[:：]?\s*([^\s、。（）()：:]{2,40}"
    r"(?:課|部|局|室|係|班|センター|事務局|グループ|担当|推進本部|委員会))\s*[)）】]?$"
)
_SIGNATORY = re.compile(
    r"(?:理事長|市長|町長|村長|知事|区長|管理者|組合長|会長|局長|教育長|議長|理事|事務局長|代表者|学長)"
    r"(?:[ 　]+\S{1,6}(?:[ 　]+\S{1,6})?)?[ 　]*印?$"
)
_NAVIGATION = re.compile(
    r"^(?:ホーム|トップ(?:ページ)?|本文へ.*|文字サイズ.*|印刷.*|"
    r"ツイート|シェア|いいね.*|"
    r"ページ(?:番号|ID|ＩＤ).*|"
    r"更新日.*|最終更新.*|公開日.*|登録日.*|ページの先頭.*|"
    r"このページ.*|前のページ.*|次のページ.*|お問い?合わ?せ.*|"
    r"問い?合わ?せ.*|電話.*|TEL.*|Tel.*|ＴＥＬ.*|FAX.*|ファックス.*|ファクス.*|メール.*|E-?mail.*|住所.*|〒.*|"
    r"PDF.*|関連(?:リンク|情報|ファイル).*|サイトマップ|アクセシビリティ|"
    r"Copyright.*|©.*|\(C\).*|All [Rr]ights.*|"
    r"検索|メニュー|閉じる|戻る|大|中|小|標準|拡大|Foreign.*|English|添付ファイル.*|ダウンロード.*|LINEで送る)$"
    r"|[>＞›»].*[>＞›»]"
)


@dataclass(slots=True)
class Front:
    """What the formal lines say, and which lines said it."""

    title: str = ""
    number: str = ""
    promulgated: date | None = None
    effective: date | None = None
    issuer: str = ""
    replaces_all: bool = False
    left_out: list[LeftOut] = field(default_factory=list)
    preamble: list[Line] = field(default_factory=list)

    @property
    def ends_in_history(self) -> bool:
        """Whether the line read last was one of the amendments."""
        return bool(self.left_out) and self.left_out[-1].reason == "amendment-history"

    def keep(self, line: Line, reason: str) -> None:
        """Note that a line was read for `reason`."""
        self.left_out.append(LeftOut(line.text, reason, line.number))


def is_navigation(line: Line) -> bool:
    """Say whether a line is a home page's own furniture, no word of the policy."""
    return len(line.text) <= _LONGEST_TITLE and bool(_NAVIGATION.search(line.text))


def read_front(lines: list[Line]) -> Front:
    """Read the lines before the first clause; sentences that are no formula are the 前文."""
    front = Front()
    title = _title_lines(lines)
    front.title = "".join(lines[i].text.strip("「」『』【】") for i in title)
    for i, line in enumerate(lines):
        if i in title:
            front.keep(line, "title")
            front.replaces_all |= bool(_ALL_REPLACED.search(line.text))
        elif front.ends_in_history and _is_record(line.text):
            front.keep(line, "amendment-history")
        else:
            _read_line(front, line, after_title=bool(title) and i > title[0])
    return front


def _is_record(text: str) -> bool:
    """Say whether a line holds nothing but dates and numbers, as a list of amendments does."""
    bare = _NUMBER.sub("", dates.PATTERN.sub("", text))
    return bare != text and not _RECORD.sub("", bare)


def _title_lines(lines: list[Line]) -> list[int]:
    """Return the places of the title: marked as such, named by the 公告文, or by its ending."""
    named = _proclaimed_title(lines)
    for i, line in enumerate(lines):
        if named and line.text.replace(" ", "").replace("　", "") == named:
            return [i]
    endings = [i for i, line in enumerate(lines) if _ends_like_title(line)]
    marked = [i for i, line in enumerate(lines) if line.style is Style.TITLE]
    found = next(iter([i for i in endings if i in marked] or endings or marked), None)
    if found is None:
        return []
    before = lines[found - 1] if found else None
    if (
        before
        and _BODY.search(before.text)
        and len(before.text) <= _LONGEST_NAME
        and _split_title(before, lines[found])
    ):  # a body's name
        return [found - 1, found]
    return [found]


def _ends_like_title(line: Line) -> bool:
    if is_navigation(line):
        return False
    text = line.text.strip("「」『』【】")
    return (
        len(text) <= _LONGEST_TITLE
        and "。" not in text
        and bool(_TITLE.search(text))
        and not _HISTORY.search(text)
    )  # a title


def _split_title(before: Line, line: Line) -> bool:
    """Say whether a body's name and the title below it are one title on two lines."""
    return before.text not in line.text and not line.gap


def _proclaimed_title(lines: list[Line]) -> str:
    for line in lines:
        if _PROCLAIMED.search(line.text) and (match := _PROCLAIMED_TITLE.match(line.text)):
            return match.group(1)
    return ""


def _read_line(front: Front, line: Line, *, after_title: bool) -> None:
    text = line.text
    if is_navigation(line):
        front.keep(line, "navigation")
    elif _HISTORY.search(text) and "。" not in text:
        front.replaces_all |= bool(_ALL_REPLACED.search(text))
        reason = _read_dates(front, text) if _SAYS_MORE.search(text) else ""
        front.keep(line, reason or "amendment-history")
    elif len(text) <= _LONGEST_FORMAL and (match := _NUMBER.search(text)) and "。" not in text:
        front.number = front.number or re.sub(r"\s", "", match.group())
        front.replaces_all |= bool(_ALL_REPLACED.search(text))
        _read_dates(front, text[: match.start()] + text[match.end() :])
        front.keep(line, "number")
    elif len(text) <= _LONGEST_FORMAL and "。" not in text and (reason := _read_dates(front, text)):
        front.replaces_all |= bool(_ALL_REPLACED.search(text))
        front.keep(line, reason)
    elif _PROCLAIMED.search(text) and (not after_title or _PROCLAIMED_ANYWHERE.search(text)):
        front.replaces_all |= bool(_ALL_REPLACED.search(text))
        front.keep(line, "proclamation")
    elif is_sentence(text):
        front.preamble.append(line)
    elif _SIGNATORY.search(text) and len(text) <= _LONGEST_SIGNATURE:
        front.keep(line, "signatory")
    elif not front.issuer and (office := _OFFICE.match(text)):
        front.issuer = office.group(1)
        front.keep(line, "issuer")
    elif _ALL_REPLACED.fullmatch(text.strip("（）()")):
        front.replaces_all = True
        front.keep(line, "amendment-history")
    else:
        front.keep(line, "before-first-clause")


def _read_dates(front: Front, text: str) -> str:
    """Read the dates of a formal line; the word after a date says what it is the date of."""
    reason = ""
    for match in dates.PATTERN.finditer(text):
        day = dates.from_match(match)
        about = re.split(r"[、，,]", text[match.end() : match.end() + 8])[0]
        if day is None or _AMENDED.search(about):
            continue
        effective = _EFFECTIVE.search(about) or (
            not _PROMULGATED.search(about)
            and (_EFFECTIVE.search(text[: match.start()]) or front.promulgated)
        )
        if effective:
            front.effective = front.effective or day
            reason = reason or "effective-date"
        else:
            front.promulgated = front.promulgated or day
            reason = reason or "promulgation-date"
    return reason


def read_foot(front: Front, lines: list[Line]) -> list[Line]:
    """Take the office, and a home page's furniture, off the end of the document."""
    end = len(lines)
    while end > 0:
        line = lines[end - 1]
        if line.label or line.style is Style.TABLE:
            break
        if is_navigation(line):
            front.keep(line, "navigation")
        elif not front.issuer and (office := _OFFICE.match(line.text)) and _alone(line):
            front.issuer = office.group(1)
            front.keep(line, "issuer")
        else:
            break
        end -= 1
    return lines[:end]


def _alone(line: Line) -> bool:
    return line.gap or line.text[0] in "（(【"


def effective_from_supplement(text: str, promulgated: date | None) -> date | None:
    """Return the day a 附則 brings the document into force (公布の日: when issued)."""
    at = text.find("施行する")
    if at < 0:
        at = text.find("適用する")
    if at < 0:
        return None
    before = text[max(0, text.rfind("。", 0, at)) : at]
    if day := dates.find(before):
        return day
    return promulgated if re.search(r"(?:公布|公告|告示|制定|決定|決裁)の日から", before) else None
