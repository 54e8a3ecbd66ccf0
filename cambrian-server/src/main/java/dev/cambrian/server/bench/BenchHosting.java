package dev.cambrian.server.bench;

import dev.cambrian.core.llm.LlmClients;
import dev.cambrian.core.llm.LlmException;
import dev.cambrian.core.llm.Prices;
import dev.cambrian.core.llm.ReplayClient;
import dev.cambrian.core.verdict.LastingRuns;
import dev.cambrian.core.verdict.Verifier;
import dev.cambrian.rig.IsolationPolicy;
import dev.cambrian.server.api.ApiServer;
import dev.cambrian.server.gateway.GatewaySettings;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.organism.Habitats;
import dev.cambrian.server.serve.Hosting;
import dev.cambrian.server.supervisor.Judge;
import dev.cambrian.server.supervisor.Supervisor;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A whole server on the loopback, with another verifier than a rig and no model. */
final class BenchHosting {
  private BenchHosting() {}

  /**
   * Serves from the moment it returns.
   *
   * @param incoming below which it takes artifacts
   * @param port 0: any
   */
  static Hosting start(CambrianHome home, Path incoming, Verifier verifier, int port) {
    GatewaySettings models =
        new GatewaySettings(
            new LlmClients.Choice(
                (request, progress) -> {
                  throw new LlmException.NotRecorded("nobody asks it");
                },
                ReplayClient.PROVIDER,
                "a-model",
                "a-model"),
            Optional.empty(),
            Prices.builtIn(),
            Optional.empty(),
            GatewaySettings.Limits.STANDARD);
    return Hosting.start(
        new Supervisor.Settings(home, incoming, Clock.systemUTC(), 0, Duration.ZERO),
        new Judge(verifier, LastingRuns.NONE, HeldVerifier.AT_ONCE, spec -> Optional.empty()),
        Habitats.of(Habitats.Kind.PROCESS, Map.of(), IsolationPolicy.ALLOW_NONE),
        models,
        new ApiServer.Settings("127.0.0.1", port, Optional.empty(), Set.of()));
  }
}
