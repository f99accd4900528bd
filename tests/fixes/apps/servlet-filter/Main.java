import jakarta.servlet.*;
import jakarta.servlet.http.*;
import java.io.IOException;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;

public class Main {
    public static void main(String[] arguments) throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(System.getProperty("user.dir"));
        tomcat.setPort(Integer.parseInt(System.getenv("PORT")));
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        Context context = tomcat.addContext("", System.getProperty("user.dir"));
        Tomcat.addServlet(context, "items", new Items());
        context.addServletMappingDecoded("/items", "items");
        context.addServletMappingDecoded("/private", "items");
        context.addServletMappingDecoded("/crash", "items");
        context.addServletMappingDecoded("/", "items");
        filter(context, "cors", new CorsFilter());
        filter(context, "login", new Login());
        tomcat.start();
        tomcat.getServer().await();
    }

    static void filter(Context context, String name, Filter filter) {
        FilterDef definition = new FilterDef();
        definition.setFilterName(name);
        definition.setFilter(filter);
        context.addFilterDef(definition);
        FilterMap map = new FilterMap();
        map.setFilterName(name);
        map.addURLPattern("/*");
        context.addFilterMap(map);
    }
}

class Login implements Filter {
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

class Items extends HttpServlet {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        switch (request.getServletPath()) {
            case "/items" -> {
                if (request.getMethod().equals("OPTIONS")) {
                    response.sendError(405);
                    return;
                }
                if (System.getenv("ALREADY").equals("1")) {
                    response.setHeader("Access-Control-Allow-Origin", "*");
                    response.setHeader("Access-Control-Allow-Credentials", "true");
                }
                response.addHeader("Vary", "Accept-Encoding");
                response.setHeader("X-Total-Count", "2");
                response.getWriter().print("[]");
            }
            case "/private" -> {
                if (request.getHeader("Authorization") == null) {
                    response.sendError(401);
                }
            }
            case "/crash" -> throw new IllegalStateException("crash");
            default -> response.sendError(404);
        }
    }
}
