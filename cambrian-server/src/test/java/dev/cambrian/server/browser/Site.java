package dev.cambrian.server.browser;

import dev.cambrian.core.llm.LlmSettings;
import dev.cambrian.core.llm.Prices;
import dev.cambrian.core.verdict.Verifier;
import dev.cambrian.rig.IsolationPolicy;
import dev.cambrian.server.api.ApiServer;
import dev.cambrian.server.gateway.GatewaySettings;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.organism.Habitats;
import dev.cambrian.server.serve.Hosting;
import dev.cambrian.server.supervisor.Caller;
import dev.cambrian.server.supervisor.FakeVerifier;
import dev.cambrian.server.supervisor.GrownArtifact;
import dev.cambrian.server.supervisor.Judge;
import dev.cambrian.server.supervisor.SpawnOrder;
import dev.cambrian.server.supervisor.Supervisor;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A whole server on a port of its own. Only the verifier may be a fake. */
final class Site implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  final FakeVerifier fake = new FakeVerifier();
  private final Path artifacts;
  private final Hosting hosting;

  private Site(Path directory, Optional<Verifier> verifier, Optional<String> token) {
    this.artifacts = directory.resolve("artifacts");
    this.hosting =
        Hosting.start(
            new Supervisor.Settings(
                new CambrianHome(directory.resolve("home")),
                artifacts,
                Clock.systemUTC(),
                0,
                Duration.ofSeconds(5),
                false),
            Judge.of(verifier.orElse(fake), _ -> Optional.empty()),
            Habitats.of(Habitats.Kind.PROCESS, System.getenv(), IsolationPolicy.ALLOW_NONE),
            GatewaySettings.of(
                LlmSettings.defaults().withProvider("replay").withRecordings(List.of()),
                Map.of(),
                Prices.builtIn()),
            new ApiServer.Settings("127.0.0.1", 0, token, Set.of()));
  }

  static Site in(Path directory) {
    return new Site(directory, Optional.empty(), Optional.empty());
  }

  static Site judgedBy(Verifier verifier, Path directory) {
    return new Site(directory, Optional.of(verifier), Optional.empty());
  }

  static Site withToken(Path directory, String token) {
    return new Site(directory, Optional.empty(), Optional.of(token));
  }

  String address() {
    return hosting.address();
  }

  Supervisor supervisor() {
    return hosting.supervisor();
  }

  /** Hands it in; its verification goes on. */
  void spawn(GrownArtifact artifact) {
    String name = "gen-" + artifact.generation();
    Path _ = artifact.writeTo(artifacts.resolve(name));
    spawn(artifact.generation(), name, GrownArtifact.SPEC.hash());
  }

  private void spawn(int generation, String path, String specHash) {
    var _ =
        supervisor()
            .spawn(
                new SpawnOrder(generation, path, specHash, Optional.empty()),
                new Caller.Operator());
  }

  /** The same, and waits for its end. */
  void judged(GrownArtifact artifact) throws InterruptedException {
    spawn(artifact);
    var _ = supervisor().await(artifact.generation(), PATIENCE);
  }

  @Override
  public void close() {
    fake.release();
    hosting.close();
  }
}
