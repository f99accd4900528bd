import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
{% if older %}import jakarta.servlet.ServletResponse;
{% endif %}import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
{% if older %}import jakarta.servlet.http.HttpServletResponseWrapper;
{% endif %}import java.io.IOException;
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
{% if patterns %}        CorsConfiguration config = new CorsConfiguration() {
            @Override
            public String checkOrigin(String origin) {
                boolean allowed = origin != null
                        && (Arrays.asList({{ exact_origins|quoted }}).contains(origin){{ or_java }});
                return allowed ? origin : null;
            }
        };
{% else %}        CorsConfiguration config = new CorsConfiguration();
        config.setAllowedOrigins(Arrays.asList({{ origins|quoted }}));
{% endif %}        config.setAllowedMethods(Arrays.asList({{ every_method|quoted }}));
        config.setAllowedHeaders(Arrays.asList({{ headers|quoted }}));
        config.setExposedHeaders(Arrays.asList({{ expose_headers|quoted }}));
        config.setAllowCredentials({{ credentials|yesno:"true,false" }});
        config.setMaxAge({{ max_age }}L);

        UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
        source.registerCorsConfiguration("/**", config);

{% if any_origin and not older %}        CorsFilter filter = new CorsFilter(source);
{% else %}        CorsFilter filter = new CorsFilter(source) {
            @Override
            protected void doFilterInternal(
                    HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                    throws ServletException, IOException {
{% if not any_origin %}                // On every response, so that a shared cache keeps origins apart.
                response.addHeader("Vary", "Origin");
{% endif %}{% if older %}                super.doFilterInternal(request, response, (req, res) -> chain.doFilter(req, withoutOlder(res)));
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
{% else %}                super.doFilterInternal(request, response, chain);
            }
{% endif %}        };
{% endif %}
        // Before Spring Security: browsers send a preflight without cookies or tokens.
        context.addFilter("cors", filter).addMappingForUrlPatterns(null, false, "/*");
    }
}
