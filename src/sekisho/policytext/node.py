"""A clause while the tree is being built, before its words are settled."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sekisho.policytext.labels import Label, System
from sekisho.policytext.line import Line, Style


@dataclass(slots=True, eq=False)
class Node:
    """A label with what stood after it (`lead`), then paragraphs and nodes in document order."""

    label: Label | None
    parent: "Node | None" = None
    lead: str = ""
    caption: str = ""  # a heading the document sets apart, without its brackets
    indent: int = 0
    depth: int = 0
    style: Style = Style.PLAIN
    level: int = 0  # of the heading's mark-up
    line: int = 0
    nest: int = 0  # lists around it, by the mark-up
    section: bool = False  # a heading without a number that holds articles
    content: list["Node | Line"] = field(default_factory=list)
    path: str = ""  # the whole way to it, where the document writes it out: `3-2(1)ア`
    restarts: bool = False  # its articles count from 1 again
    written: str = ""  # the label as it stands, also where it is not one of ours
    id: str = ""

    @property
    def system(self) -> System | None:
        """The numbering system of the node's label."""
        return self.label.system if self.label else None

    @property
    def children(self) -> Iterator["Node"]:
        """The labelled nodes directly below."""
        return (item for item in self.content if isinstance(item, Node))

    def branch(self) -> Iterator["Node"]:
        """Yield this node and those above it, the root left out."""
        node: Node | None = self
        while node is not None and node.parent is not None:
            yield node
            node = node.parent
