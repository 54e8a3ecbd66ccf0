package dev.cambrian.core.spec;

/**
 * How an artifact is built, tested and started. The first three are commands for {@code /bin/sh -c}
 * in the artifact's directory; {@code health} is the URL that answers once the program is ready.
 */
public record Entry(String build, String test, String start, String health) {
  public Entry {
    require("build", build);
    require("test", test);
    require("start", start);
    require("health", health);
  }

  /** What holds where a spec has no {@code entry} block or leaves members of it out. */
  public static Entry defaultFor(Toolchain toolchain) {
    String health = "http://localhost:8401/health";
    return switch (toolchain) {
      case JAVA ->
          new Entry(
              "mvn -B -o -q -DskipTests package",
              "mvn -B -o surefire:test",
              "java -jar target/app.jar",
              health);
      case PYTHON ->
          new Entry("python3 -m compileall -q .", "python3 -m pytest -q", "python3 -m app", health);
      case NODE -> new Entry("node --check app.js", "node --test", "node app.js", health);
    };
  }

  private static void require(String member, String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException("entry." + member + " is empty");
    }
  }
}
