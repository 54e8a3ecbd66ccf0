package dev.cambrian.server.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.LastingRuns;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.StageLog;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.VerificationRequest;
import dev.cambrian.core.verdict.Verifier;
import dev.cambrian.server.supervisor.RunningOutput.Printed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class RunningOutputTest {
  private static final StageLog END =
      new StageLog(new StageLog.Output("so far", 0), StageLog.Output.NONE);

  private static final Verification CANCELLED =
      new Verification.Aborted(FailureKind.CANCELLED, "enough");

  @TempDir private Path home;
  private RunningOutput output = output(Path.of("nowhere"), ProcessHandle.current());
  private final List<String> seen = new ArrayList<>();
  private final List<String> heard = new ArrayList<>();

  private final VerificationListener listener =
      new VerificationListener() {
        @Override
        public void stageStarted(Stage stage) {
          heard.add("started " + stage.id());
        }

        @Override
        public void stagePrinting(Stage stage, StageLog end) {
          heard.add("printing " + stage.id());
        }

        @Override
        public void stageLogged(Stage stage, StageLog log) {
          heard.add("logged " + stage.id());
        }

        @Override
        public void stageFinished(Stage stage, boolean passed, Duration elapsed) {
          heard.add("finished " + stage.id());
          look();
        }
      };

  private static RunningOutput output(Path home, ProcessHandle self) {
    return new RunningOutput(new PrintedFiles(home, self));
  }

  @BeforeEach
  void open() {
    output = output(home, ProcessHandle.current());
  }

  private void look() {
    seen.add(output.of(3).map(Printed::stage).map(Stage::id).orElse("nothing"));
  }

  private static VerificationRequest request() {
    return new VerificationRequest(
        "run", 3, Path.of("artifact"), GrownArtifact.SPEC.hash(), GrownArtifact.SPEC);
  }

  private Verification judging(VerificationRequest request, VerificationListener hears) {
    hears.stageStarted(Stage.BUILD);
    look();
    hears.stagePrinting(Stage.BUILD, END);
    look();
    hears.stageLogged(Stage.BUILD, END);
    hears.stageFinished(Stage.BUILD, true, Duration.ofMillis(1));
    hears.stageStarted(Stage.TEST);
    look();
    hears.stagePrinting(Stage.TEST, END);
    look();
    return CANCELLED;
  }

  private void assertHeardAndOver() {
    assertThat(seen).containsExactly("nothing", "build", "nothing", "nothing", "test");
    assertThat(heard)
        .containsExactly(
            "started build",
            "printing build",
            "logged build",
            "finished build",
            "started test",
            "printing test");
    assertThat(output.any()).isFalse();
    assertThat(output.of(3)).isEmpty();
    assertThat(home).isEmptyDirectory();
  }

  @Test
  void what_a_stage_prints_is_there_as_long_as_it_runs() {
    Judge judge = output.heard(Judge.of(this::judging, _ -> Optional.empty()));

    assertThat(judge.verifier().verify(request(), listener)).isEqualTo(CANCELLED);

    assertHeardAndOver();
    assertThat(judge.verifier().isolation()).isEqualTo("unknown");
  }

  @Test
  void so_it_is_of_a_run_that_is_adopted() {
    LastingRuns runs =
        new LastingRuns() {
          @Override
          public Verification adopt(VerificationRequest request, VerificationListener hears) {
            return judging(request, hears);
          }

          @Override
          public SortedSet<String> survivors() {
            return new TreeSet<>(List.of("run"));
          }

          @Override
          public void forget(String runId) {
            heard.add("forgotten " + runId);
          }
        };
    Verifier verifier = this::judging;
    LastingRuns listened =
        output.heard(new Judge(verifier, runs, verifier, _ -> Optional.empty())).runs();

    assertThat(listened.adopt(request(), listener)).isEqualTo(CANCELLED);

    assertHeardAndOver();
    assertThat(listened.survivors()).containsExactly("run");
    listened.forget("run");
    assertThat(heard).endsWith("forgotten run");
  }

  @Test
  void nothing_stays_of_a_verifier_that_crashes() {
    Judge judge =
        output.heard(
            Judge.of(
                (request, hears) -> {
                  hears.stagePrinting(Stage.TEST, END);
                  throw new IllegalStateException("crashed");
                },
                _ -> Optional.empty()));

    assertThatThrownBy(() -> judge.once().verify(request(), listener)).hasMessage("crashed");

    assertThat(output.any()).isFalse();
  }
}
