package dev.cambrian.server.imports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.core.pipeline.GenerationArchive;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class ImportCrashTest {

  @TempDir Path directory;
  private OldLab lab;

  @BeforeEach
  void a_lab_with_a_generation_of_each_kind() {
    lab =
        new OldLab(directory.resolve("lab"))
            .spec()
            .promoted(1, 0)
            .failed(2, 1)
            .promoted(3, 1)
            .lost(4, 3)
            .promoted(5, 3)
            .spoil(4, record -> record.put("outcome", "tested").remove("completed"))
            .close();
  }

  @Test
  void an_import_that_is_killed_between_any_two_effects_ends_right_when_repeated()
      throws Exception {
    NewHome whole = new NewHome(directory.resolve("whole"));
    whole.imports(lab, NewHome.PLAIN);
    List<GenerationRecord> expected = whole.records();
    int deaths = 0;

    while (dies(deaths)) {
      NewHome home = new NewHome(directory.resolve("home-" + deaths));
      var again = home.imports(lab, NewHome.PLAIN);

      assertThat(again.problems()).as("killed before effect %d", deaths + 1).isEmpty();
      assertThat(home.records())
          .usingRecursiveComparison()
          .ignoringFields("completed")
          .isEqualTo(expected);
      assertThat(home.events()).hasSameSizeAs(whole.events());
      assertThat(home.defects()).as("killed before effect %d", deaths + 1).isEmpty();
      deaths++;
    }

    assertThat(deaths).as("effects of five generations").isGreaterThanOrEqualTo(14);
  }

  private boolean dies(int effects) throws Exception {
    Dying program = new Dying(effects);
    NewHome home = new NewHome(directory.resolve("home-" + effects));
    try {
      home.imports(
          lab,
          NewHome.PLAIN,
          history -> program.around(History.class, history),
          archive -> program.around(GenerationArchive.class, archive));
      return false;
    } catch (Dying.Killed killed) {
      return true;
    }
  }

  @Test
  void an_artifact_that_was_half_written_is_written_anew() throws Exception {
    NewHome home = new NewHome(directory.resolve("home"));
    Path half = home.directory().resolve("artifacts/.gen-1.tmp-0000");
    OldLab.write(half.resolve("src/prime.py"), "pri");

    home.imports(lab, NewHome.PLAIN);

    assertThat(half).doesNotExist();
    assertThat(home.defects()).isEmpty();
  }

  @Test
  void an_artifact_that_is_there_and_another_is_told_and_left_alone() throws Exception {
    NewHome home = new NewHome(directory.resolve("home"));
    Path stranger = home.directory().resolve("artifacts/gen-1/precious.txt");
    OldLab.write(stranger, "mine");

    var done = home.imports(lab, NewHome.PLAIN);

    assertThat(done.problems())
        .contains(
            "generations.json[0]: artifacts/gen-1 in the home is there already and is another; move it away");
    assertThat(Files.readString(stranger)).isEqualTo("mine");
  }

  @Test
  void two_thousand_records_become_history_and_are_known_again() throws Exception {
    OldLab large = new OldLab(directory.resolve("large")).spec();
    for (int generation = 1; generation <= 2_000; generation++) {
      int parent = generation / 3;
      if (generation % 50 == 0) {
        large.promoted(generation, parent);
      } else {
        large.lost(generation, parent);
      }
    }
    large.close();
    NewHome home = new NewHome(directory.resolve("home"));

    var done = home.imports(large, NewHome.PLAIN);

    assertThat(done.problems()).isEmpty();
    assertThat(done.summary().total()).isEqualTo(2_000);
    assertThat(home.defects()).isEmpty();
    assertThat(home.imports(large, NewHome.PLAIN).summary().known()).isEqualTo(2_000);
  }
}
