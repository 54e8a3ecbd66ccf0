package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.spec.Toolchain;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.Failure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Maven projects, built offline from the repository that built this. */
@Timeout(240)
class JavaArtifactTest {
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
          <finalName>app</finalName>
          <plugins>
            <plugin>
              <artifactId>maven-jar-plugin</artifactId>
              <version>3.5.0</version>
              <configuration>
                <archive><manifest><mainClass>demo.Main</mainClass></manifest></archive>
              </configuration>
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
        static int half(int n) {
          if (n % 2 != 0) {
            throw new IllegalArgumentException("odd");
          }
          return n / 2;
        }

        public static void main(String[] args) throws Exception {
          var server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0])), 0);
          server.createContext("/health", exchange -> {
            byte[] body = "{\\"ok\\": true}".getBytes();
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
          server.start();
        }
      }
      """;

  @SuppressWarnings("InlineFormatString")
  private static final String TEST =
      """
      package demo;

      import static org.junit.jupiter.api.Assertions.assertEquals;
      import org.junit.jupiter.api.*;

      class MainTest {
        @Test void halves() { assertEquals(2, Main.half(4)); }
        @Test @Disabled void never() { Assertions.fail(); }
      %s
      }
      """;

  @TempDir Path directory;
  private LocalVerifier verifier = Needs.plainProcesses();

  @BeforeEach
  void open() {
    Needs.maven();
    verifier = Needs.bubblewrap();
  }

  private static TestArtifact artifact(String moreTests) {
    TestArtifact artifact = TestArtifact.of(Toolchain.JAVA);
    return artifact
        .file("pom.xml", POM)
        .file("src/main/java/demo/Main.java", MAIN)
        .file("src/test/java/demo/MainTest.java", TEST.formatted(moreTests))
        .build("mvn -B -o -q -DskipTests package")
        .test("mvn -B -o surefire:test")
        .start("exec java -jar target/app.jar " + artifact.port())
        .contract(
            """
            {"name": "health", "type": "http", "method": "GET", "path": "/health",
             "expect": {"status": 200, "body": {"ok": true}, "content_type": "application/json"}}""");
  }

  @Test
  void an_honest_project_is_viable() {
    ViabilityReport report = artifact("").report(verifier, directory);

    assertThat(report.diagnostics()).isEmpty();
    assertThat(report.checks().test().testsRun()).isEqualTo(1);
    assertThat(report.checks().test().testsPassed()).isEqualTo(1);
  }

  @Test
  void failed_tests_have_the_place_in_the_test_class() {
    ViabilityReport report =
        artifact(
                """
                  @Test void wrong() {
                    assertEquals(3, Main.half(4));
                  }
                  @Test void throwing() {
                    Main.half(5);
                  }
                """)
            .report(verifier, directory);

    assertThat(report.failureStage()).contains(Stage.TEST);
    assertThat(report.checks().test().testsRun()).isEqualTo(3);
    assertThat(report.checks().health().passed()).isTrue();
    assertThat(report.diagnostics().orElseThrow().failures())
        .extracting(Failure::test, it -> it.file().orElse(""), it -> it.line().orElse(0))
        .containsExactlyInAnyOrder(
            Tuple.tuple("demo.MainTest.wrong", "src/test/java/demo/MainTest.java", 10),
            Tuple.tuple("demo.MainTest.throwing", "src/test/java/demo/MainTest.java", 13));
  }

  @Test
  void compiler_errors_have_file_and_line() {
    ViabilityReport report =
        artifact("")
            .file(
                "src/main/java/demo/Bad.java",
                "package demo;\n\nclass Bad {\n  int x = \"no\";\n}\n")
            .report(verifier, directory);

    assertThat(report.failureStage()).contains(Stage.BUILD);
    assertThat(report.diagnostics().orElseThrow().failures())
        .extracting(it -> it.file().orElse(""), it -> it.line().orElse(0))
        .containsExactly(Tuple.tuple("src/main/java/demo/Bad.java", 4));
  }

  @Test
  void an_exit_with_0_in_a_test_is_no_success() {
    ViabilityReport report =
        artifact("  @Test void leaves() { System.exit(0); }\n").report(verifier, directory);

    assertThat(report.failureStage()).contains(Stage.TEST);
  }

  @Test
  void a_test_class_that_does_not_end_is_named() {
    ViabilityReport report =
        artifact("")
            .file(
                "src/test/java/demo/SlowTest.java",
                """
                package demo;

                class SlowTest {
                  @org.junit.jupiter.api.Test void waits() throws Exception {
                    Thread.sleep(100_000);
                  }
                }
                """)
            .report(
                verifier.withLimits(RigLimits.DEFAULT.withTest(Duration.ofSeconds(15))), directory);

    assertThat(report.failureStage()).contains(Stage.TEST);
    assertThat(report.diagnostics().orElseThrow().summary())
        .startsWith(
            "the test command did not end within 15 s and was killed while demo.SlowTest ran");
    assertThat(report.diagnostics().orElseThrow().failures())
        .containsExactly(
            new Failure(
                "demo.SlowTest",
                "did not end within 15 s",
                Optional.of("src/test/java/demo/SlowTest.java"),
                Optional.empty()));
  }

  @Test
  void a_project_without_a_pom_is_told_so() {
    TestArtifact artifact = TestArtifact.of(Toolchain.JAVA);
    ViabilityReport report =
        artifact
            .file("src/main/java/demo/Main.java", MAIN)
            .build("mvn -q package")
            .report(verifier, directory);

    assertThat(report.failureStage()).contains(Stage.BUILD);
    assertThat(report.diagnostics().orElseThrow().summary()).contains("pom.xml");
  }
}
