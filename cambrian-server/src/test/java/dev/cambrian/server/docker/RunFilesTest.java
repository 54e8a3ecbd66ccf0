package dev.cambrian.server.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cambrian.core.json.Members;
import dev.cambrian.core.json.StrictJson;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.rig.RunTicket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class RunFilesTest {
  private static final String KEY = "0123456789abcdef".repeat(4);

  @TempDir private Path directory;
  private Path runs = Path.of("");
  private RunFiles files = new RunFiles(runs);

  @BeforeEach
  void prepare() {
    runs = directory.resolve("deep/runs");
    files = new RunFiles(runs);
  }

  private static RunFiles.Kept run(String id) {
    String ticket =
        """
        {"run-id": "%s", "generation": 7, "artifact-hash": "sha256:a", "spec-hash": "sha256:s",
         "longest-ms": 1000, "key": "%s"}
        """
            .formatted(id, KEY);
    return new RunFiles.Kept(RunTicket.read(Members.of(StrictJson.read(ticket))), "c0ffee");
  }

  private Path file(String run) {
    return runs.resolve(run + ".json");
  }

  @Test
  void what_is_kept_of_a_run_is_read_again() {
    files.write(run("one"));

    assertThat(files.read("one"))
        .isInstanceOfSatisfying(
            RunFiles.Kept.class,
            it -> {
              assertThat(it.container()).isEqualTo("c0ffee");
              assertThat(it.ticket().toJson()).isEqualTo(run("one").ticket().toJson());
            });
    assertThat(runs).isDirectoryContaining(it -> it.equals(file("one")));
    assertThat(runs.toFile().list()).hasSize(1);
  }

  @Test
  void it_is_for_its_owner_alone() throws IOException {
    files.write(run("one"));

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file("one"))))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(runs)))
        .isEqualTo("rwx------");
  }

  @Test
  void writing_it_again_replaces_it_and_deleting_it_twice_is_no_matter() {
    files.write(run("one"));
    files.write(new RunFiles.Kept(run("one").ticket(), "other"));

    assertThat(((RunFiles.Kept) files.read("one")).container()).isEqualTo("other");
    files.delete("one");
    files.delete("one");
    assertThat(files.read("one")).isInstanceOf(RunFiles.Absent.class);
    assertThat(runs).isEmptyDirectory();
  }

  @Test
  void where_nothing_was_ever_kept_there_are_no_runs() {
    assertThat(files.runs()).isEmpty();
    assertThat(files.read("one")).isInstanceOf(RunFiles.Absent.class);
    files.delete("one");
  }

  @Test
  void a_run_whose_file_was_being_written_when_its_process_died_is_listed_and_deleted()
      throws IOException {
    files.write(run("one"));
    Files.writeString(runs.resolve(".two.new"), "{");
    Files.writeString(runs.resolve("note.txt"), "none of ours");

    assertThat(files.runs()).containsExactly("one", "two");
    assertThat(files.read("two")).isInstanceOf(RunFiles.Absent.class);
    files.delete("two");
    assertThat(files.runs()).containsExactly("one");
  }

  @Test
  void a_link_is_not_followed() throws IOException {
    files.write(run("one"));
    Path elsewhere = Files.move(file("one"), directory.resolve("elsewhere.json"));
    Files.createSymbolicLink(file("one"), elsewhere);

    assertThat(files.read("one")).isInstanceOf(RunFiles.Unusable.class);
    files.delete("one");
    assertThat(elsewhere).exists();
  }

  @Test
  void what_is_wrong_with_a_file_is_told_without_its_key() throws IOException {
    files.write(run("one"));
    String whole = Files.readString(file("one"));

    for (String broken :
        new String[] {
          "",
          "[]",
          whole.substring(0, whole.length() / 2),
          whole.replace("\"" + KEY + "\"", KEY),
          whole.replace("\"" + KEY + "\"", "[\"" + KEY + "\"]"),
          whole.replace("\"key\"", "\"keys\""),
          whole.replace(KEY, KEY + KEY),
          whole + " ".repeat(64 << 10)
        }) {
      Files.writeString(file("one"), broken);

      assertThat(files.read("one"))
          .isInstanceOfSatisfying(
              RunFiles.Unusable.class,
              it ->
                  assertThat(it.reason()).contains("one.json").doesNotContain(KEY.substring(0, 8)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", ".hidden", "a/b", "../x", "a b", "a\u0000", "ä"})
  void an_id_that_names_no_file_is_refused(String run) {
    assertThatThrownBy(() -> files.read(run)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> files.delete(run)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void where_nothing_can_be_kept_the_machine_lacks_something() throws IOException {
    Files.createDirectories(runs.resolveSibling("x"));
    Files.writeString(runs, "in the way");

    assertThatThrownBy(() -> files.write(run("one")))
        .isInstanceOfSatisfying(
            DockerException.class, it -> assertThat(it.kind()).isEqualTo(FailureKind.RESOURCE))
        .hasMessageContaining(runs.toString());
  }
}
