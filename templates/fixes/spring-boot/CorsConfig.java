import java.util.List;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;
import org.springframework.web.filter.CorsFilter;

@Configuration
public class CorsConfig {
    @Bean
    public FilterRegistrationBean<CorsFilter> corsFilter() {
        CorsConfiguration config = new CorsConfiguration();
        config.setAllowedOrigin{% if patterns %}Pattern{% endif %}s(List.of({{ origins|quoted }}));
        config.setAllowedMethods(List.of({{ every_method|quoted }}));
        config.setAllowedHeaders(List.of({{ headers|quoted }}));
        config.setExposedHeaders(List.of({{ expose_headers|quoted }}));
        config.setAllowCredentials({{ credentials|yesno:"true,false" }});
        config.setMaxAge({{ max_age }}L);

        UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
        source.registerCorsConfiguration("/**", config);

        // Before Spring Security: browsers send a preflight without cookies or tokens.
        FilterRegistrationBean<CorsFilter> bean = new FilterRegistrationBean<>(new CorsFilter(source));
        bean.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return bean;
    }
}
