package dev.cambrian.server.bench;

import dev.cambrian.server.home.CambrianHome;
import java.nio.file.Path;

/**
 * A whole server whose rig runs nothing and finds everything viable at once, so that nothing but
 * the server is at work. Arguments: the port, its home, the directory that it takes artifacts from.
 */
final class HostingMain {
  private HostingMain() {}

  public static void main(String[] args) {
    var hosting =
        BenchHosting.start(
            new CambrianHome(Path.of(args[1])),
            Path.of(args[2]),
            HeldVerifier.AT_ONCE,
            Integer.parseInt(args[0]));
    Runtime.getRuntime().addShutdownHook(new Thread(hosting::close, "bench-stop"));
  }
}
