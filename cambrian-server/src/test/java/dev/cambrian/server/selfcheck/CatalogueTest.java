package dev.cambrian.server.selfcheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cambrian.core.spec.Spec;
import dev.cambrian.server.docs.Page;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is true of the catalogue as a whole. */
final class CatalogueTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Catalogue CATALOGUE = Catalogue.shipped();

  /** As {@link Selfcheck} fills them in. */
  static final World WORLD =
      new World()
          .with("LISTENERS", "127.0.0.1:9,127.0.0.2:9")
          .with("FIRST_LISTENER", "127.0.0.1:9")
          .with("SLEEP", "60.123456789")
          .with("RIG", "4194305")
          .with("HOME_OF_USER", "/home/nobody")
          .with("GENUINE", "{}");

  @TempDir Path directory;

  @Test
  void there_are_enough_fixtures_of_every_class_each_with_a_name_of_its_own() {
    List<Fixture> fixtures = CATALOGUE.fixtures();

    assertThat(fixtures).hasSizeGreaterThanOrEqualTo(90);
    assertThat(fixtures.stream().map(Fixture::id)).doesNotHaveDuplicates();
    assertThat(fixtures.stream().map(Fixture::group).distinct())
        .containsExactlyInAnyOrder(FixtureClass.values());
  }

  @Test
  void each_that_attempts_something_has_an_honest_twin_of_the_same_kind() {
    for (Fixture fixture : CATALOGUE.fixtures()) {
      boolean honest = fixture.attempts().startsWith("nothing; ");
      assertThat(fixture.twin().isEmpty()).as(fixture.id()).isEqualTo(honest);
      if (honest) {
        assertThat(fixture.expectation().honest()).as(fixture.id()).isTrue();
        continue;
      }
      Fixture twin = CATALOGUE.find(fixture.twin().orElseThrow()).orElseThrow();
      assertThat(twin.attempts()).as(fixture.id()).startsWith("nothing; ");
      assertThat(twin.needs()).as(fixture.id()).isEmpty();
    }
  }

  @Test
  void the_three_controls_are_there() {
    assertThat(CATALOGUE.find("control/honest").orElseThrow().expectation())
        .isInstanceOf(Expectation.Viable.class);
    for (String name : List.of("control/nothing", "control/constant")) {
      assertThat(CATALOGUE.find(name).orElseThrow().expectation())
          .isInstanceOf(Expectation.NonViable.class);
    }
  }

  @Test
  void every_artifact_has_a_spec_that_can_be_read_and_only_words_that_are_known() {
    Maker maker = new Maker(directory, WORLD);
    for (Fixture fixture : CATALOGUE.fixtures()) {
      if (fixture.subject() instanceof Subject.Judged(var plan)) {
        Spec spec = maker.spec(plan);
        assertThat(spec.contracts()).as(fixture.id()).isNotEmpty();
        assertThat(WORLD.in(plan.files())).as(fixture.id()).isNotEmpty();
      }
    }
  }

  @Test
  void no_stage_may_take_longer_than_a_minute() {
    for (Fixture fixture : CATALOGUE.fixtures()) {
      if (fixture.subject() instanceof Subject.Judged(var plan)) {
        assertThat(plan.limits().build()).as(fixture.id()).isLessThanOrEqualTo(MINUTE);
        assertThat(plan.limits().test()).as(fixture.id()).isLessThanOrEqualTo(MINUTE);
        assertThat(plan.limits().start()).as(fixture.id()).isLessThanOrEqualTo(MINUTE);
        assertThat(plan.limits().contract()).as(fixture.id()).isLessThan(MINUTE);
        assertThat(fixture.within()).as(fixture.id()).isLessThanOrEqualTo(MINUTE.multipliedBy(2));
      }
    }
  }

  @Test
  void poms_name_the_versions_of_the_build() {
    String parent = Page.at("pom.xml").text();
    Map<String, String> properties =
        Map.of(
            "junit-jupiter", "version.junit",
            "maven-resources-plugin", "version.resources-plugin",
            "maven-compiler-plugin", "version.compiler-plugin",
            "maven-surefire-plugin", "version.surefire-plugin",
            "maven-jar-plugin", "version.jar-plugin");
    Set<String> poms = new TreeSet<>();
    for (Fixture fixture : CATALOGUE.fixtures()) {
      if (fixture.subject() instanceof Subject.Judged(var plan)
          && plan.files().containsKey("pom.xml")) {
        poms.add(new String(plan.files().get("pom.xml"), StandardCharsets.UTF_8));
      }
    }

    assertThat(poms).hasSizeGreaterThan(3);
    for (String pom : poms) {
      Map<String, String> named = new TreeMap<>();
      Matcher each =
          Pattern.compile("<artifactId>([\\w-]+)</artifactId>\\s*<version>([\\d.]+)</version>")
              .matcher(pom);
      while (each.find()) {
        named.put(each.group(1), each.group(2));
      }
      assertThat(named.keySet()).containsAll(properties.keySet());
      properties.forEach(
          (artifact, property) ->
              assertThat(parent)
                  .contains("<%s>%s</%s>".formatted(property, named.get(artifact), property)));
    }
  }

  @Test
  void a_class_a_name_and_both_select() {
    assertThat(CATALOGUE.select("network")).hasSizeGreaterThan(5);
    assertThat(CATALOGUE.select("tcp")).hasSize(1).isEqualTo(CATALOGUE.select("network/tcp"));
    assertThat(CATALOGUE.select("bogus")).isEmpty();
  }

  @Test
  void a_section_has_values_and_files_and_no_key_that_nobody_reads() {
    List<Section> sections =
        Section.readAll(
            """
            For people.

            == one
            # also for people
            says: a: b
            says: c

            <file path="x">
            == not a section
            </file:end>

            == two
            """);

    assertThat(sections).extracting(Section::name).containsExactly("one", "two");
    assertThat(sections.getFirst().all("says")).containsExactly("a: b", "c");
    assertThat(sections.getFirst().files()).containsOnlyKeys("x");
    assertThatThrownBy(() -> sections.getFirst().requireKeys(Set.of("said")))
        .hasMessageContaining("says");
    assertThatThrownBy(() -> sections.getFirst().one("says")).hasMessageContaining("more than one");
  }

  @Test
  void every_file_of_the_catalogue_belongs_to_a_class() throws Exception {
    Set<String> known =
        Arrays.stream(FixtureClass.values())
            .map(it -> it.id() + ".txt")
            .collect(Collectors.toSet());
    known.add("bases.txt");

    try (var files =
        Files.list(
            Page.ROOT.resolve(
                "cambrian-server/src/main/resources/dev/cambrian/server/selfcheck"))) {
      assertThat(files.map(it -> it.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(known);
    }
  }
}
