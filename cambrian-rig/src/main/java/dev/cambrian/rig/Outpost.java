package dev.cambrian.rig;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A {@link ProbeServer} in a network of its own, and this side of its pipes. It starts at once and
 * gets ready while the artifact is still being built.
 */
final class Outpost implements AutoCloseable {
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

  /** Starts the server through a prefix that gives it a network. */
  static Outpost start(List<String> prefix, Path javaHome) throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(
        List.of(
            javaHome.resolve("bin/java").toString(),
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-Xmx32m",
            "-cp",
            ownCode(),
            ProbeServer.class.getName()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.directory(Path.of("/").toFile());
    return new Outpost(Spawner.start(builder));
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
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
