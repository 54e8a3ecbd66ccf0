package dev.cambrian.core.examine;

import dev.cambrian.core.spec.Spec;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The files of any artifact for a model to read, in the order of their paths. What is no text, and
 * the largest ones where all together are too much, stand there by name alone.
 */
final class ShownCode {
  /** About 100,000 tokens. */
  private static final int MOST = 300_000;

  private ShownCode() {}

  static String of(Map<String, byte[]> files, Spec spec) {
    SortedMap<String, String> shown = new TreeMap<>();
    List<String> omitted = new ArrayList<>();
    long total = 0;
    for (Map.Entry<String, byte[]> file :
        files.entrySet().stream()
            .filter(it -> !it.getKey().equals("manifest.json"))
            .filter(it -> !it.getKey().equals(spec.artifactPath()))
            .sorted(
                Comparator.<Map.Entry<String, byte[]>>comparingInt(it -> it.getValue().length)
                    .thenComparing(Map.Entry::getKey))
            .toList()) {
      total += file.getValue().length;
      Optional<String> text = total <= MOST ? text(file.getValue()) : Optional.empty();
      text.ifPresentOrElse(it -> shown.put(file.getKey(), it), () -> omitted.add(file.getKey()));
    }
    StringBuilder code = new StringBuilder();
    shown.forEach(
        (path, text) ->
            code.append("----- ")
                .append(path)
                .append(" -----\n")
                .append(text.strip())
                .append("\n\n"));
    if (!omitted.isEmpty()) {
      code.append("Left out, since they are too large or no text: ")
          .append(String.join(", ", omitted));
    }
    return code.toString();
  }

  private static Optional<String> text(byte[] content) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString());
    } catch (CharacterCodingException binary) {
      return Optional.empty();
    }
  }
}
