package dev.cambrian.core.pipeline;

import static dev.cambrian.core.pipeline.Worlds.GOOD_ANSWER;
import static dev.cambrian.core.pipeline.Worlds.SPEC;
import static dev.cambrian.core.pipeline.Worlds.generation;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.history.History;
import dev.cambrian.core.llm.LlmAnswer.StopReason;
import dev.cambrian.core.llm.Purpose;
import dev.cambrian.core.verdict.FailureKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Growths and candidates beside one another. */
class ParallelGrowthTest {
  private static final GrowthOptions OPTIONS =
      GrowthOptions.of("small").withEscalationModel("large");

  @TempDir private Path home;
  private History history;
  private final ScriptedLlm llm = new ScriptedLlm();

  @BeforeEach
  void open() {
    history = History.open(home.resolve("history.db"));
  }

  @AfterEach
  void close() {
    history.close();
  }

  private GrowthResult grow(History in, GrowthOptions options) {
    return Grower.builder()
        .history(in)
        .llm(llm)
        .verifier(Worlds::allViable)
        .archive(new RememberingArchive())
        .home(home)
        .build()
        .grow(SPEC, options, GrowthListener.NONE);
  }

  @Test
  void the_first_viable_candidate_wins_and_the_others_are_superseded() {
    CountDownLatch othersWait = new CountDownLatch(2);
    llm.onCall(
            Purpose.GENERATE,
            1,
            () -> {
              try {
                assertThat(othersWait.await(30, TimeUnit.SECONDS)).isTrue();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
              return ScriptedLlm.answer(GOOD_ANSWER, StopReason.COMPLETE);
            })
        .hangs(Purpose.GENERATE, 2, othersWait)
        .hangs(Purpose.GENERATE, 3, othersWait);

    GrowthResult result = grow(history, OPTIONS.withCandidates(3));

    int promoted = result.promoted().orElseThrow();
    assertThat(result.generations()).containsExactly(1, 2, 3);
    assertThat(result.generations())
        .filteredOn(number -> number != promoted)
        .allSatisfy(
            number ->
                assertThat(generation(history, number).failure()).contains(FailureKind.SUPERSEDED));
  }

  @Test
  void two_growths_at_once_in_one_home_both_work() throws Exception {
    llm.on(Purpose.GENERATE, 1, GOOD_ANSWER);
    List<GrowthResult> results = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    try (History second = History.open(home.resolve("history.db"))) {
      for (History each : List.of(history, second)) {
        Thread thread = new Thread(() -> results.add(grow(each, OPTIONS)));
        thread.start();
        threads.add(thread);
      }
      for (Thread thread : threads) {
        assertThat(thread.join(Duration.ofSeconds(60))).isTrue();
      }
    }

    assertThat(results.stream().map(result -> result.promoted().orElseThrow()))
        .containsExactlyInAnyOrder(1, 2);
    assertThat(Files.exists(home.resolve("artifacts/gen-2/manifest.json"))).isTrue();
  }
}
