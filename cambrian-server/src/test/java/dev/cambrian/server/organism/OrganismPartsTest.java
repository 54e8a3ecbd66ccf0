package dev.cambrian.server.organism;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.EventStore.Causation;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.WriteCondition;
import dev.cambrian.core.spec.Toolchain;
import dev.cambrian.rig.IsolationPolicy;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The parts that need no organism to run. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class OrganismPartsTest {
  @TempDir private Path directory;

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void a_tail_keeps_the_last_bytes_however_they_come() {
    StringBuilder all = new StringBuilder();
    LogTail tail = new LogTail(10);
    for (int length = 0; length < 25; length++) {
      byte[] bytes = ascii("abcdefghijklmnopqrstuvwxyz".substring(0, length));
      all.append(new String(bytes, StandardCharsets.US_ASCII));
      tail.add(bytes, length);

      assertThat(tail.bytes()).isEqualTo(ascii(all.substring(Math.max(0, all.length() - 10))));
    }
  }

  @Test
  void lines_are_counted_from_the_end() {
    assertThat(LogTail.lines(ascii("a\nb\nc\n"), 2)).isEqualTo(ascii("b\nc\n"));
    assertThat(LogTail.lines(ascii("a\nb\nc"), 2)).isEqualTo(ascii("b\nc"));
    assertThat(LogTail.lines(ascii("a\n"), 5)).isEqualTo(ascii("a\n"));
    assertThat(LogTail.lines(ascii(""), 1)).isEmpty();
    assertThat(LogTail.lines(ascii("\n\n"), 1)).isEqualTo(ascii("\n"));
  }

  @Test
  void a_report_may_come_in_parts_and_among_complaints() {
    List<Organism.State> states = new ArrayList<>();
    KeeperReport report = new KeeperReport(states::add);
    byte[] bytes =
        ascii(
            """
            {"report":"building"}
            Out of memory!
            {"report":"running"}
            {"report":"ended","exit":3,"peak":99,"reason":"exited"}
            """);
    for (byte each : bytes) {
      report.take(new byte[] {each}, 1);
    }

    assertThat(states).containsExactly(Organism.State.BUILDING, Organism.State.RUNNING);
    assertThat(report.end())
        .contains(new End(StopReason.EXITED, Optional.of(3), OptionalLong.of(99)));
  }

  @Test
  void a_socket_fits_however_long_its_home_is_named() throws Exception {
    Path deep = Files.createDirectories(directory.resolve("x".repeat(150)));

    Path shortened;
    try (SocketPath path = SocketPath.of(deep);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      shortened = path.path();
      server.bind(UnixDomainSocketAddress.of(shortened.resolve("supervisor.sock")));

      assertThat(Files.exists(deep.resolve("supervisor.sock"))).isTrue();
    }

    assertThat(shortened).doesNotExist();
    assertThat(deep).exists();
  }

  @Test
  void a_copy_of_a_home_is_another_home() {
    String one = new OrganismStore(directory.resolve("one")).homeId();

    assertThat(new OrganismStore(directory.resolve("one")).homeId()).isEqualTo(one);
    assertThat(new OrganismStore(directory.resolve("two")).homeId()).isNotEqualTo(one);
  }

  @Test
  void only_a_promoted_generation_with_the_files_that_were_judged_may_run() throws Exception {
    StartOrder order = LivingArtifact.doing("").sealed(directory);
    StartOrder first = StartOrder.of(1, order.artifact(), "m", "n");
    try (History history = History.inMemory()) {
      assertRefused(first, history, OrganismException.Kind.UNKNOWN, "there is no generation 1");

      history.append(
          StreamId.generation(1),
          WriteCondition.noStream(),
          Causation.of(UUID.randomUUID()),
          List.of(
              new Event.GenerationStarted(
                  1,
                  0,
                  LivingArtifact.doing("").spec().hash(),
                  1,
                  Optional.empty(),
                  1,
                  "m",
                  Optional.empty())));
      assertRefused(
          first,
          history,
          OrganismException.Kind.CONFLICT,
          "generation 1 is in_progress; only a promoted one may run");

      Files.writeString(order.artifact().resolve("main.py"), "changed");
      assertRefused(order, history, OrganismException.Kind.INVALID, "the artifact cannot run");
    }
  }

  private static void assertRefused(
      StartOrder order, History history, OrganismException.Kind kind, String says) {
    assertThatThrownBy(() -> RunnableArtifact.of(order, history))
        .isInstanceOf(OrganismException.class)
        .hasMessageContaining(says)
        .extracting(it -> ((OrganismException) it).kind())
        .isEqualTo(kind);
  }

  @Test
  void a_daemon_that_is_not_there_is_named_with_what_mends_it() {
    Habitats habitats =
        Habitats.of(
            Habitats.Kind.DOCKER,
            Map.of("DOCKER_HOST", "unix:///nowhere/docker.sock"),
            IsolationPolicy.REQUIRE_SANDBOX);

    assertThatThrownBy(() -> habitats.choose(LivingArtifact.of(Toolchain.PYTHON).spec(), "home"))
        .isInstanceOf(OrganismException.class)
        .hasMessageContaining("no Docker daemon answers at unix:///nowhere/docker.sock")
        .extracting(it -> ((OrganismException) it).kind())
        .isEqualTo(OrganismException.Kind.UNAVAILABLE);
  }
}
