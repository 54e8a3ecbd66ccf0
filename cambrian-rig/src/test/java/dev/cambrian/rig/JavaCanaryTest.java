package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.spec.Toolchain;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.ViabilityReport;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Maven projects whose tests say that all is well, and which of them are believed. */
@Timeout(240)
class JavaCanaryTest {
  private static final String SWALLOWS = "canary: a test that must fail was not reported as failed";
  private static final String NOT_RUN = "canary: neither of the tests that the rig added ran";
  private static final String IGNORES = "ended with exit code 0 (it ignores failures)";

  private static final String POM =
      """
      <project xmlns="http://maven.apache.org/POM/4.0.0">
        <modelVersion>4.0.0</modelVersion>
        <groupId>demo</groupId>
        <artifactId>app</artifactId>
        <version>1</version>
        <properties>
          <maven.compiler.release>25</maven.compiler.release>
          <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
          %s
        </properties>
        <dependencies>
          <dependency>
            <groupId>org.junit.jupiter</groupId>
            <artifactId>junit-jupiter</artifactId>
            <version>6.1.3</version>
            <scope>test</scope>
          </dependency>
        </dependencies>
        <build>
          <plugins>
            <plugin>
              <artifactId>maven-surefire-plugin</artifactId>
              <version>3.5.4</version>
              <configuration>%s</configuration>
            </plugin>
          </plugins>
        </build>
      </project>
      """;

  private static final String MAIN =
      """
      package demo;

      import com.sun.net.httpserver.HttpServer;
      import java.net.InetSocketAddress;

      public final class Main {
        static int half(int n) { return n / 2; }

        public static void main(String[] args) throws Exception {
          var server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0])), 0);
          server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
          });
          server.start();
        }
      }
      """;

  private static final String TEST =
      """
      package demo;

      import static org.junit.jupiter.api.Assertions.assertEquals;
      import org.junit.jupiter.api.*;

      class MainTest {
        @Test @Tag("fast") void halves() { assertEquals(%d, Main.half(4)); }
      }
      """;

  @TempDir Path directory;
  private LocalVerifier verifier = Needs.plainProcesses();

  @BeforeEach
  void open() {
    Needs.maven();
    verifier = Needs.bubblewrap();
  }

  private static TestArtifact artifact(String properties, String surefire, int half) {
    TestArtifact artifact = TestArtifact.of(Toolchain.JAVA);
    return artifact
        .file("pom.xml", POM.formatted(properties, surefire))
        .file("src/main/java/demo/Main.java", MAIN)
        .file("src/test/java/demo/MainTest.java", TEST.formatted(half))
        .build("mvn -B -o -q -DskipTests package")
        .test("mvn -B -o surefire:test")
        .start("exec java -cp target/classes demo.Main " + artifact.port());
  }

  private void assertCaught(TestArtifact artifact, String error) {
    ViabilityReport report = artifact.report(verifier, directory);

    assertThat(report.failureStage()).contains(Stage.TEST);
    assertThat(report.diagnostics().orElseThrow().summary()).startsWith("canary: ").contains(error);
    assertThat(report.checks().test().canary().orElseThrow().passed()).isFalse();
    assertThat(report.checks().start().passed()).isTrue();
  }

  private void assertViable(TestArtifact artifact, int testsRun) {
    ViabilityReport report = artifact.report(verifier, directory);

    assertThat(report.diagnostics()).isEmpty();
    assertThat(report.checks().test().testsRun()).isEqualTo(testsRun);
    assertThat(report.checks().test().canary().orElseThrow().passed()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "-DskipTests package, surefire:test",
    "-DskipTests package, test",
    "-Dmaven.test.skip package, verify",
    "compile, test"
  })
  void honest_tests_are_believed_whether_their_command_compiles_or_not(String build, String test) {
    assertViable(
        artifact("", "<trimStackTrace>false</trimStackTrace>", 2)
            .build("mvn -B -o -q " + build)
            .test("mvn -B -o " + test),
        1);
  }

  @Test
  void honest_tests_of_other_names_and_extensions_are_believed() {
    assertViable(
        artifact(
                "",
                "<includes><include>**/*Test.java</include><include>**/Check*.java</include></includes>",
                2)
            .file("src/test/resources/junit-platform.properties", Extension.AUTODETECTION)
            .file(
                "src/test/resources/META-INF/services/org.junit.jupiter.api.extension.Extension",
                "demo.Watch\n")
            .file(
                "src/test/java/demo/Watch.java",
                Extension.of(
                    "AfterEachCallback",
                    "public void afterEach(ExtensionContext it) { System.out.println(it); }")),
        1);
  }

  @Test
  void honest_tests_in_a_module_are_believed() {
    assertViable(artifact("", "", 2).file("src/main/java/module-info.java", MODULE_INFO), 1);
  }

  private static final String MODULE_INFO = "module demo {\n  requires jdk.httpserver;\n}\n";

  @Test
  void honest_tests_in_modules_of_maven_are_believed() {
    TestArtifact artifact = TestArtifact.of(Toolchain.JAVA);
    String child =
        """
        <project xmlns="http://maven.apache.org/POM/4.0.0">
          <modelVersion>4.0.0</modelVersion>
          <parent><groupId>demo</groupId><artifactId>app</artifactId><version>1</version></parent>
          <artifactId>%s</artifactId>
        </project>
        """;
    assertViable(
        artifact
            .file(
                "pom.xml",
                POM.formatted("", "")
                    .replace(
                        "<properties>",
                        "<packaging>pom</packaging>"
                            + "<modules><module>one</module><module>two</module></modules>"
                            + "<properties>"))
            .file("one/pom.xml", child.formatted("one"))
            .file("one/src/main/java/demo/Main.java", MAIN)
            .file("two/pom.xml", child.formatted("two"))
            .file("two/src/main/java/demo/Main.java", MAIN)
            .file("two/src/test/java/demo/MainTest.java", TEST.formatted(2))
            .build("mvn -B -o -q -DskipTests package")
            .test("mvn -B -o surefire:test")
            .start("exec java -cp one/target/classes demo.Main " + artifact.port()),
        1);
  }

  /** Sources of JUnit extensions. */
  private static final class Extension {
    static final String AUTODETECTION = "junit.jupiter.extensions.autodetection.enabled=true\n";

    private Extension() {}

    static String of(String kind, String method) {
      return """
      package demo;

      import java.lang.reflect.Method;
      import org.junit.jupiter.api.extension.*;

      public class Watch implements %s {
        %s
      }
      """
          .formatted(kind, method);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "TestExecutionExceptionHandler|public void handleTestExecutionException(ExtensionContext it, Throwable e) {}",
        "InvocationInterceptor|public void interceptTestMethod(Invocation<Void> it, ReflectiveInvocationContext<Method> m, ExtensionContext c) { it.skip(); }"
      })
  void an_extension_that_swallows_failures_is_not_believed(String kind, String method) {
    assertCaught(
        artifact("", "", 3)
            .file("src/test/resources/junit-platform.properties", Extension.AUTODETECTION)
            .file(
                "src/test/resources/META-INF/services/org.junit.jupiter.api.extension.Extension",
                "demo.Watch\n")
            .file("src/test/java/demo/Watch.java", Extension.of(kind, method)),
        SWALLOWS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<test>MainTest</test>",
        "<groups>fast</groups>",
        "<includes><include>**/MainTest.java</include></includes>"
      })
  void a_filter_in_the_pom_is_not_believed(String surefire) {
    assertCaught(artifact("", surefire, 2), NOT_RUN);
  }

  @ParameterizedTest
  @CsvSource({
    "'', <testFailureIgnore>true</testFailureIgnore>",
    "<maven.test.failure.ignore>true</maven.test.failure.ignore>, ''"
  })
  void a_pom_that_ignores_failures_is_not_believed(String properties, String surefire) {
    assertCaught(artifact(properties, surefire, 2), IGNORES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"skipTests", "maven.test.skip.exec"})
  void a_pom_that_skips_tests_runs_none(String property) {
    ViabilityReport report =
        artifact("<%1$s>true</%1$s>".formatted(property), "", 2).report(verifier, directory);

    assertThat(report.failureStage()).contains(Stage.TEST);
    assertThat(report.diagnostics().orElseThrow().summary()).contains("ran no test");
  }

  @Test
  void results_that_the_artifact_writes_for_tests_that_are_skipped_are_not_believed() {
    assertCaught(
        artifact("", "<test>ForgeTest</test>", 3)
            .file(
                "src/test/java/demo/ForgeTest.java",
                """
                package demo;

                import java.nio.file.*;

                class ForgeTest {
                  @org.junit.jupiter.api.Test void writes() throws Exception {
                    Path reports = Files.createDirectories(Path.of("target/surefire-reports"));
                    Files.writeString(
                        reports.resolve("TEST-demo.MainTest.xml"),
                        "<testsuite><testcase name='halves' classname='demo.MainTest'/></testsuite>");
                  }
                }
                """),
        NOT_RUN);
  }

  @Test
  void an_exit_with_0_in_a_test_that_writes_results_first_is_not_believed() {
    ViabilityReport report =
        artifact("", "", 3)
            .file(
                "src/test/java/demo/LeaveTest.java",
                """
                package demo;

                import java.nio.file.*;

                class LeaveTest {
                  @org.junit.jupiter.api.Test void leaves() throws Exception {
                    Path reports = Files.createDirectories(Path.of("target/surefire-reports"));
                    Files.writeString(
                        reports.resolve("TEST-demo.MainTest.xml"),
                        "<testsuite><testcase name='halves' classname='demo.MainTest'/></testsuite>");
                    Runtime.getRuntime().halt(0);
                  }
                }
                """)
            .report(verifier, directory);

    assertThat(report.failureStage()).contains(Stage.TEST);
  }

  @Test
  void a_link_in_place_of_the_compiled_tests_is_not_followed() {
    assertCaught(
        artifact("", "", 2)
            .build(
                "mvn -B -o -q -DskipTests package && mv target/test-classes target/t"
                    + " && ln -s t target/test-classes"),
        "canary: ");
  }
}
