package dev.cambrian.core.pipeline;

import static dev.cambrian.core.verdict.FailureKind.BUDGET_EXHAUSTED;
import static dev.cambrian.core.verdict.FailureKind.CANCELLED;
import static dev.cambrian.core.verdict.FailureKind.DAEMON_GONE;
import static dev.cambrian.core.verdict.FailureKind.IMAGE_MISSING;
import static dev.cambrian.core.verdict.FailureKind.RESOURCE;
import static dev.cambrian.core.verdict.FailureKind.RIG_CRASHED;
import static dev.cambrian.core.verdict.FailureKind.SUPERSEDED;
import static dev.cambrian.core.verdict.FailureKind.TIMED_OUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cambrian.core.pipeline.Decisions.AfterAbort;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.FailureKind.FailureClass;
import dev.cambrian.core.verdict.Verification;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** What is decided after a verification that ended without a verdict. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class AbortDecisionsTest {
  private static final Set<FailureKind> NOT_MENDED_BY_WAITING =
      Set.of(CANCELLED, SUPERSEDED, BUDGET_EXHAUSTED, IMAGE_MISSING);

  @Test
  void by_default_it_begins_again_after_one_second_and_after_five() {
    assertThat(after(2, DAEMON_GONE)).isEqualTo(new AfterAbort.Again(Duration.ofSeconds(1), 1));
    assertThat(after(2, DAEMON_GONE, RESOURCE))
        .isEqualTo(new AfterAbort.Again(Duration.ofSeconds(5), 2));
    assertThat(after(2, DAEMON_GONE, RESOURCE, DAEMON_GONE))
        .isEqualTo(new AfterAbort.Stop(DAEMON_GONE, "because; tried 3 times"));
    assertThat(GrowthOptions.of("model").infrastructureRetries()).isEqualTo(2);
  }

  @Test
  void no_pause_is_longer_than_a_minute() {
    List<Long> pauses = new ArrayList<>();
    for (int aborts = 1; aborts <= 10; aborts++) {
      AfterAbort next =
          Decisions.afterAbort(options(10), aborts(Collections.nCopies(aborts, RESOURCE)));
      pauses.add(((AfterAbort.Again) next).pause().toSeconds());
    }

    assertThat(pauses).containsExactly(1L, 5L, 25L, 60L, 60L, 60L, 60L, 60L, 60L, 60L);
  }

  @Test
  void what_breaks_the_rig_twice_is_the_artifact() {
    assertThat(after(10, RIG_CRASHED, RIG_CRASHED))
        .isEqualTo(
            new AfterAbort.Stop(RIG_CRASHED, "because; the rig crashed twice on this artifact"));
    assertThat(after(10, TIMED_OUT, DAEMON_GONE, TIMED_OUT))
        .isEqualTo(
            new AfterAbort.Stop(TIMED_OUT, "because; the rig timed out twice on this artifact"));
    assertThat(after(10, RIG_CRASHED, TIMED_OUT))
        .isEqualTo(
            new AfterAbort.Stop(
                TIMED_OUT, "because; the rig crashed or timed out twice on this artifact"));
    assertThat(after(10, DAEMON_GONE, RIG_CRASHED)).isInstanceOf(AfterAbort.Again.class);
  }

  @Test
  void what_waiting_does_not_mend_stops_at_once() {
    for (FailureKind kind : NOT_MENDED_BY_WAITING) {
      assertThat(after(10, kind)).isEqualTo(new AfterAbort.Stop(kind, "because"));
    }
  }

  @Test
  void without_retries_it_stops_with_the_reason_as_it_is() {
    assertThat(after(0, RIG_CRASHED)).isEqualTo(new AfterAbort.Stop(RIG_CRASHED, "because"));
  }

  @Test
  void an_abort_for_the_candidates_fault_does_not_exist() {
    for (FailureKind kind : FailureKind.values()) {
      if (kind.failureClass() == FailureClass.CANDIDATE) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> new Verification.Aborted(kind, "because"));
      }
    }
  }

  @Test
  void the_retries_are_zero_to_ten() {
    for (int retries : List.of(-1, 11)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> options(retries))
          .withMessageContaining("infrastructureRetries must be 0 to 10");
    }
  }

  /** Whatever goes wrong in whatever order, and for ever. */
  @Property(tries = 500)
  void it_always_ends_soon_and_as_the_last_abort_says(
      @ForAll("failures") List<FailureKind> failures, @ForAll @IntRange(max = 10) int retries) {
    List<Verification.Aborted> aborts = new ArrayList<>();
    Duration waited = Duration.ZERO;
    AfterAbort next;
    do {
      FailureKind kind = failures.get(aborts.size());
      aborts.add(new Verification.Aborted(kind, "because"));
      next = Decisions.afterAbort(options(retries), aborts);
      if (next instanceof AfterAbort.Again again) {
        assertThat(again.retry()).isEqualTo(aborts.size());
        assertThat(NOT_MENDED_BY_WAITING).doesNotContain(kind);
        waited = waited.plus(again.pause());
      }
    } while (next instanceof AfterAbort.Again);

    assertThat(aborts).hasSizeLessThanOrEqualTo(retries + 1);
    assertThat(aborts)
        .filteredOn(it -> it.kind() == RIG_CRASHED || it.kind() == TIMED_OUT)
        .hasSizeLessThanOrEqualTo(2);
    assertThat(waited).isLessThanOrEqualTo(Duration.ofSeconds(60L * retries));
    AfterAbort.Stop stop = (AfterAbort.Stop) next;
    assertThat(stop.kind()).isEqualTo(aborts.getLast().kind());
    assertThat(stop.reason()).startsWith("because");
  }

  @Provide
  Arbitrary<List<FailureKind>> failures() {
    return Arbitraries.of(
            Arrays.stream(FailureKind.values())
                .filter(it -> it.failureClass() == FailureClass.INFRASTRUCTURE)
                .toList())
        .list()
        .ofSize(11);
  }

  private static AfterAbort after(int retries, FailureKind... kinds) {
    return Decisions.afterAbort(options(retries), aborts(List.of(kinds)));
  }

  private static GrowthOptions options(int retries) {
    return GrowthOptions.of("model").withInfrastructureRetries(retries);
  }

  private static List<Verification.Aborted> aborts(List<FailureKind> kinds) {
    return kinds.stream().map(kind -> new Verification.Aborted(kind, "because")).toList();
  }
}
