package dev.cambrian.server.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.json.Json;
import dev.cambrian.core.llm.LlmAnswer;
import dev.cambrian.core.llm.Purpose;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.pipeline.GrowthProgress;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.core.verdict.ViabilityReport.ContractResult;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ProgressTest {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private final AtomicLong nanos = new AtomicLong();

  private static List<GrowthProgress> growth(int n) {
    return List.of(
        new GrowthProgress.Started(n, 1, 1, "model\u001b[2J"),
        new GrowthProgress.Asking(n, Purpose.GENERATE, 1, "model"),
        new GrowthProgress.Receiving(n, 1_234),
        new GrowthProgress.Waiting(n, "rate limit", Duration.ofSeconds(20)),
        new GrowthProgress.Answered(n, Purpose.GENERATE, answer(), OptionalLong.of(120_000)),
        new GrowthProgress.Rejected(n, "unclosed-block", "a.py is not closed"),
        new GrowthProgress.Sealed(n, Path.of("/home/artifacts/gen-1"), 3),
        new GrowthProgress.Verifying(n, "bubblewrap"),
        new GrowthProgress.StageStarted(n, Stage.BUILD),
        new GrowthProgress.StageFinished(n, Stage.BUILD, true, Duration.ofMillis(1_500)),
        new GrowthProgress.StageStarted(n, Stage.TEST),
        new GrowthProgress.StageFinished(n, Stage.TEST, false, Duration.ofMillis(20)),
        new GrowthProgress.Judged(n, false, Optional.of(Stage.TEST), "1 of 2 failed", report()),
        new GrowthProgress.RolledBack(n, FailureKind.NON_VIABLE, "1 of 2 failed"));
  }

  private static ViabilityReport report() {
    var broken = new ContractResult(false, 1, Optional.of("status: 404"));
    return new ViabilityReport(
        1,
        ViabilityReport.Status.NON_VIABLE,
        Optional.of(Stage.TEST),
        new ViabilityReport.Checks(
            new ViabilityReport.StageCheck(true, 1),
            new ViabilityReport.StageCheck(true, 1),
            new ViabilityReport.TestCheck(false, 1, 2, 1),
            new ViabilityReport.StageCheck(true, 1),
            new ViabilityReport.HealthCheck(
                false,
                1,
                Map.of("fine", new ContractResult(true, 1, Optional.empty()), "echo", broken),
                Map.of(),
                Map.of())),
        Map.of(),
        Instant.EPOCH,
        Optional.of(
            new ViabilityReport.Diagnostics(
                Stage.TEST,
                "1 of 2 failed",
                Optional.of(1),
                Optional.empty(),
                Stream.of("a\u001b[2J", "b", "test", "c", "d", "e", "contract echo")
                    .map(
                        it ->
                            new ViabilityReport.Failure(
                                it, "wrong", Optional.empty(), Optional.empty()))
                    .toList(),
                "",
                "")),
        Optional.empty(),
        "sha256:" + "0".repeat(64),
        "none");
  }

  private static LlmAnswer answer() {
    return new LlmAnswer(
        "text",
        "anthropic",
        "model",
        LlmAnswer.StopReason.COMPLETE,
        TokenUsage.of(12_000, 3_456),
        true,
        Duration.ofSeconds(31));
  }

  private LiveProgress live(int height, int width) {
    return new LiveProgress(out, Style.PLAIN, () -> new Screen.Size(height, width), nanos::get);
  }

  private String printed() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** What stands on the screen after the cursor movements that a live display uses. */
  private List<String> screen() {
    List<String> lines = new ArrayList<>();
    String rest = printed();
    while (!rest.isEmpty()) {
      var up = java.util.regex.Pattern.compile("^\u001b\\[(\\d+)A\r\u001b\\[J").matcher(rest);
      if (up.find()) {
        int from = lines.size() - Integer.parseInt(up.group(1));
        lines.subList(from, lines.size()).clear();
        rest = rest.substring(up.end());
      } else {
        int end = rest.indexOf('\n');
        lines.add(rest.substring(0, end));
        rest = rest.substring(end + 1);
      }
    }
    return lines;
  }

  @Test
  void plain_progress_is_one_safe_line_for_each_change() {
    try (ProgressDisplay display = new PlainProgress(out)) {
      growth(1).forEach(display::on);
    }

    assertThat(printed().lines())
        .containsExactly(
            "generation 1: attempt 1, candidate 1, model\\x1b[2J",
            "generation 1: asking model: generate 1",
            "generation 1: waiting 20.0 s: rate limit",
            "generation 1: generate answered by model in 31.0 s, 12,000 tokens in, 3,456 out, cost"
                + " $0.1200",
            "generation 1: answer rejected: unclosed-block: a.py is not closed",
            "generation 1: wrote 3 files to /home/artifacts/gen-1",
            "generation 1: verifying, isolation: bubblewrap",
            "generation 1: build ...",
            "generation 1: build ok in 1.50 s",
            "generation 1: test and its canary ...",
            "generation 1: test failed in 0.02 s",
            "generation 1: non-viable at test: 1 of 2 failed",
            "generation 1: failed tests: a\\x1b[2J, b, c and 2 more",
            "generation 1: failed contract: echo",
            "generation 1: rolled back, non-viable");
  }

  @Test
  void json_progress_is_one_object_a_line_and_receiving_once_a_second() {
    try (ProgressDisplay display = new JsonProgress(PlainProgress.printing(out), nanos::get)) {
      growth(1).forEach(display::on);
      display.on(new GrowthProgress.Receiving(1, 2_000));
      nanos.addAndGet(1_000_000_000L);
      display.on(new GrowthProgress.Receiving(1, 3_000));
    }

    List<String> lines = printed().lines().toList();
    assertThat(lines).hasSize(15).allMatch(line -> line.matches("[ -~]*"));
    assertThat(lines.get(4))
        .isEqualTo(
            "{\"event\":\"answered\",\"purpose\":\"generate\",\"provider\":\"anthropic\","
                + "\"producer-model\":\"model\",\"stop-reason\":\"complete\",\"elapsed-ms\":31000,"
                + "\"input-tokens\":12000,\"output-tokens\":3456,\"cost-micro-usd\":120000,"
                + "\"generation\":1}");
    assertThat(Json.parse(lines.getLast()).get("characters").asInt()).isEqualTo(3_000);
  }

  private static List<GrowthProgress> tried(int n, boolean honest) {
    ViabilityReport.StageCheck fine = new ViabilityReport.StageCheck(true, 1);
    ViabilityReport report =
        new ViabilityReport(
            n,
            honest ? ViabilityReport.Status.VIABLE : ViabilityReport.Status.NON_VIABLE,
            honest ? Optional.empty() : Optional.of(Stage.TEST),
            new ViabilityReport.Checks(
                fine,
                fine,
                new ViabilityReport.TestCheck(
                    honest,
                    16_000,
                    2,
                    2,
                    Optional.of(
                        new ViabilityReport.CanaryCheck(
                            honest, 4_200, Optional.of("it lies").filter(_ -> !honest)))),
                fine,
                new ViabilityReport.HealthCheck(true, 1, Map.of(), Map.of(), Map.of())),
            Map.of(),
            Instant.EPOCH,
            Optional.of(
                    new ViabilityReport.Diagnostics(
                        Stage.TEST, "it lies", Optional.of(0), Optional.empty(), List.of(), "", ""))
                .filter(_ -> !honest),
            Optional.empty(),
            "sha256:" + "0".repeat(64),
            "none");
    return List.of(
        new GrowthProgress.StageStarted(n, Stage.TEST),
        new GrowthProgress.StageFinished(n, Stage.TEST, honest, Duration.ofSeconds(16)),
        new GrowthProgress.Judged(
            n, honest, report.failureStage(), honest ? "viable" : "it lies", report));
  }

  @Test
  void the_canary_of_the_tests_has_a_line_of_its_own_once_the_report_is_there() {
    try (ProgressDisplay plain = new PlainProgress(out)) {
      tried(1, true).forEach(plain::on);
      tried(2, false).forEach(plain::on);
    }

    assertThat(printed().lines())
        .containsExactly(
            "generation 1: test and its canary ...",
            "generation 1: test ok in 16.0 s",
            "generation 1: canary ok in 4.20 s",
            "generation 1: viable",
            "generation 2: test and its canary ...",
            "generation 2: test failed in 16.0 s",
            "generation 2: canary failed in 4.20 s",
            "generation 2: non-viable at test: it lies");
  }

  @Test
  void the_canary_is_an_object_of_its_own_for_programs() {
    try (ProgressDisplay display = new JsonProgress(out)) {
      tried(1, true).forEach(display::on);
    }

    assertThat(printed().lines())
        .hasSize(4)
        .contains(
            "{\"event\":\"canary-finished\",\"passed\":true,\"elapsed-ms\":4200,\"generation\":1}");
  }

  @Test
  void a_screen_says_that_the_canary_is_in_the_tests_and_then_how_long_it_took() {
    LiveProgress live = live(20, 80);
    List<GrowthProgress> steps = tried(1, true);
    live.on(steps.get(0));
    nanos.addAndGet(35_000_000_000L);
    live.tick();
    assertThat(screen()).contains("  test      and its canary, running 35.0 s");

    live.on(steps.get(1));
    live.on(steps.get(2));
    live.close();

    assertThat(screen())
        .containsSubsequence("  test      ok      16.0 s", "  canary    ok      4.20 s");
  }

  private static List<GrowthProgress> aborted(int n) {
    return List.of(
        new GrowthProgress.Started(n, 1, 1, "model"),
        new GrowthProgress.Verifying(n, "docker"),
        new GrowthProgress.StageStarted(n, Stage.BUILD),
        new GrowthProgress.VerificationAborted(
            n, FailureKind.DAEMON_GONE, "no\u001b[2J daemon", Duration.ofSeconds(5), 1, 2),
        new GrowthProgress.Verifying(n, "docker"),
        new GrowthProgress.StageStarted(n, Stage.MANIFEST));
  }

  @Test
  void an_aborted_verification_is_told_with_what_follows() {
    try (ProgressDisplay display = new PlainProgress(out)) {
      aborted(1).forEach(display::on);
    }

    assertThat(printed().lines())
        .containsExactly(
            "generation 1: attempt 1, candidate 1, model",
            "generation 1: verifying, isolation: docker",
            "generation 1: build ...",
            "generation 1: verification aborted (daemon-gone): no\\x1b[2J daemon; again in 5 s (1 of"
                + " 2)",
            "generation 1: verifying, isolation: docker",
            "generation 1: manifest ...");
  }

  @Test
  void an_aborted_verification_is_an_object_of_json() {
    try (ProgressDisplay display = new JsonProgress(out)) {
      display.on(aborted(1).get(3));
    }

    assertThat(printed())
        .isEqualTo(
            "{\"event\":\"verification-aborted\",\"failure\":\"daemon-gone\","
                + "\"reason\":\"no\\u001B[2J daemon\",\"pause-ms\":5000,\"retry\":1,\"retries\":2,"
                + "\"generation\":1}\n");
  }

  @Test
  void a_live_display_keeps_what_was_aborted_and_shows_the_stages_of_the_new_run_alone() {
    String told = "verification aborted (daemon-gone): no\\x1b[2J daemon; again in 5 s (1 of 2)";
    LiveProgress display = live(40, 120);
    aborted(1).forEach(display::on);

    assertThat(screen())
        .contains("            " + told, "  manifest  running 0.00 s")
        .noneMatch(line -> line.startsWith("  build"));

    aborted(2).subList(0, 4).forEach(display::on);
    assertThat(screen())
        .contains("generation 1: attempt 1, model  0.00 s  manifest running 0.00 s")
        .anyMatch(line -> line.startsWith("generation 2") && line.contains("daemon-gone"));
    display.close();
  }

  @Test
  void a_live_display_redraws_in_place_and_leaves_what_ended() {
    LiveProgress display = live(40, 100);
    growth(1).subList(0, 9).forEach(display::on);
    nanos.addAndGet(2_500_000_000L);
    display.tick();

    assertThat(screen())
        .containsExactly(
            "generation 1: attempt 1, model\\x1b[2J, 2.50 s",
            "  model     rejected: unclosed-block: a.py is not closed",
            "  artifact  3 files in /home/artifacts/gen-1",
            "  isolation bubblewrap",
            "  build     running 2.50 s");

    growth(1).subList(9, 14).forEach(display::on);
    display.close();

    assertThat(screen())
        .contains("  build     ok      1.50 s", "  test      failed  0.02 s")
        .endsWith(
            "            non-viable at test: 1 of 2 failed",
            "            failed tests: a\\x1b[2J, b, c and 2 more",
            "            failed contract: echo",
            "  =>        rolled back, non-viable");
  }

  @Test
  void a_live_display_shows_what_it_waits_for() {
    LiveProgress display = live(40, 100);
    growth(1).subList(0, 2).forEach(display::on);
    nanos.addAndGet(1_000_000_000L);
    display.on(new GrowthProgress.Receiving(1, 1_234));
    display.tick();
    assertThat(screen()).contains("  model     generate 1, model: 1,234 characters, 1.00 s");

    display.on(new GrowthProgress.Waiting(1, "rate limit", Duration.ofSeconds(20)));
    assertThat(screen()).contains("  model     waiting 20.0 s: rate limit");
    display.close();
  }

  @Test
  void a_live_display_is_never_wider_or_higher_than_the_screen() {
    LiveProgress display = live(4, 30);
    for (int n = 1; n <= 9; n++) {
      growth(n).subList(0, 9).forEach(display::on);
    }
    display.tick();

    assertThat(screen()).hasSizeLessThanOrEqualTo(3).allMatch(line -> line.length() < 30);
    display.close();
  }

  @Test
  void nothing_is_drawn_where_nothing_changed_or_after_the_end() {
    LiveProgress display = live(40, 100);
    growth(1).subList(0, 2).forEach(display::on);
    int length = printed().length();
    display.tick();
    assertThat(printed()).hasSize(length);

    display.close();
    display.on(new GrowthProgress.Promoted(1));
    assertThat(printed()).hasSize(length);
  }
}
