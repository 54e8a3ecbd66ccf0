package dev.cambrian.server.selfcheck;

import java.util.Locale;
import java.util.function.Supplier;

/** Texts that are too large or too dull to be kept in a file. */
final class Generated {
  private Generated() {}

  /** {@code NAME COUNT}. */
  static Supplier<String> of(String words) {
    String[] parts = words.split(" ", 2);
    int count = Integer.parseInt(parts[1]);
    return switch (parts[0]) {
      case "many-files" -> () -> manyFiles(count);
      case "long-path" -> () -> block("d/".repeat(4) + "p".repeat(count - 8));
      case "deep-path" -> () -> block("d/".repeat(count - 1) + "f");
      case "large-file" -> () -> "<file path=\"a\">\n" + "x".repeat(count) + "\n</file:end>\n";
      case "half-characters" ->
          () -> "<file path=\"a\">\n" + "\ud800 ".repeat(count) + "\n</file:end>\n";
      case "alias-bomb" -> () -> spec(aliases(count));
      case "deep-vector" -> () -> spec("a: " + "[".repeat(count) + "]".repeat(count));
      default -> throw new IllegalArgumentException("nothing generates " + parts[0]);
    };
  }

  /** A small file. */
  static String block(String path) {
    return "<file path=\"" + path + "\">\nx\n</file:end>\n";
  }

  private static String manyFiles(int count) {
    StringBuilder answer = new StringBuilder(count * 48);
    for (int i = 0; i < count; i++) {
      answer.append(block(String.format(Locale.ROOT, "f%06d", i)));
    }
    return answer.toString();
  }

  /** Three times as much in each line as in the one before, were it expanded. */
  private static String aliases(int lines) {
    StringBuilder yaml = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < lines; i++) {
      String before = "*a" + (i - 1);
      yaml.append("a%d: &a%d [%s]\n".formatted(i, i, String.join(", ", before, before, before)));
    }
    return yaml.toString();
  }

  private static String spec(String vector) {
    return """
    ---
    title: Vectors
    version: 1.0.0
    ---
    # Vectors

    <!-- BEGIN FROZEN: acceptance-vectors -->

    ```spec-vector
    %s
    ```

    <!-- END FROZEN: acceptance-vectors -->
    """
        .formatted(vector.strip());
  }
}
