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

  private static final List<Mistake> LEDGER =
      List.of(
          mistake("empty-ledger", "[-1][\"seal\"] if self._entries else 0,\n", "[-1][\"seal\"],\n"),
          mistake("first-entry", "return 201, ", "return 200, "),
          mistake("no-such-entry", "\"no such entry\"", "\"not found\""),
          mistake("seal-continues-the-one-before", "seal(previous, f", "seal(0, f"),
          mistake("seal-takes-the-bytes-of-utf-8", "(\"utf-8\"):", "(\"latin-1\", \"replace\"):"),
          mistake("true-is-no-integer", "type(cents) is int", "isinstance(cents, int)"),
          mistake("text-without-control-characters", "each >= \" \" and not", "not"),
          mistake(
              "newline-at-the-end-of-an-account",
              "ACCOUNT.fullmatch(account)",
              "re.match(ACCOUNT.pattern + \"$\", account)"),
          mistake(
              "array-is-no-entry",
              "if not isinstance(value, dict):\n        return False",
              "if not isinstance(value, dict):\n        return True"),
          mistake("eighty-characters-of-four-bytes", "len(text) <=", "len(text.encode()) <="),
          mistake("refused-entries-take-no-number", ".partition(\"?\")[0]", ""),
          mistake("refused-entries-take-no-number", "type(cents) is int", "cents is not None"),
          mistake("sum-of-an-account", "total + cents", "total + abs(cents)"),
          mistake("account-without-entries", "_sums.get(name, (0, 0))", "_sums[name]"),
          mistake("number-with-a-leading-zero", "[1-9][0-9]{0,8}", "[0-9]{1,9}"),
          mistake(
              "method-goes-before-the-number",
              "if self.command != \"GET\":",
              "if self.command != \"GET\" and not entry:"));

  private static final String EVEN = "(hundredths > 50 or (hundredths == 50 and cents % 2 == 1))";

  private static final List<Mistake> PARKING =
      List.of(
          mistake("fee", "hours = -(-rest // 60)", "hours = rest // 60"),
          mistake("no-class", "values[\"class\"]", "values.get(\"class\", \"car\")"),
          mistake("twenty-minutes-are-free", "minutes <= FREE", "minutes < FREE"),
          mistake("maximum-of-a-day", "hours * HOURLY[vehicle], DAILY[vehicle]", "10**6, 10**6"),
          // The calendar's days: that stay touches four of them, each of which costs the maximum.
          mistake(
              "long-stay-with-a-reduction",
              "divmod(minutes, 24 * 60)",
              "-(-minutes // 1440), 0",
              "if minutes <= FREE_MINUTES:",
              "if False:"),
          mistake("reduction-of-an-afternoon", EVEN, "(hundredths >= 50)"),
          mistake("small-reduction", EVEN, "0"),
          mistake("small-reduction", EVEN, "(hundredths > 50)"),
          mistake("whole-reduction", "100 - reduction", "100 - min(reduction, 99)"),
          mistake("reduction-over-one-hundred", "int(reduction) > 100", "int(reduction) > 999"),
          mistake("out-before-in", "timedelta(0)", "timedelta(-1)"),
          mistake(
              "day-that-does-not-exist",
              "values[\"in\"])",
              "values[\"in\"].replace(\"02-29\", \"03-01\"))"),
          mistake(
              "time-without-its-zeros",
              "all(TIME.fullmatch(values[each]) for each in (\"in\", \"out\"))",
              "True",
              "datetime.fromisoformat(values[\"in\"])",
              "datetime.strptime(values[\"in\"], \"%Y-%m-%dT%H:%M\")"),
          mistake("ticket", "98 - number % 97", "97 - number % 97"),
          mistake("ticket-of-the-last-garage", "- ord(\"A\") + 10", "- ord(\"A\")"),
          mistake("ticket-of-an-autumn-day", "{serial:04d}00", "{serial:04d}"),
          mistake("check-number-of-two-digits", "97:02d}", "97}"),
          mistake("serial-with-a-leading-zero", "[1-9][0-9]{0,3}", "[0-9]{1,4}"),
          mistake("small-letter", "[A-Z][0-9]{2}", "[A-Za-z][0-9]{2}"),
          mistake(
              "method-goes-before-the-parameters",
              "elif self.command != \"GET\":",
              "elif self.command not in (\"GET\", \"POST\"):"));

  @TempDir Path directory;

  private static Mistake mistake(String check, String... replacements) {
    return new Mistake(check, List.of(replacements));
  }

  private static List<Mistake> mistakes(WrittenCampaign campaign) {
    return switch (campaign) {
      case LEDGER -> LEDGER;
      case PARKING -> PARKING;
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
    Spec planted = WrittenCampaign.PARKING.spec();
    Spec mended = Specs.parse(planted.fileName(), Files.readAllBytes(mended()));

    assertThat(SpecLint.lint("PARKING-SPEC.md", Specs.bytes(mended()))).isEmpty();
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
        .containsExactly("## 5. Long stays", "## 6. Reduction", "### 7.2 A worked example");
  }

  @Test
  void what_a_person_wrote_is_viable_for_the_mended_spec_too() throws IOException {
    Path spec = Files.copy(mended(), directory.resolve("PARKING-SPEC.md"));
    WrittenCampaign parking = WrittenCampaign.PARKING;

    assertThat(parking.judged(directory, spec, parking.source(), parking.tests()).exit()).isZero();
  }

  @Test
  void who_believes_the_planted_example_fails_at_the_tests() throws IOException {
    WrittenCampaign parking = WrittenCampaign.PARKING;
    assertThat(parking.spec().text()).contains("P04-20260328-0009-79");
    String tests = parking.tests().replace("P04-20260328-0009-80", "P04-20260328-0009-79");
    assertThat(tests).isNotEqualTo(parking.tests());

    Run run = parking.judged(directory, parking.specFile(), parking.source(), tests);

    assertThat(run.exit()).as(run.toString()).isOne();
    assertThat(run.toString()).contains("test_a_ticket_ends_in_its_check_number");
  }

  private static Path mended() {
    return WrittenCampaign.PARKING.resource("MENDED.md");
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
