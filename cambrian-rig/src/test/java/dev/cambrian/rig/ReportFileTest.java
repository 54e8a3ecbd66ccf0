package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The report on a disk that takes a part of it. */
@Timeout(120)
class ReportFileTest {
  @TempDir Path directory;

  private int judge(String shell) throws Exception {
    TestArtifact artifact =
        TestArtifact.honestPython().build("head -c 60000 /dev/zero | tr '\\0' x; exit 1");
    Path spec = Files.writeString(directory.resolve("TEST-SPEC.md"), artifact.specText());
    List<String> line = new ArrayList<>(List.of("/bin/sh", "-c", shell + "exec \"$@\"", "sh"));
    line.addAll(
        RigProcess.line(
            List.of("-XX:-UsePerfData"),
            artifact.seal(directory).directory().toString(),
            "--spec",
            spec.toString(),
            "--isolation=none",
            "--unsafe-no-sandbox"));
    Process rig =
        new ProcessBuilder(line)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output.txt").toFile())
            .start();
    assertThat(rig.waitFor(90, TimeUnit.SECONDS)).isTrue();
    return rig.exitValue();
  }

  @Test
  void a_report_that_does_not_fit_is_not_there_and_no_verdict() throws Exception {
    Needs.python();

    assertThat(judge("ulimit -f 32; ")).isEqualTo(3);

    assertThat(directory.resolve("output.txt"))
        .content()
        .contains("cambrian-rig: cannot write the report to viability-report.json");
    assertThat(TestArtifact.leftovers(directory)).noneMatch(it -> it.contains("viability-report"));
  }

  @Test
  void one_that_fits_is_whole() throws Exception {
    Needs.python();

    assertThat(judge("")).isEqualTo(1);

    assertThat(Files.size(directory.resolve("viability-report.json"))).isGreaterThan(60_000);
  }
}
