package dev.cambrian.rig.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import dev.cambrian.core.llm.TokenUsage;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The rig judges with no model, no history and no server. */
class RigWallsTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOptions(Set.<ImportOption>of(new DoNotIncludeTests()))
          .importPackages("dev.cambrian.rig");

  @Test
  void the_rig_knows_no_model_but_the_tokens_a_manifest_counts() {
    noClasses()
        .should()
        .dependOnClassesThat(
            DescribedPredicate.describe(
                "are part of the model client",
                used ->
                    used.getPackageName().equals("dev.cambrian.core.llm")
                        && !used.isEquivalentTo(TokenUsage.class)))
        .check(CLASSES);
  }

  @Test
  void the_rig_knows_no_server_history_or_pipeline() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.cambrian.server..",
            "dev.cambrian.core.event..",
            "dev.cambrian.core.history..",
            "dev.cambrian.core.pipeline..")
        .check(CLASSES);
  }

  @Test
  void the_rig_uses_no_database_docker_or_git() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.sql..",
            "org.jdbi..",
            "org.sqlite..",
            "io.javalin..",
            "com.github.dockerjava..",
            "org.eclipse.jgit..")
        .check(CLASSES);
  }

  @Test
  void the_rig_reads_its_command_line_without_reflection() {
    noClasses().should().dependOnClassesThat().resideInAPackage("picocli..").check(CLASSES);
  }
}
