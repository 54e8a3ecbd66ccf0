package dev.cambrian.server.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RigProgramTest {
  @TempDir Path directory;

  @Test
  void a_cache_that_is_missing_or_that_no_jvm_takes_is_not_in_force() throws Exception {
    Path broken = Files.writeString(directory.resolve("rig.aot"), "no cache");

    RigProgram program = RigProgram.of(List.of(broken, directory.resolve("no.aot")), directory);

    assertThat(program.cache()).isEmpty();
    assertThat(program.note()).contains("no class cache");
    assertThat(program.judging(directory.resolve("out"), List.of()).command())
        .noneMatch(option -> option.startsWith("-XX:AOT"));
  }

  @Test
  void the_cache_is_used_and_named() {
    RigProgram program = new RigProgram(Optional.of(Path.of("target", "rig.aot")));

    assertThat(program.note()).isEqualTo("class cache rig.aot");
    assertThat(program.judging(directory.resolve("out"), List.of("DIR", "--json")).command())
        .containsOnlyOnce("-XX:AOTCache=" + Path.of("target", "rig.aot"))
        .endsWith("dev.cambrian.server.CambrianMain", "rig", "DIR", "--json");
  }
}
