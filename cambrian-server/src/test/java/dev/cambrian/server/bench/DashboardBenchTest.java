package dev.cambrian.server.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.cambrian.server.bench.Reading.Standing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether the figures are reached on the machine of this moment is not for these tests to say. */
final class DashboardBenchTest {
  private static final List<String> BY_BROWSER =
      List.of(
          "first paint of Now at 200 generations",
          "the same of the very first page of a server",
          "an event in the page Now of Chromium, median",
          "an event in the page Now of Chromium, 99 %");

  private static final List<String> BY_ANYBODY =
      List.of(
          "first visit of Now, over the wire",
          "an event in the live stream of Now, median",
          "an event in the live stream of Now, 99 %",
          "memory that 5 open pages take",
          "heap that they take",
          "spawn answered with 5 open pages, against without");

  private static final List<String> TOLD =
      List.of(
          "all transfers of it, one after the other, median",
          "GET /, median",
          "GET /ui/lineage, median",
          "GET /ui/specs, median",
          "GET /ui/compare, median",
          "GET /ui/trends, median",
          "GET /ui/campaigns, median",
          "GET /ui/events, median",
          "GET /ui/sql, median",
          "GET /ui/generations/200, median");

  private static final List<String> TOLD_BY_BROWSER =
      List.of(
          "the very first page of a server in a browser that has painted before",
          "of which a just started browser takes for a static page");

  @TempDir Path directory;

  @Test
  void in_a_browser_every_figure_has_a_value_and_a_reach() throws Exception {
    Optional<Path> program = Chromium.find(System.getenv());
    if (program.isEmpty()) {
      assertThat(System.getenv("CI")).as("with CI=true there has to be one").isNotEqualTo("true");
    }
    assumeThat(program).as(Chromium.MISSING).isPresent();

    List<Reading> readings = run(program);

    assertThat(with(readings, Standing.OK, Standing.MISS))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(BY_BROWSER, BY_ANYBODY).flatMap(List::stream).toList());
    assertThat(with(readings, Standing.TOLD))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(TOLD, TOLD_BY_BROWSER).flatMap(List::stream).toList());
    assertSound(readings);
    assertThat(value(readings, "first paint of Now at 200 generations")).isPositive();
    assertThat(value(readings, "an event in the page Now of Chromium, median")).isPositive();
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void without_a_browser_it_says_so_and_measures_the_rest() throws Exception {
    List<Reading> readings = run(Optional.empty());

    assertThat(with(readings, Standing.UNMEASURED))
        .containsExactly(
            "first paint of Now at 200 generations", "an event in the page Now of Chromium");
    assertThat(readings)
        .filteredOn(it -> it.standing() == Standing.UNMEASURED)
        .allSatisfy(it -> assertThat(it.detail()).isEqualTo(Chromium.MISSING));
    assertThat(with(readings, Standing.OK, Standing.MISS))
        .containsExactlyInAnyOrderElementsOf(BY_ANYBODY);
    assertThat(with(readings, Standing.TOLD)).containsExactlyInAnyOrderElementsOf(TOLD);
    assertSound(readings);
    assertThat(directory).isEmptyDirectory();
  }

  private List<Reading> run(Optional<Path> program) throws IOException, InterruptedException {
    try (Workspace workspace = Workspace.in(directory)) {
      return DashboardBench.run(workspace, Scale.QUICK, program);
    }
  }

  private static List<String> with(List<Reading> readings, Standing... standings) {
    return readings.stream()
        .filter(it -> List.of(standings).contains(it.standing()))
        .map(Reading::what)
        .toList();
  }

  private static double value(List<Reading> readings, String what) {
    return readings.stream()
        .filter(it -> it.what().equals(what))
        .findFirst()
        .orElseThrow()
        .value()
        .orElseThrow();
  }

  private static void assertSound(List<Reading> readings) {
    assertThat(readings)
        .allSatisfy(
            it -> {
              assertThat(it.part()).isEqualTo(Part.DASHBOARD);
              assertThat(it.detail()).isNotBlank();
              assertThat(it.value().isPresent()).isEqualTo(it.standing() != Standing.UNMEASURED);
              assertThat(it.reach().isEmpty())
                  .isEqualTo(List.of(Standing.TOLD, Standing.UNMEASURED).contains(it.standing()));
            });
    // A page with a style sheet and three scripts is more than this, however well it is packed.
    assertThat(value(readings, "first visit of Now, over the wire")).isGreaterThan(10);
    assertThat(value(readings, "an event in the live stream of Now, median")).isPositive();
    assertThat(value(readings, "spawn answered with 5 open pages, against without")).isPositive();
  }
}
