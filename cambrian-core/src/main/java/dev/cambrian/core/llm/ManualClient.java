package dev.cambrian.core.llm;

import dev.cambrian.core.llm.LlmAnswer.StopReason;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;

/**
 * Lets a person answer. Each request becomes files of one directory, which are to be pasted into a
 * chat window: {@code 1-generate-1.system.md}, {@code 1-generate-1.user.md} (several messages with
 * lines {@code ===== user =====} between them) and {@code 1-generate-1.request.json}, the same with
 * everything else. The answer is expected in {@code 1-generate-1.answer.md}: it is taken once it is
 * not empty and has not changed for two seconds, so it may be renamed into place or written slowly.
 * Waits without limit; interrupt to give up.
 */
public final class ManualClient implements LlmClient {
  public static final String PROVIDER = "manual";

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration SETTLED = Duration.ofSeconds(2);

  private final Path directory;
  private final Duration settled;
  private final Duration poll;

  /**
   * @param directory made where it does not exist
   */
  public ManualClient(Path directory) {
    this(directory, SETTLED, POLL);
  }

  ManualClient(Path directory, Duration settled, Duration poll) {
    this.directory = directory;
    this.settled = settled;
    this.poll = poll;
  }

  @Override
  public LlmAnswer answer(LlmRequest request, LlmProgress progress) {
    long start = System.nanoTime();
    Interruption.check();
    Path answerFile = ask(request);
    progress.waiting("waits for the answer file " + answerFile, Duration.ZERO);
    byte[] bytes = await(answerFile);
    String text = decode(answerFile, bytes);
    progress.received(text.length());
    return new LlmAnswer(
        text,
        PROVIDER,
        request.model(),
        StopReason.COMPLETE,
        TokenUsage.NONE,
        false,
        Duration.ofNanos(System.nanoTime() - start));
  }

  private Path ask(LlmRequest request) {
    try {
      Files.createDirectories(directory);
      String base = claim(request);
      write(base + ".system.md", request.system());
      write(base + ".user.md", PromptText.of(request.messages()));
      return directory.resolve(base + ".answer.md");
    } catch (IOException e) {
      throw new LlmException.Unavailable(
          "the prompt cannot be written into %s: %s".formatted(directory, Texts.reason(e)), e);
    }
  }

  /** The first number whose request file is free; creating it makes the number ours. */
  private String claim(LlmRequest request) throws IOException {
    byte[] json = RecordingFile.bytes(RecordingFile.encode(request));
    for (int n = 1; ; n++) {
      String base = "%d-%s-%d".formatted(n, request.purpose().id(), request.ordinal());
      if (numberTaken(n)) {
        continue;
      }
      try {
        Files.write(directory.resolve(base + ".request.json"), json, StandardOpenOption.CREATE_NEW);
        return base;
      } catch (FileAlreadyExistsException e) {
        if (n == Integer.MAX_VALUE) {
          throw e;
        }
      }
    }
  }

  private boolean numberTaken(int n) throws IOException {
    try (var files = Files.newDirectoryStream(directory, n + "-*")) {
      return files.iterator().hasNext();
    }
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }

  private byte[] await(Path file) {
    State last = State.ABSENT;
    long since = System.nanoTime();
    while (true) {
      try {
        State now = State.of(file);
        if (!now.equals(last)) {
          last = now;
          since = System.nanoTime();
        }
        boolean still = System.nanoTime() - since >= settled.toNanos();
        if (now.size() > 0 && (still || now.olderThan(settled))) {
          return read(file, now);
        }
        Thread.sleep(poll);
      } catch (InterruptedException e) {
        throw Interruption.caught();
      } catch (IOException e) {
        throw new LlmException.Unavailable(
            "the answer file %s cannot be read: %s".formatted(file, Texts.reason(e)), e);
      }
    }
  }

  private static byte[] read(Path file, State state) throws IOException {
    if (state.size() > Texts.MAX_ANSWER) {
      throw new LlmException.Refused("the answer file " + file + " is larger than 64 MiB", 0);
    }
    return Files.readAllBytes(file);
  }

  private static String decode(Path file, byte[] bytes) {
    try {
      String text = Texts.utf8(bytes);
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new LlmException.Refused(
          "the answer file " + file + " is not UTF-8; save it as UTF-8 and ask again", 0);
    }
  }

  private record State(long size, FileTime modified) {
    static final State ABSENT = new State(-1, FileTime.fromMillis(0));

    static State of(Path file) throws IOException {
      try {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new State(attributes.size(), attributes.lastModifiedTime());
      } catch (NoSuchFileException e) {
        return ABSENT;
      }
    }

    boolean olderThan(Duration age) {
      return modified.toMillis() + age.toMillis() <= System.currentTimeMillis();
    }
  }
}
