"""Fields: what Word computes and prints in their place (ECMA-376 part 1, 17.16); their instructions are not printed."""

from dataclasses import dataclass, field

from extract.word.package import Element
from extract.word.walk import P, W, number, switch, value

FIELD = W + "fldChar"
_KIND = W + "fldCharType"


@dataclass(slots=True)
class Fields:
    """Where the walk stands among nested fields: one entry each, True while in its instruction."""

    open: list[bool] = field(default_factory=list)

    def mark(self, character: Element) -> None:
        """Pass a field's beginning, the end of its instruction, or its end."""
        kind = character.get(_KIND)
        if kind == "begin":
            self.open.append(True)
        elif self.open and kind == "separate":
            self.open[-1] = False
        elif self.open and kind == "end":
            self.open.pop()

    @property
    def printing(self) -> bool:
        """Whether what stands here is printed."""
        return not any(self.open)


def inside_instructions(body: Element) -> dict[Element, tuple[bool, ...]]:
    """The paragraphs that begin inside a field's instruction, each with the fields open there.

    A field that is never closed ends with its paragraph: a broken file must not hide the rest of its text.
    """
    closed: set[Element] = set()
    begun: list[Element] = []
    for character in body.iter(FIELD):
        kind = character.get(_KIND)
        if kind == "begin":
            begun.append(character)
        elif kind == "end" and begun:
            closed.add(begun.pop())
    starts: dict[Element, tuple[bool, ...]] = {}
    fields = Fields()
    for element in body.iter(P, FIELD) if closed else ():
        if element.tag == FIELD:
            if element in closed or element.get(_KIND) != "begin":
                fields.mark(element)
        elif not fields.printing:
            starts[element] = tuple(fields.open)
    return starts


def form_text(character: Element) -> str:
    """What an old form's field shows that keeps no result: the entry chosen from a list, a box ticked or not."""
    data = character.find(W + "ffData")
    if data is None:
        return ""
    if (box := data.find(W + "checkBox")) is not None:
        ticked = switch(box, "checked")
        return "☒" if (switch(box, "default") if ticked is None else ticked) else "☐"
    if (choices := data.find(W + "ddList")) is None:
        return ""
    entries = [entry.get(W + "val", "") for entry in choices.iterchildren(W + "listEntry")]
    chosen = number(value(choices, "result") or value(choices, "default"))
    return entries[chosen] if 0 <= chosen < len(entries) else ""
