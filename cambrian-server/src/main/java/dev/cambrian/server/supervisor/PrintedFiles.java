package dev.cambrian.server.supervisor;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.StageLog;
import dev.cambrian.server.supervisor.RunningOutput.Printed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How what a stage prints ends by now, for other processes that look at the same home: a file
 * {@code printing/gen-N} of it for each generation of which a stage prints, replaced as a whole,
 * and gone when the stage ends. Written as often as a verifier tells it, at most once a second.
 *
 * <p>A line names the writer and the stage, {@code cambrian-printing 1 PID STARTED STAGE} with the
 * second in which the process was started, the rest is a {@link StageLog}. A file of a process that
 * is gone is nothing, and goes with the next writer. That a file cannot be written or read is no
 * failure: only a screen depends on it. Safe for use by many threads.
 */
final class PrintedFiles {
  private static final Pattern HEADING =
      Pattern.compile("cambrian-printing 1 (\\d{1,18}) (\\d{1,12}) ([a-z]{1,20})");

  private static final int LONGEST_HEADING = 100;

  /** Two full streams with their headings. */
  private static final int MOST = 2 * StageLog.Output.MOST + 1024;

  /** The clock may have been set since a process was started. */
  private static final long SAME_SECONDS = 5;

  private final Path directory;
  private final ProcessHandle self;
  private final Set<Integer> written = ConcurrentHashMap.newKeySet();

  /**
   * Nothing is touched.
   *
   * @param self who writes here; its own files are not read
   */
  PrintedFiles(Path home, ProcessHandle self) {
    this.directory = home.resolve("printing");
    this.self = self;
  }

  private Path file(int generation) {
    return directory.resolve("gen-" + generation);
  }

  /** Writes how it ends by now. */
  void printing(int generation, Printed printed) {
    try {
      if (written.isEmpty()) {
        sweep();
      }
      if (!Files.isDirectory(directory)) {
        Path _ =
            Files.createDirectory(
                directory,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      Path part = directory.resolve(".gen-%d-%d".formatted(generation, self.pid()));
      Path _ = Files.write(part, content(printed));
      written.add(generation);
      Path _ =
          Files.move(
              part,
              file(generation),
              StandardCopyOption.ATOMIC_MOVE,
              StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException unseen) {
      // It is shown with the end of the stage.
      written.add(generation);
    }
  }

  private byte[] content(Printed printed) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes(
        "cambrian-printing 1 %d %d %s\n"
            .formatted(self.pid(), started(self), printed.stage().id())
            .getBytes(UTF_8));
    content.writeBytes(printed.end().encode());
    return content.toByteArray();
  }

  /** Its stage prints no more. */
  void quiet(int generation) {
    if (!written.remove(generation)) {
      return;
    }
    try {
      boolean _ = Files.deleteIfExists(file(generation));
      boolean _ = Files.deleteIfExists(directory);
    } catch (IOException left) {
      // Others print; or what is left is told apart by its process.
      return;
    }
  }

  /** Of a generation whose stage another process runs that is alive. */
  Optional<Printed> of(int generation) {
    return read(file(generation)).filter(it -> it.pid() != self.pid()).map(Told::printed);
  }

  /** Whether another process may have written something. */
  boolean any() {
    if (!Files.isDirectory(directory)) {
      return false;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "gen-*")) {
      return files.iterator().hasNext();
    } catch (IOException gone) {
      return false;
    }
  }

  private record Told(long pid, Printed printed) {}

  /** Empty where it is of a process that is gone, or nothing of that kind. */
  private static Optional<Told> read(Path file) {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      bytes = in.readNBytes(MOST + 1);
    } catch (IOException gone) {
      return Optional.empty();
    }
    int end = 0;
    while (end < Math.min(bytes.length, LONGEST_HEADING) && bytes[end] != '\n') {
      end++;
    }
    Matcher heading = HEADING.matcher(new String(bytes, 0, end, UTF_8));
    if (bytes.length > MOST || end == bytes.length || !heading.matches()) {
      return Optional.empty();
    }
    long pid = Long.parseLong(heading.group(1));
    if (!alive(pid, Long.parseLong(heading.group(2)))) {
      return Optional.empty();
    }
    Optional<StageLog> log =
        StageLog.decode(Arrays.copyOfRange(bytes, Math.min(end + 1, bytes.length), bytes.length));
    return Stage.of(heading.group(3))
        .flatMap(stage -> log.map(it -> new Told(pid, new Printed(stage, it))));
  }

  private static boolean alive(long pid, long started) {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(it -> Math.abs(started(it) - started) <= SAME_SECONDS)
        .isPresent();
  }

  private static long started(ProcessHandle process) {
    return process.info().startInstant().map(Instant::getEpochSecond).orElse(0L);
  }

  /** What processes left that were killed. */
  private void sweep() throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        boolean half = String.valueOf(file.getFileName()).startsWith(".");
        if (half ? old(file) : read(file).isEmpty()) {
          boolean _ = Files.deleteIfExists(file);
        }
      }
    }
  }

  /** Whether nobody writes it any more. */
  private static boolean old(Path file) throws IOException {
    return Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
        .toInstant()
        .isBefore(Instant.now().minus(Duration.ofMinutes(1)));
  }
}
