package dev.cambrian.core.trial;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What lies where in a set of trials: one directory for each trial, named by its number. */
public final class TrialFiles {
  /** The most trials of a set. */
  public static final int MOST = 100_000;

  /** As {@link #trial} writes it, so that no two directories are the same trial. */
  private static final Pattern NUMBER = Pattern.compile("0[1-9]|[1-9][0-9]{1,4}|100000");

  /** Of what a person or the rig writes about a trial. */
  private static final long MOST_BYTES = 16L << 20;

  private TrialFiles() {}

  /**
   * The directory of a trial: {@code 07} of 7, {@code 1234} of 1234.
   *
   * @param number 1 to {@link #MOST}
   */
  public static Path trial(Path set, int number) {
    if (number < 1 || number > MOST) {
      throw new IllegalArgumentException("a trial is 1 to %d, not %d".formatted(MOST, number));
    }
    return set.resolve("%02d".formatted(number));
  }

  /** The report of an attempt, beside its recording. */
  public static Path report(Path trial, int attempt) {
    return trial.resolve(base(attempt) + ".report.json");
  }

  /** How the recording of an attempt's own request is called, without its ending. */
  public static String base(int attempt) {
    return attempt == 1 ? "generate-1" : "retry-" + (attempt - 1);
  }

  /** The number of a trial from its directory, one that {@link #trials} found. */
  public static int number(Path trial) {
    return Integer.parseInt(String.valueOf(trial.getFileName()));
  }

  /**
   * The directories of the trials, ascending; none where there is no such set yet.
   *
   * @throws TrialException if it cannot be listed
   */
  public static List<Path> trials(Path set) {
    if (!Files.isDirectory(set)) {
      return List.of();
    }
    List<Path> found = new ArrayList<>();
    try (Stream<Path> entries = Files.list(set)) {
      entries
          .filter(it -> NUMBER.matcher(it.getFileName().toString()).matches())
          .filter(Files::isDirectory)
          .sorted(Comparator.comparingInt(TrialFiles::number))
          .forEach(found::add);
    } catch (IOException e) {
      throw new TrialException("cannot list %s: %s".formatted(set, e.getMessage()), e);
    }
    return found;
  }

  /**
   * The content of a file, or nothing where it is not there.
   *
   * @throws TrialException if it cannot be read, or is larger than 16 MiB
   */
  public static Optional<byte[]> content(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new TrialException(file + " is larger than 16 MiB");
      }
      return Optional.of(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new TrialException("cannot read %s: %s".formatted(file, e.getMessage()), e);
    }
  }

  /**
   * Writes a file that is whole and durable when it is there; an older one is replaced.
   *
   * @throws TrialException if it cannot be written
   */
  public static void write(Path file, byte[] content) {
    Path part = file.resolveSibling("." + UUID.randomUUID() + ".part");
    try {
      Path directory = Files.createDirectories(file.toAbsolutePath().normalize().getParent());
      try {
        Files.write(part, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.SYNC);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(part);
      }
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    } catch (IOException e) {
      throw new TrialException("cannot write %s: %s".formatted(file, e.getMessage()), e);
    }
  }
}
