package dev.cambrian.server.phenotype;

import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A spec, and offspring written by hand. */
final class Sample {
  static final Spec SPEC =
      Specs.parse(
          "SHELF-SPEC.md",
          """
          ---
          title: Shelf
          version: "1.0"
          toolchain: python
          ---

          # Shelf

          Keeps books.

          ## Listening

          Serves /books on its port and answers 404 elsewhere.

          ## Limits

          A title has a limit of characters; whatever exceeds TITLE_LIMIT is refused.

          ## Shutting down

          Ends when it is told to, without losing a book.

          ```contracts
          [{"name": "add", "type": "http", "method": "POST", "path": "/books",
            "body": {"title": "A", "pages": 3}, "expect": {"status": 201}}]
          ```
          """
              .getBytes(StandardCharsets.UTF_8));

  private Sample() {}

  static Offspring offspring(int number, Map<String, String> files) {
    SortedMap<String, byte[]> contents = new TreeMap<>();
    files.forEach((path, text) -> contents.put(path, text.getBytes(StandardCharsets.UTF_8)));
    return new Offspring("offspring " + number, contents, Optional.empty());
  }

  static Ambiguity compare(List<Offspring> offspring) {
    return Ambiguity.of(SPEC, offspring, List.of());
  }
}
