package dev.cambrian.core.trial;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TrialFilesTest {
  @TempDir Path set;

  @ParameterizedTest
  @CsvSource({"1, 01", "99, 99", "100, 100", "9999, 9999", "10000, 10000", "100000, 100000"})
  void a_trial_is_found_again_in_the_directory_that_its_number_names(int number, String name)
      throws IOException {
    Path trial = TrialFiles.trial(set, number);

    assertThat(trial).isEqualTo(set.resolve(name));
    Files.createDirectories(trial);
    assertThat(TrialFiles.trials(set)).containsExactly(trial);
    assertThat(TrialFiles.number(trial)).isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 100_001})
  void there_is_no_trial_of_another_number(int number) {
    assertThatIllegalArgumentException().isThrownBy(() -> TrialFiles.trial(set, number));
  }

  @Test
  void trials_come_in_the_order_of_their_numbers_and_other_names_are_none() throws IOException {
    for (String name : List.of("100", "02", "11", "00", "1", "0100", "100001", "one", ".lock")) {
      Files.createDirectories(set.resolve(name));
    }
    Files.writeString(set.resolve("03"), "a file");

    assertThat(TrialFiles.trials(set)).extracting(TrialFiles::number).containsExactly(2, 11, 100);
  }

  @Test
  void a_set_that_is_not_there_yet_has_no_trials() {
    assertThat(TrialFiles.trials(set.resolve("none"))).isEmpty();
  }

  @Test
  void what_is_written_replaces_what_was_there_and_leaves_nothing_else() throws IOException {
    Path file = set.resolve("01/cause.md");
    assertThat(TrialFiles.content(file)).isEmpty();

    TrialFiles.write(file, "one".getBytes(UTF_8));
    TrialFiles.write(file, "two".getBytes(UTF_8));

    assertThat(TrialFiles.content(file))
        .hasValueSatisfying(it -> assertThat(it).asString(UTF_8).isEqualTo("two"));
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }
}
