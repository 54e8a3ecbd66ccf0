package dev.cambrian.server.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Dependencies between the modules point one way: server to core, server to rig, rig to core. */
class ServerWallsTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOptions(Set.<ImportOption>of(new DoNotIncludeTests()))
          .importPackages("dev.cambrian");

  @Test
  void core_and_rig_do_not_know_the_server() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.cambrian.core..", "dev.cambrian.rig..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.cambrian.server..")
        .check(CLASSES);
  }

  @Test
  void the_modules_form_no_cycle() {
    slices().matching("dev.cambrian.(*)..").should().beFreeOfCycles().check(CLASSES);
  }
}
