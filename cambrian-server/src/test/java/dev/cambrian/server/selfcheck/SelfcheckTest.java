package dev.cambrian.server.selfcheck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.cambrian.core.json.Json;
import dev.cambrian.rig.Isolation;
import dev.cambrian.server.CambrianMain;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;

/** The command, and a handful of fixtures from one end to the other. */
final class SelfcheckTest {
  private static final String SOME =
      "control/honest,control/constant,report/replayed,report/rewritten-late,kill/build-listens,"
          + "kill/daemons,kill/attach-to-rig,resource/fork-bomb,http/drips-body,hash/changed-file,"
          + "network/tcp,network/udp,secret/prints-environments,secret/environment,spec/decoy,git";

  @TempDir Path directory;

  private final StringWriter out = new StringWriter();

  private int run(String... arguments) {
    return new CommandLine(new SelfcheckCommand())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(new StringWriter()))
        .execute(arguments);
  }

  /** In a process of its own, since it starts another with the key that is planted. */
  @Test
  void some_of_every_kind_come_out_as_they_must_and_leave_nothing() throws Exception {
    needsBubblewrap();
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + directory,
                "-cp",
                System.getProperty("java.class.path"),
                CambrianMain.class.getName(),
                "selfcheck",
                "--json",
                "--only",
                SOME)
            .redirectError(directory.resolve("complaints").toFile());
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int exit = process.waitFor();

    List<JsonNode> told =
        Files.readAllLines(directory.resolve("complaints")).stream().map(Json::parse).toList();
    assertThat(told).filteredOn(it -> it.get("event").stringValue().equals("fixture")).hasSize(16);
    assertThat(told.getLast().get("done").intValue()).isEqualTo(16);
    assertThat(told.getLast().get("total").intValue()).isEqualTo(16);
    JsonNode report = Json.parse(said);
    assertThat(report.get("fixtures")).hasSize(16);
    assertThat(report.get("fixtures"))
        .allSatisfy(
            it ->
                assertThat(it.get("standing").stringValue())
                    .as(it.get("name") + ": " + it.get("happened"))
                    .isEqualTo("as-expected"));
    assertThat(report.get("aftermath")).hasSize(3).allMatch(it -> it.get("holds").booleanValue());
    assertThat(exit).isZero();
    Files.delete(directory.resolve("complaints"));
    assertThat(directory.toFile().list())
        .filteredOn(name -> name.startsWith("cambrian-"))
        .isEmpty();
  }

  @Test
  void the_list_names_every_fixture_and_runs_none() {
    assertThat(run("--list")).isZero();
    assertThat(out.toString())
        .contains("network/udp", "to send datagrams", "must", "fixtures\n")
        .contains(Catalogue.shipped().fixtures().size() + " fixtures");
  }

  @Test
  void without_isolation_what_runs_no_command_is_checked_and_the_rest_refused() {
    int exit = run("--isolation", "none", "--only", "spec,hash/wrong-hash,control/honest");

    assertThat(exit).isEqualTo(3);
    assertThat(out.toString())
        .containsPattern("ok +spec/duplicate-frozen ")
        .containsPattern("ok +hash/wrong-hash ")
        .containsPattern("not run +control/honest .*would touch this machine")
        .containsPattern("not run: \\d+, no sandbox")
        .contains("0 surprises");
  }

  @Test
  void what_runs_no_command_needs_no_isolation() {
    assertThat(run("--isolation", "none", "--only", "spec/empty-frozen,ingest/git")).isZero();
  }

  @Test
  void an_unknown_fixture_or_isolation_is_wrong_usage() {
    assertThat(run("--only", "bogus")).isEqualTo(2);
    assertThat(run("--isolation", "bogus")).isEqualTo(2);
  }

  private void needsBubblewrap() {
    LocalSource.of(Isolation.BUBBLEWRAP, directory)
        .refusal()
        .ifPresent(
            reason -> {
              if ("true".equals(System.getenv("CI"))) {
                fail("this build server lacks bubblewrap: " + reason);
              }
              abort(reason);
            });
    assertThat(List.of(SOME.split(",", -1))).hasSize(16);
  }
}
