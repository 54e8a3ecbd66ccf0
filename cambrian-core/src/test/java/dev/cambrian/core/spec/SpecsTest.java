package dev.cambrian.core.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpecsTest {
  @TempDir Path directory;

  @Test
  void a_whole_spec_is_understood() {
    Spec spec =
        SpecText.parse(
            SpecText.FRONT
                + """

                ```system-prompt
                You write Java.
                Nothing else.
                ```

                ```entry
                start: java -jar target/echo.jar
                ```

                """
                + SpecText.CONTRACTS
                + "\n"
                + SpecText.VECTORS);

    assertThat(spec.title()).isEqualTo("Echo");
    assertThat(spec.version()).isEqualTo("1.0");
    assertThat(spec.toolchain()).isEqualTo(Toolchain.JAVA);
    assertThat(spec.systemPrompt()).contains("You write Java.\nNothing else.");
    assertThat(spec.entry())
        .isEqualTo(
            new Entry(
                "mvn -B -o -q -DskipTests package",
                "mvn -B -o surefire:test",
                "java -jar target/echo.jar",
                "http://localhost:8401/health"));
    assertThat(spec.contracts())
        .singleElement()
        .satisfies(
            contract -> {
              assertThat(contract.name()).isEqualTo("health");
              assertThat(contract.expect().body().map(Object::toString)).contains("{\"ok\":true}");
            });
    assertThat(spec.vectors())
        .singleElement()
        .satisfies(
            vector -> {
              assertThat(vector.path()).isEqualTo("/echo?msg=hi");
              assertThat(vector.expect().body().map(Object::toString))
                  .contains("{\"echo\":\"hi\"}");
            });
    assertThat(spec.artifactPath()).isEqualTo("spec/A.md");
  }

  @Test
  void the_hash_is_that_of_the_bytes() {
    Spec spec = SpecText.parse("# abc\n");

    assertThat(spec.hash())
        .isEqualTo("sha256:c96d70129517a804082ed92c0ff5cc78c880c661376df954acf1d349484a7715");
  }

  @Test
  void a_file_without_any_block_takes_the_defaults() {
    Spec spec = SpecText.parse("# Small *thing*\n\nMake it.\n");

    assertThat(spec.title()).isEqualTo("Small *thing*");
    assertThat(spec.toolchain()).isEqualTo(Toolchain.JAVA);
    assertThat(spec.entry()).isEqualTo(Entry.defaultFor(Toolchain.JAVA));
    assertThat(spec.systemPrompt()).isEmpty();
    assertThat(spec.contractsJson()).isEmpty();
    assertThat(spec.contracts()).isEmpty();
    assertThat(spec.vectors()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void every_toolchain_has_defaults_that_pass_its_own_lint(Toolchain toolchain) {
    Entry entry = Entry.defaultFor(toolchain);
    String text =
        "---\ntitle: T\nversion: 1\ntoolchain: %s\n---\n# T\n```entry\nbuild: %s\ntest: %s\nstart: %s\nhealth: %s\n```\n"
            .formatted(toolchain.id(), entry.build(), entry.test(), entry.start(), entry.health());

    assertThat(SpecText.parse(text).entry()).isEqualTo(entry);
    assertThat(SpecText.parse(text).toolchain()).isEqualTo(toolchain);
  }

  @Test
  void text_values_of_entry_and_front_matter_stay_as_they_are_written() {
    Spec spec =
        SpecText.parse("---\ntitle: true\nversion: 1.10\n---\n# T\n```entry\nbuild: true\n```\n");

    assertThat(spec.title()).isEqualTo("true");
    assertThat(spec.version()).isEqualTo("1.10");
    assertThat(spec.entry().build()).isEqualTo("true");
  }

  @Test
  void contracts_keep_their_text_for_the_manifest() {
    Spec spec =
        SpecText.parse(
            SpecText.FRONT
                + """
                ```contracts
                [{"name": "n", "note": 1.50, "type": "http", "method": "GET", "path": "/",
                  "expect": {"status": 200, "body": {"z": 1.0, "a": 10000000000000000000000}}}]
                ```
                """);

    assertThat(spec.contractsJson())
        .hasToString(
            "[{\"name\":\"n\",\"note\":1.50,\"type\":\"http\",\"method\":\"GET\",\"path\":\"/\","
                + "\"expect\":{\"status\":200,\"body\":{\"z\":1.0,\"a\":10000000000000000000000}}}]");
  }

  @Test
  void windows_line_ends_and_a_byte_order_mark_change_nothing_but_the_text() {
    String text = SpecText.FRONT + SpecText.CONTRACTS + "\n" + SpecText.VECTORS;
    Spec unix = SpecText.parse(text);
    Spec windows = SpecText.parse("\uFEFF" + text.replace("\n", "\r\n"));

    assertThat(windows.title()).isEqualTo(unix.title());
    assertThat(windows.contracts()).isEqualTo(unix.contracts());
    assertThat(windows.vectors()).isEqualTo(unix.vectors());
    assertThat(windows.frozenBlocks().getFirst().beginLine())
        .isEqualTo(unix.frozenBlocks().getFirst().beginLine());
    assertThat(windows.text()).startsWith("\uFEFF---\r\n");
    assertThat(windows.hash()).isNotEqualTo(unix.hash());
  }

  @Test
  void a_frozen_block_has_its_exact_text() {
    Spec spec =
        SpecText.parse(
            "# T\n<!-- BEGIN FROZEN: rules -->\r\none\r\ntwo\n<!--END FROZEN: rules-->\n");

    assertThat(spec.frozenBlocks()).containsExactly(new FrozenBlock("rules", 2, 5, "one\r\ntwo\n"));
  }

  @Test
  void fences_and_indented_code_hide_markers_and_blocks() {
    Spec spec =
        SpecText.parse(
            """
            # T
            ````markdown
            <!-- BEGIN FROZEN: a -->
            ```contracts
            nonsense
            ```
            ````

                <!-- END FROZEN: b -->

            ~~~text
            ```entry
            ~~~
            """);

    assertThat(spec.frozenBlocks()).isEmpty();
    assertThat(spec.contracts()).isEmpty();
    assertThat(spec.entry()).isEqualTo(Entry.defaultFor(Toolchain.JAVA));
  }

  @Test
  void the_message_of_an_error_says_file_line_what_rule_and_the_way_on() {
    assertThatThrownBy(() -> SpecText.parse("---\ntoolchain: rust\n---\n# T\n```entry\n- x\n```\n"))
        .isInstanceOf(SpecException.class)
        .hasMessage(
            "A.md:2: there is no toolchain \"rust\"; known are java, python, node"
                + " (toolchain-unknown) and 1 more; run: cambrian spec lint A.md");
  }

  @Test
  void a_missing_file_and_a_directory_are_told_apart() {
    assertThatThrownBy(() -> Specs.read(directory.resolve("no.md")))
        .isInstanceOf(SpecException.class)
        .hasMessageEndingWith(
            "no.md: there is no such file; give the path of a specification (file-missing)");
    assertThatThrownBy(() -> Specs.read(directory))
        .isInstanceOf(SpecException.class)
        .hasMessageContaining("this is a directory");
  }

  @Test
  void a_fifo_is_refused_without_being_opened() throws Exception {
    Path fifo = directory.resolve("fifo.md");
    Assumptions.assumeTrue(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor() == 0);

    assertThatThrownBy(() -> Specs.read(fifo)).hasMessageContaining("(file-not-regular)");
  }

  @Test
  void a_file_of_more_than_4_MiB_is_refused() throws IOException {
    Path file = directory.resolve("big.md");
    Files.write(file, new byte[Specs.MAX_BYTES + 1]);

    assertThatThrownBy(() -> Specs.read(file)).hasMessageContaining("(file-too-large)");
  }

  @Test
  void a_file_without_permission_is_refused() throws IOException {
    Path file = Files.writeString(directory.resolve("secret.md"), "# T\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    Assumptions.assumeFalse(Files.isReadable(file), "root reads everything");

    assertThatThrownBy(() -> Specs.read(file)).hasMessageContaining("(file-unreadable)");
  }

  @Test
  void a_file_on_disk_is_read_under_its_own_name() throws IOException {
    Path file = Files.writeString(directory.resolve("ECHO.md"), "# T\n");

    assertThat(Specs.read(file).fileName()).isEqualTo("ECHO.md");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/b.md", "-x.md", "~x.md", "x.", "größe.md", "a:b.md", "..", "a%41"})
  void a_name_that_an_artifact_cannot_keep_is_refused(String name) {
    assertThatThrownBy(() -> Specs.parse(name, SpecText.bytes("# T\n")))
        .hasMessageContaining("(file-name)");
  }

  @Test
  void an_alias_bomb_is_refused_at_once() {
    StringBuilder yaml = new StringBuilder("a0: &a0 x\n");
    for (int i = 1; i < 30; i++) {
      yaml.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ",").repeat(10)));
    }

    assertThatThrownBy(() -> SpecText.parse("---\n" + yaml + "---\n# T\n"))
        .hasMessageContaining("A.md:3: YAML aliases are not allowed");
  }

  @Test
  void the_generation_is_put_into_a_contract() {
    Contract contract =
        SpecText.parse(
                SpecText.FRONT
                    + """
                    ```contracts
                    [{"name": "$GENERATION", "type": "http", "method": "POST", "path": "/g/$GENERATION",
                      "headers": {"X-G": "$GENERATION"}, "body": ["$GENERATION", {"$GENERATION": "g$GENERATION"}],
                      "expect": {"status": 200, "body": {"generation": "$GENERATION"},
                                 "body_contains": "n=$GENERATION", "headers": {"X-H": "v$GENERATION"}}}]
                    ```
                    """)
            .contracts()
            .getFirst()
            .withGeneration(12);

    assertThat(contract.name()).isEqualTo("$GENERATION");
    assertThat(contract.path()).isEqualTo("/g/12");
    assertThat(contract.headers()).isEqualTo(Map.of("X-G", "12"));
    assertThat(contract.body().map(Object::toString))
        .isEqualTo(Optional.of("[12,{\"$GENERATION\":\"g12\"}]"));
    assertThat(contract.expect().body().map(Object::toString))
        .isEqualTo(Optional.of("{\"generation\":12}"));
    assertThat(contract.expect().bodyContains()).contains("n=12");
    assertThat(contract.expect().headers()).isEqualTo(Map.of("X-H", "v12"));
  }
}
