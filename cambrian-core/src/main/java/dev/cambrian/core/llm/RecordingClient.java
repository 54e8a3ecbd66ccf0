package dev.cambrian.core.llm;

import dev.cambrian.core.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * Records every exchange of another client below a root directory, in one folder per spec: {@code
 * generate-1.json} and {@code generate-1.answer.md}. Each file appears whole or not at all, and
 * none is ever overwritten: a key that is recorded already is refused before anything is asked. A
 * failed exchange leaves {@code generate-1.failed.json}, which replay passes over. Replayed answers
 * are handed on without being recorded again. An answer that came and could not be written is kept
 * as long as the client: asked the same again it writes that one and asks nobody.
 */
public final class RecordingClient implements LlmClient {
  private final LlmClient delegate;
  private final Path root;
  private final Optional<String> folder;
  private final Clock clock;
  private final Recordings existing;

  /** Paid for, and not on the disk yet. */
  private final Map<Recording.Key, Recording> unwritten = new ConcurrentHashMap<>();

  /** Records into folders named by the first 12 hex digits of the spec hash. */
  public RecordingClient(LlmClient delegate, Path root, Clock clock) {
    this(delegate, root, Optional.empty(), clock);
  }

  /**
   * @param folder below {@code root}, such as the spec's name
   */
  public RecordingClient(LlmClient delegate, Path root, String folder, Clock clock) {
    this(delegate, root, Optional.of(folder), clock);
  }

  private RecordingClient(LlmClient delegate, Path root, Optional<String> folder, Clock clock) {
    this.delegate = delegate;
    this.root = root;
    this.folder = folder;
    this.clock = clock;
    this.existing = Recordings.read(List.of(root));
  }

  @Override
  public LlmAnswer answer(LlmRequest request, LlmProgress progress) {
    Recording.Key key = Recording.Key.of(request);
    Path directory = directory(key);
    String base = base(request);
    refuseExisting(key, directory.resolve(base + ".json"));
    Recording kept = unwritten.get(key);
    if (kept != null && kept.request().equals(request)) {
      write(kept, directory, base);
      unwritten.remove(key);
      return kept.answer();
    }
    LlmAnswer answer;
    try {
      answer = delegate.answer(request, progress);
    } catch (LlmException e) {
      recordFailure(request, directory, base, e);
      throw e;
    }
    if (!answer.replayed()) {
      Recording recording =
          new Recording(request, answer, now(), Optional.empty(), Optional.empty());
      unwritten.put(key, recording);
      write(recording, directory, base);
      unwritten.remove(key);
    }
    return answer;
  }

  @Override
  public void requireReady(LlmRequest request) {
    Recording.Key key = Recording.Key.of(request);
    refuseExisting(key, directory(key).resolve(base(request) + ".json"));
    requireWritable(directory(key));
    delegate.requireReady(request);
  }

  /** Asking costs money, so what cannot be recorded is refused before. */
  private static void requireWritable(Path directory) {
    try {
      Files.createDirectories(directory);
      Files.delete(Files.createTempFile(directory, ".probe-", ""));
    } catch (IOException e) {
      throw new LlmException.Refused(
          "cannot record into %s (%s): name a directory that can be written"
              .formatted(directory, Texts.reason(e)),
          0);
    }
  }

  private Path directory(Recording.Key key) {
    return root.resolve(folder.orElse(key.shortHash()));
  }

  private static String base(LlmRequest request) {
    return "%s-%d".formatted(request.purpose().id(), request.ordinal());
  }

  private void refuseExisting(Recording.Key key, Path file) {
    Optional<Path> known = existing.fileOf(key);
    if (known.isPresent() || Files.exists(file)) {
      throw alreadyRecorded(key, known.orElse(file));
    }
  }

  private static LlmException alreadyRecorded(Recording.Key key, Path file) {
    return new LlmException.Refused(
        "%s is recorded already in %s; remove it or record into another directory"
            .formatted(key, file),
        0);
  }

  private void write(Recording recording, Path directory, String base) {
    Path file = directory.resolve(base + ".json");
    byte[] text = recording.answer().text().getBytes(StandardCharsets.UTF_8);
    try {
      Files.createDirectories(directory);
      Path answerFile = createAnswer(directory, base, text);
      ObjectNode json =
          RecordingFile.encode(recording, answerFile.getFileName().toString(), Sha256.of(text));
      try {
        createWhole(file, RecordingFile.bytes(json));
      } catch (FileAlreadyExistsException e) {
        Files.deleteIfExists(answerFile);
        throw alreadyRecorded(recording.key(), file);
      }
    } catch (IOException e) {
      throw new LlmException.Unavailable(
          "the answer came but could not be recorded in %s (%s); free the disk or choose another directory"
              .formatted(file, Texts.reason(e)),
          e);
    }
  }

  /** A crash can leave an answer without its JSON; it is kept and the next name is taken. */
  private static Path createAnswer(Path directory, String base, byte[] text) throws IOException {
    for (int n = 1; ; n++) {
      Path file = directory.resolve(n == 1 ? base + ".answer.md" : base + "-" + n + ".answer.md");
      try {
        createWhole(file, text);
        return file;
      } catch (FileAlreadyExistsException e) {
        if (n == 1000) {
          throw e;
        }
      }
    }
  }

  /** Appears whole, or fails because the name is taken: a hard link never replaces. */
  private static void createWhole(Path file, byte[] content) throws IOException {
    Path part = file.resolveSibling("." + UUID.randomUUID() + ".part");
    try {
      Files.write(part, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.SYNC);
      try {
        Files.createLink(file, part);
      } catch (FileAlreadyExistsException e) {
        throw e;
      } catch (UnsupportedOperationException | FileSystemException e) {
        // A file system without hard links; a move checks first, which leaves a tiny gap.
        Files.move(part, file);
      }
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private void recordFailure(
      LlmRequest request, Path directory, String base, LlmException failure) {
    ObjectNode json = LlmJson.MAPPER.createObjectNode();
    json.put("failed-at", now().toString());
    json.put("error", String.valueOf(failure.getMessage()));
    json.put("spec-hash", request.specHash());
    json.put("purpose", request.purpose().id());
    json.put("ordinal", request.ordinal());
    json.set("request", RecordingFile.encode(request));
    try {
      Files.createDirectories(directory);
      Files.write(directory.resolve(base + Recordings.FAILED), RecordingFile.bytes(json));
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
