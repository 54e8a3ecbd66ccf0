package dev.cambrian.server.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class LabelsTest {
  @Test
  void this_process_is_alive() {
    assertThat(Labels.find(Labels.owner())).isEqualTo(Labels.Owner.ALIVE);
  }

  @Test
  void another_with_the_number_of_an_ended_one_is_no_mistake() {
    String owner = Labels.owner();
    String before = owner.substring(0, owner.lastIndexOf('/')) + "/1";

    assertThat(Labels.find(before)).isEqualTo(Labels.Owner.ENDED);
  }

  @Test
  void one_whose_parent_does_not_look_has_ended_all_the_same() throws Exception {
    // The shell becomes a program that never asks for its child, which then stays as a zombie.
    Process parent =
        new ProcessBuilder("sh", "-c", "cat </dev/zero >/dev/null & echo $!; exec sleep 60")
            .start();
    try {
      long child = Long.parseLong(parent.inputReader().readLine());
      String owner = Labels.owner(child);
      assertThat(Labels.find(owner)).isEqualTo(Labels.Owner.ALIVE);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> Files.readString(Path.of("/proc/" + parent.pid() + "/comm")).strip(),
              "sleep"::equals);

      assertThat(ProcessHandle.of(child).orElseThrow().destroyForcibly()).isTrue();

      await().atMost(Duration.ofSeconds(30)).until(() -> Labels.find(owner) == Labels.Owner.ENDED);
      assertThat(Path.of("/proc/" + child)).exists();
    } finally {
      parent.destroyForcibly();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void one_of_another_boot_or_process_space_is_out_of_sight(int place) {
    String[] parts = Labels.owner().split("/", -1);
    parts[place] = "another";

    assertThat(Labels.find(String.join("/", parts))).isEqualTo(Labels.Owner.OUT_OF_SIGHT);
  }

  /** Where the clock is set, Java itself takes a running process for another. */
  @Test
  void the_owner_is_named_without_any_clock_that_can_be_set() throws IOException {
    assumeThat(Path.of("/proc/self/stat")).exists();
    String stat = Files.readString(Path.of("/proc/self/stat"));
    String began = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[19];

    assertThat(Labels.owner()).endsWith("/" + ProcessHandle.current().pid() + "/" + began);
  }
}
