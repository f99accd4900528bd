import org.eclipse.jetty.servlets.CrossOriginFilter;

public class CorsFilter extends CrossOriginFilter {}
