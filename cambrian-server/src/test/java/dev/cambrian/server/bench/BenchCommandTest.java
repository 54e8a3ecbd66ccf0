package dev.cambrian.server.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.Outcome;
import dev.cambrian.core.history.WriteCondition;
import dev.cambrian.core.json.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class BenchCommandTest {
  @TempDir Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void a_quick_bench_of_the_history_runs_through_and_leaves_nothing_behind() {
    int exit = run("--quick", "--only", "history", "--dir", directory.toString());

    assertThat(out.toString())
        .contains("append of one event at 11,", "append of one event at 2,000,", "quick")
        .doesNotContain("not measured");
    // Whether the disk of this moment reaches the figures is not this test's to say.
    assertThat(exit).isIn(0, 1);
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void listing_and_rebuild_give_one_json_object() {
    int exit = run("--quick", "--json", "--only", "listing,rebuild", "--dir", directory.toString());

    var json = Json.parse(out.toString());
    assertThat(json.at("/readings")).hasSize(5);
    assertThat(json.at("/readings/4/what").asString()).contains("from 2,000 events");
    var told = err.toString().lines().map(Json::parse).toList();
    assertThat(told)
        .extracting(it -> it.path("done").asInt(-1) + " " + it.get("what").stringValue())
        .containsExactly(
            "0 parts",
            "-1 measuring listing ...",
            "1 parts",
            "-1 measuring rebuild ...",
            "2 parts");
    assertThat(told).allMatch(it -> it.path("total").asInt(2) == 2);
    assertThat(exit).isIn(0, 1);
  }

  @Test
  void an_unknown_part_is_wrong_usage() {
    assertThat(run("--only", "bogus")).isEqualTo(2);
  }

  @Test
  void a_part_may_be_named_without_an_option() {
    int exit = run("--quick", "--json", "rebuild", "--dir", directory.toString());

    assertThat(Json.parse(out.toString()).at("/readings"))
        .isNotEmpty()
        .allSatisfy(it -> assertThat(it.path("part").asString()).isEqualTo("rebuild"));
    assertThat(exit).isIn(0, 1);
    assertThat(run("bogus")).isEqualTo(2);
  }

  @Test
  void rig_is_all_of_the_rig_but_one_part_as_an_option() {
    assertThat(BenchCommand.measured(List.of(Part.RIG), List.of()))
        .containsExactlyInAnyOrder(Part.RIG, Part.CONTAINER, Part.PARALLEL, Part.SOAK);
    assertThat(BenchCommand.measured(List.of(), List.of(Part.RIG))).containsExactly(Part.RIG);
    assertThat(BenchCommand.measured(List.of(Part.DASHBOARD), List.of(Part.SERVER)))
        .containsExactlyInAnyOrder(Part.DASHBOARD, Part.SERVER);
    assertThat(BenchCommand.measured(List.of(), List.of())).containsExactly(Part.values());
  }

  @Test
  void ten_events_a_generation_are_accepted_by_a_history() {
    try (History history = History.inMemory()) {
      SampleGrowth.blobs().forEach(history::put);
      for (int generation = 1; generation <= 2; generation++) {
        List<Event> events = SampleGrowth.of(generation);
        history.append(
            StreamId.generation(generation), WriteCondition.noStream(), Fixtures.CAUSE, events);
      }

      assertThat(history.headPosition()).isEqualTo(20);
      assertThat(history.latest(2))
          .extracting(record -> record.outcome())
          .containsExactly(Outcome.FAILED, Outcome.PROMOTED);
    }
  }

  private int run(String... arguments) {
    return new CommandLine(new BenchCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }
}
