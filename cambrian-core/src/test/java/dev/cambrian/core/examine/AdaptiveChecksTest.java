package dev.cambrian.core.examine;

import static dev.cambrian.core.examine.Specimens.contract;
import static dev.cambrian.core.examine.Specimens.names;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cambrian.core.spec.Contract;
import dev.cambrian.core.spec.Schemas;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks against what failed go on into the next campaigns, and end. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class AdaptiveChecksTest {
  @TempDir Path home;

  private static AdaptiveChecks checks(String campaign, int lifetime, Contract... contracts) {
    return new AdaptiveChecks(
        campaign,
        Specimens.HASH,
        "health: contract \u001b[2J",
        List.of(3, 5),
        lifetime,
        List.of(),
        List.of(contracts));
  }

  @Test
  void they_are_carried_into_so_many_campaigns_and_then_expire() {
    AdaptiveChecks first = checks("c-1", 2, contract("a", "/a"));

    AdaptiveChecks second = first.carried("c-2");
    AdaptiveChecks third = second.carried("c-3");

    assertThat(first.activeIn("c-2")).isTrue();
    assertThat(first.expired()).isFalse();
    assertThat(second.activeIn("c-3")).isTrue();
    assertThat(third.expired()).isTrue();
    assertThat(third.activeIn("c-4")).isFalse();
    assertThat(third.carried("c-4")).isEqualTo(third);
  }

  @Test
  void a_campaign_that_is_resumed_has_them_as_before_and_counts_once() {
    AdaptiveChecks carried = checks("c-1", 1, contract("a", "/a")).carried("c-2");

    assertThat(carried.carried("c-2")).isEqualTo(carried);
    assertThat(carried.activeIn("c-2")).isTrue();
  }

  @Test
  void the_campaign_that_they_come_from_does_not_have_them() {
    AdaptiveChecks checks = checks("c-1", 2, contract("a", "/a"));

    assertThat(checks.activeIn("c-1")).isFalse();
    assertThat(AdaptiveChecks.of(List.of(checks), "c-1")).isEmpty();
  }

  @Test
  void a_campaign_has_the_latest_first_no_two_the_same_and_no_more_than_forty() {
    AdaptiveChecks old = checks("c-1", 9, contract("a", "/a"), contract("same", "/x"));
    AdaptiveChecks latest = checks("c-2", 9, contract("a", "/b"), contract("again", "/x"));
    AdaptiveChecks expired = checks("c-3", 1, contract("gone", "/g")).carried("c-4");
    Contract[] many =
        IntStream.range(0, 60).mapToObj(i -> contract("m" + i, "/m" + i)).toArray(Contract[]::new);

    assertThat(names(AdaptiveChecks.of(List.of(old, latest, expired), "c-9")))
        .containsExactly("a", "again", "a (2)");
    assertThat(AdaptiveChecks.of(List.of(old, checks("c-5", 9, many)), "c-9")).hasSize(40);
  }

  @Test
  void a_file_reads_back_as_it_was_written_and_fits_its_schema() throws Exception {
    AdaptiveChecks checks = checks("c-1", 5, contract("a", "/a")).carried("c-2");

    ChecksFile.write(home, checks("c-1", 5));
    ChecksFile.write(home, checks);
    ChecksFile.write(home, checks("b", 5));

    Path file = ChecksFile.of(home, "c-1");
    assertThat(ChecksFile.read(file)).isEqualTo(checks);
    assertThat(Schemas.accepts("checks", Files.readString(file))).isTrue();
    assertThat(ChecksFile.all(home))
        .extracting(AdaptiveChecks::campaign)
        .containsExactly("b", "c-1");
    try (var files = Files.list(home.resolve("checks"))) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void a_home_without_checks_has_none() {
    assertThat(ChecksFile.all(home)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"checks-version\" : 1>\"checks-version\" : 2",
        "\"lifetime\" : 5>\"lifetime\" : 0",
        "\"campaign\" : \"c-1\">\"campaign\" : \"../c\"",
        "3, 5>3, \"5\"",
        "\"status\" : 200>\"status\" : \"200\"",
        "\"carried-into\">\"carried\"",
        "{>"
      })
  void a_file_that_is_none_is_refused_by_its_name(String change) throws Exception {
    ChecksFile.write(home, checks("c-1", 5, contract("a", "/a")));
    Path file = ChecksFile.of(home, "c-1");
    String whole = Files.readString(file);
    String[] parts = change.split(">", -1);
    String changed = whole.replaceFirst(java.util.regex.Pattern.quote(parts[0]), parts[1]);
    assertThat(changed).isNotEqualTo(whole);
    Files.writeString(file, changed);

    assertThatThrownBy(() -> ChecksFile.all(home))
        .isInstanceOf(ChecksException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void a_campaign_whose_name_leads_elsewhere_is_refused() {
    assertThatThrownBy(() -> checks("../evil", 5)).isInstanceOf(IllegalArgumentException.class);
  }
}
