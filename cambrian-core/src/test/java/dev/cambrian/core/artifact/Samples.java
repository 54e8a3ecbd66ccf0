package dev.cambrian.core.artifact;

import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;

/** Values for tests. */
final class Samples {
  static final String SPEC_PATH = "spec/ECHO.md";

  private Samples() {}

  static Spec spec() {
    return Specs.parse(
        "ECHO.md",
        bytes(
            """
            ---
            title: Echo
            version: 1
            toolchain: python
            ---
            # Echo ä
            ```contracts
            [{"name": "h", "type": "http", "method": "GET", "path": "/health", "expect": {"status": 200}}]
            ```
            """));
  }

  static Sealing sealing() {
    return Sealing.of(
        spec(),
        3,
        2,
        "replay:model",
        TokenUsage.of(10, 20),
        Instant.parse("2026-01-02T03:04:05.006007Z"));
  }

  static SortedMap<String, byte[]> files(String... pathsAndTexts) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    for (int i = 0; i < pathsAndTexts.length; i += 2) {
      files.put(pathsAndTexts[i], bytes(pathsAndTexts[i + 1]));
    }
    return files;
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
