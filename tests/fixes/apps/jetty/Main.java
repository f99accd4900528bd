import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import javax.servlet.*;
import javax.servlet.http.*;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.servlet.ServletHolder;

public class Main {
    public static void main(String[] arguments) throws Exception {
        Server server = new Server(new InetSocketAddress("127.0.0.1", Integer.parseInt(System.getenv("PORT"))));
        ServletContextHandler context = new ServletContextHandler();
        context.addFilter(CorsFilter.class, "/*", EnumSet.of(DispatcherType.REQUEST));
        context.addFilter(Login.class, "/*", EnumSet.of(DispatcherType.REQUEST));
        context.addServlet(new ServletHolder(new Items()), "/");
        server.setHandler(context);
        server.start();
        server.join();
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

    public static class Items extends HttpServlet {
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
}
