package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code docker/build.sh} has built. */
class ImagesTest {
  @ParameterizedTest
  @ValueSource(strings = {"base", "python", "node"})
  void an_image_says_what_it_is_and_which_sources_it_holds(String name) throws Exception {
    BuiltImage image = Needs.image(name);

    assertThat(image.label("dev.cambrian.image")).isEqualTo(name);
    assertThat(image.label("dev.cambrian.version")).isEqualTo(RigVersion.text().split(" ", -1)[1]);
    assertThat(image.label("dev.cambrian.rig-source")).isEqualTo(RigSource.hash());
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "python", "node"})
  void the_rig_answers_with_nothing_to_write_to_and_no_rights(String name) throws Exception {
    BuiltImage image = Needs.image(name);

    assertThat(image.run(List.of(), "--version")).isEqualTo(RigVersion.text().strip());
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "python", "node"})
  void no_file_gives_rights_to_whoever_starts_it(String name) throws Exception {
    BuiltImage image = Needs.image(name);

    String found =
        image.run(
            List.of("--entrypoint", "find"),
            "/",
            "-xdev",
            "-path",
            "/proc",
            "-prune",
            "-o",
            "-perm",
            "/6000",
            "-print");

    assertThat(found).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "python", "node"})
  void every_organism_has_a_user_of_its_own(String name) throws Exception {
    BuiltImage image = Needs.image(name);

    String users =
        image.run(List.of("--entrypoint", "grep"), "-h", "^organism", "/etc/passwd", "/etc/group");

    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < Organism.UIDS; i++) {
      int uid = Organism.FIRST_UID + i;
      expected.append(
          "organism%d:x:%d:%d::/workspace/home:/usr/sbin/nologin%n".formatted(i, uid, uid));
    }
    for (int i = 0; i < Organism.UIDS; i++) {
      expected.append("organism%d:x:%d:%n".formatted(i, Organism.FIRST_UID + i));
    }
    assertThat(users).isEqualTo(expected.toString().strip());
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "python", "node"})
  void an_organism_reads_all_that_is_there_for_it_and_can_change_none_of_it(String name)
      throws Exception {
    BuiltImage image = Needs.image(name);

    String unreadable = asOrganism(image, "find /opt/cambrian ! -readable");
    String writable = asOrganism(image, "find /opt/cambrian ! -user root -o ! -type l -perm /022");
    String jar = asOrganism(image, "find /opt/cambrian/repository -name '*.jar' | head -n 1");

    assertThat(unreadable).isEmpty();
    assertThat(writable).isEmpty();
    assertThat(jar).isNotEmpty();
  }

  private static String asOrganism(BuiltImage image, String command) throws Exception {
    return image.run(List.of("--user", "20000:20000", "--entrypoint", "/bin/sh"), "-c", command);
  }

  @Test
  void the_first_process_reaps_what_has_lost_its_parent() throws Exception {
    BuiltImage image = Needs.image("base");

    try (BuiltImage.Container rig = image.waitForOrder()) {
      String orphan = rig.execute("sh -c 'sleep 0.1 >&- 2>&- & echo $!'");
      String left =
          rig.execute(
              "tries=0; while [ -e /proc/%s ] && [ $tries -lt 200 ]; do sleep 0.05; tries=$((tries + 1)); done; ls -d /proc/%s 2>/dev/null || true"
                  .formatted(orphan, orphan));

      assertThat(orphan).matches("\\d+");
      assertThat(left).isEmpty();
    }
  }
}
