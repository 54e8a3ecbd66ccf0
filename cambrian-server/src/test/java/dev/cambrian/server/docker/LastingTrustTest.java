package dev.cambrian.server.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.command.InspectContainerResponse;
import dev.cambrian.core.spec.Toolchain;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.VerificationRequest;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.rig.ResourceLimits;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** Whom an adoption believes. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class LastingTrustTest extends LastingCase {
  @Test
  void what_its_answer_is_checked_with_is_nowhere_but_in_a_file_of_its_owner() throws Exception {
    VerificationRequest request = new PythonArtifact().request(directory);
    judged(request);
    Matcher key =
        Pattern.compile("\"key\":\"([0-9a-f]{64})\"").matcher(Files.readString(home.file(request)));
    assertThat(key.find()).isTrue();

    InspectContainerResponse shown =
        home.daemon().client().inspectContainerCmd(home.container(request).getId()).exec();

    assertThat(JsonMapper.shared().writeValueAsString(shown.getRawValues()))
        .contains(request.runId())
        .doesNotContainIgnoringCase(key.group(1));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.file(request))))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.runs())))
        .isEqualTo("rwx------");
  }

  @ParameterizedTest
  @CsvSource({
    "'\"artifact-hash\":\"sha256:.', '\"artifact-hash\":\"sha256:x', another artifact",
    "'\"spec-hash\":\"sha256:.', '\"spec-hash\":\"sha256:x', another artifact or spec",
    "'\"generation\":7', '\"generation\":8', another artifact",
    "'\"run-id\":\".', '\"run-id\":\"x', another run",
    "'\"key\":\"..', '\"key\":\"xx', is damaged",
    "'\"version\":1', '\"version\":2', another version",
    "'\\}', '', is damaged"
  })
  void a_file_that_was_changed_is_not_believed(String pattern, String replacement, String reason)
      throws Exception {
    VerificationRequest request = new PythonArtifact().request(directory);
    judged(request);
    rewrite(request, pattern, replacement);

    assertAborted(adopted(request), FailureKind.RIG_CRASHED, reason);

    assertThat(home.containers()).isEmpty();
  }

  @Test
  void an_answer_that_another_key_sealed_is_not_believed() throws Exception {
    VerificationRequest request = new PythonArtifact().request(directory);
    judged(request);
    rewrite(request, "\"key\":\"[0-9a-f]{64}", "\"key\":\"" + "0".repeat(64));

    assertAborted(adopted(request), FailureKind.RIG_CRASHED, "not sealed for this run");
  }

  @Test
  void a_file_that_others_can_write_to_is_not_believed() throws Exception {
    VerificationRequest request = new PythonArtifact().request(directory);
    judged(request);
    Files.setPosixFilePermissions(home.file(request), PosixFilePermissions.fromString("rw-rw----"));

    assertAborted(adopted(request), FailureKind.RIG_CRASHED, "its owner alone");
  }

  /** Says what the run's own container has said, but for another artifact. */
  private String lookalike(VerificationRequest request) {
    String id =
        home.daemon()
            .client()
            .createContainerCmd(Needs.image(home.daemon(), Toolchain.PYTHON))
            .withEntrypoint("/bin/echo", "{\"kind\":\"report\",\"message\":\"{}\",\"seal\":\"00\"}")
            .withLabels(Labels.lasting(request, home.id(), Duration.ofMinutes(1)))
            .withHostConfig(
                Walls.keepingOutput(
                    Walls.of(
                        ResourceLimits.DEFAULT,
                        home.daemon().apiVersion(),
                        home.daemon().enforcement())))
            .exec()
            .getId();
    home.daemon().client().startContainerCmd(id).exec();
    return id;
  }

  @Test
  void a_container_in_the_place_of_the_runs_own_is_removed_unheard() {
    VerificationRequest request = new PythonArtifact().request(directory);
    judged(request);
    String own = home.container(request).getId();
    lookalike(request);
    home.daemon().client().removeContainerCmd(own).withForce(true).exec();

    assertAborted(adopted(request), FailureKind.RIG_CRASHED, "another container");

    assertThat(home.containers()).isEmpty();
  }

  @Test
  void a_container_beside_the_runs_own_changes_nothing() {
    VerificationRequest request = new PythonArtifact().request(directory);
    ViabilityReport report = judged(request);
    lookalike(request);

    assertThat(report(adopted(request))).isEqualTo(report);

    assertThat(home.containers()).hasSize(1);
  }

  @Test
  void what_another_container_says_is_not_sealed() throws Exception {
    VerificationRequest request = new PythonArtifact().request(directory);
    judged(request);
    rewrite(request, home.container(request).getId(), lookalike(request));

    assertAborted(adopted(request), FailureKind.RIG_CRASHED, "not sealed for this run");
  }
}
