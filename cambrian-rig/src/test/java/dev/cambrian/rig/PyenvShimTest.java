package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class PyenvShimTest {
  @TempDir private Path home;
  private Path shim = Path.of("");
  private Path project = Path.of("");

  @BeforeEach
  void two_versions_and_a_shim() throws IOException {
    shim = program(home.resolve("pyenv/shims/python3"));
    program(home.resolve("pyenv/versions/3.11.7/bin/python3"));
    program(home.resolve("pyenv/versions/3.12.1/bin/python3"));
    Files.writeString(home.resolve("pyenv/version"), "3.11.7\n");
    project = Files.createDirectories(home.resolve("project/deep"));
  }

  @Test
  void the_global_version_is_behind_a_shim() {
    assertThat(PyenvShim.behind(shim, Optional.empty(), project)).contains(version("3.11.7"));
  }

  @Test
  void a_version_file_above_the_directory_comes_before_the_global_version() throws IOException {
    Files.writeString(home.resolve("project/.python-version"), "3.12.1\n3.11.7\n");

    assertThat(PyenvShim.behind(shim, Optional.empty(), project)).contains(version("3.12.1"));
  }

  @Test
  void the_environment_comes_before_both() throws IOException {
    Files.writeString(home.resolve("project/.python-version"), "3.11.7\n");

    assertThat(PyenvShim.behind(shim, Optional.of("3.12.1:3.11.7"), project))
        .contains(version("3.12.1"));
  }

  @Test
  void what_only_pyenv_can_tell_is_left_to_it() {
    assertThat(PyenvShim.behind(shim, Optional.of("system"), project)).isEmpty();
    assertThat(PyenvShim.behind(shim, Optional.of("3.12"), project)).isEmpty();
    assertThat(PyenvShim.behind(shim, Optional.of("../versions/3.12.1"), project)).isEmpty();
  }

  @Test
  void any_other_program_is_itself() {
    assertThat(PyenvShim.behind(version("3.12.1"), Optional.of("3.12.1"), project)).isEmpty();
  }

  private Path version(String name) {
    return home.resolve("pyenv/versions").resolve(name).resolve("bin/python3");
  }

  private static Path program(Path file) throws IOException {
    Files.createDirectories(file.resolveSibling(""));
    CommandEnvironment.executable(file, "#!/bin/sh\n");
    return file;
  }
}
