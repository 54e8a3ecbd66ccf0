package dev.cambrian.rig;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The user in a container whose processes are the artifact's commands. It has no capability and can
 * get none; it can neither signal the rig nor read its memory or files.
 *
 * <p>The kernel counts a user's tasks over all containers of a machine, so every verification takes
 * another user, at random from those that the image names.
 *
 * @param uid of the user and of its only group
 */
record Organism(int uid, SyscallFilter filter, String launcher) implements ProcessTree {
  /** As {@code /etc/passwd} of the images has them, {@code organism0} first. */
  static final int FIRST_UID = 20_000;

  static final int UIDS = 256;

  /** The kernel refuses more tasks only beyond the limit, so that who goes over it is seen. */
  private static final int UNTIL_REFUSED = 64;

  private static final Duration BECOMES = Duration.ofSeconds(20);
  private static final Duration COMPLAINT = Duration.ofSeconds(2);
  private static final int KILL_ROUNDS = 10_000;

  /** Any of them. */
  static Organism any() throws IOException {
    return new Organism(
        FIRST_UID + ThreadLocalRandom.current().nextInt(UIDS), SyscallFilter.here(), script());
  }

  private static String script() throws IOException {
    try (InputStream script = Organism.class.getResourceAsStream("organism.pl")) {
      if (script == null) {
        throw new IOException("organism.pl is missing from the jar");
      }
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /**
   * A process that waits for its command, as root still.
   *
   * @param directory its working directory
   * @param emptied directories that it empties before the command runs
   */
  Process waiting(Path directory, List<Path> emptied, long fileBytes, int tasks)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            "/usr/bin/perl",
            "-e",
            launcher,
            "--",
            String.valueOf(uid),
            String.valueOf(fileBytes),
            String.valueOf(tasks + UNTIL_REFUSED),
            directory.toString(),
            emptied.stream().map(Path::toString).collect(Collectors.joining(":")),
            filter.program(),
            filter.launcher().stream().map(String::valueOf).collect(Collectors.joining(",")));
    builder.directory(Path.of("/").toFile());
    builder.environment().clear();
    return builder.start();
  }

  /**
   * Gives one that waits its command; it runs as the organism from then on.
   *
   * @throws InfrastructureException where it does not become the organism
   */
  static void order(Process process, Map<String, String> environment, ShellCommand command)
      throws InterruptedException {
    List<String> parts = new ArrayList<>();
    environment.forEach((name, value) -> parts.add(name + "=" + value));
    parts.addFirst(String.valueOf(parts.size()));
    parts.add(command.script());
    byte[] order = String.join("\0", parts).getBytes(StandardCharsets.UTF_8);
    CompletableFuture<Optional<String>> complaint = Aside.supply(() -> complaint(process, order));
    try {
      Optional<String> told = complaint.get(BECOMES.toSeconds(), TimeUnit.SECONDS);
      if (told.isPresent()) {
        throw new InfrastructureException("no command can run as the organism: " + told.get());
      }
    } catch (TimeoutException | ExecutionException e) {
      process.destroyForcibly();
      throw new InfrastructureException(
          "no command can run as the organism within " + Text.seconds(BECOMES), e);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static Optional<String> complaint(Process process, byte[] order) {
    try {
      try (OutputStream in = process.getOutputStream()) {
        in.write(order);
      }
      if (process.getInputStream().read() == ShellPrologue.READY) {
        return Optional.empty();
      }
      byte[] said = Question.heard(process.getErrorStream(), COMPLAINT);
      String line = Text.firstLine(new String(said, StandardCharsets.UTF_8));
      return Optional.of(line.isBlank() ? "it said nothing" : line);
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** The numbers of all processes of the user, those that have ended and wait to be reaped too. */
  List<Long> tasks() {
    return numbers(_ -> true);
  }

  /**
   * Every process of the user, whoever started it; what has ended and waits to be reaped is none.
   */
  List<ProcessHandle> processes() {
    return numbers(status -> !status.contains("\nState:\tZ")).stream()
        .map(ProcessHandle::of)
        .flatMap(Optional::stream)
        .toList();
  }

  /** What the kernel tells of each process of the user, one text each. */
  Collection<String> statuses() {
    return own().values();
  }

  private List<Long> numbers(Predicate<String> wanted) {
    return own().entrySet().stream()
        .filter(it -> wanted.test(it.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** By number, in no order. */
  private Map<Long, String> own() {
    Map<Long, String> own = new LinkedHashMap<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : all) {
        String status = status(process);
        if (status.contains("\nUid:\t" + uid + "\t")) {
          own.put(Long.parseLong(process.getFileName().toString()), status);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      throw new InfrastructureException("cannot list the processes of the container", e);
    }
    return own;
  }

  private static String status(Path process) {
    try {
      return new String(Files.readAllBytes(process.resolve("status")), StandardCharsets.ISO_8859_1);
    } catch (IOException ended) {
      return "";
    }
  }

  @Override
  public Stream<ProcessHandle> members(Process root) {
    return processes().stream();
  }

  @Override
  public void terminate(Process root) {
    processes().forEach(ProcessHandle::destroy);
  }

  @Override
  public void kill(Process root) {
    root.toHandle().destroyForcibly();
    killAll();
  }

  /**
   * Kills until none is left: one that forks meanwhile is found in the next round, and its limit of
   * tasks keeps it from outrunning this.
   *
   * @throws InfrastructureException where that does not end
   */
  void killAll() {
    for (int round = 0; round < KILL_ROUNDS; round++) {
      List<ProcessHandle> left = processes();
      if (left.isEmpty()) {
        return;
      }
      left.forEach(ProcessHandle::destroyForcibly);
    }
    throw new InfrastructureException(
        "processes of the organism live on after " + KILL_ROUNDS + " rounds of killing");
  }
}
