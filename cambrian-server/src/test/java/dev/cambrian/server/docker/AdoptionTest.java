package dev.cambrian.server.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.VerificationRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Verifications whose process was killed, with a signal that it cannot catch. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class AdoptionTest {
  @TempDir private Path directory;
  private LastingHome home;

  @BeforeEach
  void prepare() {
    home = new LastingHome(directory);
  }

  @AfterEach
  void clear() {
    home.close();
  }

  private static void assertViable(Verification verification, VerificationRequest request) {
    assertThat(verification)
        .isInstanceOfSatisfying(
            Verification.Judged.class,
            it -> {
              assertThat(it.report().viable()).as("%s", it.report()).isTrue();
              assertThat(it.report().artifactHash()).contains(request.artifactHash());
              assertThat(it.report().specHash()).isEqualTo(request.spec().hash());
              assertThat(it.report().generation()).isEqualTo(request.generation());
            });
  }

  private void assertCrashed(Verification verification, VerificationRequest request) {
    assertThat(verification)
        .isInstanceOfSatisfying(
            Verification.Aborted.class,
            it -> assertThat(it.kind()).as(it.reason()).isEqualTo(FailureKind.CRASHED));
    home.verifier().forget(request.runId());
    assertThat(home.verifier().survivors()).isEmpty();
    assertThat(home.containers()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MANIFEST")
  void the_next_process_gets_the_verdict_whatever_stage_the_one_before_was_killed_in(Stage stage)
      throws Exception {
    VerificationRequest request = PythonArtifact.waitingIn(stage).request(directory);
    home.beginAndKill(request, stage, directory);
    List<Stage> began = new ArrayList<>();
    List<Stage> ended = new ArrayList<>();

    assertThat(home.verifier().survivors()).containsExactly(request.runId());
    assertThat(home.isRunning(request)).isTrue();
    Verification verification =
        home.verifier()
            .adopt(
                request,
                new VerificationListener() {
                  @Override
                  public void stageStarted(Stage begun) {
                    began.add(begun);
                    if (begun == stage) {
                      home.goOn(request);
                    }
                  }

                  @Override
                  public void stageFinished(Stage done, boolean passed, Duration took) {
                    ended.add(done);
                  }
                });

    assertViable(verification, request);
    assertThat(began).containsExactly(Stage.values());
    assertThat(ended).containsExactly(Stage.values());
    home.verifier().forget(request.runId());
    assertThat(home.verifier().survivors()).isEmpty();
    assertThat(home.containers()).isEmpty();
    assertThat(home.runs()).isEmptyDirectory();
  }

  @Test
  void a_verdict_that_was_there_before_anybody_listened_is_no_other() throws Exception {
    VerificationRequest request = PythonArtifact.waitingIn(Stage.BUILD).request(directory);
    home.beginAndKill(request, Stage.BUILD, directory);
    home.goOn(request);
    home.awaitEnd(request);

    assertViable(home.verifier().adopt(request, VerificationListener.NONE), request);
  }

  @Test
  void before_there_was_a_container_there_is_nothing_to_adopt() throws Exception {
    VerificationRequest request = new PythonArtifact().request(directory);
    home.beginAndKill(request, Stage.MANIFEST, directory);

    assertThat(home.verifier().survivors()).isEmpty();
    assertCrashed(home.verifier().adopt(request, VerificationListener.NONE), request);
  }

  /** Its order is so long that it is not given all at once. */
  @ParameterizedTest
  @ValueSource(ints = {0, 100, 300, 800})
  void while_the_container_is_made_and_gets_its_order_it_is_adopted_whole_or_not_at_all(int millis)
      throws Exception {
    byte[] random = new byte[9 << 20];
    new Random(millis).nextBytes(random);
    VerificationRequest request =
        new PythonArtifact()
            .file("data.txt", Base64.getEncoder().encodeToString(random))
            .request(directory);
    Process owner = LastingOwner.start(request, home.runs(), home.id(), Stage.BUILD, directory);
    try {
      await()
          .pollInterval(Duration.ofMillis(2))
          .atMost(Duration.ofSeconds(60))
          .until(() -> Files.exists(home.file(request)));
      boolean _ = owner.waitFor(millis, TimeUnit.MILLISECONDS);
    } finally {
      owner.destroyForcibly().waitFor();
    }

    Verification verification = home.verifier().adopt(request, VerificationListener.NONE);

    if (verification instanceof Verification.Judged) {
      assertViable(verification, request);
    } else {
      assertCrashed(verification, request);
    }
  }

  @Test
  void others_leave_the_container_alone() throws Exception {
    VerificationRequest request = PythonArtifact.waitingIn(Stage.BUILD).request(directory);
    home.beginAndKill(request, Stage.BUILD, directory);

    int _ = Leftovers.remove(home.daemon());

    assertThat(home.isRunning(request)).isTrue();
  }

  @Test
  void without_the_key_the_container_is_removed_unheard() throws Exception {
    VerificationRequest request = PythonArtifact.waitingIn(Stage.BUILD).request(directory);
    home.beginAndKill(request, Stage.BUILD, directory);
    Files.delete(home.file(request));

    assertThat(home.verifier().survivors()).containsExactly(request.runId());
    assertCrashed(home.verifier().adopt(request, VerificationListener.NONE), request);
  }

  @Test
  void a_run_that_no_one_knows_is_forgotten_in_the_midst_of_it() throws Exception {
    VerificationRequest request = PythonArtifact.waitingIn(Stage.BUILD).request(directory);
    home.beginAndKill(request, Stage.BUILD, directory);

    home.verifier().forget(request.runId());

    assertThat(home.containers()).isEmpty();
    assertThat(home.verifier().survivors()).isEmpty();
  }
}
