package dev.cambrian.server.serve;

import dev.cambrian.core.artifact.ArtifactWriter;
import dev.cambrian.core.artifact.Sealing;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * An organism written by hand in Python with aiohttp, as a client that knows the contract alone;
 * its files, in the test resources, can be others.
 */
public final class Prime {
  private static final String SPEC = "PRIME-SPEC.md";
  private static final Instant MADE = Instant.parse("2026-03-04T11:00:00Z");

  private final SortedMap<String, byte[]> files = new TreeMap<>();

  public Prime() {
    Path directory = resources();
    try (Stream<Path> found = Files.walk(directory)) {
      for (Path file : found.filter(it -> it.toString().endsWith(".py")).toList()) {
        files.put(directory.relativize(file).toString(), Files.readAllBytes(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path resources() {
    return Serving.root().resolve("cambrian-server/src/test/resources/prime");
  }

  static Spec spec() {
    return Specs.read(specFile());
  }

  /** With a file, or with another one in its place. */
  public Prime with(String path, String content) {
    files.put(path, content.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** Where its specification lies. */
  public static Path specFile() {
    return resources().resolve(SPEC);
  }

  /** As a model would have written it. */
  public String answer() {
    StringBuilder answer = new StringBuilder();
    files.forEach(
        (path, content) ->
            answer
                .append("<file path=\"%s\">\n".formatted(path))
                .append(new String(content, StandardCharsets.UTF_8))
                .append("</file:end>\n"));
    return answer.toString();
  }

  /** Hand-made, so of no parent. */
  void writeTo(Path directory, int generation) {
    ArtifactWriter.seal(
        directory, files, Sealing.of(spec(), generation, 0, "nobody", TokenUsage.NONE, MADE));
  }
}
