package dev.cambrian.server.phenotype;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import javax.tools.Diagnostic;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Reads Java by the parser of the JDK that this runs on ({@code com.sun.source}), which knows the
 * language of the {@code java} toolchain exactly and needs no library. It only parses: no
 * annotation processor is run, nothing is resolved or compiled.
 */
final class JavaTraits {
  private final Optional<JavaCompiler> compiler =
      Optional.ofNullable(ToolProvider.getSystemJavaCompiler());

  /** Whether the file could be parsed whole; if not, nothing of it was noted. */
  boolean read(String path, String text, Traits traits) {
    return compiler.map(it -> read(it, path, text, traits)).orElse(false);
  }

  private static boolean read(JavaCompiler compiler, String path, String text, Traits traits) {
    boolean[] sound = {true};
    try {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  Writer.nullWriter(),
                  null,
                  diagnostic -> sound[0] &= diagnostic.getKind() != Diagnostic.Kind.ERROR,
                  List.of("-proc:none"),
                  null,
                  List.of(new Source(text)));
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        if (!sound[0]) {
          return false;
        }
        // Twice, the first time for nothing: a tree too deep to be walked leaves no half of it.
        new JavaScan(unit, positions, path, new Traits("")).scan(unit, null);
        new JavaScan(unit, positions, path, traits).scan(unit, null);
      }
      return true;
    } catch (IOException | RuntimeException | StackOverflowError tooMuchForTheParser) {
      return false;
    }
  }

  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(String text) {
      super(URI.create("string:///Source.java"), JavaFileObject.Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
