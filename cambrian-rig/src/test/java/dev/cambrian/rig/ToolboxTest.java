package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cambrian.core.spec.Toolchain;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that are there and programs that are not. */
class ToolboxTest {
  @TempDir Path directory;

  private void missing(TestArtifact artifact, String debianPackage) {
    assertThatExceptionOfType(InfrastructureException.class)
        .isThrownBy(() -> Toolbox.of(artifact.spec(), directory.toString()))
        .withMessageContaining("install the package " + debianPackage);
  }

  @Test
  void a_missing_program_is_named_with_the_package_that_brings_it() {
    missing(TestArtifact.honestPython(), "python3");
    missing(TestArtifact.of(Toolchain.NODE), "nodejs");
  }

  @Test
  void a_missing_module_is_told_only_where_a_command_needs_it() throws Exception {
    Path python = directory.resolve("python3");
    CommandEnvironment.executable(
        python, "#!/bin/sh\nprintf '%s\\n/opt/snake\\n/usr\\n3.13.1\\n' '" + python + "'\n");

    assertThat(Toolbox.of(TestArtifact.honestPython().spec(), directory.toString()).roots())
        .containsExactly(Path.of("/opt/snake"));
    missing(TestArtifact.honestPython().test("python3 -m pytest -q"), "python3-pytest");
    missing(TestArtifact.honestPython().build("uv pip install -r x.txt"), "python3-packaging");
    missing(TestArtifact.honestPython().build("python -m pip install x"), "python3-packaging");
  }

  @Test
  void a_program_is_mentioned_as_a_word_only() {
    assertThat(Toolbox.mentions("cd x && mvn -q package", "mvn")).isTrue();
    assertThat(Toolbox.mentions("/usr/bin/mvn test", "mvn")).isTrue();
    assertThat(Toolbox.mentions("./mvnw test", "mvn")).isFalse();
    assertThat(Toolbox.mentions("python -m pytest", "pytest")).isTrue();
    assertThat(Toolbox.mentions("run-pytest-like", "pytest")).isFalse();
  }
}
