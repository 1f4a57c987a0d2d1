"""What of WordprocessingML is printed: the elements to pass through, to pass over, and to read."""

from collections.abc import Iterator

from docx.oxml.ns import nsmap

from extract.word.package import Element

W = "{" + nsmap["w"] + "}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

P, R, T, TBL, TR, TC = W + "p", W + "r", W + "t", W + "tbl", W + "tr", W + "tc"
TEXT_BOX = W + "txbxContent"

# Wrappers whose content is printed as if they were not there: content controls, custom XML, accepted insertions.
_THROUGH = frozenset(
    W + name for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "hyperlink", "dir", "bdo")
) | {W + "fldSimple", W + "ruby", W + "rubyBase"}
# Never printed: properties, deletions, the old place of moved text, what a comment or a ruby gloss hangs on.
OVER = frozenset(
    W + name for name in ("del", "moveFrom", "sdtPr", "sdtEndPr", "customXmlPr", "smartTagPr", "rubyPr", "rt")
)
_OFF = frozenset({"0", "false", "off", "none"})


def shown(parent: Element) -> Iterator[Element]:
    """The printed children of an element, wrappers replaced by what they hold, deletions left out."""
    for child in parent.iterchildren("*"):
        tag = child.tag
        if tag in _THROUGH:
            yield from shown(child)
        elif tag == MC + "AlternateContent":
            chosen = next(child.iterchildren(MC + "Choice", MC + "Fallback"), None)
            if chosen is not None:
                yield from shown(chosen)
        elif tag not in OVER:
            yield child


def text_boxes(paragraph: Element) -> Iterator[Element]:
    """The text boxes anchored in a paragraph, each once (not again in its fallback), not those inside another."""
    pending = [*shown(paragraph)][::-1]
    while pending:
        element = pending.pop()
        if element.tag == TEXT_BOX:
            yield element
        elif element.tag != P:
            pending.extend([*shown(element)][::-1])


def value(properties: Element | None, name: str) -> str | None:
    """The w:val of a property; None where the property or its value is absent."""
    child = None if properties is None else properties.find(W + name)
    return None if child is None else child.get(W + "val")


def switch(properties: Element | None, name: str) -> bool | None:
    """An on/off property: True, False, or None where it is not said."""
    child = None if properties is None else properties.find(W + name)
    return None if child is None else is_on(child)


def is_on(element: Element) -> bool:
    """Whether an on/off element says on, as it does without a value."""
    return element.get(W + "val", "true").lower() not in _OFF


def number(text: str | None, default: int = 0) -> int:
    """A whole number from an attribute that may hold anything."""
    try:
        return int(float(text)) if text else default
    except (ValueError, OverflowError):
        return default
