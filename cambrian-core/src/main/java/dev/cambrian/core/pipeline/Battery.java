package dev.cambrian.core.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.HistoryException;
import dev.cambrian.core.history.Outcome;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.spec.Contracts;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.SpecException;
import dev.cambrian.core.verdict.Baseline;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.core.util.DefaultPrettyPrinter;

/**
 * The baseline battery: a generation is measured against the contracts of the promoted one that has
 * the highest number below its own. The history alone decides that. For people and other programs
 * the contracts of each promoted generation also lie in {@code baselines/gen-N/contracts.json} of
 * the home, which is never read back and can be written again at any time.
 */
public final class Battery {
  private static final int LATEST = 200;
  private static final int PAGE = 1_000;

  private Battery() {}

  /**
   * Whose contracts apply to a generation, among these records.
   *
   * @param generation the one that is going to be verified, at least 1
   */
  public static Optional<GenerationRecord> source(int generation, List<GenerationRecord> records) {
    return records.stream()
        .filter(it -> it.outcome() == Outcome.PROMOTED && it.generation() < generation)
        .max(Comparator.comparingInt(GenerationRecord::generation));
  }

  /** Whose contracts apply to a generation. */
  public static Optional<GenerationRecord> source(History history, int generation) {
    Optional<GenerationRecord> found = source(generation, history.latest(LATEST));
    return found.isPresent() ? found : sourceOfAll(history, generation);
  }

  /** Where many have failed since, or the generation is an old one. */
  private static Optional<GenerationRecord> sourceOfAll(History history, int generation) {
    Optional<GenerationRecord> found = Optional.empty();
    int after = 0;
    while (true) {
      List<GenerationRecord> page = history.generations(after, PAGE, Optional.of(Outcome.PROMOTED));
      Optional<GenerationRecord> before = found;
      found = source(generation, page).or(() -> before);
      if (page.size() < PAGE || page.getLast().generation() >= generation) {
        return found;
      }
      after = page.getLast().generation();
    }
  }

  /**
   * What a generation is measured against; {@link Baseline#NONE} where none was promoted before it,
   * that one has no contracts, or what the history has of it cannot be read: no verification fails
   * for what only informs.
   */
  public static Baseline of(History history, int generation) {
    try {
      return source(history, generation).map(it -> from(history, it)).orElse(Baseline.NONE);
    } catch (HistoryException.Corrupt unreadable) {
      return Baseline.NONE;
    }
  }

  /**
   * The contracts of one generation, as its trusted spec has them; {@link Baseline#NONE} where it
   * has none or the history's copy of the spec cannot be read.
   */
  public static Baseline from(History history, GenerationRecord record) {
    try {
      return StoredSpec.of(history, record.specHash(), Optional.empty())
          .map(Spec::contracts)
          .filter(contracts -> !contracts.isEmpty())
          .map(contracts -> new Baseline(record.generation(), contracts))
          .orElse(Baseline.NONE);
    } catch (SpecException | PipelineException | HistoryException.Corrupt unreadable) {
      return Baseline.NONE;
    }
  }

  /** Where the contracts of a generation lie. */
  public static Path file(Path home, int generation) {
    return home.resolve("baselines").resolve("gen-" + generation).resolve("contracts.json");
  }

  /**
   * Writes the contracts of a promoted generation, durably and in one step, where they are not
   * there already; an empty array where it has none.
   *
   * @throws PipelineException if they cannot be written
   */
  public static void write(History history, Path home, GenerationRecord record) {
    Path file = file(home, record.generation());
    byte[] contracts =
        (Json.write(Contracts.write(from(history, record).contracts()), new DefaultPrettyPrinter())
                + "\n")
            .getBytes(UTF_8);
    try {
      if (!Files.isRegularFile(file) || !Arrays.equals(Files.readAllBytes(file), contracts)) {
        replace(file, contracts);
      }
    } catch (IOException e) {
      throw new PipelineException(
          "cannot write the baseline %s (%s); check free space and permissions there"
              .formatted(file, e),
          e);
    }
  }

  private static void replace(Path file, byte[] contracts) throws IOException {
    Path part = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".part");
    Files.createDirectories(file.resolveSibling(""));
    try {
      try (FileChannel channel =
          FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(contracts);
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /**
   * Writes the contracts of all promoted generations that are not there as they should be.
   *
   * @return how many generations are promoted
   * @throws PipelineException if they cannot be written
   */
  public static int rebuild(History history, Path home) {
    int promoted = 0;
    int after = 0;
    while (true) {
      List<GenerationRecord> page = history.generations(after, PAGE, Optional.of(Outcome.PROMOTED));
      page.forEach(it -> write(history, home, it));
      promoted += page.size();
      if (page.size() < PAGE) {
        return promoted;
      }
      after = page.getLast().generation();
    }
  }
}
