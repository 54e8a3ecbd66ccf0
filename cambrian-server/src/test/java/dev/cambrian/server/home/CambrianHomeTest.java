package dev.cambrian.server.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CambrianHomeTest {

  @TempDir Path directory;

  @Test
  void the_option_goes_before_the_environment_and_that_before_the_default() {
    Path option = directory.resolve("option");
    Map<String, String> environment = Map.of("CAMBRIAN_HOME", directory.resolve("env").toString());

    assertThat(CambrianHome.locate(Optional.of(option), environment).directory()).isEqualTo(option);
    assertThat(CambrianHome.locate(Optional.empty(), environment).directory())
        .isEqualTo(directory.resolve("env"));
    assertThat(CambrianHome.locate(Optional.empty(), Map.of("CAMBRIAN_HOME", " ")).directory())
        .isEqualTo(Path.of(System.getProperty("user.home"), ".cambrian"));
  }

  @Test
  void everything_in_it_belongs_to_its_owner_alone() throws IOException {
    CambrianHome home = new CambrianHome(directory.resolve("deep/home")).prepare();

    for (Path each : new Path[] {home.directory(), home.artifacts(), home.manual(), home.logs()}) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void preparing_twice_is_no_matter() {
    CambrianHome home = new CambrianHome(directory).prepare();

    assertThat(home.prepare()).isEqualTo(home);
  }

  @Test
  void a_file_in_its_place_is_named() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "x");

    assertThatThrownBy(() -> new CambrianHome(file).prepare())
        .isInstanceOf(HomeException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("--home");
    assertThatThrownBy(() -> new CambrianHome(file.resolve("below")).prepare())
        .isInstanceOf(HomeException.class)
        .hasMessageContaining("--home");
  }
}
