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

  private static void require(String member, String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException("entry." + member + " is empty");
    }
  }
}
