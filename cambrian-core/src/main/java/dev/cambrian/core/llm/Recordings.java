package dev.cambrian.core.llm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The recordings below some directories, known by what the files contain and not by how they are
 * named. Answers are read, and compared with their hashes, only when asked for.
 */
public final class Recordings {
  static final String FAILED = ".failed.json";

  private final List<Path> places;
  private final Map<Recording.Key, RecordingFile.Entry> entries;

  private Recordings(List<Path> places, Map<Recording.Key, RecordingFile.Entry> entries) {
    this.places = places;
    this.entries = entries;
  }

  /**
   * Indexes every {@code *.json} at and below {@code places}. A place that does not exist holds no
   * recordings; JSON that is no recording is passed over.
   *
   * @throws RecordingException for a recording that cannot be read, and for two of one key
   */
  public static Recordings read(List<Path> places) {
    Map<Recording.Key, RecordingFile.Entry> entries = new LinkedHashMap<>();
    for (Path place : places) {
      for (Path file : files(place)) {
        RecordingFile.read(file).ifPresent(entry -> add(entries, entry));
      }
    }
    return new Recordings(List.copyOf(places), entries);
  }

  /** The recording that answers {@code key}, its answer verified. */
  public Optional<Recording> find(Recording.Key key) {
    return Optional.ofNullable(entries.get(key)).map(RecordingFile.Entry::load);
  }

  /** Where the recording of {@code key} lies. */
  public Optional<Path> fileOf(Recording.Key key) {
    return Optional.ofNullable(entries.get(key)).map(RecordingFile.Entry::file);
  }

  /**
   * Writes what became of the answer of {@code key} into its recording.
   *
   * @throws RecordingException if there is none or it cannot be written
   */
  public void judge(Recording.Key key, Recording.Verdict verdict) {
    RecordingFile.Entry entry = entries.get(key);
    if (entry == null) {
      throw new RecordingException(
          places.isEmpty() ? Path.of("") : places.getFirst(), "holds no answer of " + key);
    }
    RecordingFile.judge(entry.file(), verdict);
  }

  /** Every recording, with its answer verified. */
  public List<Recording> all() {
    return entries.values().stream().map(RecordingFile.Entry::load).toList();
  }

  public int size() {
    return entries.size();
  }

  public List<Path> places() {
    return places;
  }

  private static void add(
      Map<Recording.Key, RecordingFile.Entry> entries, RecordingFile.Entry entry) {
    RecordingFile.Entry other = entries.putIfAbsent(entry.key(), entry);
    if (other != null && !other.file().equals(entry.file())) {
      throw new RecordingException(
          entry.file(),
          "%s is also recorded in %s; remove one".formatted(entry.key(), other.file()));
    }
  }

  private static List<Path> files(Path place) {
    if (!Files.exists(place)) {
      return List.of();
    }
    List<Path> found = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(place, 12)) {
      walk.filter(Recordings::isCandidate).sorted().forEach(found::add);
    } catch (IOException | UncheckedIOException e) {
      throw new RecordingException(place, "cannot be listed", e);
    }
    return found;
  }

  private static boolean isCandidate(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".json") && !name.endsWith(FAILED) && Files.isRegularFile(file);
  }
}
