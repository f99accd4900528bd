"""The words that panels of DevTools and other tools put above and between header fields, in their languages."""

from __future__ import annotations

import re

from checks.inputs.heads.names import Side

_REQUEST = """
request headers|request header|request|requests|request-headers|request headers raw|anforderungsheader|anfrageheader
anfragekopfzeilen|anfrage-header|anforderungs-header|anfrage|en-têtes de requête|en-têtes de la requête|requête
encabezados de solicitud|encabezados de la solicitud|cabeceras de la petición|cabeceras de petición|solicitud|petición
cabeçalhos de solicitação|cabeçalhos da solicitação|cabeçalhos da requisição|cabeçalhos do pedido|solicitação
intestazioni della richiesta|intestazioni richiesta|header richiesta|richiesta|заголовки запроса|запрос
请求标头|请求头|請求標頭|要求標頭|请求|请求头信息
リクエスト ヘッダー|リクエストヘッダー|要求ヘッダー|要求ヘッダ|リクエスト|요청 헤더|요청
nagłówki żądania|nagłówki żądań|aanvraagheaders|verzoekheaders|begäranshuvuden|begäransrubriker|istek üst bilgileri
i̇stek başlıkları|istek başlıkları|hlavičky požadavku|заголовки запиту|tiêu đề yêu cầu|header permintaan|header request
"""
_RESPONSE = """
response headers|response header|response|response-headers|response headers raw|antwortheader|antwort-header
antwortkopfzeilen|antwort|en-têtes de réponse|en-têtes de la réponse|réponse|encabezados de respuesta
encabezados de la respuesta|cabeceras de la respuesta|cabeceras de respuesta|respuesta|cabeçalhos de resposta
cabeçalhos da resposta|resposta|intestazioni della risposta|intestazioni risposta|header risposta|risposta
заголовки ответа|ответ|响应标头|响应头|回應標頭|响应|响应头信息
レスポンス ヘッダー|レスポンスヘッダー|応答ヘッダー|応答ヘッダ|レスポンス|응답 헤더|응답
nagłówki odpowiedzi|antwoordheaders|responsheaders|svarshuvuden|svarsrubriker|yanıt üst bilgileri|yanıt başlıkları
hlavičky odpovědi|заголовки відповіді|tiêu đề phản hồi|header respons
"""
_SUMMARY = """
general|general headers|summary|allgemein|übersicht|zusammenfassung|général|généralités|résumé|generales|resumen|geral
resumo|generali|generale|riepilogo|общие|общее|сводка|常规|一般|概要|全般|일반|요약|ogólne|algemeen|allmänt|genel|obecné|загальні
network
"""
# Parts of a panel that hold no header fields.
_BODIES = """
query string parameters|query string|form data|request payload|payload|request body|response body|request data
response payload|body|request cookies|response cookies|anfragenutzlast|abfragezeichenfolgenparameter
formulardaten|请求载荷|请求负载|表单数据|查询字符串参数|formulaire|charge utile
"""
# The tabs of a panel, which are copied along with it.
_TABS = frozenset(
    ("headers", "preview", "response", "initiator", "timing", "timings", "cookies", "payload", "messages", "security")
)
# What stands among the fields and says nothing.
_NOISE = re.compile(
    r"(?:view (?:source|parsed|url[- ]encoded|decoded)|show (?:more|less|raw)|raw(?: headers)?|filter headers"
    r"|quelltext anzeigen|learn more(?: in the issues tab)?|block|resend|copy(?: all)?"
    r"|disable cache to see full headers|early hints headers?|(?:provisional|provisorische|预配|暂定)\b.*"
    r"|.*provisional headers are shown.*"
    r"|headers|request sent|failed to load response data.*|activity log)\.?$",
    re.IGNORECASE,
)
PROVISIONAL = re.compile(r"provisional headers are shown", re.IGNORECASE)
_AROUND = " \t▼▶▾▸►◂▽△⏷⏵>#*_=-:："
_COUNTER = re.compile(r"[（(][\d., ]{1,12}(?:[kKMG]?i?[BО]|КБ|octets|Ko|o)?[)）]")
_BUTTON = re.compile(r"(?:view (?:source|parsed)|\braw)$", re.IGNORECASE)
_TOOLS = re.compile(
    r"(?:Resolving|Connecting to|Reusing existing connection|Connection to .* closed|HTTP request sent, awaiting"
    r"|Spider mode enabled|Saving to:|Remote file (?:exists|does not)|Length: (?:\d|unspecified)"
    r"|Location: .*\[following\]$|Proxy request sent|[\d-]{10} [\d:]{8} (?:\(|ERROR \d)|processing: http"
    r"|More details here: https://curl|curl failed to verify the legitimacy|To learn more about this situation"
    r"|establish a secure connection to it|how to fix it, please visit|Could not (?:send request|get any response))"
)
_LONGEST = 60


def _words(text: str) -> frozenset[str]:
    return frozenset(word for line in text.split("\n") for word in line.split("|") if word)


_SIDES: dict[str, Side] = {
    **dict.fromkeys(_words(_REQUEST), "request"),
    **dict.fromkeys(_words(_RESPONSE), "response"),
}
_SUMMARIES, _OTHERS = _words(_SUMMARY), _words(_BODIES)


def bare(text: str) -> str:
    """A label without its counter, its arrow and its buttons, in lower case."""
    if len(text) > _LONGEST:
        return ""
    return _BUTTON.sub("", _COUNTER.sub("", text).strip(_AROUND)).strip(_AROUND).lower()


def side_of(text: str) -> Side | None:
    """Whose fields come below this line, where it is a label."""
    label = bare(text)
    return _SIDES.get(label) or _SIDES.get(label.removeprefix("preflight ").removeprefix("actual "))


def is_of_preflight(text: str) -> bool:
    return bare(text).startswith("preflight ")


def is_summary(text: str) -> bool:
    return bare(text) in _SUMMARIES


def is_body(text: str) -> bool:
    return bare(text) in _OTHERS


def is_tab(text: str) -> bool:
    return text.lower() in _TABS


def is_tools(text: str) -> bool:
    """Whether it is what wget, curl or Postman say around the heads that they print."""
    return _TOOLS.match(text) is not None


def is_noise(text: str) -> bool:
    return len(text) <= 2 * _LONGEST and _NOISE.match(text) is not None
