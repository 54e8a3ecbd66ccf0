package dev.cambrian.server.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Stage;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class StandingTest {
  private final History history = History.inMemory();
  private final Grown grown = new Grown(history);
  private String spec = "";

  @BeforeEach
  void register() {
    spec = grown.spec("Echo");
  }

  @AfterEach
  void close() {
    history.close();
  }

  private GenerationRecord record() {
    return history.generation(1).orElseThrow();
  }

  @Test
  void what_was_judged_and_waits_is_told_apart_by_its_verdict() {
    Grown _ = grown.started(1, 0, spec).sealed(1).nonViable(1, Stage.TEST, "no");
    Grown _ = grown.started(2, 0, spec).sealed(2).viable(2);

    assertThat(Standing.of(record())).isEqualTo(Standing.NON_VIABLE);
    assertThat(Standing.column(record())).isEqualTo("not viable");
    assertThat(Standing.failedAt(record())).isEqualTo("test");
    GenerationRecord viable = history.generation(2).orElseThrow();
    assertThat(Standing.of(viable)).isEqualTo(Standing.VIABLE);
    assertThat(Standing.column(viable)).isEqualTo("tested");
  }

  @Test
  void what_was_stopped_before_its_verdict_is_cancelled_and_failed_nowhere() {
    Grown _ = grown.started(1, 0, spec).sealed(1);
    rolledBack(FailureKind.CANCELLED);

    assertThat(Standing.of(record())).isEqualTo(Standing.CANCELLED);
    assertThat(Standing.column(record())).isEqualTo("cancelled");
    assertThat(Standing.failedAt(record())).isEmpty();
  }

  @Test
  void a_viable_trial_of_a_campaign_is_not_promoted() {
    Grown _ =
        grown
            .append(
                StreamId.generation(1),
                Grown.CORE,
                new Event.GenerationStarted(
                    1, 0, spec, 1, Optional.empty(), 1, "a-model", Optional.of("c1")))
            .sealed(1)
            .promoted(1);
    Grown _ = grown.whole(2, 0, spec);

    assertThat(Standing.of(record())).isEqualTo(Standing.VIABLE_TRIAL);
    assertThat(Standing.column(record())).isEqualTo("viable");
    assertThat(Standing.column(history.generation(2).orElseThrow())).isEqualTo("promoted");
  }

  @Test
  void what_failed_without_a_verdict_says_why() {
    Grown _ = grown.started(1, 0, spec).sealed(1);
    rolledBack(FailureKind.DAEMON_GONE);

    assertThat(Standing.of(record())).isEqualTo(Standing.FAILED);
    assertThat(Standing.failedAt(record())).isEqualTo("daemon-gone");
  }

  private void rolledBack(FailureKind kind) {
    Grown _ =
        grown.append(
            StreamId.generation(1), Grown.CORE, new Event.GenerationRolledBack(1, kind, "why"));
  }
}
