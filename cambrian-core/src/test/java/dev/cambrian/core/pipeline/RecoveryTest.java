package dev.cambrian.core.pipeline;

import static dev.cambrian.core.pipeline.Worlds.GOOD_ANSWER;
import static dev.cambrian.core.pipeline.Worlds.OTHER_ANSWER;
import static dev.cambrian.core.pipeline.Worlds.SPEC;
import static dev.cambrian.core.pipeline.Worlds.generation;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.HistoryException;
import dev.cambrian.core.history.Outcome;
import dev.cambrian.core.llm.Purpose;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.VerificationRequest;
import dev.cambrian.core.verdict.Verifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecoveryTest {
  private static final GrowthOptions OPTIONS = GrowthOptions.of("model");

  @TempDir private Path home;
  private History history;
  private final RememberingArchive archive = new RememberingArchive();
  private final ScriptedLlm llm =
      new ScriptedLlm().on(Purpose.GENERATE, 1, GOOD_ANSWER).on(Purpose.RETRY, 1, OTHER_ANSWER);

  @BeforeEach
  void open() {
    history = History.open(home.resolve("history.db"));
  }

  @AfterEach
  void close() {
    history.close();
  }

  /** Two generations, thirteen appends: the first fails at its tests, the second is viable. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11})
  void a_death_before_any_event_leaves_what_the_next_start_closes(int appends) {
    Verifier firstFails =
        (request, listener) ->
            new Verification.Judged(
                request.generation() == 1
                    ? Worlds.failedTest(request, "1 of 2 tests failed")
                    : Worlds.viable(request));
    DyingHistory dying = new DyingHistory(history, appends);
    assertThatThrownBy(() -> grower(dying, firstFails).grow(SPEC, OPTIONS, GrowthListener.NONE))
        .isInstanceOf(HistoryException.class);
    assertThat(dying.died()).isTrue();

    grower(history, firstFails).recover(GrowthListener.NONE);

    for (GenerationRecord record : history.latest(10)) {
      assertThat(record.outcome().closed()).isTrue();
      assertThat(archive.states)
          .containsEntry(
              record.generation(), record.outcome() == Outcome.PROMOTED ? "promoted" : "failed");
      assertThat(Files.exists(home.resolve("artifacts/gen-" + record.generation())))
          .isEqualTo(record.artifactHash().isPresent());
    }
    assertThat(home.resolve("growths")).isEmptyDirectory();
  }

  @Test
  void a_viable_verdict_whose_process_died_is_promoted_by_the_next_start() {
    assertThatThrownBy(
            () ->
                grower(new DyingHistory(history, 5), RecoveryTest::viable)
                    .grow(SPEC, OPTIONS, GrowthListener.NONE))
        .isInstanceOf(HistoryException.class);
    assertThat(generation(history, 1).outcome()).isEqualTo(Outcome.TESTED);

    GrowthResult next =
        grower(history, RecoveryTest::viable).grow(SPEC, OPTIONS, GrowthListener.NONE);

    assertThat(generation(history, 1).outcome()).isEqualTo(Outcome.PROMOTED);
    assertThat(next.promoted()).contains(2);
  }

  @Test
  void a_generation_without_a_verdict_is_closed_as_crashed() {
    assertThatThrownBy(
            () ->
                grower(new DyingHistory(history, 2), RecoveryTest::viable)
                    .grow(SPEC, OPTIONS, GrowthListener.NONE))
        .isInstanceOf(HistoryException.class);

    grower(history, RecoveryTest::viable).recover(GrowthListener.NONE);

    assertThat(generation(history, 1).failure()).contains(FailureKind.CRASHED);
    assertThat(home.resolve("artifacts/gen-1")).doesNotExist();
  }

  @Test
  void an_archive_that_fails_after_the_event_is_brought_up_to_date() {
    AtomicInteger promotions = new AtomicInteger();
    GenerationArchive failing =
        new GenerationArchive() {
          @Override
          public void commit(int generation, int parent, Path artifact) {
            archive.commit(generation, parent, artifact);
          }

          @Override
          public void promote(int generation) {
            if (promotions.getAndIncrement() == 0) {
              throw new PipelineException("disk full");
            }
            archive.promote(generation);
          }

          @Override
          public void rollBack(int generation, String reason) {
            archive.rollBack(generation, reason);
          }
        };
    Grower grower =
        Grower.builder()
            .history(history)
            .llm(llm)
            .verifier(RecoveryTest::viable)
            .archive(failing)
            .home(home)
            .build();
    assertThatThrownBy(() -> grower.grow(SPEC, OPTIONS, GrowthListener.NONE))
        .hasMessage("disk full");
    assertThat(generation(history, 1).outcome()).isEqualTo(Outcome.PROMOTED);
    assertThat(archive.states).containsEntry(1, "committed");

    grower.recover(GrowthListener.NONE);

    assertThat(archive.states).containsEntry(1, "promoted");
  }

  @Test
  void a_growth_that_cannot_be_settled_is_told_and_keeps_no_other_from_being_settled() {
    GenerationArchive refusing =
        new GenerationArchive() {
          @Override
          public void commit(int generation, int parent, Path artifact) {
            if (generation == 1) {
              throw new PipelineException("the artifact is gone");
            }
            archive.commit(generation, parent, artifact);
          }

          @Override
          public void promote(int generation) {
            archive.promote(generation);
          }

          @Override
          public void rollBack(int generation, String reason) {
            archive.rollBack(generation, reason);
          }
        };
    for (int growth = 0; growth < 2; growth++) {
      Grower dying = grower(new DyingHistory(history, 3), RecoveryTest::viable, refusing);
      assertThatThrownBy(() -> dying.grow(SPEC, OPTIONS, GrowthListener.NONE))
          .isInstanceOf(HistoryException.class);
    }
    List<String> unsettled = new ArrayList<>();
    GrowthListener listener =
        new GrowthListener() {
          @Override
          public void on(GrowthProgress progress) {}

          @Override
          public void unsettled(UUID growth, String reason) {
            unsettled.add(reason);
          }
        };
    Grower grower = grower(history, RecoveryTest::viable, refusing);

    grower.recover(listener);
    grower.recover(listener);

    assertThat(unsettled).containsExactly("the artifact is gone", "the artifact is gone");
    assertThat(generation(history, 2).outcome()).isEqualTo(Outcome.FAILED);
    assertThat(home.resolve("growths")).isDirectoryContaining("glob:**.lock");
  }

  @Test
  void looking_for_dead_growths_does_not_give_up_the_lock_of_a_living_one() throws Exception {
    Path growths = home.resolve("growths");
    try (GrowthLock alive = GrowthLock.create(growths, UUID.randomUUID())) {
      assertThat(GrowthLock.takeDead(growths)).isEmpty();

      assertThat(deadSeenByAnotherProcess(growths)).isEqualTo("0");
      assertThat(alive.growth()).isNotNull();
    }
    assertThat(deadSeenByAnotherProcess(growths)).isEqualTo("1");
  }

  private static String deadSeenByAnotherProcess(Path growths) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                DeadGrowths.class.getName(),
                growths.toString())
            .redirectErrorStream(true)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    assertThat(process.waitFor()).as(printed).isZero();
    return printed;
  }

  /** Another process that looks for dead growths and prints how many it sees. */
  static final class DeadGrowths {
    private DeadGrowths() {}

    public static void main(String[] args) {
      System.out.println(GrowthLock.takeDead(Path.of(args[0])).size());
    }
  }

  @Test
  void a_growth_that_lives_is_left_alone() {
    try (GrowthLock alive = GrowthLock.create(home.resolve("growths"), UUID.randomUUID())) {
      assertThat(GrowthLock.takeDead(home.resolve("growths"))).isEmpty();
      assertThat(alive.growth()).isNotNull();
    }

    assertThat(GrowthLock.takeDead(home.resolve("growths")))
        .hasSize(1)
        .allSatisfy(GrowthLock::close);
  }

  private Grower grower(History history, Verifier verifier) {
    return grower(history, verifier, archive);
  }

  private Grower grower(History history, Verifier verifier, GenerationArchive archive) {
    return Grower.builder()
        .history(history)
        .llm(llm)
        .verifier(verifier)
        .archive(archive)
        .home(home)
        .build();
  }

  private static Verification viable(VerificationRequest request, VerificationListener listener) {
    return new Verification.Judged(Worlds.viable(request));
  }
}
