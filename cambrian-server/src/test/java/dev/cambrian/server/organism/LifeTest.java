package dev.cambrian.server.organism;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.Members;
import dev.cambrian.core.spec.Toolchain;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an organism finds and can do, wherever it lives. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class LifeTest {
  /** Tells what it sees, asks the Supervisor, and tries everything else. */
  private static final String LOOK =
      """
      import json, os, socket, sys, urllib.request
      facts = {'environment': {k: v for k, v in os.environ.items()}, 'uid': os.getuid()}
      spec = open(os.environ['CAMBRIAN_SPEC_PATH']).read()
      facts['spec'] = spec.splitlines()[1]
      status = dict(l.split(':', 1) for l in open('/proc/self/status') if ':' in l)
      facts['capabilities'] = int(status['CapPrm'], 16) | int(status['CapEff'], 16) | int(status['CapAmb'], 16)
      facts['nonewprivs'] = status['NoNewPrivs'].strip()

      def tried(work):
          try:
              return str(work())
          except OSError as e:
              return 'no: ' + type(e).__name__

      facts['write-root'] = tried(lambda: open('/x', 'w'))
      facts['write-spec'] = tried(lambda: open(os.environ['CAMBRIAN_SPEC_PATH'], 'a'))
      facts['write-door'] = tried(lambda: open('/door/x', 'w'))
      facts['unlink-door'] = tried(lambda: os.unlink('/door/supervisor.sock'))
      for name, place in PLACES.items():
          facts['reach-' + name] = tried(lambda: socket.create_connection(tuple(place), 1) and 'yes')
      facts['dns'] = tried(lambda: socket.getaddrinfo('example.com', 80))
      facts['interfaces'] = sorted(os.listdir('/sys/class/net')) if os.path.isdir('/sys/class/net') else ['lo']
      facts['parent-environment'] = tried(lambda: open('/proc/1/environ').read())
      facts['keeper-memory'] = tried(lambda: open('/proc/1/mem', 'rb').read(1))
      facts['kill-keeper'] = tried(lambda: os.kill(1, 0))
      request = urllib.request.Request(os.environ['CAMBRIAN_SUPERVISOR_URL'] + '/versions',
                                       headers={'x-api-key': os.environ['ANTHROPIC_API_KEY']})
      facts['answer'] = len(urllib.request.urlopen(request, timeout=10).read())
      out = os.path.join(os.environ['CAMBRIAN_WORKSPACE'], 'gen-1')
      os.makedirs(out + '/deep')
      json.dump(facts, open(out + '/facts.json', 'w'))
      open(out + '/deep/empty', 'w').close()
      print('my key is', os.environ['ANTHROPIC_API_KEY'], flush=True)
      sys.stdout.write(os.environ['ANTHROPIC_API_KEY'][:20]); sys.stdout.flush()
      import time; time.sleep(0.2)
      print(os.environ['ANTHROPIC_API_KEY'][20:], flush=True)
      """;

  private static final WorkspaceReader.Limits PLENTY = new WorkspaceReader.Limits(100, 1 << 20);

  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource
  void it_has_the_environment_of_the_contract_and_the_supervisor_at_its_door(Colony.Place place)
      throws Exception {
    try (Colony colony = Colony.in(place, directory, Toolchain.PYTHON)) {
      Organism organism = colony.start(LivingArtifact.doing(LOOK.replace("PLACES", "{}")));
      colony.awaitAlive(organism.id());
      String token = colony.supervisor.token(organism.id());
      colony
          .organisms()
          .workspaces()
          .copy(organism.id(), "gen-1", directory.resolve("copy"), PLENTY);

      Members facts = facts();
      Members environment = facts.requireObject("environment");
      String base = environment.requireString("CAMBRIAN_SUPERVISOR_URL");
      assertThat(environment.node().propertyNames())
          .filteredOn(it -> it.startsWith("CAMBRIAN") || it.startsWith("ANTHROPIC"))
          .containsExactlyInAnyOrder(
              "ANTHROPIC_API_KEY",
              "ANTHROPIC_BASE_URL",
              "CAMBRIAN_SUPERVISOR_URL",
              "CAMBRIAN_GENERATION",
              "CAMBRIAN_SPEC_PATH",
              "CAMBRIAN_MODEL",
              "CAMBRIAN_ESCALATION_MODEL",
              "CAMBRIAN_MAX_GENS",
              "CAMBRIAN_MAX_RETRIES",
              "CAMBRIAN_MAX_PARSE_RETRIES",
              "CAMBRIAN_TOKEN_BUDGET",
              "CAMBRIAN_WORKSPACE");
      assertThat(environment.requireString("CAMBRIAN_MAX_GENS")).isEqualTo("5");
      assertThat(environment.requireString("CAMBRIAN_ESCALATION_MODEL")).isEqualTo("second-model");
      if (place != Colony.Place.UNPROTECTED) {
        assertThat(base).isEqualTo("http://127.0.0.1:8400");
      }
      assertThat(facts.requireString("spec")).isEqualTo("title: Living");
      assertThat(facts.requireInt("answer")).isEqualTo(300_000);
      assertThat(colony.supervisor.requests)
          .containsExactly(
              new FakeSupervisor.Request(organism.id(), "GET /versions HTTP/1.1", token));
      assertThat(directory.resolve("copy/deep/empty")).isEmptyFile();
      assertThat(colony.organisms().ask(organism.id(), "/stats").body())
          .contains("\"path\": \"/stats\"");
      assertThat(colony.log(organism.id()))
          .contains("my key is [token]\n[token]\n")
          .doesNotContain(token, token.substring(20));
      assertThat(colony.organisms().find(organism.id()).state()).isEqualTo(Organism.State.RUNNING);

      Organism over = colony.organisms().stop(organism.id(), StopReason.STOPPED);

      assertThat(over.state()).isEqualTo(Organism.State.STOPPED);
      assertThat(over.end().orElseThrow().reason()).isEqualTo(StopReason.STOPPED);
      assertThat(over.end().orElseThrow().peakMemoryBytes().orElse(0)).isGreaterThan(1 << 20);
      List<Event> events = colony.events(organism.id());
      assertThat(events).hasSize(2);
      assertThat(((Event.OrganismStopped) events.getLast()).reason())
          .isEqualTo("stopped by request");
      assertThat(colony.supervisor.revoked).contains(organism.id());
      assertThat(colony.log(organism.id())).contains("my key is [token]");
      assertNowhere(token);
    }
  }

  /** In no file of the home: history, log, record. */
  private void assertNowhere(String token) throws Exception {
    byte[] needle = token.getBytes(StandardCharsets.US_ASCII);
    try (Stream<Path> files = Files.walk(directory.resolve("home"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain(new String(needle, StandardCharsets.ISO_8859_1));
      }
    }
  }

  private Members facts() throws Exception {
    return Members.of(Json.parse(Files.readAllBytes(directory.resolve("copy/facts.json"))));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "UNPROTECTED")
  void nothing_but_the_supervisor_can_be_reached_or_touched(Colony.Place place) throws Exception {
    InetAddress bridge = InetAddress.getByName("172.17.0.1");
    try (Colony colony = Colony.in(place, directory, Toolchain.PYTHON);
        ServerSocket everywhere = new ServerSocket()) {
      everywhere.bind(new InetSocketAddress(0));
      int port = everywhere.getLocalPort();
      String places =
          "{'loopback': ['127.0.0.1', %d], 'bridge': ['%s', %d], 'internet': ['1.1.1.1', 80],"
                  .formatted(port, bridge.getHostAddress(), port)
              + " 'neighbour': ['172.17.0.2', 8401], 'metadata': ['169.254.169.254', 80],"
              + " 'six': ['::1', %d]}".formatted(port);
      Organism organism = colony.start(LivingArtifact.doing(LOOK.replace("PLACES", places)));
      Organism other = colony.start(LivingArtifact.doing(""));
      colony.awaitAlive(organism.id());
      colony.awaitAlive(other.id());
      colony
          .organisms()
          .workspaces()
          .copy(organism.id(), "gen-1", directory.resolve("copy"), PLENTY);

      Members facts = facts();
      for (String place2 :
          List.of("loopback", "bridge", "internet", "neighbour", "metadata", "six")) {
        assertThat(facts.requireString("reach-" + place2)).as(place2).startsWith("no: ");
      }
      for (String touched : List.of("dns", "write-root", "write-spec", "write-door")) {
        assertThat(facts.requireString(touched)).as(touched).startsWith("no: ");
      }
      assertThat(facts.requireString("unlink-door")).startsWith("no: ");
      assertThat(facts.requireStrings("interfaces")).containsExactly("lo");
      assertThat(facts.requireInt("capabilities")).isZero();
      assertThat(facts.requireString("nonewprivs")).isEqualTo("1");
      assertThat(facts.requireInt("uid")).isNotZero();
      if (place == Colony.Place.CONTAINER) {
        assertThat(facts.requireString("parent-environment")).startsWith("no: ");
        assertThat(facts.requireString("keeper-memory")).startsWith("no: ");
        assertThat(facts.requireString("kill-keeper")).startsWith("no: ");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void only_regular_files_within_the_limits_leave_the_workspace(Colony.Place place)
      throws Exception {
    String deed =
        """
        import os
        os.chdir(os.environ['CAMBRIAN_WORKSPACE'])
        for name in ('link', 'pipe', 'many', 'large', 'strange', 'fine'):
            os.mkdir(name)
        os.symlink('/etc/passwd', 'link/passwd')
        os.symlink('/etc', 'etc')
        os.symlink('fine', 'alias')
        os.mkfifo('pipe/fifo')
        for i in range(120):
            open('many/%d' % i, 'w').close()
        with open('large/sparse', 'w') as f:
            f.truncate(1 << 40)
        open('strange/\\x1b[2J', 'w').close()
        with open('fine/a', 'w') as f:
            f.write('hello')
        """;
    try (Colony colony = Colony.in(place, directory, Toolchain.PYTHON)) {
      Organism organism = colony.start(LivingArtifact.doing(deed));
      colony.awaitAlive(organism.id());
      WorkspaceReader workspaces = colony.organisms().workspaces();

      for (String path :
          List.of(
              "link", "pipe", "many", "large", "strange", "etc", "alias", "none", "fine/a",
              "../home", "/etc", "fine/..", ".", "fine//a", "")) {
        assertThatThrownBy(
                () -> workspaces.copy(organism.id(), path, directory.resolve("refused"), PLENTY))
            .as(path)
            .isInstanceOf(OrganismException.class)
            .hasMessageStartingWith("the path ")
            .extracting(it -> ((OrganismException) it).kind())
            .isEqualTo(OrganismException.Kind.INVALID);
        assertThat(directory.resolve("refused")).doesNotExist();
      }
      workspaces.copy(organism.id(), "fine", directory.resolve("copy"), PLENTY);
      assertThat(directory.resolve("copy/a")).hasContent("hello");
    }
  }
}
