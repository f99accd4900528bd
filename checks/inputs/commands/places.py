"""Where on a line a command can stand: behind prompts and labels, behind `sudo` and the like, in pipes and brackets."""

from __future__ import annotations

import re2

# What may stand in front of a command. It has several gaps, which only an engine that never goes back fills in time
# linear in the line's length.
_RUNNER = (
    r"(?:(?:ba|da|z)?sh|docker|podman|kubectl|oc|ssh|watch|timeout|xargs|vagrant|heroku|wsl|cmd(?:\.exe)? /c)\b"
    r"[^|;&\n]*[ \t\"']"
)
_KEYWORD = (
    r"(?:sudo|time|env|exec|command|nohup|if|while|until|then|do|else|not|&|!|RUN|HEALTHCHECK|CMD|start|call)[ \t]+"
)
_SETTING = r"""[A-Za-z_]\w*=(?:"[^"\n]*"|'[^'\n]*'|[^\s;|&$("'`]*)[ \t]+"""
_BEFORE = rf"(?:{_KEYWORD}|-[\w=.-]+[ \t]+|{_SETTING}|{_RUNNER})*"
_PROMPT = (
    r"(?:PS(?: [^>\n]*)?>[ \t]*|[A-Za-z]:\\[^>\n]*>[ \t]*|[\w.@~()\[\]:/\\ +-]*[$#%➜❯»λ][ \t]+"
    r"|[>$#%➜❯»λ]+[ \t]*)"
)
_LABEL = r"[\w \t*_'\"()-]+:[*_]{0,2}[ \t]+[`\"']?"
_LEAD = re2.compile(
    r"[ \t]*(?:(?:[>*•-]|//+|\d{1,5}[.):]?)[ \t]+)*(?:`{1,3})?"
    rf"(?:{_LABEL})?(?:{_PROMPT})?(?:[\w-]+:[ \t]+)?@?{_BEFORE}\z"
)
_AFTER = re2.compile(rf"(?:[|;({{`]|&&|\|\||[\"']\$\()[ \t]*{_BEFORE}\z|\([\"']\z")


def can_follow(lead: str, *, whole: bool) -> bool:
    """Whether a command can follow what stands in front of it; `whole` where that is all from the line's beginning."""
    return bool((whole and _LEAD.match(lead)) or _AFTER.search(lead[-300:]))
