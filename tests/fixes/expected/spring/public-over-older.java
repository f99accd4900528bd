import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
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
        CorsConfiguration config = new CorsConfiguration();
        config.setAllowedOrigins(Arrays.asList("*"));
        config.setAllowedMethods(Arrays.asList("GET", "PUT", "HEAD", "POST"));
        config.setAllowedHeaders(Arrays.asList("content-type", "x_request-id"));
        config.setExposedHeaders(Arrays.asList("X-Total-Count", "ETag"));
        config.setAllowCredentials(false);
        config.setMaxAge(86400L);

        UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
        source.registerCorsConfiguration("/**", config);

        CorsFilter filter = new CorsFilter(source) {
            @Override
            protected void doFilterInternal(
                    HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                    throws ServletException, IOException {
                super.doFilterInternal(request, response, (req, res) -> chain.doFilter(req, withoutOlder(res)));
            }

            // CORS headers that the application sets have no effect: remove them there.
            private HttpServletResponse withoutOlder(ServletResponse response) {
                return new HttpServletResponseWrapper((HttpServletResponse) response) {
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
                };
            }
        };

        // Before Spring Security: browsers send a preflight without cookies or tokens.
        context.addFilter("cors", filter).addMappingForUrlPatterns(null, false, "/*");
    }
}
