package dev.cambrian.server.serve;

import dev.cambrian.core.llm.LlmSettings;
import dev.cambrian.core.llm.Prices;
import dev.cambrian.core.verdict.Verifier;
import dev.cambrian.rig.IsolationPolicy;
import dev.cambrian.server.api.ApiServer;
import dev.cambrian.server.gateway.GatewaySettings;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.organism.Habitats;
import dev.cambrian.server.supervisor.Judge;
import dev.cambrian.server.supervisor.Supervisor;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A home that is served on a free port, where a verifier of the test judges. */
public final class HostedHome {
  private HostedHome() {}

  /**
   * @param recordings that the gateway answers from
   */
  public static Hosting start(
      CambrianHome home,
      Path recordings,
      Verifier verifier,
      boolean reverseRuns,
      boolean readOnly) {
    return start(home, recordings, verifier, reverseRuns, readOnly, Hosting.Listeners.NONE);
  }

  /** The same with somebody who listens. */
  public static Hosting start(
      CambrianHome home,
      Path recordings,
      Verifier verifier,
      boolean reverseRuns,
      boolean readOnly,
      Hosting.Listeners listeners) {
    return Hosting.start(
        new Supervisor.Settings(
            home,
            home.directory().resolve("incoming"),
            Clock.systemUTC(),
            0,
            Duration.ofSeconds(5),
            reverseRuns),
        Judge.of(verifier, _ -> Optional.empty()),
        Habitats.of(Habitats.Kind.PROCESS, System.getenv(), IsolationPolicy.ALLOW_NONE),
        GatewaySettings.of(
            LlmSettings.defaults().withProvider("replay").withRecordings(List.of(recordings)),
            Map.of(),
            Prices.builtIn()),
        new ApiServer.Settings("127.0.0.1", 0, Optional.empty(), Set.of(), readOnly),
        listeners);
  }
}
