<?php
// Replaces what the application or PHP set.
header_remove('Access-Control-Allow-Origin');
header_remove('Access-Control-Allow-Credentials');
{% if any_origin %}header('Access-Control-Allow-Origin: *');
{% for name, value in answer_headers %}header('{{ name }}: {{ value }}');
{% endfor %}{% else %}$allowedOrigins = [{{ exact_origins|single_quoted }}];

// On every response, so that a shared cache keeps origins apart.
header('Vary: Origin', false);
$origin = $_SERVER['HTTP_ORIGIN'] ?? '';
if (in_array($origin, $allowedOrigins, true){{ or_php }}) {
    header("Access-Control-Allow-Origin: $origin");
{% for name, value in answer_headers %}    header('{{ name }}: {{ value }}');
{% endfor %}}
{% endif %}
// Before any login: browsers send a preflight without cookies or tokens.
if ($_SERVER['REQUEST_METHOD'] === 'OPTIONS' && isset($_SERVER['HTTP_ACCESS_CONTROL_REQUEST_METHOD'])) {
{% for name, value in preflight_headers %}    header('{{ name }}: {{ value }}');
{% endfor %}    http_response_code(204);
    exit;
}
{% if older %}
// CORS headers set further down have no effect: remove them.
$cors = preg_grep('/^Access-Control-/i', headers_list());
header_register_callback(function () use ($cors) {
    foreach (preg_grep('/^Access-Control-/i', headers_list()) as $line) {
        header_remove(strstr($line, ':', true));
    }
    array_map('header', $cors);
});
{% endif %}