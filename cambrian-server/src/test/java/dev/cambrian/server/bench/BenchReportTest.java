package dev.cambrian.server.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.json.Json;
import dev.cambrian.server.bench.Reading.Standing;
import dev.cambrian.server.bench.Reading.Unit;
import dev.cambrian.server.cli.ExitStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BenchReportTest {
  private static final Machine MACHINE = new Machine(2, "25", "Linux", "ext4", 0.5);
  private static final Reading REACHED =
      Reading.atLeast(Part.HISTORY, "append", 0.7, Unit.RATIO, 0.7, "1.00 ms against 0.70 ms");
  private static final Reading MISSED =
      Reading.atMost(Part.RIG, "overhead", 60.01, Unit.MILLIS, 60, "");
  private static final Reading NONE = Reading.unmeasured(Part.MEMORY, "no python3");

  @Test
  void a_bound_itself_is_reached() {
    assertThat(REACHED.standing()).isEqualTo(Standing.OK);
    assertThat(Reading.atMost(Part.RIG, "x", 60, Unit.MILLIS, 60, "").standing())
        .isEqualTo(Standing.OK);
  }

  @Test
  void what_lies_beyond_a_bound_is_missed() {
    assertThat(MISSED.standing()).isEqualTo(Standing.MISS);
    assertThat(Reading.atLeast(Part.HISTORY, "x", 0.69, Unit.RATIO, 0.7, "").standing())
        .isEqualTo(Standing.MISS);
    assertThat(Reading.atMost(Part.RIG, "x", Double.NaN, Unit.MILLIS, 60, "").standing())
        .isEqualTo(Standing.MISS);
  }

  @Test
  void a_miss_is_exit_1_and_a_gap_exit_3() {
    assertThat(report(REACHED).status()).isEqualTo(ExitStatus.OK);
    assertThat(report(REACHED, NONE).status()).isEqualTo(ExitStatus.INFRASTRUCTURE);
    assertThat(report(NONE, MISSED, REACHED).status()).isEqualTo(ExitStatus.NEGATIVE);
  }

  @Test
  void the_table_begins_with_the_machine_and_has_a_line_for_each_reading() {
    List<String> lines = report(REACHED, MISSED, NONE).text().lines().toList();

    assertThat(lines).hasSize(6);
    assertThat(lines.getFirst()).isEqualTo("2 cores (load 0.5), Linux, Java 25, ext4");
    assertThat(lines.get(3)).containsSubsequence("append", "0.70", "at least 0.70", "ok");
    assertThat(lines.get(4))
        .containsSubsequence("overhead", "60.01 ms", "at most 60.00 ms", "MISS");
    assertThat(lines.get(5)).containsSubsequence("memory", "-", "not measured", "no python3");
  }

  @Test
  void what_is_told_for_information_has_no_reach_and_changes_no_exit() {
    Reading told = Reading.told(Part.DASHBOARD, "GET /", 3.5, Unit.MILLIS, "99 %: 5.00 ms");

    assertThat(report(REACHED, told).status()).isEqualTo(ExitStatus.OK);
    assertThat(report(told).text().lines().toList().getLast())
        .containsSubsequence("GET /", "3.50 ms", "told", "99 %: 5.00 ms");
    var json = Json.parse(report(told).json()).at("/readings/0");
    assertThat(json.path("value").asDouble()).isEqualTo(3.5);
    assertThat(json.path("standing").asString()).isEqualTo("told");
    assertThat(json.has("reach")).isFalse();
  }

  @Test
  void a_directory_in_memory_is_named_as_such() {
    assertThat(new Machine(2, "25", "Linux", "tmpfs", 0.5).line()).contains("no disk");
  }

  @Test
  void the_json_has_the_same_readings() {
    var json = Json.parse(report(REACHED, NONE).json());

    assertThat(json.at("/machine/file-system").asString()).isEqualTo("ext4");
    assertThat(json.at("/reached").asBoolean()).isFalse();
    assertThat(json.at("/readings/0/value").asDouble()).isEqualTo(0.7);
    assertThat(json.at("/readings/0/standing").asString()).isEqualTo("ok");
    assertThat(json.at("/readings/1/value").isMissingNode()).isTrue();
    assertThat(json.at("/readings/1/detail").asString()).isEqualTo("no python3");
  }

  private static BenchReport report(Reading... readings) {
    return new BenchReport(MACHINE, false, List.of(readings));
  }
}
