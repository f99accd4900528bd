import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;

public class CorsFilter implements Filter {
    private static final Set<String> ALLOWED_ORIGINS = Set.of();

    @Override
    public void doFilter(ServletRequest rawRequest, ServletResponse rawResponse, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) rawRequest;
        HttpServletResponse response = (HttpServletResponse) rawResponse;

        // On every response, so that a shared cache keeps origins apart.
        response.addHeader("Vary", "Origin");
        String origin = request.getHeader("Origin");
        if (origin != null && (ALLOWED_ORIGINS.contains(origin) || origin.matches("https://([a-z0-9_-]+\\.)+example\\.org:8443") || origin.matches("http://([a-z0-9_-]+\\.)+example\\.net"))) {
            response.setHeader("Access-Control-Allow-Origin", origin);
            response.setHeader("Access-Control-Expose-Headers", "X-Total-Count");
        }

        // Before any login: browsers send a preflight without cookies or tokens.
        if (request.getMethod().equals("OPTIONS") && request.getHeader("Access-Control-Request-Method") != null) {
            response.setHeader("Access-Control-Allow-Methods", "GET");
            response.setHeader("Access-Control-Max-Age", "600");
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
            return;
        }
        chain.doFilter(request, response);
    }
}
