import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes its results as surefire would. */
final class Tests {
  private Tests() {}

  public static void main(String[] args) throws IOException {
    if (!Server.health().contains("generation") || !Server.health().contains("ok")) {
      throw new AssertionError(Server.health());
    }
    Path reports = Files.createDirectories(Path.of("target/surefire-reports"));
    Files.writeString(
        reports.resolve("TEST-Tests.xml"),
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuite name="Tests" tests="2" errors="0" skipped="0" failures="0">
          <testcase name="says_ok" classname="Tests" time="0.001"/>
          <testcase name="says_its_generation" classname="Tests" time="0.001"/>
        </testsuite>
        """);
  }
}
