package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.verdict.ReportCodec;
import dev.cambrian.core.verdict.ViabilityReport;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The rig's program does not try bubblewrap before: what it does where that fails it. */
@Timeout(120)
@DisplayNameGeneration(ReplaceUnderscores.class)
class UntriedSandboxTest {
  private static final String BROKEN =
      "#!/bin/sh\necho 'bwrap: setting up uid map: Permission denied' >&2\nexit 1\n";

  @TempDir Path directory;
  private Path report = Path.of("");

  @BeforeEach
  void need() {
    Needs.python();
    Needs.bubblewrap();
    report = directory.resolve("viability-report.json");
  }

  /** What the program did. */
  private record Judged(int code, List<String> complaints) {}

  private Judged judge(String bubblewrap, String... options) throws Exception {
    TestArtifact artifact = TestArtifact.honestPython().generation(0);
    Path spec = Files.writeString(directory.resolve("TEST-SPEC.md"), artifact.specText());
    Path bin = Files.createDirectory(directory.resolve("bin"));
    CommandEnvironment.executable(bin.resolve("bwrap"), bubblewrap);
    List<String> line =
        RigProcess.line(
            List.of(),
            artifact.seal(directory).directory().toString(),
            "--spec",
            spec.toString(),
            "--report",
            report.toString());
    line.addAll(List.of(options));
    File complaints = directory.resolve("complaints").toFile();
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(complaints);
    builder.environment().put("PATH", bin + File.pathSeparator + Programs.userPath());
    Process rig = builder.start();
    try {
      assertThat(rig.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      rig.destroyForcibly();
    }
    return new Judged(rig.exitValue(), Files.readAllLines(complaints.toPath()));
  }

  private ViabilityReport report() throws Exception {
    return ReportCodec.decode(Files.readAllBytes(report));
  }

  @Test
  void an_old_bubblewrap_is_used_as_it_can_be() throws Exception {
    Path real = Programs.onPath("bwrap", Programs.userPath()).orElseThrow();

    Judged judged =
        judge(
            """
            #!/bin/sh
            for argument; do
              if [ "$argument" = --size ]; then
                echo 'bwrap: Unknown option --size' >&2
                exit 1
              fi
            done
            exec '%s' "$@"
            """
                .formatted(real));

    assertThat(judged.code()).as(judged.toString()).isZero();
    assertThat(judged.complaints()).containsOnlyOnce("manifest ...");
    assertThat(report().isolation()).isEqualTo("bubblewrap");
  }

  @Test
  void one_that_does_not_work_is_infrastructure_and_no_verdict() throws Exception {
    Judged judged = judge(BROKEN);

    assertThat(judged.code()).as(judged.toString()).isEqualTo(3);
    assertThat(judged.complaints().getLast())
        .contains("does not work here", "setting up uid map", "allow unprivileged user namespaces");
    assertThat(report).doesNotExist();
  }

  @Test
  void where_none_is_asked_for_one_that_does_not_work_is_none() throws Exception {
    Judged judged = judge(BROKEN, "--unsafe-no-sandbox");

    assertThat(judged.code()).as(judged.toString()).isZero();
    assertThat(report().isolation()).isEqualTo("none");
  }
}
