package dev.cambrian.server.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cambrian.core.history.History;
import dev.cambrian.core.history.Outcome;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.VerificationRequest;
import dev.cambrian.core.verdict.Verifier;
import dev.cambrian.server.cli.GrownHome;
import dev.cambrian.server.home.CambrianHome;
import dev.cambrian.server.home.ServerAddress;
import dev.cambrian.server.supervisor.Caller;
import dev.cambrian.server.supervisor.FakeVerifier;
import dev.cambrian.server.supervisor.GrownArtifact;
import dev.cambrian.server.supervisor.SpawnOrder;
import dev.cambrian.server.supervisor.Supervisor;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that only looks at a home in which another left something to be verified once more. */
@Timeout(120)
final class LookingTest {
  @TempDir Path directory;
  private final CountDownLatch verified = new CountDownLatch(1);
  private CambrianHome home = new CambrianHome(Path.of("/nowhere"));

  @BeforeEach
  void leave() throws InterruptedException {
    home = GrownHome.at(directory.resolve("home"));
    try (Hosting hosting = hosting(new FakeVerifier(), false, false)) {
      new GrownArtifact(3, 2, "viable", Optional.empty())
          .writeTo(home.directory().resolve("incoming/artifact"));
      Supervisor supervisor = hosting.supervisor();
      supervisor.spawn(
          new SpawnOrder(3, "artifact", GrownArtifact.SPEC.hash(), Optional.empty()),
          new Caller.Operator());
      assertThat(supervisor.await(3, Duration.ofSeconds(60)).outcome()).isEqualTo(Outcome.TESTED);
      supervisor.promote(3, new Caller.Operator());
    }
  }

  private Hosting hosting(Verifier verifier, boolean reverseRuns, boolean readOnly) {
    return HostedHome.start(home, directory, verifier, reverseRuns, readOnly);
  }

  /** Tells when it is called. */
  private final class Told implements Verifier {
    private final Verifier verifier = new FakeVerifier();

    @Override
    public Verification verify(VerificationRequest request, VerificationListener listener) {
      verified.countDown();
      return verifier.verify(request, listener);
    }

    @Override
    public String isolation() {
      return verifier.isolation();
    }
  }

  private long events() {
    try (History history = History.open(home.history())) {
      return history.headPosition();
    }
  }

  private static int status(Hosting hosting, String path) throws Exception {
    return get(hosting, path).statusCode();
  }

  private static HttpResponse<String> get(Hosting hosting, String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create(hosting.address() + path)).build(),
          BodyHandlers.ofString());
    }
  }

  @Test
  void it_offers_nothing_that_it_would_refuse_and_says_why() throws Exception {
    try (Hosting looking = hosting(new FakeVerifier(), false, true)) {
      assertThat(get(looking, "/").body())
          .containsOnlyOnce("class=\"looks\"")
          .contains(">This server only looks, as it was started with <code>--read-only</code>");
      assertThat(get(looking, "/ui/lineage").body())
          .containsOnlyOnce("class=\"looks\"")
          .contains("nothing can be started, changed or recorded here");
      assertThat(get(looking, "/ui/generations/3").body())
          .contains("This server only looks", "Compare …")
          .doesNotContain("method=\"post\"");
    }
    try (Hosting serving = hosting(new FakeVerifier(), false, false)) {
      assertThat(get(serving, "/ui/generations/3").body())
          .contains("action=\"/ui/generations/3/again\"")
          .doesNotContain("only looks");
      assertThat(get(serving, "/").body()).doesNotContain("only looks");
    }
  }

  @Test
  void it_begins_nothing_that_another_would_go_on_with() throws Exception {
    long before = events();
    try (Hosting looking = hosting(new Told(), true, true)) {
      assertThat(status(looking, "/ui/generations/3")).isEqualTo(200);
    }
    assertThat(verified.getCount()).as("nothing is verified").isOne();
    assertThat(events()).isEqualTo(before);

    try (Hosting serving = hosting(new Told(), true, false)) {
      await().atMost(Duration.ofSeconds(60)).until(() -> verified.getCount() == 0);
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> serving.supervisor().history().headPosition() > before);
    }
  }

  @Test
  void it_looks_beside_another_and_leaves_it_its_address() throws Exception {
    try (Hosting serving = hosting(new FakeVerifier(), false, false)) {
      try (Hosting looking = hosting(new FakeVerifier(), false, true)) {
        assertThat(status(looking, "/stats")).isEqualTo(200);
      }

      assertThat(ServerAddress.of(home)).contains(URI.create(serving.address()));
    }
    assertThat(ServerAddress.of(home)).isEmpty();
  }
}
