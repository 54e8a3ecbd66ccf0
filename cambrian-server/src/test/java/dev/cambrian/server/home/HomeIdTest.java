package dev.cambrian.server.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HomeIdTest {
  @TempDir Path directory;

  private CambrianHome home(String name) {
    return new CambrianHome(directory.resolve(name)).prepare();
  }

  @Test
  void it_stays_the_same_and_no_other_home_has_it() throws IOException {
    HomeId id = HomeId.of(home("one"));

    assertThat(HomeId.of(home("one"))).isEqualTo(id);
    assertThat(HomeId.of(home("two"))).isNotEqualTo(id);
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(directory.resolve("one/home-id"))))
        .isEqualTo("rw-------");
  }

  @Test
  void a_renamed_home_keeps_it_and_a_copy_is_another_home() throws IOException {
    HomeId id = HomeId.of(home("one"));
    home("copy");
    Files.copy(directory.resolve("one/home-id"), directory.resolve("copy/home-id"));
    Files.move(directory.resolve("one"), directory.resolve("renamed"));

    assertThat(HomeId.of(home("renamed"))).isEqualTo(id);
    assertThat(HomeId.of(home("copy"))).isNotEqualTo(id);
  }

  @Test
  void all_that_ask_for_the_first_time_at_once_get_the_same() throws Exception {
    CambrianHome home = home("one");
    Set<HomeId> ids = new HashSet<>();
    List<Callable<HomeId>> questions = new ArrayList<>();
    for (int thread = 0; thread < 16; thread++) {
      questions.add(() -> HomeId.of(home));
    }

    try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
      for (Future<HomeId> answer : threads.invokeAll(questions)) {
        ids.add(answer.get());
      }
    }

    assertThat(ids).hasSize(1);
    assertThat(home.directory()).isDirectoryNotContaining("glob:**/.home-id*");
  }

  @Test
  void a_damaged_one_is_named() throws IOException {
    Files.writeString(home("one").directory().resolve("home-id"), "x\n");

    assertThatThrownBy(() -> HomeId.of(home("one")))
        .isInstanceOf(HomeException.class)
        .hasMessageContaining("home-id");
    assertThatThrownBy(() -> new HomeId("no id")).isInstanceOf(IllegalArgumentException.class);
  }
}
