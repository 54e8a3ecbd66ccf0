package dev.cambrian.server.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.Outcome;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.pipeline.SupervisionException;
import dev.cambrian.server.home.CambrianHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class RunAgainTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir Path directory;
  private CambrianHome home = new CambrianHome(Path.of(""));
  private Optional<Supervisor> opened = Optional.empty();

  /** Generation 3 was judged and failed. */
  @BeforeEach
  void spawn() throws InterruptedException {
    home = new CambrianHome(directory.resolve("home")).prepare();
    opened =
        Optional.of(
            Supervisor.open(
                new Supervisor.Settings(home, directory, Clock.systemUTC(), 0, LIMIT),
                Judge.of(new FakeVerifier(), spec -> Optional.empty()),
                Workspaces.NONE));
    new GrownArtifact(3, 2, "non-viable", Optional.of("a-campaign"))
        .writeTo(directory.resolve("artifact"));
    supervisor()
        .spawn(
            new SpawnOrder(3, "artifact", GrownArtifact.SPEC.hash(), Optional.empty()),
            new Caller.Operator());
    assertThat(supervisor().await(3, LIMIT).outcome()).isEqualTo(Outcome.TESTED);
  }

  private Supervisor supervisor() {
    return opened.orElseThrow();
  }

  @AfterEach
  void close() {
    supervisor().close();
  }

  @Test
  void the_same_code_becomes_the_next_generation_and_is_judged() throws InterruptedException {
    GenerationRecord taken = supervisor().again(3);

    assertThat(taken.generation()).isEqualTo(4);
    GenerationRecord first = supervisor().generation(3);
    GenerationRecord second = supervisor().await(4, LIMIT);
    assertThat(second.viable()).contains(false);
    assertThat(second.artifactHash()).isEqualTo(first.artifactHash());
    assertThat(second.specHash()).isEqualTo(first.specHash());
    assertThat(second.parent()).isEqualTo(first.parent());
    assertThat(second.producerModel()).isEqualTo(first.producerModel());
  }

  @Test
  void what_the_code_cost_and_the_campaign_it_counted_for_stay_with_the_first() {
    GenerationRecord taken = supervisor().again(3);

    assertThat(supervisor().generation(3).usage()).isEqualTo(TokenUsage.of(10, 20));
    assertThat(taken.usage().total()).isZero();
    assertThat(supervisor().generation(3).campaignId()).contains("a-campaign");
    assertThat(taken.campaignId()).isEmpty();
  }

  @Test
  void it_leaves_a_sound_home() throws InterruptedException, IOException {
    supervisor().again(3);
    supervisor().again(3);
    supervisor().await(4, LIMIT);
    supervisor().await(5, LIMIT);
    supervisor().close();

    assertThat(HomeCheck.sound(home)).hasSize(3);
  }

  @Test
  void code_that_is_not_as_it_was_sealed_is_refused_and_nothing_is_taken_in() throws IOException {
    Files.writeString(home.artifacts().resolve("gen-3/app.py"), "print('another')\n");

    assertThatThrownBy(() -> supervisor().again(3))
        .isInstanceOf(SupervisionException.WrongState.class)
        .hasMessageStartingWith("the code of generation 3 is not as it was sealed: ");
    assertThat(supervisor().history().highestGeneration()).isEqualTo(3);
  }

  @Test
  void an_unknown_generation_is_refused() {
    assertThatThrownBy(() -> supervisor().again(7))
        .isInstanceOf(SupervisionException.Unknown.class);
  }
}
