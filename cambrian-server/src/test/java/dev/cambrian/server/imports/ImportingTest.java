package dev.cambrian.server.imports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.Outcome;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.spec.Toolchain;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.server.cli.GrownHome;
import dev.cambrian.server.git.GitArchive;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class ImportingTest {

  @TempDir Path directory;
  private OldLab lab;
  private NewHome home;

  @BeforeEach
  void a_lab_and_a_home() {
    lab = new OldLab(directory.resolve("lab"));
    home = new NewHome(directory.resolve("home"));
  }

  @Test
  void a_promoted_generation_keeps_its_number_parent_times_model_and_report() throws Exception {
    lab.promoted(39, 38).close();

    var done = home.imports(lab, NewHome.PLAIN);

    assertThat(done.problems()).isEmpty();
    assertThat(done.summary().imported()).isEqualTo(Map.of(Outcome.PROMOTED, 1));
    GenerationRecord record = home.record(39);
    assertThat(record.parent()).isEqualTo(38);
    assertThat(record.outcome()).isEqualTo(Outcome.PROMOTED);
    assertThat(record.created()).isEqualTo(Instant.parse("2026-03-26T14:29:11.974Z"));
    assertThat(record.completed()).contains(Instant.parse("2026-03-26T14:29:45.597Z"));
    assertThat(record.artifactHash()).contains(OldLab.hash(OldLab.files(39)));
    assertThat(record.specHash()).isEqualTo(OldLab.specHash());
    assertThat(record.isolation()).contains("imported");
    assertThat(record.producerModel()).contains("claude-sonnet-4-6");
    assertThat(record.usage().input()).isEqualTo(66_686);
    assertThat(record.viable()).contains(true);
    assertThat(home.defects()).isEmpty();
  }

  @Test
  void a_failed_generation_keeps_its_verdict_and_is_tagged_as_failed() throws Exception {
    lab.failed(4, 1).close();

    home.imports(lab, NewHome.PLAIN);

    GenerationRecord record = home.record(4);
    assertThat(record.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(record.failureStage()).contains(Stage.TEST);
    assertThat(record.failure()).contains(FailureKind.NON_VIABLE);
    assertThat(record.reason()).contains("failed at test: 1 of 64 tests failed");
    try (GitArchive archive =
        new GitArchive(home.directory().resolve("generations.git"), Clock.systemUTC())) {
      assertThat(archive.files(4)).extracting(file -> file.path()).contains("src/prime.py");
      assertThat(archive.promoted(4)).isFalse();
    }
    assertThat(home.defects()).isEmpty();
  }

  @Test
  void a_spec_that_names_no_toolchain_has_the_one_of_the_commands_in_the_manifest()
      throws Exception {
    lab.promoted(1, 0).close();

    home.imports(lab, NewHome.PLAIN);

    assertThat(OldLab.SPEC).doesNotContain("toolchain");
    assertThat(home.events())
        .extracting(event -> event.event())
        .filteredOn(Event.SpecRegistered.class::isInstance)
        .extracting(event -> ((Event.SpecRegistered) event).toolchain())
        .containsExactly(Toolchain.PYTHON);
  }

  @Test
  void every_stage_that_was_attempted_is_an_event_of_its_own() throws Exception {
    lab.failed(4, 1).close();

    home.imports(lab, NewHome.PLAIN);

    assertThat(home.events())
        .extracting(event -> event.event())
        .filteredOn(Event.StageFinished.class::isInstance)
        .extracting(event -> ((Event.StageFinished) event).stage())
        .containsExactly(Stage.MANIFEST, Stage.BUILD, Stage.TEST);
  }

  @Test
  void code_that_is_only_in_git_is_found_under_tags_and_branches() throws Exception {
    lab.promoted(1, 0).failed(2, 1).failed(3, 1).promoted(4, 1).close();
    lab.moveIntoGit(Map.of(1, "gen-1", 2, "gen-2-failed", 3, "gen-3-failed-2", 4, "branch gen-4"));

    var done = home.imports(lab, NewHome.PLAIN);

    assertThat(done.problems()).isEmpty();
    assertThat(home.records())
        .extracting(GenerationRecord::artifactHash)
        .allMatch(hash -> hash.isPresent());
    assertThat(home.defects()).isEmpty();
  }

  @Test
  void a_campaign_is_found_by_its_summary_and_names_its_generations() throws Exception {
    lab.promoted(1, 0).closeAsCampaign("campaign-9cb3d7e5");

    home.imports(lab, NewHome.PLAIN);

    assertThat(home.record(1).campaignId()).contains("campaign-9cb3d7e5");
    assertThat(home.defects()).isEmpty();
  }

  @Test
  void a_record_of_two_files_is_one_generation_with_what_both_say() throws Exception {
    lab.promoted(1, 0).closeAsCampaign("campaign-1");
    lab.spoil(0, record -> record.remove(java.util.List.of("viability", "completed"))).close();

    var done = home.imports(lab, NewHome.PLAIN);

    assertThat(done.problems()).isEmpty();
    assertThat(done.summary().total()).isEqualTo(1);
    assertThat(home.record(1).campaignId()).contains("campaign-1");
    assertThat(home.record(1).completed()).contains(Instant.parse("2026-03-26T14:29:45.597Z"));
  }

  @Test
  void snake_case_and_null_are_understood_and_unknown_members_are_ignored() throws Exception {
    lab.promoted(1, 0)
        .spoil(
            0,
            record -> {
              record.set("spec_hash", record.remove("spec-hash"));
              record.set("artifact_hash", record.remove("artifact-hash"));
              record.putNull("campaign-id").put("mutation-type", 7);
            })
        .close();

    assertThat(home.imports(lab, NewHome.PLAIN).problems()).isEmpty();
    assertThat(home.record(1).outcome()).isEqualTo(Outcome.PROMOTED);
  }

  @Test
  void a_manifest_in_snake_case_is_kept_with_the_names_that_a_manifest_has() throws Exception {
    lab.promoted(1, 0).close();
    Path manifest = lab.root().resolve("artifacts/gen-1/manifest.json");
    Files.writeString(manifest, Files.readString(manifest).replace("created-at", "created_at"));

    assertThat(home.imports(lab, NewHome.PLAIN).problems()).isEmpty();
    assertThat(home.defects()).isEmpty();
  }

  @Test
  void code_that_nobody_kept_leaves_a_failed_generation_without_an_artifact() throws Exception {
    lab.spec().lost(7, 0).close();

    var done = home.imports(lab, NewHome.PLAIN);

    assertThat(done.problems()).isEmpty();
    GenerationRecord record = home.record(7);
    assertThat(record.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(record.artifactHash()).isEmpty();
    assertThat(record.reason())
        .contains("failed at test: 1 of 64 tests failed; its code was not kept");
    assertThat(home.defects()).isEmpty();
  }

  @Test
  void a_timeout_stays_one_and_what_is_in_progress_is_left_for_later() throws Exception {
    lab.failed(1, 0).promoted(2, 0);
    lab.spoil(0, record -> record.put("outcome", "timeout").remove("viability"));
    lab.spoil(1, record -> record.put("outcome", "in_progress").remove("viability")).close();

    var done = home.imports(lab, NewHome.PLAIN);

    assertThat(home.record(1).outcome()).isEqualTo(Outcome.TIMEOUT);
    assertThat(done.summary().unfinished()).isEqualTo(1);
    assertThat(done.problems()).isEmpty();
    assertThat(home.records()).hasSize(1);
  }

  @Test
  void a_generation_that_was_tested_is_closed_once_it_is_promoted_there() throws Exception {
    lab.promoted(1, 0).spoil(0, record -> record.put("outcome", "tested").remove("completed"));
    lab.close();
    home.imports(lab, NewHome.PLAIN);
    assertThat(home.record(1).outcome()).isEqualTo(Outcome.TESTED);

    lab.spoil(0, record -> record.put("outcome", "promoted")).close();
    var done = home.imports(lab, NewHome.PLAIN);

    assertThat(done.summary().closed()).isEqualTo(1);
    assertThat(home.record(1).outcome()).isEqualTo(Outcome.PROMOTED);
    assertThat(home.defects()).isEmpty();
  }

  @Test
  void a_second_import_changes_nothing() throws Exception {
    lab.spec().promoted(1, 0).failed(2, 1).lost(3, 1).close();
    home.imports(lab, NewHome.PLAIN);
    var events = home.events();

    var again = home.imports(lab, NewHome.PLAIN);

    assertThat(again.problems()).isEmpty();
    assertThat(again.summary().total()).isZero();
    assertThat(again.summary().known()).isEqualTo(3);
    assertThat(home.events()).isEqualTo(events);
    assertThat(home.defects()).isEmpty();
  }

  @Test
  void a_taken_number_is_refused_with_its_record_and_so_is_a_parent_that_is_another()
      throws Exception {
    GrownHome.at(home.directory());
    lab.promoted(1, 0).promoted(2, 1).promoted(3, 2).close();

    var done = home.imports(lab, NewHome.PLAIN);

    assertThat(done.summary().total()).isZero();
    assertThat(done.problems())
        .containsExactly(
            "generations.json[0]: generation 1 is another here; --renumber gives it another number",
            "generations.json[1]: generation 2 is another here; --renumber gives it another number",
            "generations.json[2]: generation 2 is another here, and is not its parent; --renumber mends that");
    assertThat(home.defects()).isEmpty();
  }

  @Test
  void renumbered_generations_keep_their_parents_and_are_known_again() throws Exception {
    GrownHome.at(home.directory());
    lab.promoted(1, 0).promoted(2, 1).promoted(3, 2).close();

    var done = home.imports(lab, NewHome.RENUMBER);

    assertThat(done.problems()).isEmpty();
    assertThat(done.summary().renumbered()).isEqualTo(Map.of(1, 4, 2, 5, 3, 6));
    assertThat(home.records())
        .extracting(GenerationRecord::generation, GenerationRecord::parent)
        .contains(
            org.assertj.core.api.Assertions.tuple(4, 0),
            org.assertj.core.api.Assertions.tuple(5, 4),
            org.assertj.core.api.Assertions.tuple(6, 5));
    assertThat(home.defects()).isEmpty();
    assertThat(
            Json.parse(Files.readString(home.directory().resolve("artifacts/gen-5/manifest.json")))
                .path("generation")
                .asInt())
        .isEqualTo(5);
    assertThat(home.imports(lab, NewHome.RENUMBER).summary().known()).isEqualTo(3);
    assertThat(home.imports(lab, NewHome.PLAIN).summary().known()).isEqualTo(3);
  }

  @Test
  void a_generation_that_was_grown_here_is_known_by_its_hashes() throws Exception {
    lab.promoted(1, 0).close();
    NewHome first = new NewHome(directory.resolve("first"));
    first.imports(lab, NewHome.PLAIN);
    lab.spoil(0, record -> record.put("created", "2027-01-01T00:00:00Z").remove("completed"));
    lab.close();

    assertThat(first.imports(lab, NewHome.PLAIN).summary().known()).isEqualTo(1);
  }

  @Test
  void strict_imports_nothing_where_anything_is_wrong() throws Exception {
    lab.promoted(1, 0).promoted(2, 1).spoil(1, record -> record.put("parent", "1")).close();

    var refused = home.imports(lab, NewHome.STRICT);

    assertThat(refused.summary().refused()).isTrue();
    assertThat(refused.problems())
        .containsExactly("generations.json[1].parent: must be an integer from 0 on, not \"1\"");
    assertThat(home.events()).isEmpty();
    assertThat(home.directory().resolve("artifacts")).isEmptyDirectory();

    lab.spoil(1, record -> record.put("parent", 1)).close();
    assertThat(home.imports(lab, NewHome.STRICT).summary().total()).isEqualTo(2);
  }

  @Test
  void what_an_artifact_ships_is_no_record() throws Exception {
    lab.promoted(1, 0).close();
    OldLab.write(
        lab.root().resolve("artifacts/gen-1/generations.json"),
        "[" + OldLab.record(2, 1, OldLab.hash(OldLab.files(1)), "promoted") + "]");

    var done = home.imports(lab, NewHome.PLAIN);

    assertThat(done.problems()).isEmpty();
    assertThat(home.records()).extracting(GenerationRecord::generation).containsExactly(1);
  }

  @Test
  void what_the_manifest_does_not_list_is_left_behind() throws Exception {
    lab.promoted(1, 0).close();
    OldLab.write(lab.root().resolve("artifacts/gen-1/src/__pycache__/prime.pyc"), "litter");
    OldLab.write(lab.root().resolve("artifacts/gen-1/viability-report.json"), "{}");

    assertThat(home.imports(lab, NewHome.PLAIN).problems()).isEmpty();
    assertThat(home.directory().resolve("artifacts/gen-1/viability-report.json")).doesNotExist();
    assertThat(home.defects()).isEmpty();
  }
}
