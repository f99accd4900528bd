import javax.servlet.ServletContext;
import org.springframework.web.WebApplicationInitializer;

public class CorsInitializer implements WebApplicationInitializer {
    @Override
    public void onStartup(ServletContext context) {}
}
