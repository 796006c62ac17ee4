"""Every register: a dry run of a workbook of many rows, and the import of one of 500 more.

The rows are new ones; of the accounts of systems and the risks, which no file adds to, rows there
are, each with something told of it.

Goals: 10,000 rows compared in under 10 s, 500 rows read, compared and applied within 3 s. Both are
judged by the processor's time, child processes included; the wall's stands beside it. A register
not in `MADE` stops the run: a new one is measured from its first day.
Run: `.venv/bin/python bench/imports.py [rows [register…]]`.
"""

import io
import subprocess
import sys
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path

import lists
import registers

FEW = 500
GOALS = (10.0, 3.0)  # seconds: the dry run, the import
Cells = dict[str, object]
SYSTEM = "給付システム"
LEVEL, GRADE = "執務区域（個人番号を取り扱う区域を含む）", "中程度"
FIXTURE_KIND, WEIGHT = "ラック", "公表を予定しない情報"
OF_ONE_CASE = {"answers", "moves"}  # rows of one inspection, of one day's moves: never thousands


def asset(n: int) -> Cells:
    return {"管理番号": f"N-{n:06}", "種類": "端末", "名称": f"業務用の端末 {n} 号",
            "管理する所属": f"第{n % 50}課", "機密性": "自治体機密性3C", "完全性": "2", "可用性": "1",
            "保存期間": "5年", "型番": f"X-{n}"}  # fmt: skip


def relation(n: int) -> Cells:
    return {"関係の番号": f"R-{n:06}", "上位の管理番号": f"A-{n:05}", "関係": "使う",
            "下位の管理番号": f"A-{n + 1:05}"}  # fmt: skip


def terminal(n: int) -> Cells:
    return {"管理番号": f"PC-{n:06}", "ホスト名": f"pc{n:06}", "領域": "LGWAN接続系",
            "管理する所属": f"第{n % 50}課", "設置場所": "本館2階", "基本ソフト": "Windows",
            "棚": f"{n}"}  # fmt: skip


def system(n: int) -> Cells:
    return {"名称": f"システム {n}", "領域": "LGWAN接続系", "管理する所属": f"第{n % 50}課",
            "バックアップの間隔（日）": 1, "最後の更新日": "令和8年6月1日", "契約": f"{n}"}  # fmt: skip


def area(n: int) -> Cells:
    return {"名称": f"室 {n}", "区分": LEVEL, "管理する所属": f"第{n % 50}課", "場所": "本館3階",
            "退室の記録": "○", "鍵の番号": f"K-{n}"}  # fmt: skip


def entrant(n: int) -> Cells:
    return {"番号": f"E-{n}", "管理区域": "情報システム室", "氏名": f"職員 {n % 500}",
            "開始日": "令和8年4月1日", "終了日": "令和9年3月31日", "入室の理由": "運用"}  # fmt: skip


def fixture(n: int) -> Cells:
    return {"設備の番号": f"Q-{n:06}", "管理区域": "情報システム室", "種類": FIXTURE_KIND,
            "名称・番号": f"ラック {n}", "保守": f"M-{n}"}  # fmt: skip


def card(n: int) -> Cells:
    return {"カード番号": f"{n:06}", "入退室管理装置": "正面", "氏名": f"職員 {n % 500}",
            "渡した日": "令和8年4月1日", "ロッカー": f"{n}"}  # fmt: skip


def visitor(n: int) -> Cells:
    return {"受付番号": f"8-{n}", "管理区域": "情報システム室", "来訪日": "令和8年5月1日",
            "入室時刻": "9:30", "退室時刻": "10:05", "氏名": f"来訪者 {n}", "用件": "点検",
            "応対者": f"職員 {n % 500}", "付添者": f"職員 {n % 500}"}  # fmt: skip


def disposal(n: int) -> Cells:
    return {"廃棄の番号": f"8-{n}", "廃棄するもの": f"端末 {n}", "管理する所属": f"第{n % 50}課",
            "機密性の区分": "自治体機密性3C", "廃棄の方法": "磁気による消去"}  # fmt: skip


def software(n: int) -> Cells:
    return {"名称": f"Program {n}*", "備考": "標準", "ライセンス": f"L-{n}"}


def correction(n: int) -> Cells:
    return {"番号": f"K-{n}", "直すこと": f"扉の施錠 {n}", "見つけたもの": "自己点検", "重さ": GRADE,
            "直す所属": f"第{n % 50}課", "見つかった事実": "施錠されていなかった"}  # fmt: skip


def contract(n: int) -> Cells:
    return {"契約番号": f"K-{n}", "委託する業務": f"保守 {n}", "委託先": f"第{n % 50}電算",
            "委託する所属": f"第{n % 50}課", "責任者": f"職員 {n % 500}", "扱わせる情報の重さ": WEIGHT,
            "開始日": "令和8年4月1日", "終了日": "令和9年3月31日"}  # fmt: skip


def service(n: int) -> Cells:
    return {"サービスの名称": f"サービス {n}", "提供者": f"第{n % 50}クラウド",
            "アドレス": f"s{n}.example.jp", "利用する所属": f"第{n % 50}課",
            "サービス管理者": f"職員 {n % 500}", "扱ってよい情報の重さ": WEIGHT,
            "扱ってよい情報": "会議資料", "情報の置き場所": "国内", "適用される法律と裁判所": "日本",
            "契約": f"K-{n}"}  # fmt: skip


def weakness(n: int) -> Cells:
    return {"番号": f"新{n}", "情報システム": SYSTEM, "内容": f"弱点 {n}", "重さ": "重い",
            "知った日": "令和8年6月1日", "番号（JVN、CVEなど）": f"JVN{n}"}  # fmt: skip


def social(n: int) -> Cells:
    return {"番号": f"新{n}", "サービス": "短文投稿", "アカウント名": f"@city{n}",
            "アカウントのURL": f"https://example.jp/{n}", "運用する所属": f"第{n % 50}課",
            "責任者": f"職員 {n % 500}", "運用手順": "手順書",
            "発信してよい情報": "お知らせ"}  # fmt: skip


def told_accounts(begin: int, count: int) -> list[Cells]:
    """Whose accounts are that stand in the register."""
    from sekisho.web.systems.models import SystemAccount

    numbers = SystemAccount.objects.order_by("pk").values_list("pk", flat=True)
    return [
        {"番号": str(pk), "種別": "個人", "使う人・管理する人": f"職員 {pk % 500}"}
        for pk in numbers[begin : begin + count]
    ]


def judged_risks(begin: int, count: int) -> list[Cells]:
    """Judgements of that many risks, in order of the assets; the last asset is judged whole."""
    from sekisho.catalogue import load_risk_rules
    from sekisho.web.assets.models import Asset

    found: list[Cells] = []
    for number, sort in Asset.objects.order_by("number").values_list("number", "sort"):
        if len(found) >= begin + count:
            break
        found += (
            {"番号": f"{number}/{each.id}", "起きやすさ": "2", "影響": "2", "評価の理由": "見直し"}
            for each in load_risk_rules().threats_on(sort)
        )
    return found[begin:]


MADE: dict[str, Callable[[int], Cells]] = {
    "assets": asset,
    "relations": relation,
    "terminals": terminal,
    "systems": system,
    "areas": area,
    "listed": entrant,
    "fixtures": fixture,
    "cards": card,
    "visitors": visitor,
    "disposals": disposal,
    "software": software,
    "corrections": correction,
    "contracts": contract,
    "services": service,
    "weaknesses": weakness,
    "social": social,
}
STANDING: dict[str, Callable[[int, int], list[Cells]]] = {
    "accounts": told_accounts,
    "risks": judged_risks,
}


def rows_of(register: str, begin: int, count: int) -> list[Cells]:
    """That many rows for a register's file, none of them among those before `begin`."""
    if register in STANDING:
        return STANDING[register](begin, count)
    return [MADE[register](n) for n in range(begin, begin + count)]


def fill_accounts(count: int) -> None:
    """A system with accounts of nobody."""
    from django.utils import timezone

    from sekisho.web.assets.models import Zone
    from sekisho.web.organization.models import Unit
    from sekisho.web.systems.models import InformationSystem, SystemAccount

    at = timezone.now()
    system = InformationSystem.objects.create(
        name=SYSTEM, zone=Zone.objects.first(), unit=Unit.objects.first(), recorded_at=at
    )
    SystemAccount.objects.bulk_create(
        (SystemAccount(system=system, login=f"u{n:05}", first_seen_at=at) for n in range(count)),
        batch_size=1000,
    )


def workbook(cells: Iterable[Cells]) -> bytes:
    """A workbook of these rows under the headings of the first."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for place, row in enumerate(cells):
        if place == 0:
            sheet.append(list(row))
        sheet.append(list(row.values()))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def reader_of(person):
    """Somebody with every right there is, as a page would hand them in."""
    from django.utils import timezone

    from sekisho.web.organization.access import rights_of
    from sekisho.web.registers import Reader

    day = timezone.localdate()
    return Reader(person, rights_of(person, day) | {"corrections.manage"}, day)


def faults(register, reader, upload) -> list:
    """What is said of the first rows, should any be wrong."""
    from sekisho.web.registers import actions

    lines = actions.compare_again(upload=upload, register=register, reader=reader).lines
    return [line.errors for line in lines[:3]]


def measured(register, reader, count: int) -> None:
    """Print the dry run of `count` rows and the import of `FEW`."""
    from django.utils import timezone

    from sekisho.web.registers import actions

    given = {"register": register, "reader": reader, "at": timezone.now()}
    few = rows_of(register.id, 0, FEW)
    many = rows_of(register.id, len(few), count)
    book = workbook(many)
    with registers.Clock() as dry:
        upload = actions.dry_run(name="a.xlsx", untrusted_data=book, **given)
    compared = upload.counts["added"] + upload.counts["changed"]
    assert compared == len(many) >= count, (upload.counts, faults(register, reader, upload))
    book = workbook(few)
    with registers.Clock() as clock:
        upload = actions.dry_run(name="b.xlsx", untrusted_data=book, **given)
        done = actions.apply(upload=upload, **given)
    assert done == len(few) >= FEW, (done, upload.counts)
    late = "".join(
        "!" if each.cpu > goal else " " for each, goal in zip((dry, clock), GOALS, strict=True)
    )
    print(f"{register.id:<14}{dry}   {clock} {late}", flush=True)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    subprocess.run([sys.executable, "-m", "sekisho.entry", "init"], check=True, capture_output=True)
    sys.path.insert(0, str(Path(__file__).parents[1]))
    import django

    django.setup()
    from sekisho.web.organization.models import RoleHolding

    keeper = registers.fill(FEW + count + 1)
    for role in ("officer", "system-manager", "secretariat", "chief-officer"):
        RoleHolding.objects.create(
            role=role, person=keeper, from_date=keeper.joined_on - timedelta(days=1)
        )
    people = lists.more_people(500)
    lists.more_passages(range(1), [keeper, *people])
    from sekisho.web.premises.models import DoorSystem

    DoorSystem.objects.create(name="正面")
    fill_accounts(FEW + count)
    from sekisho.web.site.registered import REGISTERS

    found = {each.id: each for each in REGISTERS if each.keep}
    known = set(MADE) | set(STANDING) | OF_ONE_CASE
    assert set(found) == known, sorted(set(found) ^ known)
    reader = reader_of(keeper)
    print(f"{'register':<14}dry run of {count} rows   import of {FEW} rows")
    for each in sys.argv[2:] or sorted({*MADE, *STANDING}):
        measured(found[each], reader, count)


if __name__ == "__main__":
    main()
