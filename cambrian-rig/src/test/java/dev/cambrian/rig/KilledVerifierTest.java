package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cambrian.core.artifact.SealedArtifact;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.VerificationRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process that judges in bubblewrap, as a server does, and is killed. */
@Timeout(120)
class KilledVerifierTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  @TempDir Path directory;

  /** Judges, and says which stage begins. */
  static final class Judging {
    private Judging() {}

    public static void main(String[] args) throws Exception {
      VerificationRequest request =
          new VerificationRequest(
              "run-1", 7, Path.of(args[0]), args[1], Specs.read(Path.of(args[2])));
      System.out.println(
          Needs.bubblewrap()
              .withScratch(Path.of(args[3]))
              .verify(
                  request,
                  new VerificationListener() {
                    @Override
                    public void stageStarted(Stage stage) {
                      System.out.println("begins " + stage.id());
                    }
                  }));
    }
  }

  private static TestArtifact stallingIn(Stage stage) {
    TestArtifact artifact = TestArtifact.honestPython();
    return switch (stage) {
      case MANIFEST -> artifact;
      case BUILD -> artifact.build("sleep 600");
      case TEST -> artifact.test("sleep 600");
      case START -> artifact.start("sleep 600");
      case HEALTH ->
          artifact.file(
              "server.py",
              TestArtifact.PYTHON_SERVER
                  .replace("import json,", "asked = []\nimport time, json,")
                  .replace(
                      "url = urlsplit",
                      "time.sleep(600 if asked else 0); asked.append(1); url = urlsplit"));
    };
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MANIFEST")
  void nothing_of_it_runs_on_and_the_next_removes_its_directory(Stage stage) throws Exception {
    Needs.python();
    LocalVerifier verifier = Needs.bubblewrap();
    Path temp = Files.createDirectory(directory.resolve("tmp")).toRealPath();
    TestArtifact artifact = stallingIn(stage);
    SealedArtifact sealed = artifact.seal(directory);
    Path spec = Files.writeString(directory.resolve("TEST-SPEC.md"), artifact.specText());
    Path output = directory.resolve("output.txt");
    Process owner =
        new ProcessBuilder(
                List.of(
                    Programs.javaHome().resolve("bin/java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Judging.class.getName(),
                    sealed.directory().toString(),
                    sealed.manifest().artifactHash(),
                    spec.toString(),
                    temp.toString()))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    String mark = Warden.MARK + "=" + owner.pid() + "-";
    try {
      await().atMost(PATIENCE).until(() -> Files.readString(output).contains(begins(stage)));
      await().atMost(PATIENCE).until(() -> processes(temp, mark).findAny().isPresent());
    } finally {
      owner.destroyForcibly().waitFor();
    }

    await("processes of the killed one")
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(processes(temp, mark)).isEmpty());
    assertThat(TestArtifact.leftovers(temp)).hasSize(1);
    assertThat(TestArtifact.honestPython().report(verifier.withScratch(temp), directory).viable())
        .isTrue();
    await("the directory of the killed one")
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(temp).isEmptyDirectory());
  }

  private static String begins(Stage stage) {
    return "begins " + stage.id();
  }

  /** What each runs and with which environment, of those that are of it. */
  private static Stream<String> processes(Path temp, String mark) {
    return ProcessHandle.allProcesses()
        .filter(it -> it.pid() != ProcessHandle.current().pid())
        .map(it -> read(it.pid(), "cmdline") + " " + read(it.pid(), "environ"))
        .filter(it -> it.contains(temp + "/") || it.contains(mark));
  }

  private static String read(long pid, String file) {
    try {
      byte[] bytes = Files.readAllBytes(Path.of("/proc/" + pid + "/" + file));
      return new String(bytes, StandardCharsets.ISO_8859_1).replace('\0', ' ').strip();
    } catch (IOException gone) {
      return "";
    }
  }
}
