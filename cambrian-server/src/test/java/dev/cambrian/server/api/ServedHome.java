package dev.cambrian.server.api;

import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.supervisor.FakeVerifier;
import dev.cambrian.server.supervisor.Judge;
import dev.cambrian.server.supervisor.Supervisor;
import dev.cambrian.server.supervisor.Workspaces;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** A server as a process, to be killed: {@code HOME ARTIFACTS}; prints its port. */
final class ServedHome {
  private ServedHome() {}

  public static void main(String[] args) throws InterruptedException {
    Supervisor supervisor =
        Supervisor.open(
            new Supervisor.Settings(
                new CambrianHome(Path.of(args[0])),
                Path.of(args[1]),
                Clock.systemUTC(),
                1,
                Duration.ofSeconds(5)),
            Judge.of(new FakeVerifier(), spec -> Optional.empty()),
            Workspaces.NONE);
    ApiServer server =
        ApiServer.start(
            new ApiServer.Settings("127.0.0.1", 0, Optional.empty(), Set.of()),
            ApiLimits.STANDARD,
            supervisor,
            Optional.empty(),
            new Doors());
    supervisor.resume();
    System.out.println(server.port());
    new CountDownLatch(1).await();
  }
}
