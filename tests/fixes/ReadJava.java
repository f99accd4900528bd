import com.sun.source.util.JavacTask;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;

/** Reads Java without its libraries: whether it parses. */
public class ReadJava {
    public static void main(String[] paths) throws Exception {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var files = compiler.getStandardFileManager(null, null, null);
        var found = new DiagnosticCollector<JavaFileObject>();
        var sources = files.getJavaFileObjects(paths);
        ((JavacTask) compiler.getTask(null, files, found, null, null, sources)).parse();
        found.getDiagnostics().forEach(System.err::println);
        System.exit(found.getDiagnostics().isEmpty() ? 0 : 1);
    }
}
