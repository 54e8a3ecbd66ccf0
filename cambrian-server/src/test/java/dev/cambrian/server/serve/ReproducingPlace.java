package dev.cambrian.server.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.spec.Toolchain;
import dev.cambrian.server.docker.DockerDaemon;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.home.HomeId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where a chain grows in a test, and what must be left of it: nothing. */
public enum ReproducingPlace {
  CONTAINER("docker"),
  BUBBLEWRAP("process");

  private final String runner;

  ReproducingPlace(String runner) {
    this.runner = runner;
  }

  public String runner() {
    return runner;
  }

  public String isolation() {
    return this == CONTAINER ? "docker" : "bubblewrap";
  }

  /** Skips the test where the machine has not what that needs; with {@code CI=true} it fails. */
  public void require() {
    if (this == CONTAINER) {
      Serving.daemon(Toolchain.values()).close();
    } else {
      Serving.requireBubblewrap();
    }
  }

  /** No container of this home, no process that names it, no door, no tools, no runs. */
  public void assertNothingLeft(CambrianHome home) {
    if (this == CONTAINER) {
      try (DockerDaemon daemon = Serving.daemon(Toolchain.values())) {
        assertThat(Serving.containersOf(daemon, HomeId.of(home.prepare()).value())).isEmpty();
      }
    }
    assertThat(
            ProcessHandle.allProcesses()
                .filter(it -> it.pid() != ProcessHandle.current().pid())
                .filter(it -> commandLine(it.pid()).contains(home.directory().toString()))
                .map(it -> commandLine(it.pid())))
        .isEmpty();
    Path organisms = home.directory().resolve("organisms");
    try (DirectoryStream<Path> each = Files.newDirectoryStream(organisms, "????????-*")) {
      for (Path organism : each) {
        assertThat(Serving.leftOf(home, organism.getFileName().toString()))
            .isSubsetOf(List.of("log", "organism.json"));
      }
    } catch (IOException none) {
      assertThat(organisms).doesNotExist();
    }
    Path runs = home.directory().resolve("runs");
    assertThat(Files.exists(runs) ? runs.toFile().list() : new String[0]).isEmpty();
  }

  private static String commandLine(long pid) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/cmdline"), StandardCharsets.ISO_8859_1);
    } catch (IOException gone) {
      return "";
    }
  }
}
