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
                        && (Arrays.asList("https://app.example.com").contains(origin) || origin.matches("https://([a-z0-9_-]+\\.)+example\\.org"));
                return allowed ? origin : null;
            }
        };
        config.setAllowedMethods(Arrays.asList("GET", "PUT", "HEAD", "POST"));
        config.setAllowedHeaders(Arrays.asList("content-type"));
        config.setExposedHeaders(Arrays.asList());
        config.setAllowCredentials(true);
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
