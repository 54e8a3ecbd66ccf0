package dev.cambrian.core.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Dependencies inside the core point one way: event, then history, then pipeline; the rest are
 * leaves.
 */
class CoreWallsTest {
  private static final String CORE = "dev.cambrian.core";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOptions(Set.<ImportOption>of(new DoNotIncludeTests()))
          .importPackages(CORE);

  /** Which packages of the core a package may use, besides itself and the core's root. */
  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("disk", Set.of()),
          Map.entry("evolution", Set.of("json")),
          Map.entry("json", Set.of()),
          Map.entry("examine", Set.of("json", "prompt", "spec", "llm", "verdict")),
          Map.entry("prompt", Set.of()),
          Map.entry("llm", Set.of("disk", "json")),
          Map.entry("spec", Set.of("json")),
          Map.entry("verdict", Set.of("json", "spec")),
          Map.entry("artifact", Set.of("json", "spec", "llm")),
          Map.entry("event", Set.of("json", "spec", "llm", "verdict", "artifact", "evolution")),
          Map.entry(
              "history",
              Set.of("json", "spec", "llm", "verdict", "artifact", "evolution", "event")),
          Map.entry(
              "mutation",
              Set.of("json", "prompt", "spec", "llm", "verdict", "artifact", "evolution")),
          Map.entry(
              "pipeline",
              Set.of("json", "prompt", "spec", "llm", "verdict", "artifact", "event", "history")),
          Map.entry("trial", Set.of("llm", "spec", "verdict", "history", "pipeline")),
          Map.entry(
              "campaign",
              Set.of(
                  "event",
                  "evolution",
                  "examine",
                  "history",
                  "json",
                  "llm",
                  "mutation",
                  "pipeline",
                  "spec",
                  "trial",
                  "verdict")));

  @SuppressWarnings("UnusedVariable") // named by @FieldSource
  private static final Set<String> PACKAGES = new TreeSet<>(MAY_USE.keySet());

  @Test
  void every_package_of_the_core_has_its_place() {
    Set<String> found = new TreeSet<>();
    for (JavaClass type : CLASSES) {
      if (!type.getPackageName().equals(CORE)) {
        found.add(type.getPackageName().substring(CORE.length() + 1));
      }
    }

    assertThat(found).isNotEmpty().isSubsetOf(MAY_USE.keySet());
  }

  @ParameterizedTest
  @FieldSource("PACKAGES")
  void a_package_uses_only_what_stands_below_it(String name) {
    Set<String> allowed = MAY_USE.getOrDefault(name, Set.of());

    classes()
        .that()
        .resideInAPackage(CORE + "." + name)
        .should()
        .onlyDependOnClassesThat(
            DescribedPredicate.describe(
                "are no part of the core, or in its root, " + name + " or " + allowed,
                used -> isOutside(used) || isOneOf(used, name) || isOneOf(used, allowed)))
        .check(CLASSES);
  }

  @Test
  void the_root_of_the_core_uses_none_of_its_packages() {
    noClasses()
        .that()
        .resideInAPackage(CORE)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(CORE + ".*..")
        .check(CLASSES);
  }

  @Test
  void there_are_no_cycles() {
    slices().matching(CORE + ".(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void the_core_has_no_http_server_no_docker_no_git_and_no_command_line() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.javalin..",
            "org.eclipse.jetty..",
            "com.sun.net.httpserver..",
            "com.github.dockerjava..",
            "org.eclipse.jgit..",
            "picocli..",
            "dev.cambrian.rig..",
            "dev.cambrian.server..")
        .check(CLASSES);
  }

  @Test
  void only_the_history_knows_a_database() {
    noClasses()
        .that()
        .resideOutsideOfPackage(CORE + ".history..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "javax.sql..", "org.jdbi..", "org.sqlite..")
        .check(CLASSES);
  }

  private static boolean isOutside(JavaClass used) {
    return !used.getPackageName().startsWith(CORE + ".");
  }

  private static boolean isOneOf(JavaClass used, Set<String> names) {
    return isOneOf(used, names.toArray(String[]::new));
  }

  private static boolean isOneOf(JavaClass used, String... names) {
    return Arrays.stream(names).anyMatch(name -> used.getPackageName().equals(CORE + "." + name));
  }
}
