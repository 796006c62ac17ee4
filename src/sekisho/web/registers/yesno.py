"""How officials write yes and no into a cell; compared half-width, without blanks, in capitals."""

YES, NO = "○", "×"
IS_YES = frozenset("○〇◯◎●✓✔レ1有") | {"はい", "あり", "有り", "TRUE", "YES", "Y", "該当", "する"}
IS_NO = frozenset("×✕✖☓xX－-ー―0無") | {
    "いいえ",
    "なし",
    "無し",
    "FALSE",
    "NO",
    "N",
    "非該当",
    "しない",
}
