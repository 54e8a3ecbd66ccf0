package dev.cambrian.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.server.git.RealGit;
import dev.cambrian.server.home.CambrianHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every link of the chain from the first event to the last artifact byte, broken once. */
final class VerifyCommandTest {

  private static final String GEN_2 = "generation 2: artifact artifacts/gen-2: ";

  @TempDir Path directory;
  private CambrianHome home;
  private RealGit git;

  @BeforeEach
  void grow() {
    home = GrownHome.at(directory);
    git = new RealGit(home.archive());
  }

  @Test
  void an_untouched_home_agrees_and_the_counts_are_shown() {
    Run run = Run.in(directory, "verify");

    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .containsPattern("specs +1\n")
        .containsPattern("generations +2\n")
        .containsPattern("artifacts +2\n")
        .containsPattern("git commits +2\n")
        .containsPattern("reports +2\n")
        .endsWith("Everything agrees.\n");
    assertThat(run.exit()).isZero();
  }

  @Test
  void the_report_of_a_reverse_run_is_held_against_the_generation_that_it_is_about() {
    ReverseRuns.append(home, 2, 1, false);

    Run run = Run.in(directory, "verify");

    assertThat(run.out()).containsPattern("reports +3\n").endsWith("Everything agrees.\n");
  }

  @Test
  void a_report_of_a_reverse_run_that_tells_another_verdict_is_found() {
    ReverseRuns.append(home, 2, 1, true);

    assertDefects(
        "generation 2: the report of its reverse run does not agree with what the history tells of generation 1");
  }

  @Test
  void a_changed_file_of_an_artifact_is_named() throws IOException {
    Files.writeString(artifact("app.py"), "print(3)\n");

    assertDefects(GEN_2 + "app.py is not as it was sealed");
  }

  @Test
  void a_file_that_is_gone_from_an_artifact_is_named() throws IOException {
    Files.delete(artifact("util.py"));

    assertDefects(GEN_2 + "the path \"util.py\" is listed in the manifest and not there");
  }

  @Test
  void a_file_that_was_added_to_an_artifact_is_named() throws IOException {
    Files.writeString(artifact("more.py"), "x");

    assertDefects(GEN_2 + "the path \"more.py\" is there and not in the manifest");
  }

  @Test
  void a_changed_copy_of_the_spec_is_named() throws IOException {
    Files.writeString(artifact("spec/TINY-SPEC.md"), GrownHome.SPEC + "Or two.\n");

    assertDefects(GEN_2 + "spec/TINY-SPEC.md is not as it was sealed");
  }

  @Test
  void a_manifest_that_only_claims_other_tokens_is_found() throws IOException {
    String manifest = Files.readString(artifact("manifest.json"));
    String other = manifest.replace("1000", "1");
    assertThat(other).isNotEqualTo(manifest);
    Files.writeString(artifact("manifest.json"), other);

    assertDefects(GEN_2 + "manifest.json is not as it was sealed");
  }

  @Test
  void an_artifact_with_an_honest_manifest_of_its_own_is_not_the_sealed_one() throws IOException {
    Path other = home.artifacts().resolve("gen-1");
    for (String path : List.of("app.py", "manifest.json")) {
      Files.write(artifact(path), Files.readAllBytes(other.resolve(path)));
    }

    assertThat(defects())
        .hasSize(3)
        .anyMatch(line -> line.startsWith(GEN_2 + "hash is sha256:"))
        .contains(
            GEN_2 + "app.py is not as it was sealed",
            GEN_2 + "manifest.json is not as it was sealed");
  }

  /** The artifact hash runs over path, zero byte and content without lengths. */
  @Test
  void two_files_that_were_joined_under_the_same_artifact_hash_are_found() throws IOException {
    String joined = Files.readString(artifact("test_app.py")) + "util.py\0pass\n";
    Files.writeString(artifact("test_app.py"), joined);
    Files.delete(artifact("util.py"));
    Path manifest = artifact("manifest.json");
    String listed = Files.readString(manifest);
    String unlisted = listed.replaceFirst(",\\s*\"util.py\"", "");
    assertThat(unlisted).isNotEqualTo(listed);
    Files.writeString(manifest, unlisted);

    assertDefects(
        GEN_2 + "test_app.py is not as it was sealed",
        GEN_2 + "util.py is not as it was sealed",
        GEN_2 + "manifest.json is not as it was sealed");
  }

  @Test
  void a_missing_artifact_is_found() throws IOException {
    Files.move(home.artifacts().resolve("gen-1"), home.artifacts().resolve("gone"));

    assertThat(defects())
        .singleElement()
        .asString()
        .startsWith("generation 1: artifact artifacts/gen-1: ");
  }

  @Test
  void a_removed_git_tag_is_found() throws Exception {
    git.run("tag", "-d", "gen-2");

    assertDefects("git: generation 2 is not in git");
  }

  @Test
  void a_branch_in_the_place_of_the_tag_is_found() throws Exception {
    git.run("branch", "gen-2", "refs/tags/gen-2^{commit}");
    git.run("tag", "-d", "gen-2");

    assertDefects("git: generation 2 is at heads/gen-2, not at the tag gen-2");
  }

  @Test
  void a_failed_generation_under_the_tag_of_a_promoted_one_is_found() throws Exception {
    git.run("tag", "gen-1", "gen-1-failed^{commit}");

    assertDefects("git: generation 1 is at gen-1, not at the tag gen-1-failed");
  }

  @Test
  void a_tag_that_was_moved_is_found() throws Exception {
    git.run("tag", "-f", "gen-2", "gen-1-failed^{commit}");

    assertThat(defects())
        .hasSize(2)
        .anyMatch(line -> line.startsWith("git: gen-2: app.py has 9 bytes and sha256:"))
        .anyMatch(line -> line.startsWith("git: gen-2: artifact hash is sha256:"));
  }

  @Test
  void a_commit_in_which_only_the_manifest_is_another_is_found() throws Exception {
    Path forged = Files.writeString(directory.resolve("forged.json"), "{}\n");
    String blob = git.run("hash-object", "-w", forged.toString());
    String tree = "100644 blob " + blob + "\tmanifest.json\n";
    for (String line : git.run("ls-tree", "gen-2").split("\n", -1)) {
      tree += line.endsWith("\tmanifest.json") ? "" : line + "\n";
    }
    String commit = git.run("commit-tree", "-m", "forged", git.runWith(tree, "mktree"));
    git.run("tag", "-f", "gen-2", commit);

    assertDefects("git: gen-2: manifest.json is not as it was sealed");
  }

  @Test
  void a_changed_event_is_found_at_its_position() throws SQLException {
    change(
        "UPDATE event SET data = replace(data, 'small-model', 'other-model') WHERE position = 2");

    assertThat(defects()).singleElement().asString().startsWith("event 2: its digest is ");
  }

  @Test
  void a_removed_event_is_found_at_its_position() throws SQLException {
    change("DELETE FROM event WHERE position = 3");

    assertDefects("event 4: the position after 2 is missing");
  }

  @Test
  void a_changed_answer_is_found_at_the_event_that_refers_to_it() throws SQLException {
    change(
        """
        UPDATE blob SET content = CAST(replace(CAST(content AS TEXT), 'print(1)', 'print(7)') AS BLOB)
        WHERE hash = (SELECT answer_blob FROM llm_exchange WHERE generation = 1)
        """);

    assertThat(defects())
        .singleElement()
        .asString()
        .matches("event 3: the content stored as sha256:\\w{64} has the hash sha256:\\w{64}: .*");
  }

  @Test
  void a_changed_spec_is_found_at_its_registration() throws SQLException {
    change(
        """
        UPDATE blob SET content = CAST(replace(CAST(content AS TEXT), 'a number', 'numbers!') AS BLOB)
        WHERE hash = (SELECT spec_hash FROM spec)
        """);

    assertThat(defects())
        .singleElement()
        .asString()
        .startsWith("event 1: the content stored as sha256:");
  }

  @Test
  void a_missing_report_is_found_at_the_verdict() throws SQLException {
    String position = "SELECT position FROM event WHERE type = 'verdict.given' ORDER BY 1 LIMIT 1";
    String verdict =
        Run.in(directory, "sql", position, "--format", "csv").out().lines().toList().getLast();
    change(
        "DELETE FROM blob WHERE hash = (SELECT report_blob FROM generation WHERE generation = 1)");

    assertThat(defects())
        .singleElement()
        .asString()
        .matches("event " + verdict + ": the content sha256:\\w{64} that it refers to is missing");
  }

  @Test
  void a_report_about_another_generation_is_found() {
    Path other = directory.resolve("other");
    GrownHome.at(other, report -> report.withGeneration(1));

    Run run = Run.in(other, "verify");

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.out())
        .contains("defect: generation 2: report does not agree with the verdict,")
        .endsWith("1 defect.\n");
  }

  @Test
  void a_changed_view_of_the_events_is_found() throws SQLException {
    change("UPDATE projected_generation SET outcome = 'promoted' WHERE generation = 1");

    assertDefects(
        "the projection of generation 1 is not what its events say: rebuild the projections");
  }

  @Test
  void defects_of_the_events_hide_none_of_the_artifacts_git_and_reports() throws Exception {
    change("UPDATE event SET recorded_at = '2020-01-01T00:00:00.000Z' WHERE position IN (2, 4)");
    change("DELETE FROM blob WHERE hash = (SELECT spec_hash FROM spec)");
    change("UPDATE projected_generation SET attempt = 9 WHERE generation = 2");
    Files.writeString(artifact("app.py"), "print(3)\n");
    Files.delete(artifact("util.py"));
    git.run("tag", "-d", "gen-1-failed");

    assertThat(defects())
        .satisfiesExactly(
            defect -> assertThat(defect).startsWith("event 1: the content sha256:"),
            defect -> assertThat(defect).startsWith("event 2: its digest is "),
            defect -> assertThat(defect).startsWith("event 4: its digest is "),
            defect ->
                assertThat(defect)
                    .isEqualTo("the projection of generation 2 is not what its events say"),
            defect -> assertThat(defect).isEqualTo("git: generation 1 is not in git"),
            defect -> assertThat(defect).isEqualTo(GEN_2 + "util.py is gone"),
            defect -> assertThat(defect).isEqualTo(GEN_2 + "app.py is not as it was sealed"));
  }

  @Test
  void an_event_that_cannot_be_read_hides_no_other_generation() throws Exception {
    change("UPDATE event SET data = '{}' WHERE position = 3");
    Files.delete(artifact("util.py"));

    assertThat(defects())
        .satisfiesExactly(
            defect -> assertThat(defect).startsWith("event 3: its digest is "),
            defect -> assertThat(defect).matches("event 3: (?!event|its digest).*"),
            defect -> assertThat(defect).startsWith(GEN_2 + "the path \"util.py\""));
  }

  @Test
  void a_hundred_defects_of_the_history_are_listed_and_the_others_counted() throws Exception {
    change(
        """
        INSERT INTO blob (hash, size, content)
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1234)
        SELECT printf('sha256:%064x', i), 1, x'00' FROM n
        """);
    Files.delete(artifact("util.py"));

    Run run = Run.in(directory, "verify");

    assertThat(run.out().lines().filter(line -> line.startsWith("defect: "))).hasSize(101);
    assertThat(run.out())
        .contains("defect: " + GEN_2 + "the path \"util.py\"")
        .endsWith("and 1,134 more in the history\n1,235 defects.\n");
    assertThat(Run.in(directory, "verify", "--json").out()).contains("\"defect-count\" : 1235,");
  }

  @Test
  void a_projection_that_nobody_can_read_is_one_defect() throws SQLException {
    change("UPDATE projected_generation SET outcome = 'famous' WHERE generation = 1");

    assertDefects("the projection has the unknown outcome famous: rebuild the projections");
  }

  @Test
  void code_that_no_event_tells_of_is_found() throws Exception {
    Files.createDirectories(home.artifacts().resolve("gen-7"));

    assertDefects(
        "generation 7: its code is in artifacts/ or git, but the history does not know it");
  }

  private Path artifact(String path) {
    return home.artifacts().resolve("gen-2").resolve(path);
  }

  private void assertDefects(String... expected) {
    assertThat(defects()).containsExactlyInAnyOrder(expected);
  }

  /** The defects that the command tells of, which ends with 1 and is the same as JSON. */
  private List<String> defects() {
    Run run = Run.in(directory, "verify");

    assertThat(run.err()).isEmpty();
    assertThat(run.exit()).isEqualTo(1);
    assertThat(Run.in(directory, "verify", "--json").out()).contains("\"sound\" : false");
    String mark = "defect: ";
    List<String> defects =
        run.out()
            .lines()
            .filter(line -> line.startsWith(mark))
            .map(line -> line.substring(mark.length()))
            .toList();
    assertThat(run.out())
        .endsWith(defects.size() + (defects.size() == 1 ? " defect.\n" : " defects.\n"));
    return defects;
  }

  /** As somebody would who knows of the triggers. */
  private void change(String sql) throws SQLException {
    Tampering.change(home.history(), sql);
  }
}
