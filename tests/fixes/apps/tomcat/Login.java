import jakarta.servlet.*;
import jakarta.servlet.http.*;
import java.io.IOException;

public class Login implements Filter {
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
