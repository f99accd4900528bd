"""The words of a command line as cmd.exe and PowerShell split it; each raises ValueError where a quote is not closed."""

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


_POWERSHELL_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "0": "\0"}
_POWERSHELL_TOKEN = re.compile(
    r"`\r?\n|[ \t]+|\r?\n|@\{|[(){};,=]|'(?:[^']|'')*'|\"(?:[^\"`]|`.|\"\")*\"|[^\s'\"(){};,=]+", re.DOTALL
)


def powershell(text: str) -> list[str]:
    """Tokens of PowerShell: words without their quotes; `@{`, `}`, `=`, `;` and line ends as they are."""
    tokens, place = [], 0
    while place < len(text):
        match = _POWERSHELL_TOKEN.match(text, place)
        if match is None:
            raise ValueError("No closing quotation")
        place = match.end()
        token = match[0]
        if token.startswith(("`\n", "`\r")) or not token.strip(" \t"):
            continue
        tokens.append(_powershell_text(token))
    return tokens


def _powershell_text(token: str) -> str:
    if token.startswith("'"):
        return token[1:-1].replace("''", "'")
    if token.startswith('"'):
        text = re.sub(
            r"\$\(\[char\](\d{1,5})\)", lambda match: codepoint(int(match[1])), token[1:-1].replace('""', '`"')
        )
        return re.sub(r"`(.)", lambda match: _POWERSHELL_ESCAPES.get(match[1], match[1]), text, flags=re.DOTALL)
    return "\n" if token in ("\r\n", "\n") else token
