package dev.cambrian.server.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.server.CambrianMain;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server in a process of its own, as its users start it, that answers. */
final class ServerProcess implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration STOP = Duration.ofSeconds(20);

  private static final Pattern LIVE = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)\\s*$");

  private final Process process;
  private final int port;
  private final double startMillis;

  /** Which one. */
  enum Memory {
    NOW("VmRSS"),
    PEAK("VmHWM");

    private final Pattern line;

    Memory(String name) {
      line = Pattern.compile("(?m)^" + name + ":\\s+(\\d+) kB$");
    }
  }

  private ServerProcess(Process process, int port, double startMillis) {
    this.process = process;
    this.port = port;
    this.startMillis = startMillis;
  }

  /**
   * {@code cambrian serve} of the checkout, with the options and the class cache of its launcher.
   */
  static ServerProcess serving(Path home, Path output) throws IOException, InterruptedException {
    int port = freePort();
    List<String> arguments =
        List.of(
            "serve",
            "--home",
            home.toString(),
            "--port",
            Integer.toString(port),
            "--llm",
            "replay",
            "--runner",
            "process",
            "--unsafe-no-sandbox");
    Path launcher = Path.of(System.getProperty("cambrian.root", ""), "cambrian");
    if (!launched() || !Files.isExecutable(launcher)) {
      return start(ChildJvm.of(CambrianMain.class, output, arguments), port, output);
    }
    List<String> line = new ArrayList<>(List.of(launcher.toString()));
    line.addAll(arguments);
    return start(
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output.toFile()),
        port,
        output);
  }

  /** Whether this program is what the launcher starts, so that it has nothing to build first. */
  private static boolean launched() {
    return System.getProperty("cambrian.root") != null
        && System.getProperty("java.class.path").endsWith("cambrian.jar");
  }

  /** What it is measured against. */
  static ServerProcess bare(Path output) throws IOException, InterruptedException {
    int port = freePort();
    return start(
        ChildJvm.of(BareServerMain.class, output, List.of(Integer.toString(port))), port, output);
  }

  /** A gateway alone, with a server's options. */
  static ServerProcess gateway(Path home, Path output, List<String> provider)
      throws IOException, InterruptedException {
    int port = freePort();
    List<String> arguments = new ArrayList<>(List.of(Integer.toString(port), home.toString()));
    arguments.addAll(provider);
    return start(
        ChildJvm.of(ChildJvm.serving(), GatewayMain.class, output, arguments), port, output);
  }

  /** A whole server with its options, whose rig runs nothing. */
  static ServerProcess hosting(Path home, Path incoming, Path output)
      throws IOException, InterruptedException {
    int port = freePort();
    return start(
        ChildJvm.of(
            ChildJvm.serving(),
            HostingMain.class,
            output,
            List.of(Integer.toString(port), home.toString(), incoming.toString())),
        port,
        output);
  }

  private static ServerProcess start(ProcessBuilder builder, int port, Path output)
      throws IOException, InterruptedException {
    long began = System.nanoTime();
    Process process = builder.start();
    while (!answers(port)) {
      if (!process.isAlive()) {
        ChildJvm.await(process, "the server", output);
      }
      if (System.nanoTime() - began > START.toNanos()) {
        process.destroyForcibly();
        throw new BenchException("the server did not answer within " + START.toSeconds() + " s");
      }
      LockSupport.parkNanos(2_000_000);
    }
    return new ServerProcess(process, port, (System.nanoTime() - began) / 1e6);
  }

  private static boolean answers(int port) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection)
              URI.create("http://127.0.0.1:" + port + "/healthz").toURL().openConnection();
      try {
        return connection.getResponseCode() == 200;
      } finally {
        connection.disconnect();
      }
    } catch (IOException notYet) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  int port() {
    return port;
  }

  /** From the start of the process to its first answer. */
  double startMillis() {
    return startMillis;
  }

  /** Resident, of the process without its children. */
  double megabytes(Memory which) throws IOException {
    String status = Files.readString(Path.of("/proc/" + process.pid() + "/status"));
    Matcher matcher = which.line.matcher(status);
    if (!matcher.find()) {
      throw new BenchException("this system does not tell the memory of a process");
    }
    return Long.parseLong(matcher.group(1)) * 1024 / 1e6;
  }

  /** All objects that are still in use; has the garbage collected. */
  double liveHeapMegabytes() throws IOException, InterruptedException {
    Process asked =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(process.pid()),
                "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String told = new String(asked.getInputStream().readAllBytes(), UTF_8);
    int exit = asked.waitFor();
    Matcher matcher = LIVE.matcher(told);
    if (exit != 0 || !matcher.find()) {
      throw new BenchException("jcmd cannot tell the heap of the server (exit %d)".formatted(exit));
    }
    return Long.parseLong(matcher.group(1)) / 1e6;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
