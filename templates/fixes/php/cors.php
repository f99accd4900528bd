<?php
// What the application or PHP has set gives way.
header_remove('Access-Control-Allow-Origin');
header_remove('Access-Control-Allow-Credentials');
{% if any_origin %}header('Access-Control-Allow-Origin: *');
{% for name, value in answer_headers %}header('{{ name }}: {{ value }}');
{% endfor %}{% else %}$allowedOrigins = [{{ exact_origins|single_quoted }}];

// On every answer, so that a shared cache keeps them apart.
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
// What the application still sets below has no effect: remove it there.
$cors = preg_grep('/^Access-Control-/i', headers_list());
header_register_callback(function () use ($cors) {
    foreach (preg_grep('/^Access-Control-/i', headers_list()) as $line) {
        header_remove(strstr($line, ':', true));
    }
    array_map('header', $cors);
});
{% endif %}