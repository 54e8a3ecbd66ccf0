package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.verdict.VerificationRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a verification's caller sends to the rig in its container, without a container. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ContainerJobTest {
  @TempDir Path directory;
  private JobFixture jobs;
  private ContainerJob job;

  @BeforeEach
  void prepare() {
    jobs = new JobFixture(directory);
    job = jobs.job("run-1", 7);
  }

  @Test
  void the_rig_is_told_all_that_the_spec_says_to_it() throws Exception {
    ContainedOrder order = JobFixture.arrived(job);

    Spec told = order.spec();
    assertThat(told.fileName()).isEqualTo(jobs.spec.fileName());
    assertThat(told.text()).isEqualTo(jobs.spec.text());
    assertThat(told.hash()).isEqualTo(jobs.spec.hash());
    assertThat(told.title()).isEqualTo(jobs.spec.title());
    assertThat(told.version()).isEqualTo(jobs.spec.version());
    assertThat(told.toolchain()).isEqualTo(jobs.spec.toolchain());
    assertThat(told.entry()).isEqualTo(jobs.spec.entry());
    assertThat(told.contractsJson()).isEqualTo(jobs.spec.contractsJson());
    assertThat(told.contracts()).hasSize(1).isEqualTo(jobs.spec.contracts());
    assertThat(told.vectors()).hasSize(1).isEqualTo(jobs.spec.vectors());
    assertThat(OrderedMeasures.read(order.measures()))
        .isEqualTo(new OrderedMeasures(JobFixture.BASELINE, JobFixture.MEASURES));
    assertThat(order.limits()).isEqualTo(JobFixture.LIMITS);
    assertThat(order.run())
        .isEqualTo(new RunSeal.Run("run-1", 7, jobs.artifact.manifest().artifactHash()));
    assertThat(ArtifactTar.read(order.tar())).containsKeys("server.py", "spec/SIZE-SPEC.md");
  }

  @Test
  void what_only_informs_may_take_time_of_its_own() {
    VerificationRequest request =
        new VerificationRequest("run-1", 7, jobs.artifact.directory(), "sha256:0", jobs.spec);

    assertThat(ContainerJob.longest(request)).isZero();
    assertThat(ContainerJob.longest(request.withBaseline(JobFixture.BASELINE)))
        .isEqualTo(Duration.ofSeconds(60));
    assertThat(
            ContainerJob.longest(
                request.withBaseline(JobFixture.BASELINE).withMeasures(JobFixture.MEASURES)))
        .isEqualTo(Duration.ofSeconds(60 + 60 + 2 * 2 + 5));
  }

  @Test
  void an_order_that_is_cut_anywhere_is_none() throws Exception {
    byte[] whole = JobFixture.sent(job);

    for (int length = 0; length < whole.length; length += 1 + whole.length / 97) {
      byte[] part = java.util.Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> ContainedOrder.read(new ByteArrayInputStream(part)))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void an_order_of_another_form_is_refused_by_name() {
    byte[] other = "cambrian-order 9\n".repeat(9).getBytes(StandardCharsets.US_ASCII);

    assertThatThrownBy(() -> ContainedOrder.read(new ByteArrayInputStream(other)))
        .hasMessageContaining("no order of this version");
  }

  @Test
  void a_rig_lasts_no_longer_than_whoever_gave_the_order_unless_it_says_so() throws Exception {
    Duration longest = Duration.ofSeconds(77);

    assertThat(JobFixture.arrived(job).longest()).isEmpty();
    assertThat(JobFixture.arrived(job.lasting(longest)).longest()).contains(longest);
    assertThatThrownBy(job::ticket).isInstanceOf(IllegalStateException.class);
  }
}
