package dev.cambrian.server.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.json.Json;
import dev.cambrian.core.llm.LlmAnswer;
import dev.cambrian.core.llm.Purpose;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.core.pipeline.GrowthProgress;
import dev.cambrian.core.verdict.Stage;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a display shows of a piece of work as a whole. */
final class WorkTest {
  private static final Pace PACE =
      new Pace(
          Optional.of(Duration.ofSeconds(30)),
          Map.of(
              Stage.MANIFEST, Duration.ofMillis(20),
              Stage.BUILD, Duration.ofSeconds(6),
              Stage.TEST, Duration.ofSeconds(4),
              Stage.START, Duration.ofSeconds(1),
              Stage.HEALTH, Duration.ofSeconds(1)));

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private final AtomicLong nanos = new AtomicLong();

  private LiveProgress live(int height, int width) {
    return new LiveProgress(out, Style.PLAIN, () -> new Screen.Size(height, width), nanos::get);
  }

  private void after(int seconds) {
    nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }

  private List<String> screen() {
    List<String> lines = new ArrayList<>();
    String rest = bytes.toString(StandardCharsets.UTF_8);
    Pattern redrawn = Pattern.compile("^\u001b\\[(\\d+)A\r\u001b\\[J");
    while (!rest.isEmpty()) {
      var up = redrawn.matcher(rest);
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

  private static WorkProgress.Begun begun(String title, Pace pace, boolean many) {
    return new WorkProgress.Begun(title, new Caps(200_000, 5_000_000), pace, many);
  }

  private static GrowthProgress.Answered answered(int generation) {
    return new GrowthProgress.Answered(
        generation,
        Purpose.GENERATE,
        new LlmAnswer(
            "text",
            "anthropic",
            "model",
            LlmAnswer.StopReason.COMPLETE,
            TokenUsage.of(12_000, 3_456),
            true,
            Duration.ofSeconds(31)),
        OptionalLong.of(120_000));
  }

  @Test
  void tokens_and_cost_stand_against_their_caps() {
    LiveProgress display = live(40, 120);
    display.work(begun("ECHO.md", Pace.UNKNOWN, false));
    after(3);
    display.on(answered(1));
    display.work(new WorkProgress.Spent(TokenUsage.of(500, 44), true, OptionalLong.of(10_000)));

    assertThat(screen().getFirst())
        .isEqualTo("ECHO.md: 16,000 tokens of 200,000, $0.1300 of $5.0000, 3.00 s");

    display.work(new WorkProgress.Spent(TokenUsage.NONE, false, OptionalLong.empty()));
    assertThat(screen().getFirst())
        .contains("at least 16,000 tokens of 200,000, at least $0.1300 of $5.0000");
    display.close();
  }

  @Test
  void what_is_left_of_a_generation_is_what_its_steps_usually_take() {
    LiveProgress display = live(40, 100);
    display.work(begun("ECHO.md", PACE, false));
    display.on(new GrowthProgress.Started(1, 1, 1, "model"));
    display.on(new GrowthProgress.Asking(1, Purpose.GENERATE, 1, "model"));
    after(10);
    display.tick();
    assertThat(screen()).contains("generation 1: attempt 1, model, 10.0 s, ~32 s left");

    display.on(answered(1));
    display.on(new GrowthProgress.Sealed(1, Path.of("/home/artifacts/gen-1"), 3));
    display.on(new GrowthProgress.StageStarted(1, Stage.BUILD));
    after(2);
    display.tick();
    assertThat(screen())
        .contains(
            "generation 1: attempt 1, model, 12.0 s, ~10 s left",
            "  build     running 2.00 s of ~6 s");

    after(30);
    display.tick();
    assertThat(screen()).contains("generation 1: attempt 1, model, 42.0 s, ~6 s left");
    display.close();
  }

  @Test
  void one_that_takes_longer_than_all_before_is_told_so() {
    LiveProgress display = live(40, 100);
    display.work(begun("ECHO.md", PACE, false));
    display.on(new GrowthProgress.StageStarted(1, Stage.HEALTH));
    after(2);
    display.tick();

    assertThat(screen()).contains("generation 1, 2.00 s, longer than usual");
    display.close();
  }

  @Test
  void without_a_history_nothing_is_estimated() {
    LiveProgress display = live(40, 100);
    display.work(begun("ECHO.md", Pace.UNKNOWN, true));
    display.work(new WorkProgress.Counted(0, 20, "trials", "", 4));
    display.on(new GrowthProgress.Started(1, 1, 1, "model"));
    display.on(new GrowthProgress.StageStarted(1, Stage.BUILD));
    after(5);
    display.tick();

    assertThat(screen()).hasSize(2).noneMatch(it -> it.contains("~") || it.contains("left"));
    display.close();
  }

  @Test
  void a_stage_that_is_not_known_leaves_no_estimate_of_the_whole() {
    LiveProgress display = live(40, 100);
    display.work(
        begun(
            "ECHO.md",
            new Pace(Optional.empty(), Map.of(Stage.BUILD, Duration.ofSeconds(6))),
            false));
    display.on(new GrowthProgress.StageStarted(1, Stage.BUILD));
    after(1);
    display.tick();

    assertThat(screen()).contains("generation 1, 1.00 s", "  build     running 1.00 s of ~6 s");
    display.close();
  }

  @Test
  void many_are_counted_and_estimated_first_by_the_history_and_then_by_themselves() {
    LiveProgress display = live(40, 120);
    display.work(begun("ECHO.md", PACE, true));
    display.work(new WorkProgress.Counted(5, 25, "trials", "4 viable", 4));
    after(1);
    display.tick();
    assertThat(screen())
        .containsExactly("ECHO.md: 5 of 25 trials, 4 viable, 1.00 s, ~3:29 min left");

    after(19);
    display.work(new WorkProgress.Counted(7, 25, "trials", "6 viable", 4));
    assertThat(screen())
        .containsExactly("ECHO.md: 7 of 25 trials, 6 viable, 20.0 s, ~3:00 min left");
    after(60);
    display.tick();
    assertThat(screen().getFirst()).endsWith("1:20 min, ~2:00 min left");
    display.close();
  }

  @Test
  void one_of_many_has_its_name_and_a_line_and_leaves_none() {
    LiveProgress display = live(40, 120);
    display.work(begun("ECHO.md", Pace.UNKNOWN, true));
    display.work(new WorkProgress.Named(7, "trial 03"));
    display.work(new WorkProgress.Step(new GrowthProgress.Started(7, 1, 1, "model")));
    display.work(new WorkProgress.Step(new GrowthProgress.StageStarted(7, Stage.TEST)));
    assertThat(screen())
        .containsExactly(
            "ECHO.md: 0.00 s",
            "trial 03, generation 7: attempt 1, model  0.00 s  test and its canary running 0.00 s");

    display.work(new WorkProgress.Step(new GrowthProgress.Promoted(7)));
    assertThat(screen()).containsExactly("ECHO.md: 0.00 s");
    display.close();
    assertThat(screen()).isEmpty();
  }

  @Test
  void what_else_takes_its_time_has_a_line_until_it_is_over() {
    LiveProgress display = live(40, 120);
    display.work(
        new WorkProgress.Busy("a", "asking \u001b[2Jmodel", Optional.of(Duration.ofSeconds(40))));
    after(4);
    display.tick();
    assertThat(screen()).containsExactly("asking \\x1b[2Jmodel, 4.00 s of ~40 s");

    display.work(new WorkProgress.Busy("a", "asking again", Optional.empty()));
    assertThat(screen()).containsExactly("asking again, 4.00 s");
    display.work(new WorkProgress.Ended("a"));
    assertThat(screen()).isEmpty();
    display.close();
  }

  @Test
  void what_happened_before_is_as_old_as_it_is() {
    LiveProgress display = live(40, 120);
    after(100);
    display.past(new GrowthProgress.Started(3, 1, 1, "model"), Duration.ofSeconds(65));
    display.past(new GrowthProgress.StageStarted(3, Stage.BUILD), Duration.ofSeconds(5));

    assertThat(screen())
        .containsExactly("generation 3: attempt 1, model, 1:05 min", "  build     running 5.00 s");
    display.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 20, 40, 80, 250})
  void no_line_is_wider_than_the_screen_whatever_the_names_are(int width) {
    LiveProgress display = live(10, width);
    String name = "仕様書の再生産と進化 שלום עולם 🧬🧬🧬🧬🧬🧬 e\u0301e\u0301 \u202eevil";
    display.work(begun(name, PACE, true));
    display.work(new WorkProgress.Counted(1, 20, "trials", name, 4));
    display.work(new WorkProgress.Busy("a", name, Optional.empty()));
    display.work(new WorkProgress.Named(1, name));
    display.on(new GrowthProgress.Started(1, 1, 1, name));
    display.on(new GrowthProgress.Waiting(1, name, Duration.ofSeconds(20)));
    after(3);
    display.tick();

    assertThat(screen())
        .hasSize(3)
        .allSatisfy(it -> assertThat(Columns.of(it)).isLessThan(Math.max(11, width)));
    display.close();
  }

  @Test
  void a_narrow_screen_still_shows_what_counts() {
    LiveProgress display = live(24, 40);
    display.work(begun("ECHO.md", Pace.UNKNOWN, false));
    display.on(new GrowthProgress.Started(1, 1, 1, "claude"));
    display.on(new GrowthProgress.StageStarted(1, Stage.BUILD));

    assertThat(screen())
        .containsExactly(
            "ECHO.md: 0.00 s",
            "generation 1: attempt 1, claude, 0.00 s",
            "  build     running 0.00 s");
    display.close();
  }

  @Test
  void lines_for_a_file_tell_of_the_whole_what_nothing_else_tells() {
    try (ProgressDisplay display = new PlainProgress(out)) {
      whole(display);
    }

    assertThat(screen()).containsExactly("asking\\x1b[2J", "2 of 20 trials, 1 viable");
  }

  @Test
  void objects_tell_every_count_and_the_steps_of_generations() {
    try (ProgressDisplay display = new JsonProgress(PlainProgress.printing(out), nanos::get)) {
      after(3);
      whole(display);
      display.note("said");
    }

    assertThat(screen())
        .containsExactly(
            "{\"event\":\"progress\",\"work\":\"ECHO.md\",\"elapsed-ms\":3000,\"done\":1,\"total\":20,\"what\":\"trials\"}",
            "{\"event\":\"named\",\"generation\":1,\"name\":\"trial 07\"}",
            "{\"event\":\"promoted\",\"generation\":1}",
            "{\"event\":\"busy\",\"work\":\"ECHO.md\",\"elapsed-ms\":3000,\"what\":\"asking\\u001B[2J\"}",
            "{\"event\":\"progress\",\"work\":\"ECHO.md\",\"elapsed-ms\":3000,\"done\":2,\"total\":20,\"what\":\"trials\",\"outcome\":\"1 viable\"}",
            "{\"event\":\"note\",\"line\":\"said\"}");
  }

  private static void whole(ProgressDisplay display) {
    display.work(begun("ECHO.md", PACE, true));
    display.work(new WorkProgress.Counted(1, 20, "trials", "", 4));
    display.work(new WorkProgress.Named(1, "trial 07"));
    display.work(new WorkProgress.Step(new GrowthProgress.Promoted(1)));
    display.work(new WorkProgress.Busy("told", "told elsewhere", Optional.empty()));
    display.work(
        new WorkProgress.Line(
            new WorkProgress.Busy("asking", "asking\u001b[2J", Optional.empty())));
    display.work(new WorkProgress.Line(new WorkProgress.Counted(2, 20, "trials", "1 viable", 4)));
  }

  @Test
  void what_is_worth_a_line_is_a_part_of_the_whole_on_a_screen() {
    LiveProgress display = live(24, 80);
    whole(display);

    assertThat(screen()).first().asString().startsWith("ECHO.md: 2 of 20 trials, 1 viable, ");
    assertThat(screen()).contains("asking\\x1b[2J, 0.00 s");
    display.close();
  }

  @Test
  void what_is_long_past_is_a_line_like_any_other() {
    try (ProgressDisplay display = new PlainProgress(out)) {
      display.past(new GrowthProgress.Promoted(1), Duration.ofSeconds(9));
      display.note("n", Json.object());
    }
    assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("generation 1: promoted\nn\n");
  }
}
