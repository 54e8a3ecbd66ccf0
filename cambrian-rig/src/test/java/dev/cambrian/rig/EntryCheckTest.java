package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.artifact.ArtifactFile;
import dev.cambrian.core.spec.Entry;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the commands name is there, or its absence is told. */
@Timeout(120)
@DisplayNameGeneration(ReplaceUnderscores.class)
class EntryCheckTest {
  @TempDir private Path work;
  private final List<ArtifactFile> files = new ArrayList<>();

  @BeforeEach
  void a_project_with_a_bit_of_everything() throws IOException {
    Needs.python();
    file("app.py", "");
    file("src/__init__.py", "");
    file("src/main.py", "");
    file("src/tool/__init__.py", "");
    file("space/run/__main__.py", "");
    file("shadowed.py", "");
    file("shadowed/inner.py", "");
    file("package.json", PACKAGE);
    file("lib/start.js", "");
    file("web/index.js", "");
    file("data.json", "{}");
    file("odd/package.json", "{\"main\": \"./gone.js\"}");
    Files.createDirectories(work.resolve("target"));
    Files.writeString(work.resolve("target/app-1.0.jar"), "");
    Files.createSymbolicLink(work.resolve("linked"), Path.of("/work/src"));
  }

  private static final String PACKAGE =
      """
      {
        "main": "lib/start.js",
        "scripts": {
          "start": "node dist/start.js",
          "good": "node lib/start.js --port $PORT",
          "prebuilt": "node dist/made.js",
          "preprebuilt": "node make.js",
          "test": "jest"
        }
      }
      """;

  private void file(String path, String content) throws IOException {
    Path file = work.resolve(path);
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, content);
    files.add(new ArtifactFile(path, content.length(), "sha256:" + "0".repeat(64)));
  }

  private List<Failure> missing(String start) {
    Optional<Path> python =
        Programs.python(Set.of(), Programs.userPath()).map(Programs.Interpreter::executable);
    return new EntryCheck(new BuiltFiles(work, new SourceMap(files, "/work")), python)
        .missing(new Entry("true", "python3 -m unittest", start, "http://localhost:1/"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "python -m src.prime | names module src.prime, but there is neither src/prime.py nor src/prime/__main__.py | - | 0",
        "python3 -u -m main --x | names module main, but there is neither main.py nor main/__main__.py; there is src/main.py | src/main.py | 0",
        "python3 -um a.b.c | names module a.b.c, but there is neither a/b/c.py nor a/b/c/__main__.py | - | 0",
        "python -X dev -W ignore -m src.tool | names package src.tool, but there is no src/tool/__main__.py | src/tool/__init__.py | 0",
        "python -m shadowed.inner | names module shadowed.inner, but shadowed.py is a module and no package | shadowed.py | 0",
        "python -m json.nothing | names module json.nothing, but there is neither json/nothing.py nor json/nothing/__main__.py | - | 0",
        "uv run python main.py | names main.py, which is not there; there is src/main.py | src/main.py | 0",
        "node dist/start.js | names dist/start.js, which is not there; there is lib/start.js | lib/start.js | 0",
        "node --no-warnings nothing | names nothing, but there is neither nothing nor nothing.js nor nothing/index.js | - | 0",
        "node odd | names the directory's main file odd/./gone.js, which is not there | odd/package.json | 1",
        "node lib | names a directory, but there is no lib/index.js and no main file in a package.json | - | 0",
        "npm start | runs the script start, which names dist/start.js, which is not there; there is lib/start.js | package.json | 4",
        "npm run -s serve | runs the script serve, which package.json does not have | package.json | 3",
        "exec java -Xmx64m -cp x -jar target/app.jar 8080 | names target/app.jar, which the build does not make; it makes target/app-1.0.jar | - | 0",
      })
  void what_is_not_there_is_told(String start, String what, String file, int line) {
    assertThat(missing(start))
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.test()).isEqualTo("start");
              assertThat(it.error()).isEqualTo("the start command " + what);
              assertThat(it.file().orElse("-")).isEqualTo(file);
              assertThat(it.line().orElse(0)).isEqualTo(line);
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "python -m app",
        "python -m src.main",
        "python -m space.run",
        "python -m linked.anything",
        "python -m http.server 8401",
        "python -m json.tool",
        "python -m xml.etree.ElementTree",
        "python -m $MODULE",
        "python -I -m nowhere",
        "python -c 'import nowhere' nowhere.py",
        "python - nowhere.py",
        "python app.py",
        "python src",
        "python ../outside.py",
        "python /opt/outside.py",
        "python3 -m nowhere || python3 -m app",
        "node lib/start.js",
        "node ./lib/start",
        "node web",
        "node data",
        "node .",
        "node --test nowhere.js",
        "node --require ./x.js nowhere.js",
        "node --inspect-port 9229 nowhere.js",
        "node -e 1 nowhere.js",
        "npm test",
        "npm run good",
        "npm run prebuilt",
        "npm ci",
        "npm",
        "java -jar target/app-1.0.jar",
        "java -cp target/classes app.Main",
        "java @args -jar nowhere.jar",
        "cd src && python3 -m nowhere",
        "make start",
      })
  void what_is_there_or_cannot_be_told_is_not(String start) {
    assertThat(missing(start)).isEmpty();
  }

  @Test
  void a_module_that_is_not_there_fails_the_build_and_names_what_was_looked_for() {
    ViabilityReport report =
        TestArtifact.honestPython()
            .file("app/prime.py", "")
            .start("python -m src.prime")
            .report(Needs.bubblewrap(), work);

    assertThat(report.failureStage()).contains(Stage.BUILD);
    assertThat(report.diagnostics().orElseThrow().summary())
        .isEqualTo(
            "the start command names module src.prime, but there is neither src/prime.py nor"
                + " src/prime/__main__.py; there is app/prime.py");
    assertThat(report.checks().start().passed()).isFalse();
  }

  @Test
  void a_module_that_the_build_makes_is_there() {
    TestArtifact artifact = TestArtifact.honestPython();

    ViabilityReport report =
        artifact
            .build("mkdir made && cp server.py made/prime.py")
            .start("exec python3 -m made.prime " + artifact.port())
            .report(Needs.bubblewrap(), work);

    assertThat(report.diagnostics()).isEmpty();
  }

  @Test
  void nothing_of_the_artifact_runs_to_find_a_module() throws IOException {
    String leavesATrace = "open('" + work.resolve("ran") + "', 'w')\n";
    file("noisy/__init__.py", leavesATrace);
    file("sitecustomize.py", leavesATrace);
    file("importlib/__init__.py", leavesATrace);

    assertThat(missing("python -m noisy.nothing")).hasSize(1);
    assertThat(work.resolve("ran")).doesNotExist();
  }
}
