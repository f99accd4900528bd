import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
{% if older %}import jakarta.servlet.http.HttpServletResponseWrapper;
{% endif %}import java.io.IOException;
{% if not any_origin %}import java.util.Set;
{% endif %}
public class CorsFilter implements Filter {
{% if not any_origin %}    private static final Set<String> ALLOWED_ORIGINS = Set.of({{ exact_origins|quoted }});

{% endif %}    @Override
    public void doFilter(ServletRequest rawRequest, ServletResponse rawResponse, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) rawRequest;
        HttpServletResponse response = (HttpServletResponse) rawResponse;

{% if any_origin %}        response.setHeader("Access-Control-Allow-Origin", "*");
{% for name, value in answer_headers %}        response.setHeader("{{ name }}", "{{ value }}");
{% endfor %}{% else %}        // On every response, so that a shared cache keeps origins apart.
        response.addHeader("Vary", "Origin");
        String origin = request.getHeader("Origin");
        if (origin != null && {% if patterns %}({% endif %}ALLOWED_ORIGINS.contains(origin){{ or_java }}{% if patterns %}){% endif %}) {
            response.setHeader("Access-Control-Allow-Origin", origin);
{% for name, value in answer_headers %}            response.setHeader("{{ name }}", "{{ value }}");
{% endfor %}        }
{% endif %}
        // Before any login: browsers send a preflight without cookies or tokens.
        if (request.getMethod().equals("OPTIONS") && request.getHeader("Access-Control-Request-Method") != null) {
{% for name, value in preflight_headers %}            response.setHeader("{{ name }}", "{{ value }}");
{% endfor %}            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
            return;
        }
{% if older %}        // CORS headers that the application sets have no effect: remove them there.
        chain.doFilter(request, new HttpServletResponseWrapper(response) {
            @Override
            public void setHeader(String name, String value) {
                if (!name.toLowerCase().startsWith("access-control-")) {
                    super.setHeader(name, value);
                }
            }

            @Override
            public void addHeader(String name, String value) {
                if (!name.toLowerCase().startsWith("access-control-")) {
                    super.addHeader(name, value);
                }
            }
        });
{% else %}        chain.doFilter(request, response);
{% endif %}    }
}
