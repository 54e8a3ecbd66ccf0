package dev.cambrian.rig;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * A {@link ProbeServer} in a network of its own, and this side of its pipes. It starts at once and
 * gets ready while the artifact is still being built.
 */
final class Outpost implements AutoCloseable {
  private static final String TRAINING_OPTION = "-XX:AOTCacheOutput=";
  private static final String CACHE_OPTION = "-XX:AOTCache=";
  private static final Duration READY = Duration.ofSeconds(30);

  /** A child that it left behind may hold its pipe open. */
  private static final Duration COMPLAINT = Duration.ofSeconds(2);

  private final Process process;
  private final DataOutputStream out;
  private final DataInputStream in;
  private final CompletableFuture<Long> pid = new CompletableFuture<>();

  private Outpost(Process process) {
    this.process = process;
    this.out = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
    this.in = new DataInputStream(new BufferedInputStream(process.getInputStream()));
    Thread.ofPlatform().daemon().name("cambrian-rig-outpost").start(this::awaitReady);
  }

  /** One that is being started on another thread. */
  static final class Starting implements AutoCloseable {
    private final CompletableFuture<Outpost> outpost = new CompletableFuture<>();

    private Starting(List<String> prefix) {
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  outpost.complete(start(prefix, Programs.javaHome()));
                } catch (IOException | RuntimeException e) {
                  outpost.completeExceptionally(e);
                }
              });
    }

    /**
     * It, started.
     *
     * @throws InfrastructureException where that failed
     */
    Outpost started() {
      try {
        return outpost.join();
      } catch (CompletionException e) {
        throw new InfrastructureException("cannot start the rig's prober", e);
      }
    }

    /** Ends it, if it has started. */
    @Override
    public void close() {
      outpost.handle((it, _) -> Optional.ofNullable(it)).join().ifPresent(Outpost::close);
    }
  }

  /** Starts the server through a prefix that gives it a network. */
  static Starting starting(List<String> prefix) {
    return new Starting(prefix);
  }

  private static Outpost start(List<String> prefix, Path javaHome) throws IOException {
    if (ownOption(TRAINING_OPTION).isPresent()) {
      // The cache that is being made is the server's too.
      ProbeServer.rehearse();
    }
    List<String> command = new ArrayList<>(prefix);
    command.addAll(
        List.of(
            javaHome.resolve("bin/java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:CompileThresholdScaling=10",
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-Xmx32m"));
    command.addAll(code());
    command.add(ProbeServer.class.getName());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.directory(Path.of("/").toFile());
    return new Outpost(Spawner.start(builder));
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
    var source = ProbeServer.class.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      throw new IOException("the rig does not know its own jar");
    }
    return Path.of(java.net.URI.create(source.getLocation().toString())).toString();
  }

  private void awaitReady() {
    try {
      pid.complete(in.readLong());
    } catch (IOException e) {
      pid.completeExceptionally(e);
    }
  }

  /** Its process id, by which others enter its network; waits until it is ready. */
  long pid() throws InterruptedException {
    try {
      return pid.get(READY.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      close();
      throw new InfrastructureException("the rig's prober did not start: " + complaint(), e);
    }
  }

  /** The server behind its keeper; to look for it among all processes takes longer. */
  private Stream<ProcessHandle> server() {
    return pid.isDone() && !pid.isCompletedExceptionally()
        ? ProcessHandle.of(pid.join()).stream()
        : process.descendants();
  }

  private String complaint() {
    try {
      return Text.firstLine(
          new String(Question.heard(process.getErrorStream(), COMPLAINT), StandardCharsets.UTF_8));
    } catch (IOException e) {
      return "it said nothing";
    }
  }

  ProbeAnswer exchange(ProbeRequest request) throws InterruptedException {
    CompletableFuture<ProbeAnswer> answer = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                ProbeWire.write(out, request);
                answer.complete(ProbeWire.readAnswer(in));
              } catch (IOException e) {
                answer.completeExceptionally(e);
              }
            });
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new InfrastructureException("the rig's prober died", e);
    } catch (InterruptedException e) {
      close();
      throw e;
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      server().forEach(ProcessHandle::destroyForcibly);
    }
    process.destroyForcibly();
  }
}
