"""Recognises 改め文: a text that says how another document is to be changed."""

import re

from sekisho.policytext.model import Clause, Notice

_AMENDS = re.compile(
    r"」を[「「][^」]{0,400}」に改め|を削(?:り|る。)|(?:条|項|号|次)(?:の次)?に次の(?:ように|\S{1,4}を)加え"
    r"|の一部を(?:次のように)?改正する。"
)


def notices(clauses: tuple[Clause, ...]) -> tuple[Notice, ...]:
    """Return a warning where the clauses amend another document; 附則 may do so in passing."""
    for top in clauses:
        if top.id.startswith("附則"):
            continue
        for clause in top.walk():
            if _AMENDS.search(clause.text):
                return (_notice(clause.id),)
    return ()


def _notice(clause: str) -> Notice:
    return Notice(
        "amending-text",
        "この文書は改正の指示（改め文）です。方針の全文ではありません。"
        "改正を溶け込ませた後の全文を読み込んでください。",
        clause,
    )
