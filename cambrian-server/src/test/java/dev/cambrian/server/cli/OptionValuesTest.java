package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.server.terminal.Screen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that an option cannot have: one line that names the option as typed, and no home. */
final class OptionValuesTest {

  private static final List<String> NEVER =
      List.of("", " ", "x", "-1", "NaN", "Infinity", "-Infinity", "99999999999999999999", "1e300");

  @TempDir Path directory;
  private Path home;
  private Path spec;

  @BeforeEach
  void write() throws IOException {
    home = directory.resolve("home");
    spec = Files.writeString(directory.resolve("TINY-SPEC.md"), GrownHome.SPEC);
  }

  static Stream<Arguments> numbers() {
    Map<String, List<String>> more =
        Map.ofEntries(
            Map.entry("--max-retries", List.of("101", "1.5")),
            Map.entry("--max-parse-retries", List.of("21", "1.5")),
            Map.entry("--infrastructure-retries", List.of("11", "1.5")),
            Map.entry("--candidates", List.of("0", "65", "1.5")),
            Map.entry("--max-output-tokens", List.of("0", "10000001", "2147483648")),
            Map.entry("--token-budget", List.of("1.5", "9223372036854775808", "1e999999999")),
            Map.entry("--usd-budget", List.of("0.0000001", "1000000.1", "1e999999999")),
            Map.entry("--build-timeout", List.of("0", "86401", "1e999999999")),
            Map.entry("--test-timeout", List.of("0", "0.0001")),
            Map.entry("--start-timeout", List.of("0", "5s")),
            Map.entry("--contract-timeout", List.of("0", "1d")),
            Map.entry("--stop-timeout", List.of("0", "0x1p3")));
    return more.entrySet().stream()
        .flatMap(
            option ->
                Stream.concat(NEVER.stream(), option.getValue().stream())
                    .map(value -> Arguments.of(option.getKey(), value)));
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void a_number_out_of_range_is_told_with_its_option_and_what_is_allowed(
      String option, String value) {
    Run run = grow(option, value);

    assertRefused(run, option);
    assertThat(run.err())
        .contains("'" + value.strip())
        .containsPattern("(number|amount)[a-z ]* from ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--home", "--prices", "--recordings", "--record"})
  void an_empty_path_is_not_the_current_directory(String option) {
    Run run = grow(option, "");

    assertRefused(run, option);
    assertThat(run.err()).contains("'' is not a path");
  }

  @ParameterizedTest
  @ValueSource(strings = {"log", "verify", "doctor", "rebuild", "show 1", "diff 1 2", "replay 1"})
  void no_command_takes_an_empty_home_for_the_current_directory(String command) {
    List<String> line = new ArrayList<>(List.of(command.split(" ", -1)));
    line.addAll(List.of("--home", ""));

    assertRefused(Run.of(Screen.NONE, Map.of(), line.toArray(String[]::new)), "--home");
  }

  @ParameterizedTest
  @CsvSource({
    "absent.json, there is no such file",
    "., directory",
    "empty.json, no price file",
    "text.json, not valid JSON",
    "wrong.json, models",
    "negative.json, input must be a number",
  })
  void a_price_file_that_is_none_is_named_with_its_option(String name, String reason)
      throws IOException {
    Files.writeString(directory.resolve("empty.json"), "");
    Files.writeString(directory.resolve("text.json"), "prices");
    Files.writeString(directory.resolve("wrong.json"), "{\"prices-version\": 1, \"models\": 3}");
    Files.writeString(
        directory.resolve("negative.json"),
        """
        {"prices-version": 1, "as-of": "2026-01-01",
         "models": [{"model": "m", "input": -1, "output": 1}]}
        """);
    Path prices = directory.resolve(name);

    Run run = grow("--prices", prices.toString());

    assertRefused(run, "--prices");
    assertThat(run.err()).contains(prices.toString(), reason);
  }

  @Test
  void a_place_for_recordings_that_is_none_is_named_with_its_option() {
    Run absent = grow("--recordings", directory.resolve("absent").toString());
    Run file = grow("--record", spec.toString(), "--llm", "command", "cat");

    assertRefused(absent, "--recordings");
    assertThat(absent.err()).contains("there is no such file or directory");
    assertRefused(file, "--record");
    assertThat(file.err()).contains("name a directory");
  }

  @ParameterizedTest
  @CsvSource({
    "--model, ''",
    "--escalation-model, ' '",
    "--llm, ''",
    "--base-url, ''",
    "--base-url, localhost:80",
    "--base-url, http://:bad:",
  })
  void a_name_that_is_none_is_told_with_its_option(String option, String value) {
    List<String> line = new ArrayList<>(List.of(option, value));
    if (option.equals("--base-url")) {
      line.addAll(List.of("--llm", "openai", "--model", "m"));
    }

    assertRefused(grow(line.toArray(String[]::new)), option);
  }

  /** The prices are read last, so that what stands before them was taken. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--max-retries 0 --max-parse-retries 0 --candidates 1 --max-output-tokens 1",
        "--max-retries 100 --max-parse-retries 20 --candidates 64 --max-output-tokens 10000000",
        "--token-budget 0 --usd-budget 0 --build-timeout 0.001 --stop-timeout 0.001",
        "--token-budget 1e6 --usd-budget 0.000001 --test-timeout 86400 --start-timeout 86400",
        "--token-budget 1000000000000000 --usd-budget 1000000 --contract-timeout 2.5",
      })
  void the_ends_of_each_range_are_taken(String options) {
    List<String> line = new ArrayList<>(List.of(options.split(" ", -1)));
    line.addAll(List.of("--prices", directory.resolve("absent").toString()));

    assertRefused(grow(line.toArray(String[]::new)), "--prices");
  }

  @Test
  void a_number_in_the_place_of_a_generation_is_told_as_one() {
    Run run = Run.of(Screen.NONE, Map.of(), "show", "one");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err())
        .contains("'one' is not the number of a generation")
        .doesNotContain(" int");
  }

  private Run grow(String... options) {
    List<String> line = new ArrayList<>(List.of("grow", spec.toString()));
    line.addAll(List.of(options));
    return Run.of(
        Screen.NONE, Map.of("CAMBRIAN_HOME", home.toString()), line.toArray(String[]::new));
  }

  private void assertRefused(Run run, String option) {
    assertThat(run.err())
        .startsWith("cambrian: ")
        .hasLineCount(1)
        .contains(option)
        .doesNotContain("java.", "Exception", "BigDecimal");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(home).doesNotExist();
  }
}
