package dev.cambrian.server.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.PersonIdent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/** What is wrong is told in one line and left out; everything else is imported. */
@DisplayNameGeneration(ReplaceUnderscores.class)
final class MalformedSourceTest {

  @TempDir Path directory;
  private OldLab lab;
  private NewHome home;

  @BeforeEach
  void a_lab_and_a_home() {
    lab = new OldLab(directory.resolve("lab"));
    home = new NewHome(directory.resolve("home"));
  }

  /**
   * @param says the beginning of the line
   */
  record Spoiled(String says, Consumer<ObjectNode> change) {
    @Override
    public String toString() {
      return says;
    }
  }

  static Stream<Spoiled> records() {
    return Stream.of(
        new Spoiled(
            "generation: must be an integer from 1 on, not 0", it -> it.put("generation", 0)),
        new Spoiled("generation: must be an integer", it -> it.put("generation", "2")),
        new Spoiled("generation: must be an integer", it -> it.put("generation", 2.5)),
        new Spoiled("generation: must be an integer", it -> it.put("generation", true)),
        new Spoiled(
            "generation: must be an integer", it -> it.put("generation", 9007199254740993L)),
        new Spoiled("generation: is missing", it -> it.remove("generation")),
        new Spoiled("parent: is missing", it -> it.putNull("parent")),
        new Spoiled("parent: must be an integer from 0 on", it -> it.put("parent", -1)),
        new Spoiled("parent: must be below generation 2, not 2", it -> it.put("parent", 2)),
        new Spoiled("spec-hash: is missing", it -> it.remove("spec-hash")),
        new Spoiled("spec-hash: must be sha256:", it -> it.put("spec-hash", "abc")),
        new Spoiled("spec-hash: must be a string, not 7", it -> it.put("spec-hash", 7)),
        new Spoiled("spec-hash: is there twice", it -> it.put("spec_hash", "sha256:0")),
        new Spoiled("artifact-hash: must be sha256:", it -> it.put("artifact-hash", "sha256:AB")),
        new Spoiled("outcome: must be in_progress, tested", it -> it.put("outcome", "Promoted")),
        new Spoiled("outcome: must be a string, not []", it -> it.putArray("outcome")),
        new Spoiled("created: must be a time", it -> it.put("created", "yesterday")),
        new Spoiled("created: is no real time", it -> it.put("created", "2026-13-26T14:29:11Z")),
        new Spoiled("created: must be a string", it -> it.put("created", 1_774_535_351)),
        new Spoiled(
            "completed: is before created", it -> it.put("completed", "2020-01-01T00:00:00Z")),
        new Spoiled("campaign-id: must be a string", it -> it.putObject("campaign-id")),
        new Spoiled("campaign-id: has more than 500", it -> it.put("campaign-id", "c".repeat(501))),
        new Spoiled("viability: must be an object", it -> it.put("viability", "viable")));
  }

  @ParameterizedTest
  @MethodSource("records")
  void a_wrong_member_is_named_with_file_and_index_and_its_record_is_left_out(Spoiled spoiled)
      throws Exception {
    lab.promoted(1, 0).promoted(2, 1).spoil(1, spoiled.change()).close();

    var done = home.imports(lab, NewHome.PLAIN);

    assertThat(done.problems())
        .singleElement()
        .asString()
        .startsWith("generations.json[1]." + spoiled.says());
    assertThat(home.records()).hasSize(1);
    assertThat(home.defects()).isEmpty();
  }

  static Stream<Spoiled> reports() {
    return Stream.of(
        new Spoiled("status has", it -> it.put("status", "fine")),
        new Spoiled("failure_stage", it -> it.put("failure_stage", "lunch")),
        new Spoiled("checks must be an object", it -> it.put("checks", 3)),
        new Spoiled(
            "test.passed must be", it -> ((ObjectNode) it.at("/checks/test")).put("passed", "yes")),
        new Spoiled(
            "checks.test.tests_run must not be",
            it -> ((ObjectNode) it.at("/checks/test")).put("tests_run", -4)),
        new Spoiled("is of another spec", it -> it.put("artifact_hash", "sha256:0")),
        new Spoiled("completed_at has the wrong form", it -> it.put("completed_at", "noon")));
  }

  @ParameterizedTest
  @MethodSource("reports")
  void a_report_that_contradicts_itself_is_no_verdict(Spoiled spoiled) throws Exception {
    lab.promoted(1, 0)
        .spoil(0, record -> spoiled.change().accept((ObjectNode) record.get("viability")))
        .close();

    var done = home.imports(lab, NewHome.PLAIN);

    assertThat(done.problems())
        .singleElement()
        .asString()
        .startsWith("generations.json[0]: viability: not a viability report: ")
        .contains(spoiled.says());
    assertThat(home.records()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '$',
      value = {
        "[{]|no JSON: ",
        "$$|no JSON: ",
        "[{\"generation\": 1, \"generation\": 2}]|no JSON: ",
        "[NaN]|no JSON: ",
        "7|has no array of generation records",
        "{\"records\": 7}|has no array of generation records",
      })
  void a_file_that_is_none_of_records_is_named(String text, String says) throws Exception {
    lab.promoted(1, 0).closeAsCampaign("c");
    OldLab.write(lab.root().resolve("generations.json"), text);

    var done = home.imports(lab, NewHome.PLAIN);

    assertThat(done.problems())
        .singleElement()
        .asString()
        .startsWith("generations.json: ")
        .contains(says);
    assertThat(home.records()).hasSize(1);
  }

  @Test
  void an_element_that_is_no_object_is_named() throws Exception {
    lab.promoted(1, 0);
    lab.records().add(7).addNull();
    lab.close();

    assertThat(home.imports(lab, NewHome.PLAIN).problems())
        .containsExactly(
            "generations.json[1]: must be an object", "generations.json[2]: must be an object");
    assertThat(home.records()).hasSize(1);
  }

  @Test
  void an_object_with_an_array_is_read_and_a_foreign_summary_is_not() throws Exception {
    lab.promoted(1, 0);
    OldLab.write(
        lab.root().resolve("generations.json"), "{\"generations\": " + lab.records() + "}");
    OldLab.write(lab.root().resolve("bench/summary.json"), "{\"mean\": 3}");

    var done = home.imports(lab, NewHome.PLAIN);

    assertThat(done.problems()).isEmpty();
    assertThat(home.records()).hasSize(1);
  }

  /** Does something to {@code artifacts/gen-1}. */
  interface Crime {
    void in(Path artifact, Path outside) throws Exception;
  }

  record Hostile(String says, Crime crime) {
    @Override
    public String toString() {
      return says;
    }
  }

  static Stream<Hostile> artifacts() {
    return Stream.of(
        new Hostile(
            "\"src/prime.py\" is reached through a symbolic link",
            (artifact, outside) -> {
              Files.move(artifact.resolve("src/prime.py"), outside.resolve("prime.py"));
              Files.createSymbolicLink(
                  artifact.resolve("src/prime.py"), outside.resolve("prime.py"));
            }),
        new Hostile(
            "is reached through a symbolic link",
            (artifact, outside) -> {
              Files.move(artifact.resolve("src"), outside.resolve("src"));
              Files.createSymbolicLink(artifact.resolve("src"), outside.resolve("src"));
            }),
        new Hostile(
            "\"src/prime.py\" has a second name elsewhere",
            (artifact, outside) ->
                Files.createLink(outside.resolve("prime.py"), artifact.resolve("src/prime.py"))),
        new Hostile(
            "\"src/prime.py\" is no regular file",
            (artifact, outside) -> {
              Files.delete(artifact.resolve("src/prime.py"));
              int made =
                  new ProcessBuilder("mkfifo", artifact.resolve("src/prime.py").toString())
                      .start()
                      .waitFor();
              assertThat(made).isZero();
            }),
        new Hostile(
            "\"src/prime.py\" is listed in the manifest and not there",
            (artifact, outside) -> Files.delete(artifact.resolve("src/prime.py"))),
        new Hostile(
            "artifact-hash",
            (artifact, outside) -> Files.writeString(artifact.resolve("src/prime.py"), "evil\n")),
        new Hostile(
            "no file in spec/ has the hash of its spec",
            (artifact, outside) ->
                Files.writeString(artifact.resolve("spec/SPEC-005.md"), OldLab.SPEC + " ")),
        new Hostile(
            "has a segment ..",
            (artifact, outside) -> list(artifact, "src/../../../../etc/passwd")),
        new Hostile("is absolute", (artifact, outside) -> list(artifact, "/etc/passwd")),
        new Hostile("git directory", (artifact, outside) -> list(artifact, "a/.GIT/config")),
        new Hostile("has the character", (artifact, outside) -> list(artifact, "a\\\\b")),
        new Hostile(
            "its manifest is none",
            (artifact, outside) -> Files.writeString(artifact.resolve("manifest.json"), "{")),
        new Hostile(
            "in the manifest of artifacts/gen-1 it is",
            (artifact, outside) -> {
              Path manifest = artifact.resolve("manifest.json");
              String hash = OldLab.hash(OldLab.files(1));
              Files.writeString(
                  manifest, Files.readString(manifest).replace(hash, "sha256:" + "0".repeat(64)));
            }));
  }

  private static void list(Path artifact, String path) throws Exception {
    Path manifest = artifact.resolve("manifest.json");
    Files.writeString(
        manifest,
        Files.readString(manifest)
            .replace("\"src/prime.py\"", "\"src/prime.py\", \"" + path + "\""));
  }

  @ParameterizedTest
  @MethodSource("artifacts")
  void an_artifact_that_is_not_what_it_claims_is_left_out_and_nothing_of_it_stays(Hostile hostile)
      throws Exception {
    lab.promoted(1, 0).promoted(2, 0).close();
    hostile
        .crime()
        .in(lab.root().resolve("artifacts/gen-1"), Files.createDirectory(directory.resolve("out")));

    var done = home.imports(lab, NewHome.PLAIN);

    assertThat(done.problems())
        .singleElement()
        .asString()
        .startsWith("generations.json[0]: ")
        .contains(hostile.says());
    assertThat(home.records()).hasSize(1);
    assertThat(home.directory().resolve("artifacts"))
        .isDirectoryNotContaining(it -> !it.endsWith("gen-2"));
    assertThat(home.defects()).isEmpty();
  }

  @Test
  void a_link_in_git_is_not_taken_for_a_file() throws Exception {
    lab.promoted(1, 0).close();
    Path prime = lab.root().resolve("artifacts/gen-1/src/prime.py");
    Files.delete(prime);
    Files.createSymbolicLink(prime, Path.of("print(1)\n"));
    PersonIdent who = new PersonIdent("Lab", "lab@localhost");
    try (Git git = Git.init().setDirectory(lab.root().toFile()).call()) {
      git.add().addFilepattern("artifacts").call();
      git.commit().setMessage("all").setAuthor(who).setCommitter(who).setSign(false).call();
      git.tag().setName("gen-1").setTagger(who).setSigned(false).call();
    }
    OldLab.delete(lab.root().resolve("artifacts"));

    assertThat(home.imports(lab, NewHome.PLAIN).problems())
        .singleElement()
        .asString()
        .contains("artifact gen-1:artifacts/gen-1", "\"src/prime.py\" is no regular file");
  }

  @Test
  void linked_directories_and_records_are_not_followed() throws Exception {
    OldLab other = new OldLab(directory.resolve("other")).promoted(5, 0).close();
    lab.promoted(1, 0).close();
    Files.createSymbolicLink(lab.root().resolve("campaigns"), other.root());
    Files.createSymbolicLink(
        lab.root().resolve("summary.json"), other.root().resolve("generations.json"));

    home.imports(lab, NewHome.PLAIN);

    assertThat(home.records()).hasSize(1);
  }

  @Test
  void a_promoted_generation_without_its_code_or_a_verdict_is_left_out() throws Exception {
    lab.promoted(1, 0).promoted(2, 0).promoted(3, 0);
    OldLab.delete(lab.root().resolve("artifacts/gen-1"));
    lab.spoil(1, record -> record.remove("viability"));
    lab.spoil(2, record -> record.set("viability", OldLab.report(3, false))).close();

    assertThat(home.imports(lab, NewHome.PLAIN).problems())
        .satisfiesExactly(
            it ->
                assertThat(it).contains("[0]: it is promoted, but its code").endsWith("is nowhere"),
            it -> assertThat(it).endsWith("[1]: it is promoted, but has no viability report"),
            it -> assertThat(it).endsWith("[2]: it is promoted, but its report says non-viable"));
    assertThat(home.records()).isEmpty();
  }

  @Test
  void a_spec_that_is_nowhere_is_named() throws Exception {
    lab.lost(1, 0).close();

    assertThat(home.imports(lab, NewHome.PLAIN).problems())
        .isEqualTo(
            List.of("generations.json[0]: its spec %s is nowhere".formatted(OldLab.specHash())));
  }

  @Test
  void two_generations_of_one_number_are_told_and_the_first_is_taken() throws Exception {
    lab.promoted(1, 0);
    Map<String, String> other = OldLab.files(1);
    other.put("src/prime.py", "print('other')\n");
    other.forEach((path, text) -> OldLab.write(lab.root().resolve("b/gen-1/" + path), text));
    OldLab.write(
        lab.root().resolve("b/gen-1/manifest.json"), OldLab.manifest(1, 0, other).toString());
    lab.records().add(OldLab.record(1, 0, OldLab.hash(other), "promoted"));
    lab.close();

    var done = home.imports(lab, NewHome.PLAIN);

    assertThat(done.problems())
        .containsExactly(
            "generations.json[1]: generation 1 is another here; --renumber gives it another number");
    assertThat(home.imports(lab, NewHome.RENUMBER).summary().renumbered()).isEqualTo(Map.of(1, 2));
    assertThat(home.defects()).isEmpty();
  }
}
