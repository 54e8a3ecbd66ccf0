package dev.cambrian.server.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cambrian.server.home.CambrianHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code cambrian serve} in a process of its own, which can be killed. */
final class ServeProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern ADDRESS = Pattern.compile("http://127\\.0\\.0\\.1:[0-9]+");

  final Client client;
  private final Process process;
  private final Path log;

  private ServeProcess(Process process, Path log, Client client) {
    this.process = process;
    this.log = log;
    this.client = client;
  }

  static CambrianHome home(Path directory) {
    return new CambrianHome(directory.resolve("home"));
  }

  static Path artifacts(Path directory) {
    return directory.resolve("artifacts");
  }

  /** Serves the home of a directory, answering from the shipped recordings. */
  static ServeProcess start(Path directory, String... options) throws IOException {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.cambrian.server.CambrianMain",
                "serve",
                "--port",
                "0",
                "--home",
                home(directory).directory().toString(),
                "--artifacts-root",
                artifacts(directory).toString(),
                "--llm",
                "replay",
                "--recordings",
                Serving.shipped().toString()));
    line.addAll(List.of(options));
    Path log = Files.createTempFile(directory, "serve-", ".log");
    Process process =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
                return address(log).find();
              });
      Matcher address = address(log);
      assertThat(address.find()).isTrue();
      return new ServeProcess(process, log, new Client(address.group(), artifacts(directory)));
    } catch (RuntimeException | Error e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static Matcher address(Path log) throws IOException {
    String listening =
        Files.readAllLines(log).stream()
            .filter(it -> it.contains("server.listening"))
            .findFirst()
            .orElse("");
    return ADDRESS.matcher(listening);
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  /** With the signal that it cannot catch. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** As a service manager stops it. */
  void stop() throws Exception {
    process.destroy();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).as(log()).isTrue();
    assertThat(process.exitValue()).as(log()).isZero();
  }

  @Override
  public void close() {
    client.close();
    process.destroyForcibly();
  }
}
