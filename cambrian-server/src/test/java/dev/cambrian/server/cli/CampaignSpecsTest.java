package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.spec.Contract;
import dev.cambrian.core.spec.FrozenBlock;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.SpecLint;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.server.cli.WrittenCampaign.Mistake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The specs that campaigns begin with can be followed, and their checks tell right from wrong. */
final class CampaignSpecsTest {

  private static final List<Mistake> DISTANCE =
      List.of(
          mistake("first-place", "\"name\": name, ", ""),
          mistake("second-place", "return 200, described", "return 201, described"),
          mistake("distance", "RADIUS = 6_371_008.8", "RADIUS = 6_378_137"),
          mistake("no-such-place", "\"no such place\"", "\"not found\""),
          mistake("bearing-to-the-south-west", "% 360, 2) % 360", ", 2)"),
          mistake("place-in-the-south-and-east", "-bound <=", "0 <="),
          mistake(
              "place-in-the-south-and-west",
              "value.get(\"longitude\"), 180",
              "value.get(\"longitude\"), 90"),
          mistake("distance-over-the-longitude-180", "RADIUS = 6_371_008.8", "RADIUS = 6_371_000"),
          mistake("distance-over-the-equator", "RADIUS = 6_371_008.8", "RADIUS = 6_371_009"),
          mistake(
              "distance-over-the-equator", "cos(phi1) * cos(phi2) * sin(radians", "sin(radians"),
          mistake(
              "bearing-over-the-longitude-180",
              "bearing(start, end)}",
              "(bearing(end, start) + 180) % 360}"),
          mistake(
              "midpoint-over-the-longitude-180",
              "round(longitude - 360, 2)",
              "round(longitude, 2)"),
          mistake(
              "midpoint-over-the-longitude-180",
              "midpoint(start, end)\n        return",
              "(start[0] + end[0]) / 2, (start[1] + end[1]) / 2\n        return"),
          mistake("latitude-beyond-the-pole", "<= value <= bound", "<= value <= 180"),
          mistake(
              "true-is-no-number",
              "type(value) in (int, float)",
              "isinstance(value, (int, float))"),
          mistake(
              "refused-places-change-nothing",
              "return 400, {\"error\": \"invalid place\"}",
              "self.server.places.put(name, (0, 0))\n            return 400, {}"),
          mistake("missing-parameter", "if not start or not end:", "if not start:"),
          mistake("name-in-capitals", "/places/([a-z0-9-]", "/places/([A-Za-z0-9-]"),
          mistake(
              "method-goes-before-the-place",
              "if self.command != \"GET\":",
              "if self.command not in (\"GET\", \"DELETE\"):"));

  private static final String RADIUS = "RADIUS = 6_371_008.8";
  private static final String SUM =
      "sum(round(length(start, end)) for start, end in zip(points, points[1:]))";
  private static final String ROUNDED_SUM =
      "round(sum(length(start, end) for start, end in zip(points, points[1:])))";

  private static final List<Mistake> TRAVEL =
      List.of(
          mistake("leg", RADIUS, "RADIUS = 6_378_137"),
          mistake("track", "{\"legs\": len(points) - 1", "{\"legs\": len(points)"),
          mistake("no-end", "values[name].split", "values.get(name, \"0,0\").split"),
          mistake("leg-to-the-north", RADIUS, "RADIUS = 6_371_000"),
          mistake("leg-over-the-equator", RADIUS, "RADIUS = 6_371_000"),
          mistake("leg-over-the-longitude-180", RADIUS, "RADIUS = 6_371_009"),
          mistake(
              "leg-over-the-longitude-180",
              "radians(end[1] - start[1])",
              "radians(abs(end[1] - start[1]))"),
          mistake("leg-to-the-same-point", "        return 0.0\n", "        return 180.0\n"),
          mistake("latitude-beyond-the-pole", "-90 <= value[0] <= 90", "-91 <= value[0] <= 91"),
          mistake("number-without-a-fraction-after-its-point", "{1,6})?", "*)?"),
          mistake("track-in-the-south", SUM, ROUNDED_SUM),
          mistake("track-in-the-north", SUM, ROUNDED_SUM),
          mistake(
              "track-that-stays",
              "-(-metres * 60 // (speed * 1000))",
              "metres * 60 // (speed * 1000) + 1"),
          mistake("one-point-is-no-track", "not 2 <= len", "not 1 <= len"),
          mistake("true-is-no-speed", "type(speed) is not int", "not isinstance(speed, int)"),
          mistake("point-of-three-numbers", "len(value) == 2", "len(value) >= 2"),
          mistake(
              "method-goes-before-the-parameters",
              "if self.command != (\"POST\" if path == \"/track\" else \"GET\"):",
              "if self.command == \"POST\" and path != \"/track\":"));

  @TempDir Path directory;

  private static Mistake mistake(String check, String... replacements) {
    return new Mistake(check, List.of(replacements));
  }

  private static List<Mistake> mistakes(WrittenCampaign campaign) {
    return switch (campaign) {
      case DISTANCE -> DISTANCE;
      case TRAVEL -> TRAVEL;
    };
  }

  @ParameterizedTest
  @EnumSource
  void what_a_person_wrote_is_viable(WrittenCampaign campaign) throws IOException {
    Run run = campaign.judged(directory, campaign.specFile(), campaign.source(), campaign.tests());

    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.out()).contains("is viable and promoted");
  }

  @ParameterizedTest
  @EnumSource
  void each_check_but_that_of_health_fails_where_something_is_wrong(WrittenCampaign campaign)
      throws Exception {
    assertThat(campaign.broken(directory, campaign.source())).isEmpty();
    TreeSet<String> unproven = new TreeSet<>();
    Spec spec = campaign.spec();
    Stream.concat(spec.contracts().stream(), spec.vectors().stream())
        .map(Contract::name)
        .forEach(unproven::add);

    for (Mistake mistake : mistakes(campaign)) {
      assertThat(campaign.broken(directory, mistake.in(campaign.source())))
          .as(mistake.toString())
          .contains(mistake.check());
      unproven.remove(mistake.check());
    }
    assertThat(unproven).containsExactly("health");
  }

  @Test
  void the_mended_spec_differs_in_the_three_planted_sections_alone() throws IOException {
    Spec planted = WrittenCampaign.TRAVEL.spec();
    Spec mended = Specs.parse(planted.fileName(), Files.readAllBytes(mended()));

    assertThat(SpecLint.lint("TRAVEL-SPEC.md", Specs.bytes(mended()))).isEmpty();
    assertThat(mended.entry()).isEqualTo(planted.entry());
    assertThat(mended.contractsJson()).isEqualTo(planted.contractsJson());
    assertThat(mended.vectors()).isEqualTo(planted.vectors());
    assertThat(mended.frozenBlocks().stream().map(FrozenBlock::text))
        .containsExactlyElementsOf(planted.frozenBlocks().stream().map(FrozenBlock::text).toList());
    Map<String, String> before = sections(planted.text());
    Map<String, String> after = sections(mended.text());
    assertThat(new ArrayList<>(after.keySet())).isEqualTo(new ArrayList<>(before.keySet()));
    assertThat(
            before.entrySet().stream()
                .filter(it -> !it.getValue().equals(after.get(it.getKey())))
                .map(Map.Entry::getKey))
        .containsExactly("## 4. The Earth", "### 5.2 An example", "## 6. Length of a track");
  }

  @Test
  void what_a_person_wrote_is_viable_for_the_mended_spec_too() throws IOException {
    Path spec = Files.copy(mended(), directory.resolve("TRAVEL-SPEC.md"));
    WrittenCampaign travel = WrittenCampaign.TRAVEL;

    assertThat(travel.judged(directory, spec, travel.source(), travel.tests()).exit()).isZero();
  }

  @Test
  void who_believes_the_planted_example_fails_at_the_tests() throws IOException {
    WrittenCampaign travel = WrittenCampaign.TRAVEL;
    assertThat(travel.spec().text()).contains("2,738,537 m");
    String tests =
        travel.tests().replace("2738357, \"bearing\": 219.57", "2738537, \"bearing\": 219.57");
    assertThat(tests).isNotEqualTo(travel.tests());

    Run run = travel.judged(directory, travel.specFile(), travel.source(), tests);

    assertThat(run.exit()).as(run.toString()).isOne();
    assertThat(run.toString()).contains("test_a_leg_has_a_length_and_a_bearing");
  }

  private static Path mended() {
    return WrittenCampaign.TRAVEL.resource("MENDED.md");
  }

  /** What stands under each heading, by the heading. */
  private static Map<String, String> sections(String text) {
    Map<String, String> sections = new LinkedHashMap<>();
    String heading = "";
    for (String line : text.lines().toList()) {
      if (line.startsWith("#")) {
        heading = line;
      }
      sections.merge(heading, line + "\n", String::concat);
    }
    return sections;
  }
}
