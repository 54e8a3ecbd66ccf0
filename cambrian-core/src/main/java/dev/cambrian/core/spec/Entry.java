package dev.cambrian.core.spec;

import java.util.List;

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

  /** The commands for a shell. */
  public List<String> commands() {
    return List.of(build, test, start);
  }

  /** The same where each member that is one toolchain's default is another's. */
  Entry withDefaultsOf(Toolchain toolchain, Toolchain before) {
    Entry old = defaultFor(before);
    Entry fresh = defaultFor(toolchain);
    return new Entry(
        build.equals(old.build) ? fresh.build : build,
        test.equals(old.test) ? fresh.test : test,
        start.equals(old.start) ? fresh.start : start,
        health.equals(old.health) ? fresh.health : health);
  }

  private static void require(String member, String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException("entry." + member + " is empty");
    }
  }
}
