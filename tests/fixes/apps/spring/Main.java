import java.io.IOException;
import java.util.Set;
import javax.servlet.*;
import javax.servlet.http.*;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.SpringServletContainerInitializer;
import org.springframework.web.WebApplicationInitializer;
import org.springframework.web.bind.annotation.*;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.mvc.method.annotation.*;

public class Main {
    public static void main(String[] arguments) throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(System.getProperty("user.dir"));
        tomcat.setPort(Integer.parseInt(System.getenv("PORT")));
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        Context context = tomcat.addContext("", System.getProperty("user.dir"));
        context.addServletContainerInitializer(
                new SpringServletContainerInitializer(), Set.of(App.class, CorsInitializer.class));
        tomcat.start();
        tomcat.getServer().await();
    }

    public static class App implements WebApplicationInitializer {
        @Override
        public void onStartup(ServletContext context) {
            context.addFilter("login", new Login()).addMappingForUrlPatterns(null, false, "/*");
            AnnotationConfigWebApplicationContext beans = new AnnotationConfigWebApplicationContext();
            beans.register(Items.class, RequestMappingHandlerMapping.class, RequestMappingHandlerAdapter.class);
            ServletRegistration.Dynamic servlet = context.addServlet("app", new DispatcherServlet(beans));
            servlet.addMapping("/");
            servlet.setLoadOnStartup(1);
        }
    }

    public static class Login implements Filter {
        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            if (System.getenv("LOGIN").equals("1") && ((HttpServletRequest) request).getHeader("Authorization") == null) {
                ((HttpServletResponse) response).sendError(401);
            } else {
                chain.doFilter(request, response);
            }
        }
    }

    @RestController
    public static class Items {
        @RequestMapping(path = "/items", method = {RequestMethod.GET, RequestMethod.POST, RequestMethod.PUT, RequestMethod.DELETE})
        public ResponseEntity<String> items(HttpServletResponse response) {
            if (System.getenv("ALREADY").equals("1")) {
                response.setHeader("Access-Control-Allow-Origin", "*");
                response.setHeader("Access-Control-Allow-Credentials", "true");
            }
            return ResponseEntity.ok().header("Vary", "Accept-Encoding").header("X-Total-Count", "2").body("[]");
        }

        @GetMapping("/private")
        public ResponseEntity<String> secret(HttpServletRequest request) {
            return new ResponseEntity<>(
                    request.getHeader("Authorization") == null ? HttpStatus.UNAUTHORIZED : HttpStatus.OK);
        }

        @GetMapping("/crash")
        public String crash() {
            throw new IllegalStateException("crash");
        }
    }
}
