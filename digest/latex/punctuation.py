"""The quotation marks and dashes that TeX's fonts make of ``so'' and --."""

from __future__ import annotations

import re

ADDRESS = r"https?://[^\s<>{}\\^]+"

_QUOTED = re.compile(r"(?<!`)``(?=[^\s`])([^`\"']*(?:['`](?!['`])[^`\"']*)*)(?:''(?!')|\")")
_OPENING = re.compile(r"(?<![`\w])``(?=[\w(“‘])")
_CLOSING = re.compile(r"(?<=[\w.,!?)])``(?![`\w])")
_SINGLE = re.compile(r"(?<![`\w])`(?=[^\s`'])([^`'\n]{1,200})'(?![\w'])")
_DASHES = re.compile(rf"{ADDRESS}|--(?<![-<!]--)-?(?![->])")
_DASH = {"--": "–", "---": "—"}


def punctuated(text: str) -> str:
    """Return a text with real quotation marks and dashes; addresses and options (" --flag") stay."""
    if "`" in text:
        if "``" in text:
            text = _QUOTED.sub(r"“\1”", text)
            text = _CLOSING.sub("”", _OPENING.sub("“", text))
        text = _SINGLE.sub(r"‘\1’", text)
    return _DASHES.sub(_dash, text) if "--" in text else text


def _dash(found: re.Match[str]) -> str:
    start, end, whole = found.start(), found.end(), found.string
    is_option = whole[max(start - 1, 0) : start] in {"", " ", "("} and whole[end : end + 1].isalnum()
    return found[0] if is_option else _DASH.get(found[0], found[0])
