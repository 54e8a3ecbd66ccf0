package dev.cambrian.core.mutation;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.evolution.Rules;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A spec for tests, with all that is protected. */
final class SpecText {
  static final String TEXT =
      """
      ---
      title: Echo
      version: 1.0
      toolchain: java
      ---

      # Echo

      A server that echoes. It MUST answer in UTF-8.

      ## Query

      Split the query at `&`. The first `msg` counts, `a+b` is a space.

      ```java
      String decode(String raw) {
        return raw;
      }
      ```

      ## Rules

      Rules that hold.

      <!-- BEGIN FROZEN: invariants -->

      - It MUST listen on port 8401.
      - It MUST NOT write files.

      <!-- END FROZEN: invariants -->

      It SHOULD stay small and MUST have tests.

      ## Entry

      The commands.

      ```entry
      start: java -jar target/app.jar
      ```

      ## Contracts

      All must hold.

      ```contracts
      [
        {"name": "health", "type": "http", "method": "GET", "path": "/health",
         "expect": {"status": 200, "body": {"ok": true}}}
      ]
      ```

      ## Vectors

      The pitfalls.

      <!-- BEGIN FROZEN: acceptance-vectors -->
      ```spec-vector
      name: plus-is-a-space
      type: http
      method: GET
      path: /echo?msg=a+b
      expect: {status: 200, body: {echo: a b}}
      ```
      <!-- END FROZEN: acceptance-vectors -->
      """;

  static final Spec BASE = spec(TEXT);

  private SpecText() {}

  static Spec spec(String text) {
    return Specs.parse("A-SPEC.md", text.getBytes(UTF_8));
  }

  static Section section(String id) {
    return Sections.of(BASE).find(id).orElseThrow();
  }

  static List<Refusal> check(String sectionId, byte[] child) {
    return ProposalGate.check(
        new Candidate(BASE, BASE, sectionId, child, Optional.empty(), Set.of()), Rules.DEFAULT);
  }

  /** The rules that a text breaks. */
  static List<String> broken(String sectionId, String child) {
    return check(sectionId, child.getBytes(UTF_8)).stream().map(it -> it.rule().id()).toList();
  }

  /** The rules that a text in place of one section breaks. */
  static List<String> edited(String sectionId, String section) {
    return broken(sectionId, Sections.of(BASE).replacing(sectionId, section));
  }
}
