package dev.cambrian.rig;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A network of its own, held open by a program of the rig that relays for it. It starts on another
 * thread, and gets ready while the artifact is still being built.
 */
final class Outpost implements AutoCloseable {
  private static final String CACHE_OPTION = "-XX:AOTCache=";
  private static final Duration READY = Duration.ofSeconds(30);

  /** A child that it left behind may hold its pipe open. */
  private static final Duration COMPLAINT = Duration.ofSeconds(2);

  private static final List<Path> PERLS =
      List.of(Path.of("/usr/bin/perl"), Path.of("/usr/local/bin/perl"));

  /** Gives a program a network of its own in a third of the time that bubblewrap takes. */
  private static final List<String> UNSHARE = List.of("--user", "--map-root-user", "--net");

  private final CompletableFuture<Ready> ready = new CompletableFuture<>();
  private Optional<Process> current = Optional.empty();
  private boolean closed;

  /**
   * Relaying.
   *
   * @param pid by which others enter its network
   */
  private record Ready(long pid, Relay relay) {}

  /** One program that could be started. */
  interface Program {
    List<String> command() throws IOException;
  }

  private Outpost() {}

  /**
   * Starts what relays.
   *
   * @param walls bubblewrap with what gives a program a network of its own, for where nothing
   *     faster does
   */
  static Outpost starting(List<String> walls) {
    Optional<Path> perl = PERLS.stream().filter(Files::isExecutable).findFirst();
    Optional<Path> unshare = Programs.onPath("unshare", Programs.userPath());
    List<Program> programs = new ArrayList<>();
    // Perl starts in a twentieth of the time that a second JVM takes.
    perl.ifPresent(
        it -> {
          unshare.ifPresent(un -> programs.add(() -> within(unshared(un), perl(it))));
          programs.add(() -> within(walls, perl(it)));
        });
    programs.add(() -> within(walls, java()));
    return trying(programs);
  }

  private static List<String> unshared(Path unshare) {
    List<String> prefix = new ArrayList<>(List.of(unshare.toString()));
    prefix.addAll(UNSHARE);
    return prefix;
  }

  private static List<String> within(List<String> prefix, List<String> command) {
    List<String> line = new ArrayList<>(prefix);
    line.addAll(command);
    return line;
  }

  /** Tries one program after the other. */
  static Outpost trying(List<Program> programs) {
    Outpost outpost = new Outpost();
    Thread.ofPlatform().daemon().name("cambrian-rig-outpost").start(() -> outpost.open(programs));
    return outpost;
  }

  static List<String> perl(Path perl) throws IOException {
    try (InputStream script = Outpost.class.getResourceAsStream("relay.pl")) {
      if (script == null) {
        throw new IOException("relay.pl is missing from the jar");
      }
      return List.of(
          perl.toString(), "-f", "-e", new String(script.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  static List<String> java() throws IOException {
    return java(RelayServer.class);
  }

  /** What runs a class of the rig as a small program. */
  static List<String> java(Class<?> main) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Programs.javaHome().resolve("bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Xmx32m"));
    command.addAll(code());
    command.add(main.getName());
    return command;
  }

  private void open(List<Program> programs) {
    IOException last = new IOException("no program for it");
    for (Program program : programs) {
      try {
        ProcessBuilder builder = new ProcessBuilder(program.command());
        builder.environment().clear();
        builder.directory(Path.of("/").toFile());
        Process process = Spawner.start(builder);
        if (!keep(process)) {
          end(process);
          break;
        }
        DataInputStream in =
            new DataInputStream(new BufferedInputStream(process.getInputStream(), 1 << 16));
        DataOutputStream out =
            new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
        try {
          ready.complete(new Ready(in.readLong(), new Relay(in, out)));
          return;
        } catch (IOException ended) {
          last = new IOException(complaint(process), ended);
          end(process);
        }
      } catch (IOException notStarted) {
        last = notStarted;
      }
    }
    ready.completeExceptionally(
        new InfrastructureException("the rig's prober did not start", last));
  }

  /** False where it was closed meanwhile. */
  private synchronized boolean keep(Process process) {
    current = Optional.of(process);
    return !closed;
  }

  /**
   * Where its classes come from: the ahead-of-time cache that this JVM was started with, which
   * holds for the same class path only, else our own jar alone. A cache that does not fit is
   * ignored without a word.
   */
  private static List<String> code() throws IOException {
    String own = ownCode();
    List<String> all =
        Stream.of(System.getProperty("java.class.path", "").split(File.pathSeparator, -1))
            .filter(it -> !it.isEmpty())
            .map(it -> Path.of(it).toAbsolutePath().toString())
            .toList();
    Optional<Path> cache = ownCache();
    return cache.isPresent() && all.contains(own)
        ? List.of(
            CACHE_OPTION + cache.get(),
            "-Xlog:disable",
            "-cp",
            String.join(File.pathSeparator, all))
        : List.of("-Xshare:auto", "-cp", own);
  }

  private static Optional<Path> ownCache() {
    return ownOption(CACHE_OPTION)
        .map(it -> Path.of(it.substring(CACHE_OPTION.length())).toAbsolutePath())
        .filter(Files::isReadable);
  }

  private static Optional<String> ownOption(String prefix) {
    return ProcessHandle.current().info().arguments().stream()
        .flatMap(Stream::of)
        .filter(it -> it.startsWith(prefix))
        .findFirst();
  }

  /** The jar or directory that this program's classes come from. */
  private static String ownCode() throws IOException {
    var source = RelayServer.class.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      throw new IOException("the rig does not know its own jar");
    }
    return Path.of(java.net.URI.create(source.getLocation().toString())).toString();
  }

  private Ready ready() throws InterruptedException {
    try {
      return ready.get(READY.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof InfrastructureException known
          ? known
          : new InfrastructureException("the rig's prober did not start", e);
    } catch (TimeoutException e) {
      close();
      throw new InfrastructureException(
          "the rig's prober did not start within " + Text.seconds(READY), e);
    }
  }

  /** Whether it is getting ready, or ready and alive. */
  synchronized boolean usable() {
    return !closed
        && !ready.isCompletedExceptionally()
        && (!ready.isDone() || current.filter(Process::isAlive).isPresent());
  }

  /** Its process id, by which others enter its network; waits until it is ready. */
  long pid() throws InterruptedException {
    return ready().pid();
  }

  private static String complaint(Process process) {
    try {
      return Text.firstLine(
          new String(Question.heard(process.getErrorStream(), COMPLAINT), StandardCharsets.UTF_8));
    } catch (IOException e) {
      return "it said nothing";
    }
  }

  ProbeAnswer exchange(ProbeRequest request) throws InterruptedException {
    Relay relay = ready().relay();
    CompletableFuture<ProbeAnswer> answer = Aside.supply(() -> HttpExchange.run(request, relay));
    try {
      ProbeAnswer given = answer.get();
      if (relay.dead()) {
        throw new InfrastructureException("the rig's prober died");
      }
      return given;
    } catch (ExecutionException e) {
      throw new InfrastructureException("the rig's prober failed", e);
    } catch (InterruptedException e) {
      close();
      throw e;
    }
  }

  @Override
  public void close() {
    Optional<Process> process;
    synchronized (this) {
      closed = true;
      process = current;
    }
    process.ifPresent(this::end);
  }

  /**
   * The program behind its keeper first; to look for it takes longer. One that only just begins
   * finds the end of its input and ends by itself.
   */
  private void end(Process process) {
    if (ready.isDone() && !ready.isCompletedExceptionally()) {
      ProcessHandle.of(ready.join().pid()).ifPresent(ProcessHandle::destroyForcibly);
    } else {
      Descendants.of(process).forEach(ProcessHandle::destroyForcibly);
    }
    process.destroyForcibly();
  }
}
