package dev.cambrian.server.serve;

import dev.cambrian.rig.IsolationPolicy;
import dev.cambrian.server.api.ApiServer;
import dev.cambrian.server.campaign.ScriptedWorld;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.organism.Habitats;
import dev.cambrian.server.supervisor.Judge;
import dev.cambrian.server.supervisor.Supervisor;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** A server as a process, to be killed: {@code HOME WORLD}; prints its address. */
final class CampaignServer {
  private CampaignServer() {}

  public static void main(String[] args) throws InterruptedException {
    ScriptedWorld world = new ScriptedWorld(Path.of(args[1]));
    CambrianHome home = new CambrianHome(Path.of(args[0]));
    try (Hosting hosting =
        Hosting.start(
            new Supervisor.Settings(
                home,
                home.directory().resolve("incoming"),
                Clock.systemUTC(),
                0,
                Duration.ofSeconds(5),
                // They are judged beside the trials, and here it is counted what is judged.
                false),
            Judge.of(world, spec -> Optional.empty()),
            Habitats.of(Habitats.Kind.PROCESS, System.getenv(), IsolationPolicy.ALLOW_NONE),
            world.models(),
            new ApiServer.Settings("127.0.0.1", 0, Optional.empty(), Set.of()))) {
      System.out.println(hosting.address());
      new CountDownLatch(1).await();
    }
  }
}
