package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cambrian.core.verdict.CheckSet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RigLineTest {

  private static RigArguments judgement(String... line) {
    return (RigArguments) RigLine.read(line);
  }

  @Test
  void what_is_not_given_has_the_usual_value() {
    assertThat(RigLine.read("app", "--spec", "SPEC.md"))
        .isEqualTo(
            new RigArguments(
                Path.of("app"),
                Path.of("SPEC.md"),
                0,
                Path.of("viability-report.json"),
                Optional.empty(),
                Map.of(),
                false,
                Isolation.AUTO,
                IsolationPolicy.REQUIRE_SANDBOX,
                RigLimits.DEFAULT,
                false));
  }

  @Test
  void every_option_is_read_in_both_spellings_and_any_order() {
    RigArguments expected =
        new RigArguments(
            Path.of("app"),
            Path.of("a=b.md"),
            7,
            Path.of("r.json"),
            Optional.of(Path.of("base.json")),
            Map.of(
                CheckSet.EXAMINER,
                Path.of("e.json"),
                CheckSet.REDTEAM,
                Path.of("t.json"),
                CheckSet.ADAPTIVE,
                Path.of("a.json")),
            true,
            Isolation.BUBBLEWRAP,
            IsolationPolicy.ALLOW_NONE,
            RigLimits.DEFAULT
                .withBuild(Duration.ofSeconds(1))
                .withTest(Duration.ofMillis(2500))
                .withStart(Duration.ofMillis(1))
                .withContract(Duration.ofDays(1))
                .withStop(Duration.ofMillis(1235)),
            true);

    assertThat(
            RigLine.read(
                "--spec=a=b.md",
                "--generation=7",
                "--report=r.json",
                "--baseline=base.json",
                "--examiner=e.json",
                "--redteam=t.json",
                "--adaptive=a.json",
                "--tier=3",
                "--isolation=bubblewrap",
                "--unsafe-no-sandbox",
                "--build-timeout=1",
                "--test-timeout=2.5",
                "app",
                "--start-timeout=0.001",
                "--contract-timeout=86400",
                "--stop-timeout=1.2345",
                "--json"))
        .isEqualTo(expected);
    assertThat(
            RigLine.read(
                ("--json --stop-timeout 1.2345 --contract-timeout 86400 --start-timeout 1e-3 "
                        + "--test-timeout 2.5 --build-timeout 1 --unsafe-no-sandbox --isolation "
                        + "bubblewrap --tier 3 --adaptive a.json --redteam t.json --examiner e.json "
                        + "--baseline base.json --report r.json --generation 7 "
                        + "--spec a=b.md app")
                    .split(" ", -1)))
        .isEqualTo(expected);
  }

  @Test
  void two_hyphens_end_the_options() {
    assertThat(judgement("--spec", "s", "--", "--json").artifact()).isEqualTo(Path.of("--json"));
    assertThat(judgement("--spec", "s", "--", "--json").json()).isFalse();
  }

  @Test
  void a_path_is_taken_as_it_is_written() {
    assertThat(judgement("\"a b\"", "--spec", "'s'").artifact()).isEqualTo(Path.of("\"a b\""));
    assertThat(judgement("-", "--spec", "\"s\"").spec()).isEqualTo(Path.of("\"s\""));
    assertThat(judgement("a", "--spec=-h.md").spec()).isEqualTo(Path.of("-h.md"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h", "-hV", "--version --help", "a b c --help", "--json -h"})
  void help_goes_before_all_that_is_missing(String line) {
    assertThat(RigLine.read(line.split(" ", -1))).isEqualTo(new RigCall.Help());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "-V", "--spec s --version"})
  void the_version_may_be_asked_for(String line) {
    assertThat(RigLine.read(line.split(" ", -1))).isEqualTo(new RigCall.Version());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--spec s | DIR is missing; name the artifact's directory",
        "--spec s a b | there must be one DIR, not 2: 'a', 'b'",
        "a | --spec is missing; name the specification with --spec=FILE",
        "a --spec | --spec needs a value; write --spec=FILE",
        "a --spec --json | --spec needs a value; write --spec=FILE",
        "a --spec -- s | --spec needs a value; write --spec=FILE",
        "--help --report | --report needs a value; write --report=FILE",
        "a --spec s --bogus | there is no option '--bogus'",
        "a --spec s --bogus=1 | there is no option '--bogus=1'",
        "a --spec s -x | there is no option '-x'",
        "a --spe s | there is no option '--spe'",
        "a -spec s | there is no option '-spec'",
        "a -spec=s | there is no option '-spec=s'",
        "a -specs | there is no option '-specs'",
        "a --spec s -json | there is no option '-json'",
        "a --spec s --h | there is no option '--h'",
        "a --spec s --Json | there is no option '--Json'",
        "a --spec s --json=true | --json takes no value; write --json alone, not '--json=true'",
        "a --spec s --help=x | --help takes no value; write --help alone, not '--help=x'",
        "a --spec s --spec s | --spec is given twice; give it once",
        "a --spec s --json --json | --json is given twice; give it once",
        "-h --help | --help is given twice; give it once",
        "a --spec= | --spec must be a path, not ''; ./ is the current directory",
        "a --spec s --report= | --report must be a path, not ''; ./ is the current directory",
        "a --spec s --baseline= | --baseline must be a path, not ''; ./ is the current directory",
        "a --spec s --isolation magic | --isolation must be auto, bubblewrap or none, not 'magic'",
        "a --spec s --isolation= | --isolation must be auto, bubblewrap or none, not ''",
      })
  void what_is_wrong_is_said_with_what_to_write(String line, String message) {
    assertThatThrownBy(() -> RigLine.read(line.split(" ", -1)))
        .isInstanceOf(RigUsageException.class)
        .hasMessage(message);
  }

  @Test
  void an_empty_directory_name_is_not_the_current_directory() {
    assertThatThrownBy(() -> RigLine.read("", "--spec", "s"))
        .hasMessage("DIR must be a path, not ''; ./ is the current directory");
    assertThatThrownBy(() -> RigLine.read("a\0b", "--spec", "s"))
        .isInstanceOf(RigUsageException.class)
        .hasMessageStartingWith("DIR must be a path, not 'a\0b': ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "-1", "1.5", "2147483648", "", " 1", "0x1"})
  void a_generation_is_a_whole_number_that_is_not_negative(String text) {
    assertThatThrownBy(() -> RigLine.read("a", "--spec=s", "--generation", text))
        .hasMessage(
            "--generation must be a whole number between 0 and 2147483647, not '" + text + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "-1", "0", "0.0009", "86400.1", "", "NaN", "5d", "1e999999999", "∞"})
  void a_timeout_is_a_number_of_seconds_within_a_day(String text) {
    for (String option : new String[] {"build", "test", "start", "contract", "stop"}) {
      assertThatThrownBy(() -> RigLine.read("a", "--spec=s", "--" + option + "-timeout=" + text))
          .hasMessage(
              "--%s-timeout must be a number of seconds between 0.001 and 86400, not '%s'",
              option, text);
    }
  }
}
