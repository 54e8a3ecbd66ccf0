package dev.cambrian.core.spec;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Specs for tests. */
final class SpecText {
  /** Lines 1 to 5; the heading is line 6. */
  static final String FRONT =
      """
      ---
      title: Echo
      version: 1.0
      toolchain: java
      ---
      # Echo
      """;

  static final String CONTRACTS =
      """
      ```contracts
      [
        {"name": "health", "type": "http", "method": "GET", "path": "/health",
         "expect": {"status": 200, "body": {"ok": true}}}
      ]
      ```
      """;

  static final String VECTORS =
      """
      <!-- BEGIN FROZEN: acceptance-vectors -->
      ```spec-vector
      name: echo
      type: http
      method: GET
      path: /echo?msg=hi
      expect:
        status: 200
        body: {echo: hi}
      ```
      <!-- END FROZEN: acceptance-vectors -->
      """;

  private SpecText() {}

  static List<Finding> lint(String text) {
    return SpecLint.lint("A.md", bytes(text));
  }

  /** Each as {@code rule:line}. */
  static List<String> rules(String text) {
    return lint(text).stream().map(finding -> finding.rule() + ":" + finding.line()).toList();
  }

  static Spec parse(String text) {
    return Specs.parse("A.md", bytes(text));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
