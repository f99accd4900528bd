"""The words of a command line as cmd.exe splits it, and the escapes of shells; a quote without end is a ValueError."""

from __future__ import annotations

import re

_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|x([0-9a-fA-F]{1,2})|([0-7]{1,3})|(.))", re.DOTALL)
_NAMED = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "v": "\v"}


def codepoint(number: int) -> str:
    return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"


def ansi_text(text: str) -> str:
    """What stands between `$'` and `'`, without its escapes."""

    def character(match: re.Match[str]) -> str:
        for digits, base in ((match[1], 16), (match[2], 16), (match[3], 16), (match[4], 8)):
            if digits:
                return codepoint(int(digits, base))
        return _NAMED.get(match[5], match[5])

    return _ESCAPE.sub(character, text)


_CMD_PIECE = re.compile(r'(?P<quote>\\*+")|(?P<blank>[ \t\r\n]++)|(?P<plain>\\++|[^\\" \t\r\n]++)')


def cmd(text: str) -> list[str]:
    """Words of cmd.exe, then of the C runtime: a caret takes the next character as it is, and continues a line;
    `\\"` and `""` are quotation marks inside quotes."""
    words: list[str] = []
    word: list[str] | None = None
    quoted = False
    text = _without_carets(text)
    place = 0
    while match := _CMD_PIECE.match(text, place):
        place = match.end()
        if match["blank"] and not quoted:
            words += [] if word is None else ["".join(word)]
            word = None
            continue
        word = [] if word is None else word
        if not match["quote"]:
            word.append(match[0])
            continue
        slashes = len(match["quote"]) - 1
        word.append("\\" * (slashes // 2))
        if slashes % 2:
            word.append('"')
        elif quoted and text[place : place + 1] == '"':
            word.append('"')
            place += 1
        else:
            quoted = not quoted
    if quoted:
        raise ValueError("No closing quotation")
    return words + ([] if word is None else ["".join(word)])


def _without_carets(text: str) -> str:
    """cmd's first pass. Inside quotes a caret is itself; but browsers put one before every quotation mark too, so
    that cmd never sees any."""
    if '^"' in text:
        text = re.sub(r"\^\r?\n\r?\n", "\0", text)
        text = re.sub(r"\^\r?\n", " ", text)
        return re.sub(r"\^(.)", r"\1", text, flags=re.DOTALL).replace("\0", "\n")
    return re.sub(r"\^\r?\n", " ", text).replace("^%^", "%")
