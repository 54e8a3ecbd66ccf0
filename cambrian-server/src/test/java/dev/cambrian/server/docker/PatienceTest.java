package dev.cambrian.server.docker;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class PatienceTest {
  @TempDir private Path directory;

  private DockerClient client(Path socket) {
    return DockerClientImpl.getInstance(
        new DefaultDockerClientConfig.Builder().withDockerConfig(directory.toString()).build(),
        Patience.of(
            Duration.ofSeconds(1),
            new ZerodepDockerHttpClient.Builder()
                .dockerHost(URI.create("unix://" + socket))
                .build()));
  }

  @Test
  @Timeout(20)
  void a_daemon_that_accepts_and_never_answers_is_given_up() throws Exception {
    Path socket = directory.resolve("mute.sock");
    try (ServerSocketChannel mute = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        DockerClient client = client(socket)) {
      mute.bind(UnixDomainSocketAddress.of(socket));

      assertThatThrownBy(() -> client.versionCmd().exec())
          .hasMessageContaining("no answer within 1 s");
    }
  }

  @Test
  void what_the_client_throws_is_thrown_as_it_is() throws Exception {
    try (DockerClient client = client(directory.resolve("nowhere.sock"))) {
      assertThatThrownBy(() -> client.versionCmd().exec())
          .hasRootCauseInstanceOf(SocketException.class);
    }
  }
}
