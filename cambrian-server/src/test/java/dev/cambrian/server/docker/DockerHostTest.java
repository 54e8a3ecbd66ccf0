package dev.cambrian.server.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class DockerHostTest {
  @TempDir private Path directory;

  private static DockerHost only(Map<String, String> environment) {
    DockerHost.Named named = DockerHost.of(environment);
    assertThat(named).isInstanceOf(DockerHost.Places.class);
    List<DockerHost> hosts = ((DockerHost.Places) named).hosts();
    assertThat(hosts).hasSize(1);
    return hosts.getFirst();
  }

  @ParameterizedTest
  @CsvSource({
    "unix:///run/user/7/docker.sock, unix:///run/user/7/docker.sock",
    "unix://, unix:///var/run/docker.sock",
    "unix:///a b.sock, unix:///a%20b.sock",
    "tcp://127.0.0.1:4243, tcp://127.0.0.1:4243",
    "tcp://127.0.0.1:4243/, tcp://127.0.0.1:4243",
    "tcp://there, tcp://there:2375",
    "tcp://, tcp://127.0.0.1:2375",
    "there:4243, tcp://there:4243",
    "tcp://[::1]:4243, tcp://[::1]:4243",
    "' tcp://there:4243 ', tcp://there:4243",
  })
  void an_address_is_read_as_the_docker_command_reads_it(String named, String address) {
    DockerHost host = only(Map.of("DOCKER_HOST", named));

    assertThat(host).isEqualTo(new DockerHost(URI.create(address), Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tcp://a b",
        "tcp://127.0.0.1:99999",
        "tcp://127.0.0.1:0",
        "tcp://me@there:4243",
        "tcp://there:4243/sub",
        "::::",
        "unix://docker.sock",
        "http://there:4243",
        "fd://",
        "npipe:////./pipe/docker_engine",
      })
  void what_is_no_address_is_told_with_what_was_named(String named) {
    assertThat(DockerDaemon.find(Map.of("DOCKER_HOST", named)))
        .isInstanceOfSatisfying(
            DockerDaemon.Silent.class,
            it ->
                assertThat(it.reason())
                    .contains("DOCKER_HOST=" + named + " names ")
                    .contains("set it to unix://PATH or tcp://HOST:PORT"));
  }

  @Test
  void an_ssh_address_is_refused_with_the_way_round() {
    assertThat(DockerHost.of(Map.of("DOCKER_HOST", "ssh://me@there")))
        .isInstanceOfSatisfying(
            DockerHost.Unusable.class,
            it ->
                assertThat(it.reason())
                    .contains("ssh -nNT -L /tmp/docker.sock:/var/run/docker.sock ssh://me@there"));
  }

  @Test
  void any_value_asks_for_tls_and_a_missing_certificate_never_means_none() throws Exception {
    Files.writeString(directory.resolve("ca.pem"), "x");
    Files.writeString(directory.resolve("cert.pem"), "x");
    Map<String, String> environment =
        Map.of(
            "DOCKER_HOST", "tcp://there",
            "DOCKER_TLS_VERIFY", "0",
            "DOCKER_CERT_PATH", directory.toString());

    assertThat(DockerHost.of(environment))
        .isInstanceOfSatisfying(
            DockerHost.Unusable.class,
            it -> assertThat(it.reason()).contains(directory.resolve("key.pem").toString()));

    Files.writeString(directory.resolve("key.pem"), "x");
    assertThat(only(environment))
        .isEqualTo(new DockerHost(URI.create("tcp://there:2376"), Optional.of(directory)));
  }

  @Test
  void a_socket_of_this_user_is_found_where_none_is_named() throws Exception {
    Path socket = Files.createFile(directory.resolve("docker.sock"));

    DockerHost.Named named = DockerHost.of(Map.of("XDG_RUNTIME_DIR", directory.toString()));

    assertThat(named)
        .isInstanceOfSatisfying(
            DockerHost.Places.class,
            it ->
                assertThat(it.hosts())
                    .last()
                    .isEqualTo(new DockerHost(URI.create("unix://" + socket), Optional.empty())));
  }
}
