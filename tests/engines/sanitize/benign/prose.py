"""Japanese office prose, seeded: the same size and seed give the same text."""

import random

WORDS = (
    "本市の情報資産を取り扱う職員は、情報セキュリティ基本方針及び対策基準を遵守しなければならない。",
    "下記のとおり会議を開催しますので、御多用のところ恐縮ですが、御出席くださいますようお願いします。",
    "端末機及び電磁的記録媒体の持ち出しは、情報セキュリティ管理者の許可を得た場合に限る。",
    "㈱朝霧商会(代表:髙﨑)から①見積書②仕様書③工程表の提出を受けた。",
    "令和8年度予算要求額は、前年度比1,234千円(3.5%)の増となる見込みである。",
    "ｾｷｭﾘﾃｨ研修の受講率は 98.7 % で、未受講の所属は総務課・税務課の二つである。",
    "Please refer to the attached document (Annex B) for the detailed schedule.",
)


def chance(seed: int) -> random.Random:
    return random.Random(f"benign {seed}")


def sentences(characters: int, seed: int) -> list[str]:
    """Return paragraphs of about so many characters in all."""
    draw, found, count = chance(seed), [], 0
    while count < characters:
        line = "".join(draw.choice(WORDS) for _ in range(draw.randint(1, 4)))
        found.append(f"{len(found) + 1} {line}")
        count += len(line)
    return found
