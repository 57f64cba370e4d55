"""Articles that mean harm: what a scraper may bring home, and results made of it."""

from pipeline.edits import Edit
from pipeline.result import Result

TEXTS = {
    "script": "<script>window.harm = 1; alert(1)</script>",
    "end of script": "</script><script>window.harm = 1</script><!--",
    "end of style": "</style><style>body { display: none }</style>",
    "handler": "<img src=x onerror=\"window.harm = 1\"> <svg/onload='window.harm=1'>",
    "attribute": "\"'><b onmouseover=window.harm=1 autofocus onfocus=window.harm=1 tabindex=1>",
    "link": '<a href="javascript:window.harm=1">ici</a> [ici](javascript:window.harm=1)',
    "entity": "&lt;script&gt; &#60;script&#62; &amp;amp; &nbsp",
    "page": "<base href=//example.org><meta http-equiv=refresh content=0;url=//example.org>",
    "form": "<form action=//example.org><button>OK</button></form></p></div></article></main>",
    "bidi": "\u202etxt.exe\u202c \u2066\u2067abc\u2069 \u200f\u200e\u061c",
    "invisible": "a\xadb\u200bc\u200dd\ufeffe\u2060f\u00a0g\u202fh\u2009i\u3164j\U000e0041k",
    "controls": "\x00\x01\x07\x08\x0b\x0c\x1b[31m\x7f\x85\x9b\ufffe\uffff",
    "surrogates": "\ud800 \udfff x",
    "lines": "a\rb\r\nc\u2028d\u2029e\n\n\n",
    "sql": "'; DROP TABLE decisions; -- \" OR 1=1",
    "template": "{{7*7}} {% raw %} ${7*7} #{7*7} <%= 7*7 %> {n} %s %(x)s \\1 \\g<0>",
    "xml": "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e; ]]> <w:p/> <?php ?>",
    "path": "../../../etc/passwd\\..\\..\\x",
    "formula": "=cmd|' /C calc'!A0",
    "marks": "Z" + "\u0351\u036b\u0343" * 50,
    "right to left": "العربية עברית",
}

LONG = "x" * 1_000_000
"""A word of a megabyte."""


def result(text: str, name: str = "") -> Result:
    """Return a result that has ``text`` wherever a result can have one."""
    middle = "Il risque 15 ans de jail, un long cost.\n"
    source = f"{text}\n{middle}{text}"
    jail, cost = source.index("jail"), source.index("cost")
    candidates = ((text, 0.9), ("prison", 0.1))
    made = Edit(jail, jail + 4, "jail", text, "LEAK001", 0.99, candidates, "1", text)
    tail = len(text) + 1 + len(middle)
    asked = (
        Edit(cost, cost + 4, "cost", text, "SPL001", 0.5, candidates, "2", text),
        Edit(tail, tail + len(text), text, "", "MRK001", 0.4, (), "2", text),
    )
    cleaned = source[:jail] + text + source[jail + 4 :]
    return Result(source, cleaned, name or text, (made,), asked)
