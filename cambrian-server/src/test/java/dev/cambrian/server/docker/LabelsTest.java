package dev.cambrian.server.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class LabelsTest {
  private static String ended() throws Exception {
    Process process = new ProcessBuilder("true").start();
    String owner = Labels.owner(process.toHandle());
    process.waitFor();
    return owner;
  }

  @Test
  void a_process_that_runs_may_run_and_one_that_ended_has_ended() throws Exception {
    assertThat(Labels.fate(Labels.owner())).isEqualTo(Labels.Fate.MAY_RUN);
    assertThat(Labels.fate(ended())).isEqualTo(Labels.Fate.ENDED);
  }

  @ParameterizedTest
  @CsvSource({
    "0, another-machine, MAY_RUN",
    "1, another-boot, UNKNOWN",
    "2, pid:[1], UNKNOWN",
    "3, x, UNKNOWN",
  })
  void of_another_machine_boot_or_container_it_is_never_said_that_it_ended(
      int part, String other, Labels.Fate fate) throws Exception {
    List<String> parts = new ArrayList<>(List.of(ended().split("/", -1)));
    parts.set(part, other);

    assertThat(Labels.fate(String.join("/", parts))).isEqualTo(fate);
  }

  @Test
  void no_label_of_ours_says_nothing() {
    assertThat(Labels.fate("")).isEqualTo(Labels.Fate.MAY_RUN);
  }
}
