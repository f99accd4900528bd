"""Servers and frameworks on the Java virtual machine."""

from checks.fixes.stacks.base import Stack
from checks.fixes.stacks.notes import REMOVE_OTHERS

JVM = (
    Stack(
        id="servlet-filter",
        title="Java servlet filter (Tomcat, Jetty and others)",
        family="jvm",
        language="java",
        filename="CorsFilter.java",
        replaces=True,
        notes=(
            "Map it to /* as the first filter, before login. It works in every servlet container; before Jakarta "
            "EE 9 the imports begin with javax.",
            "On Jetty use it instead of CrossOriginFilter, which by default allows every site with credentials "
            "and passes the preflight on to the login; it leaves out Vary for other sites, and where `*` is "
            "allowed it repeats each site's own origin, which misleads shared caches. Jetty's sendError drops "
            "Vary from error pages: do not let a shared cache keep those.",
            "Elsewhere, add to Vary with addHeader: setHeader would remove `Origin` from it.",
            REMOVE_OTHERS,
        ),
    ),
    Stack(
        id="tomcat",
        title="Tomcat CorsFilter",
        family="jvm",
        language="xml",
        filename="web.xml",
        subdomains=False,
        notes=(
            "Put this into WEB-INF/web.xml (or conf/web.xml for every application) above other filters.",
            "Keep GET, HEAD and POST listed: Tomcat refuses a method that is not, from another origin, with 403.",
            "Tomcat responds to other sites with 403 and without Vary: behind a shared cache use the servlet filter.",
            "A security-constraint runs before filters and requires a login for the preflight: list the methods "
            "that need one as http-method, without OPTIONS.",
            REMOVE_OTHERS,
        ),
    ),
    Stack(
        id="spring",
        title="Spring MVC without Boot",
        family="jvm",
        language="java",
        filename="CorsInitializer.java",
        replaces=True,
        notes=(
            "Save this beside your other classes, with its package line; the container finds it by itself. "
            "Before Spring 6 the imports begin with javax instead of jakarta. The rest is the same from Spring "
            "4.3 to 6.",
            "It is longer than @CrossOrigin, which leaves error responses and a login that runs first without "
            "these headers. Before 5.2 Spring sends `Vary: Origin` only to allowed sites, which misleads shared "
            "caches: hence the line in front.",
            "Remove @CrossOrigin and other CORS configuration, so that headers are set in one place.",
        ),
    ),
)
