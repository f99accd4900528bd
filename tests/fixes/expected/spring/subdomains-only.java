import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.WebApplicationInitializer;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;
import org.springframework.web.filter.CorsFilter;

@Order(Ordered.HIGHEST_PRECEDENCE)
public class CorsInitializer implements WebApplicationInitializer {
    @Override
    public void onStartup(ServletContext context) {
        CorsConfiguration config = new CorsConfiguration() {
            @Override
            public String checkOrigin(String origin) {
                boolean allowed = origin != null
                        && (Arrays.asList().contains(origin) || origin.matches("https://([a-z0-9_-]+\\.)+example\\.org:8443") || origin.matches("http://([a-z0-9_-]+\\.)+example\\.net"));
                return allowed ? origin : null;
            }
        };
        config.setAllowedMethods(Arrays.asList("GET", "HEAD", "POST"));
        config.setAllowedHeaders(Arrays.asList());
        config.setExposedHeaders(Arrays.asList("X-Total-Count"));
        config.setAllowCredentials(false);
        config.setMaxAge(600L);

        UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
        source.registerCorsConfiguration("/**", config);

        CorsFilter filter = new CorsFilter(source) {
            @Override
            protected void doFilterInternal(
                    HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                    throws ServletException, IOException {
                // On every response, so that a shared cache keeps origins apart.
                response.addHeader("Vary", "Origin");
                super.doFilterInternal(request, response, chain);
            }
        };

        // Before Spring Security: browsers send a preflight without cookies or tokens.
        context.addFilter("cors", filter).addMappingForUrlPatterns(null, false, "/*");
    }
}
