package dev.cambrian.server.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The cambrian command in a process of its own, which serves on a port. */
final class Command implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private final Process process;
  private final Path log;
  private final int port;

  private Command(Process process, Path log, int port) {
    this.process = process;
    this.log = log;
    this.port = port;
  }

  /** Begins it, and waits until it can be asked. */
  static Command serving(Path directory, String... arguments) throws IOException {
    int port = freePort();
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-Dcambrian.root=" + System.getProperty("cambrian.root"),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.cambrian.server.CambrianMain"));
    line.addAll(List.of(arguments));
    line.addAll(List.of("--port", String.valueOf(port)));
    Path log = Files.createTempFile(directory, "command-", ".log");
    Command command =
        new Command(
            new ProcessBuilder(line)
                .directory(Path.of(System.getProperty("cambrian.root")).toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start(),
            log,
            port);
    try {
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                assertThat(command.process.isAlive()).as(Files.readString(log)).isTrue();
                return answers(port);
              });
      return command;
    } catch (RuntimeException | Error e) {
      command.close();
      throw e;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static boolean answers(int port) {
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  String address() {
    return "http://127.0.0.1:" + port;
  }

  /** Waits until it has done its work, which it must have. */
  void assertEndsWell() throws Exception {
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as(log()).isTrue();
    assertThat(process.exitValue()).as(log()).isZero();
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  /** As Ctrl-C does. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
