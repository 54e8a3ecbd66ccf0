package dev.cambrian.server.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ServerAddressTest {
  @TempDir Path directory;

  @Test
  void it_is_known_until_the_server_ends() {
    CambrianHome home = new CambrianHome(directory);
    assertThat(ServerAddress.of(home)).isEmpty();

    ServerAddress.tell(home, "http://127.0.0.1:1");
    ServerAddress.tell(home, "http://127.0.0.1:8400");

    assertThat(ServerAddress.of(home)).contains(URI.create("http://127.0.0.1:8400"));
    assertThat(directory.toFile().list()).containsExactly("serve.json");
    ServerAddress.forget(home);
    assertThat(ServerAddress.of(home)).isEmpty();
  }

  @Test
  void what_a_killed_server_left_does_not_count() throws Exception {
    CambrianHome home = new CambrianHome(directory);
    Process gone = new ProcessBuilder("true").start();
    assertThat(gone.waitFor()).isZero();

    write("{\"url\": \"http://127.0.0.1:1\", \"pid\": %d}".formatted(gone.pid()));
    assertThat(ServerAddress.of(home)).isEmpty();
    write(
        "{\"url\": \"http://127.0.0.1:1\", \"pid\": %d, \"started\": \"2001-01-01T00:00:00Z\"}"
            .formatted(ProcessHandle.current().pid()));
    assertThat(ServerAddress.of(home)).as("another process of that number").isEmpty();
    write("no JSON");
    assertThat(ServerAddress.of(home)).isEmpty();
  }

  private void write(String text) throws IOException {
    Files.writeString(directory.resolve("serve.json"), text);
  }
}
