package dev.cambrian.server.cli;

import dev.cambrian.core.Sha256;
import dev.cambrian.core.llm.Recording;
import dev.cambrian.core.llm.Recordings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What ships with the source checkout that this program was built from. */
final class Shipped {

  private static final String ANSWERS = "shipped-answers.txt";

  private Shipped() {}

  /** The recorded answers of the specs in {@code spec/}; none outside a checkout. */
  static List<Path> recordings() {
    return directory("recordings");
  }

  /** The recorded answers of a chain; none outside a checkout. */
  static List<Path> reproduction() {
    return directory("reproduction");
  }

  private static List<Path> directory(String name) {
    Path directory = spec(name);
    if (System.getProperty("cambrian.root", "").isEmpty()) {
      return List.of();
    }
    return Files.isDirectory(directory) ? List.of(directory) : List.of();
  }

  /** A file or directory of {@code spec/}; outside a checkout a relative path. */
  static Path spec(String name) {
    return Path.of(System.getProperty("cambrian.root", "")).resolve("spec").resolve(name);
  }

  /**
   * Whether {@code places} hold answers for that spec and all of them ship with Cambrian, byte for
   * byte. Where an answer lies says nothing: a live model's may have been recorded beside them.
   *
   * @throws dev.cambrian.core.llm.RecordingException if one cannot be read
   */
  static boolean answersOnly(List<Path> places, String specHash) {
    List<Recording> answers =
        Recordings.read(places).all().stream()
            .filter(recording -> recording.request().specHash().equals(specHash))
            .toList();
    Set<String> shipped = answerHashes();
    return !answers.isEmpty()
        && answers.stream()
            .map(recording -> recording.answer().text().getBytes(StandardCharsets.UTF_8))
            .map(Sha256::of)
            .allMatch(shipped::contains);
  }

  /** The hash of each shipped answer, as they were when this program was built. */
  static Set<String> answerHashes() {
    try (InputStream in = Shipped.class.getResourceAsStream(ANSWERS)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + ANSWERS + " is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .map("sha256:"::concat)
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new IllegalStateException("the resource " + ANSWERS + " cannot be read", e);
    }
  }
}
