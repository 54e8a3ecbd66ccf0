package dev.cambrian.server.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.artifact.ArtifactReader;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.Outcome;
import dev.cambrian.core.pipeline.Arrival;
import dev.cambrian.core.pipeline.GenerationArchive;
import dev.cambrian.core.pipeline.GrowthListener;
import dev.cambrian.core.pipeline.Supervision;
import dev.cambrian.core.verdict.LastingRuns;
import dev.cambrian.server.home.CambrianHome;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class ResumeTest {
  @TempDir Path directory;

  private CambrianHome home = new CambrianHome(Path.of(""));

  /** A server took generation 1 in and ended before it was judged. */
  @BeforeEach
  void take() {
    home = new CambrianHome(directory.resolve("home")).prepare();
    Path artifact = GrownArtifact.of(1, "viable").writeTo(directory.resolve("artifact"));
    try (History history = History.open(home.history())) {
      Supervision.of(
              history,
              new FakeVerifier(),
              LastingRuns.NONE,
              GenerationArchive.NONE,
              home.directory(),
              Clock.systemUTC(),
              0,
              GrowthListener.NONE)
          .take(
              new Arrival(
                  1,
                  0,
                  GrownArtifact.SPEC,
                  (ArtifactReader.Sound) ArtifactReader.read(artifact, GrownArtifact.SPEC),
                  Optional.empty(),
                  UUID.randomUUID()));
    }
  }

  private Supervisor open() {
    return Supervisor.open(
        new Supervisor.Settings(home, directory, Clock.systemUTC(), 0, Duration.ofSeconds(20)),
        Judge.of(new FakeVerifier(), spec -> Optional.empty()),
        Workspaces.NONE);
  }

  private Outcome outcome() {
    try (History history = History.open(home.history())) {
      return history.generation(1).orElseThrow().outcome();
    }
  }

  @Test
  void one_that_ends_before_it_goes_on_leaves_what_it_found_to_the_next() {
    open().close();

    assertThat(outcome()).isEqualTo(Outcome.IN_PROGRESS);
  }

  @Test
  void one_that_goes_on_gives_a_verdict_to_what_it_found() throws InterruptedException {
    try (Supervisor supervisor = open()) {
      supervisor.resume();

      assertThat(supervisor.await(1, Duration.ofSeconds(20)).viable()).contains(true);
    }

    assertThat(outcome()).isEqualTo(Outcome.TESTED);
  }
}
