package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.Members;
import dev.cambrian.core.json.StrictJson;
import dev.cambrian.core.verdict.FailureKind;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the rig in its container answers, and who believes it, without a container. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ContainedAnswerTest {
  private static final Verification ABORTED =
      new Verification.Aborted(FailureKind.RESOURCE, "the disk is full");

  @TempDir Path directory;
  private JobFixture jobs;
  private ContainerJob job;

  @BeforeEach
  void prepare() {
    jobs = new JobFixture(directory);
    job = jobs.job("run-1", 7);
  }

  @Test
  void an_answer_counts_with_the_seal_of_its_run() throws Exception {
    assertThat(heard(job, answer(JobFixture.arrived(job).seal()))).isEqualTo(ABORTED);
  }

  @Test
  void an_answer_of_another_run_with_the_same_content_does_not() throws Exception {
    byte[] answer = answer(JobFixture.arrived(jobs.job("run-2", 7)).seal());

    assertThatThrownBy(() -> heard(job, answer))
        .isInstanceOf(UntrustedReportException.class)
        .hasMessageContaining("not sealed for this run");
  }

  @Test
  void an_answer_that_was_changed_on_its_way_does_not() throws Exception {
    String answer = new String(answer(JobFixture.arrived(job).seal()), StandardCharsets.UTF_8);

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
    RunSeal seal = JobFixture.arrived(job).seal();
    String answer = new String(answer(seal, log), StandardCharsets.UTF_8);

    assertThat(logs(job, answer)).containsExactly(Map.entry(Stage.BUILD, log));
    for (String changed :
        new String[] {
          new String(
                      answer(JobFixture.arrived(jobs.job("run-2", 7)).seal(), log),
                      StandardCharsets.UTF_8)
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
    byte[] whole = answer(JobFixture.arrived(job).seal());

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
    String answer = new String(answer(JobFixture.arrived(job).seal(), log), StandardCharsets.UTF_8);

    assertThat(answer).contains("\n");
    assertThat(logs(job, answer.replace("\n", ""))).containsExactly(Map.entry(Stage.BUILD, log));
  }

  @Test
  void what_a_stage_prints_arrives_with_its_seal_and_neither_as_a_log_nor_from_one()
      throws Exception {
    StageLog end = new StageLog(new StageLog.Output("{\n\u001b\u202e", 3), StageLog.Output.NONE);
    RunSeal seal = JobFixture.arrived(job).seal();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ContainedAnswer.Writer writer = new ContainedAnswer.Writer(out, seal);
    writer.stagePrinting(Stage.TEST, end);
    writer.end(ABORTED);
    String answer = out.toString(StandardCharsets.UTF_8);
    String log = new String(answer(seal, end), StandardCharsets.UTF_8);

    assertThat(printing(job, answer)).containsExactly(Map.entry(Stage.TEST, end));
    assertThat(logs(job, answer)).isEmpty();
    assertThat(printing(job, answer.replaceFirst("\"stage\":\"test\"", "\"stage\":\"build\"")))
        .isEmpty();
    assertThat(logs(job, answer.replace("\"printing\"", "\"logged\""))).isEmpty();
    assertThat(printing(job, log.replace("\"logged\"", "\"printing\""))).isEmpty();
  }

  @Test
  void what_is_told_of_running_stages_never_crowds_out_the_answer() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ContainedAnswer.Writer writer = new ContainedAnswer.Writer(out, JobFixture.arrived(job).seal());
    StageLog.Output endless = new StageLog.Output("\u001b".repeat(8 * 1024), 1L << 40);
    for (int i = 0; i < 500; i++) {
      writer.stagePrinting(Stage.TEST, new StageLog(endless, endless));
    }
    writer.end(ABORTED);

    assertThat(out.size()).isBetween(2 << 20, (3 << 20) + 1024);
    assertThat(printing(job, out.toString(StandardCharsets.UTF_8))).isNotEmpty();
  }

  private static List<Map.Entry<Stage, StageLog>> printing(ContainerJob job, String answer)
      throws IOException {
    List<Map.Entry<Stage, StageLog>> heard = new ArrayList<>();
    VerificationListener listener =
        new VerificationListener() {
          @Override
          public void stagePrinting(Stage stage, StageLog end) {
            heard.add(Map.entry(stage, end));
          }
        };
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    assertThat(job.receive(new ByteArrayInputStream(bytes), listener)).contains(ABORTED);
    return heard;
  }

  @Test
  void a_sealed_log_of_another_form_is_none() throws Exception {
    RunSeal seal = JobFixture.arrived(job).seal();
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

  @Test
  void a_line_of_nothing_is_none_of_the_rigs() {
    assertThatThrownBy(() -> heard(job, "\n".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(UntrustedReportException.class);
  }

  @Test
  void an_answer_longer_than_anybody_reads_says_so() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Verification endless =
        new Verification.Aborted(FailureKind.RESOURCE, "\0".repeat((16 << 20) / 6));

    new ContainedAnswer.Writer(out, JobFixture.arrived(job).seal()).end(endless);

    assertThat(heard(job, out.toByteArray()))
        .isEqualTo(
            new Verification.Aborted(FailureKind.RIG_CRASHED, "the report has more than 16 MiB"));
  }

  @Test
  void who_has_the_ticket_believes_the_same_answers() throws Exception {
    byte[] answer = answer(JobFixture.arrived(job).seal());
    byte[] anothers = answer(JobFixture.arrived(jobs.job("run-2", 7)).seal());
    RunTicket ticket = kept();

    assertThat(ticket.receive(new ByteArrayInputStream(answer), VerificationListener.NONE))
        .contains(ABORTED);
    assertThatThrownBy(
            () -> ticket.receive(new ByteArrayInputStream(anothers), VerificationListener.NONE))
        .isInstanceOf(UntrustedReportException.class);
    assertThat(ticket.runId()).isEqualTo("run-1");
    assertThat(ticket.generation()).isEqualTo(7);
    assertThat(ticket.artifactHash()).isEqualTo(jobs.artifact.manifest().artifactHash());
    assertThat(ticket.specHash()).isEqualTo(jobs.spec.hash());
    assertThat(ticket.longest()).isEqualTo(Duration.ofSeconds(77));
  }

  @Test
  void a_report_about_another_spec_is_not_believed() throws Exception {
    VerificationRequest wrong =
        new VerificationRequest(
            "run-1", 7, jobs.artifact.directory(), "sha256:" + "0".repeat(64), jobs.spec);
    Verification verdict =
        ((ContainerJob.Refused)
                ContainerJob.of(wrong, JobFixture.LIMITS, VerificationListener.NONE))
            .verdict();
    ContainedOrder order = JobFixture.arrived(job);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new ContainedAnswer.Writer(out, order.seal()).end(verdict);

    assertThat(heard(ticket(order, jobs.spec.hash()), out.toByteArray())).isEqualTo(verdict);
    assertThatThrownBy(() -> heard(ticket(order, "sha256:another"), out.toByteArray()))
        .isInstanceOf(UntrustedReportException.class)
        .hasMessageContaining("another spec");
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

  private static byte[] answer(RunSeal seal) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new ContainedAnswer.Writer(out, seal).end(ABORTED);
    return out.toByteArray();
  }

  private static Verification heard(ContainerJob job, byte[] answer) throws IOException {
    return job.receive(new ByteArrayInputStream(answer), VerificationListener.NONE).orElseThrow();
  }

  private RunTicket kept() throws Exception {
    String json = Json.write(job.lasting(Duration.ofSeconds(77)).ticket().toJson());
    return RunTicket.read(Members.of(StrictJson.read(json)));
  }

  private static RunTicket ticket(ContainedOrder order, String specHash) {
    return new RunTicket(order.run(), specHash, Duration.ofSeconds(1), order.key());
  }

  private static Verification heard(RunTicket ticket, byte[] answer) throws IOException {
    return ticket
        .receive(new ByteArrayInputStream(answer), VerificationListener.NONE)
        .orElseThrow();
  }
}
