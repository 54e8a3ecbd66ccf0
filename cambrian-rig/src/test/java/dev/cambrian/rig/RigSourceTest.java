package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hash that ties an image to its rig. */
class RigSourceTest {
  private static final Path ROOT = Path.of(System.getProperty("cambrian.root"));
  private static final String SCRIPT = "cambrian-rig/src/toolchain/source-hash";
  @TempDir Path directory;

  @BeforeEach
  void copy() throws IOException {
    Path script = directory.resolve("first/" + SCRIPT);
    Files.createDirectories(script.resolveSibling(""));
    Files.copy(ROOT.resolve(SCRIPT), script, StandardCopyOption.COPY_ATTRIBUTES);
    write("pom.xml", "<project/>");
    write("cambrian-core/pom.xml", "<project/>");
    write("cambrian-core/src/main/java/A.java", "class A {}");
    write("cambrian-rig/pom.xml", "<project/>");
    write("cambrian-rig/src/main/java/name with blanks/B.java", "class B {}");
    write("docker/rig", "#!/bin/sh");
    write(".mvn/wrapper/maven-wrapper.properties", "x=y");
  }

  private void write(String path, String content) throws IOException {
    Path file = directory.resolve("first").resolve(path);
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, content);
  }

  private String hash() throws Exception {
    return hash(directory.resolve("first"));
  }

  private static String hash(Path root) throws Exception {
    Process script =
        new ProcessBuilder(root.resolve(SCRIPT).toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String said = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(script.waitFor()).isZero();
    return said.strip();
  }

  @Test
  void the_rig_knows_the_hash_of_the_sources_that_it_was_built_from() throws Exception {
    assertThat(RigSource.hash()).matches("sha256:[0-9a-f]{64}").isEqualTo(hash(ROOT));
  }

  @Test
  void another_checkout_of_the_same_files_has_the_same_hash() throws Exception {
    String before = hash();

    Files.move(directory.resolve("first"), directory.resolve("the second"));

    assertThat(hash(directory.resolve("the second"))).isEqualTo(before);
  }

  @Test
  void every_change_of_what_an_image_holds_changes_the_hash() throws Exception {
    String before = hash();

    write("cambrian-rig/src/main/java/name with blanks/B.java", "class B { }");
    String source = hash();
    write("docker/rig", "#!/bin/bash");
    String script = hash();
    Files.move(
        directory.resolve("first/cambrian-core/src/main/java/A.java"),
        directory.resolve("first/cambrian-core/src/main/java/C.java"));
    String name = hash();

    assertThat(new String[] {before, source, script, name}).doesNotHaveDuplicates();
  }

  @Test
  void what_no_image_holds_does_not_count() throws Exception {
    String before = hash();

    write("docker/README.md", "# Images");
    write("docker/.build.sh.swp", "an editor's");
    write("cambrian-rig/src/test/java/BTest.java", "class BTest {}");
    write("cambrian-server/src/main/java/D.java", "class D {}");

    assertThat(hash()).isEqualTo(before);
  }
}
