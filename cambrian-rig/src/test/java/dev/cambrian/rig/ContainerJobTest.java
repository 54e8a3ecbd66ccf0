package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cambrian.core.artifact.ArtifactWriter;
import dev.cambrian.core.artifact.SealedArtifact;
import dev.cambrian.core.artifact.Sealing;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.Members;
import dev.cambrian.core.json.StrictJson;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.spec.Contracts;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.core.verdict.Baseline;
import dev.cambrian.core.verdict.CheckSet;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Measures;
import dev.cambrian.core.verdict.PerformanceGoal;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.StageLog;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.VerificationRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What passes between a verification's caller and the rig in its container, without a container.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ContainerJobTest {
  private static final String SPEC =
      """
      ---
      title: Größe
      version: 1.2.3
      toolchain: python
      ---
      # Größe

      ```entry
      build: "true"
      test: python3 -m unittest
      start: python3 server.py
      health: http://localhost:8421/health
      ```

      ```contracts
      [{"name": "one", "type": "http", "method": "POST", "path": "/x?a=$GENERATION",
        "headers": {"X-A": "b"}, "body": {"n": 1.50, "g": "$GENERATION"},
        "expect": {"status": 201, "body": [1, 1.0, null], "headers": {"X-B": "c"}}}]
      ```

      <!-- BEGIN FROZEN: acceptance-vectors -->
      ```spec-vector
      {"name": "two", "type": "http", "method": "GET", "path": "/",
       "expect": {"status": 200, "body_contains": "é", "body_has_keys": ["k"], "content_type": "text/plain"}}
      ```
      <!-- END FROZEN: acceptance-vectors -->
      """;
  private static final RigLimits LIMITS = RigLimits.DEFAULT;
  private static final Baseline BASELINE =
      new Baseline(
          5,
          Contracts.read(
              Json.parse(
                  """
                  [{"name": "old", "type": "http", "method": "GET", "path": "/o?g=$GENERATION",
                    "expect": {"status": 200, "body": {"g": "$GENERATION"}}}]""")));
  private static final Measures MEASURES =
      Measures.NONE
          .with(CheckSet.ADAPTIVE, BASELINE.contracts())
          .withPerformance(
              new PerformanceGoal(Duration.ofSeconds(2), 50, Duration.ofMillis(70), 9 << 20));

  @TempDir Path directory;
  private Spec spec;
  private ContainerJob job;
  private SealedArtifact artifact;

  @BeforeEach
  void prepare() throws Exception {
    spec = Specs.parse("SIZE-SPEC.md", SPEC.getBytes(StandardCharsets.UTF_8));
    TreeMap<String, byte[]> files = new TreeMap<>();
    files.put("server.py", "print()\n".getBytes(StandardCharsets.UTF_8));
    artifact =
        ArtifactWriter.seal(
            directory.resolve("artifact"),
            files,
            Sealing.of(spec, 7, 0, "a-model", TokenUsage.NONE, Instant.EPOCH));
    job = job("run-1", 7);
  }

  private ContainerJob job(String run, int generation) {
    VerificationRequest request =
        new VerificationRequest(
            run, generation, artifact.directory(), artifact.manifest().artifactHash(), spec);
    ContainerJob.Prepared prepared =
        ContainerJob.of(
            request.withBaseline(BASELINE).withMeasures(MEASURES),
            LIMITS,
            VerificationListener.NONE);
    assertThat(prepared).isInstanceOf(ContainerJob.Ready.class);
    return ((ContainerJob.Ready) prepared).job();
  }

  @Test
  void the_rig_is_told_all_that_the_spec_says_to_it() throws Exception {
    ContainedOrder order = arrived(job);

    Spec told = order.spec();
    assertThat(told.fileName()).isEqualTo(spec.fileName());
    assertThat(told.text()).isEqualTo(spec.text());
    assertThat(told.hash()).isEqualTo(spec.hash());
    assertThat(told.title()).isEqualTo(spec.title());
    assertThat(told.version()).isEqualTo(spec.version());
    assertThat(told.toolchain()).isEqualTo(spec.toolchain());
    assertThat(told.entry()).isEqualTo(spec.entry());
    assertThat(told.contractsJson()).isEqualTo(spec.contractsJson());
    assertThat(told.contracts()).hasSize(1).isEqualTo(spec.contracts());
    assertThat(told.vectors()).hasSize(1).isEqualTo(spec.vectors());
    assertThat(OrderedMeasures.read(order.measures()))
        .isEqualTo(new OrderedMeasures(BASELINE, MEASURES));
    assertThat(order.limits()).isEqualTo(LIMITS);
    assertThat(order.run())
        .isEqualTo(new RunSeal.Run("run-1", 7, artifact.manifest().artifactHash()));
    assertThat(ArtifactTar.read(order.tar())).containsKeys("server.py", "spec/SIZE-SPEC.md");
  }

  @Test
  void what_only_informs_may_take_time_of_its_own() {
    VerificationRequest request =
        new VerificationRequest("run-1", 7, artifact.directory(), "sha256:0", spec);

    assertThat(ContainerJob.longest(request)).isZero();
    assertThat(ContainerJob.longest(request.withBaseline(BASELINE)))
        .isEqualTo(Duration.ofSeconds(60));
    assertThat(ContainerJob.longest(request.withBaseline(BASELINE).withMeasures(MEASURES)))
        .isEqualTo(Duration.ofSeconds(60 + 60 + 2 * 2 + 5));
  }

  @Test
  void an_order_that_is_cut_anywhere_is_none() throws Exception {
    byte[] whole = sent(job);

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
  void an_answer_counts_with_the_seal_of_its_run() throws Exception {
    assertThat(heard(job, answer(arrived(job).seal()))).isEqualTo(ABORTED);
  }

  @Test
  void an_answer_of_another_run_with_the_same_content_does_not() throws Exception {
    byte[] answer = answer(arrived(job("run-2", 7)).seal());

    assertThatThrownBy(() -> heard(job, answer))
        .isInstanceOf(UntrustedReportException.class)
        .hasMessageContaining("not sealed for this run");
  }

  @Test
  void an_answer_that_was_changed_on_its_way_does_not() throws Exception {
    String answer = new String(answer(arrived(job).seal()), StandardCharsets.UTF_8);

    for (String changed :
        new String[] {
          answer.replace("the disk is full", "the disk was full"),
          answer.replace("\"aborted\"", "\"report\""),
          answer.replaceFirst("\"seal\":\".", "\"seal\":\"!"),
          answer.replaceFirst(",\"seal\":\"[0-9a-f]*\"", "")
        }) {
      assertThat(changed).isNotEqualTo(answer);
      assertThatThrownBy(() -> heard(job, changed.getBytes(StandardCharsets.UTF_8)))
          .isInstanceOf(UntrustedReportException.class);
    }
  }

  @Test
  void the_end_without_an_answer_is_no_answer() throws Exception {
    byte[] stages =
        "{\"stage\":\"build\",\"state\":\"started\"}\n".getBytes(StandardCharsets.UTF_8);

    assertThat(job.receive(new ByteArrayInputStream(stages), VerificationListener.NONE)).isEmpty();
  }

  @Test
  void a_log_arrives_with_the_seal_of_its_run_and_stage_and_is_none_otherwise() throws Exception {
    StageLog log = new StageLog(new StageLog.Output("{\n\u001b\uFFFD", 3), StageLog.Output.NONE);
    RunSeal seal = arrived(job).seal();
    String answer = new String(answer(seal, log), StandardCharsets.UTF_8);

    assertThat(logs(job, answer)).containsExactly(Map.entry(Stage.BUILD, log));
    for (String changed :
        new String[] {
          new String(answer(arrived(job("run-2", 7)).seal(), log), StandardCharsets.UTF_8)
                  .lines()
                  .findFirst()
                  .orElseThrow()
              + answer.substring(answer.indexOf('\n')),
          answer.replaceFirst("\"stage\":\"build\"", "\"stage\":\"test\""),
          answer.replaceFirst("3 bytes before", "4 bytes before"),
        }) {
      assertThat(changed).isNotEqualTo(answer);
      assertThat(logs(job, changed)).isEmpty();
    }
  }

  @Test
  void an_answer_that_is_cut_anywhere_is_none_until_only_its_line_feed_is_missing()
      throws Exception {
    byte[] whole = answer(arrived(job).seal());

    for (int length = 0; length < whole.length; length++) {
      byte[] part = java.util.Arrays.copyOf(whole, length);
      assertThat(job.receive(new ByteArrayInputStream(part), VerificationListener.NONE))
          .isEqualTo(
              length < whole.length - 1
                  ? java.util.Optional.empty()
                  : java.util.Optional.of(ABORTED));
    }
  }

  @Test
  void lines_whose_line_feeds_were_lost_are_read_all_the_same() throws Exception {
    StageLog log = new StageLog(new StageLog.Output("}\n{\"\\", 0), StageLog.Output.NONE);
    String answer = new String(answer(arrived(job).seal(), log), StandardCharsets.UTF_8);

    assertThat(answer).contains("\n");
    assertThat(logs(job, answer.replace("\n", ""))).containsExactly(Map.entry(Stage.BUILD, log));
  }

  @Test
  void a_sealed_log_of_another_form_is_none() throws Exception {
    RunSeal seal = arrived(job).seal();
    String line =
        Json.write(
            Json.object()
                .put("stage", "build")
                .put("state", "logged")
                .put("log", "something")
                .put("seal", seal.of("log of build", "something")));

    String answer = line + "\n" + new String(answer(seal), StandardCharsets.UTF_8);

    assertThat(logs(job, answer)).isEmpty();
  }

  /** What the listener hears of logs until the verdict, which must come whatever they are. */
  private static List<Map.Entry<Stage, StageLog>> logs(ContainerJob job, String answer)
      throws IOException {
    List<Map.Entry<Stage, StageLog>> logs = new ArrayList<>();
    VerificationListener listener =
        new VerificationListener() {
          @Override
          public void stageLogged(Stage stage, StageLog log) {
            logs.add(Map.entry(stage, log));
          }
        };
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    assertThat(job.receive(new ByteArrayInputStream(bytes), listener)).contains(ABORTED);
    return logs;
  }

  private static byte[] answer(RunSeal seal, StageLog log) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ContainedAnswer.Writer writer = new ContainedAnswer.Writer(out, seal);
    writer.stageLogged(Stage.BUILD, log);
    writer.end(ABORTED);
    return out.toByteArray();
  }

  @Test
  void a_line_of_nothing_is_none_of_the_rigs() {
    assertThatThrownBy(() -> heard(job, "\n".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(UntrustedReportException.class);
  }

  @Test
  void a_rig_lasts_no_longer_than_whoever_gave_the_order_unless_it_says_so() throws Exception {
    Duration longest = Duration.ofSeconds(77);

    assertThat(arrived(job).longest()).isEmpty();
    assertThat(arrived(job.lasting(longest)).longest()).contains(longest);
    assertThatThrownBy(job::ticket).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void an_answer_longer_than_anybody_reads_says_so() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Verification endless =
        new Verification.Aborted(FailureKind.RESOURCE, "\0".repeat((16 << 20) / 6));

    new ContainedAnswer.Writer(out, arrived(job).seal()).end(endless);

    assertThat(heard(job, out.toByteArray()))
        .isEqualTo(
            new Verification.Aborted(FailureKind.RIG_CRASHED, "the report has more than 16 MiB"));
  }

  private RunTicket kept() throws Exception {
    String json = Json.write(job.lasting(Duration.ofSeconds(77)).ticket().toJson());
    return RunTicket.read(Members.of(StrictJson.read(json)));
  }

  @Test
  void who_has_the_ticket_believes_the_same_answers() throws Exception {
    byte[] answer = answer(arrived(job).seal());
    byte[] anothers = answer(arrived(job("run-2", 7)).seal());
    RunTicket ticket = kept();

    assertThat(ticket.receive(new ByteArrayInputStream(answer), VerificationListener.NONE))
        .contains(ABORTED);
    assertThatThrownBy(
            () -> ticket.receive(new ByteArrayInputStream(anothers), VerificationListener.NONE))
        .isInstanceOf(UntrustedReportException.class);
    assertThat(ticket.runId()).isEqualTo("run-1");
    assertThat(ticket.generation()).isEqualTo(7);
    assertThat(ticket.artifactHash()).isEqualTo(artifact.manifest().artifactHash());
    assertThat(ticket.specHash()).isEqualTo(spec.hash());
    assertThat(ticket.longest()).isEqualTo(Duration.ofSeconds(77));
  }

  @Test
  void a_report_about_another_spec_is_not_believed() throws Exception {
    VerificationRequest wrong =
        new VerificationRequest("run-1", 7, artifact.directory(), "sha256:" + "0".repeat(64), spec);
    Verification verdict =
        ((ContainerJob.Refused) ContainerJob.of(wrong, LIMITS, VerificationListener.NONE))
            .verdict();
    ContainedOrder order = arrived(job);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new ContainedAnswer.Writer(out, order.seal()).end(verdict);

    assertThat(heard(ticket(order, spec.hash()), out.toByteArray())).isEqualTo(verdict);
    assertThatThrownBy(() -> heard(ticket(order, "sha256:another"), out.toByteArray()))
        .isInstanceOf(UntrustedReportException.class)
        .hasMessageContaining("another spec");
  }

  private static RunTicket ticket(ContainedOrder order, String specHash) {
    return new RunTicket(order.run(), specHash, Duration.ofSeconds(1), order.key());
  }

  private static Verification heard(RunTicket ticket, byte[] answer) throws IOException {
    return ticket
        .receive(new ByteArrayInputStream(answer), VerificationListener.NONE)
        .orElseThrow();
  }

  private static final Verification ABORTED =
      new Verification.Aborted(FailureKind.RESOURCE, "the disk is full");

  private static byte[] answer(RunSeal seal) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new ContainedAnswer.Writer(out, seal).end(ABORTED);
    return out.toByteArray();
  }

  private static Verification heard(ContainerJob job, byte[] answer) throws IOException {
    return job.receive(new ByteArrayInputStream(answer), VerificationListener.NONE).orElseThrow();
  }

  private static byte[] sent(ContainerJob job) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    job.send(out);
    return out.toByteArray();
  }

  private static ContainedOrder arrived(ContainerJob job) throws IOException {
    return ContainedOrder.read(new ByteArrayInputStream(sent(job)));
  }
}
