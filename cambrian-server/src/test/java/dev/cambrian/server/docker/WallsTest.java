package dev.cambrian.server.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.spec.Toolchain;
import dev.cambrian.core.verdict.Limit;
import dev.cambrian.core.verdict.Stage;
import dev.cambrian.core.verdict.Verification;
import dev.cambrian.core.verdict.VerificationListener;
import dev.cambrian.core.verdict.ViabilityReport;
import dev.cambrian.rig.ResourceLimits;
import dev.cambrian.rig.RigLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an artifact's commands find inside, told by such commands. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class WallsTest {
  /** Prints one fact a line, as {@code name=value}, and fails, so that the report shows it all. */
  private static final String LOOK =
      """
      import ctypes, os, socket, sys
      libc = ctypes.CDLL(None, use_errno=True)

      def fact(name, value):
          print(f'{name}={value}', flush=True)

      def tried(name, work):
          try:
              fact(name, work())
          except OSError as e:
              fact(name, type(e).__name__)

      def called(number, *arguments):
          return ctypes.get_errno() if libc.syscall(number, *arguments) < 0 else 0

      status = dict(l.split(':', 1) for l in open('/proc/self/status') if ':' in l)
      fact('root', os.getuid() == 0)
      fact('uids', len(set(status['Uid'].split())))
      fact('groups', status['Groups'].strip())
      fact('capabilities', int(status['CapPrm'], 16) | int(status['CapEff'], 16) | int(status['CapAmb'], 16))
      fact('nonewprivs', status['NoNewPrivs'].strip())
      fact('filters', status['Seccomp_filters'].strip())
      fact('environment', ','.join(sorted(os.environ)))
      tried('write-root', lambda: open('/x', 'w') and 'written')
      tried('write-rig', lambda: open('/opt/cambrian/rig.jar', 'a') and 'written')
      tried('write-tools', lambda: open('/workspace/tools/x', 'w') and 'written')
      tried('vault', lambda: os.listdir('/workspace/vault'))
      tried('artifact', lambda: os.listdir('/workspace/artifact'))
      tried('rig-environment', lambda: open('/proc/1/environ').read(1))
      tried('rig-memory', lambda: open('/proc/1/mem', 'rb').read(1))
      tried('rig-output', lambda: open('/proc/1/fd/1', 'w') and 'open')
      tried('kill-rig', lambda: os.kill(1, 9))
      tried('connect', lambda: socket.create_connection(('1.1.1.1', 80), 2))
      fact('interfaces', ','.join(sorted(os.listdir('/sys/class/net'))))
      tried('docker', lambda: os.stat('/var/run/docker.sock') and 'there')
      fact('ptrace', called(101, 0, 0, 0, 0))
      fact('process_vm_readv', called(310, 1, 0, 0, 0, 0, 0))
      fact('keyctl', called(250, 0, 0, 0))
      fact('userfaultfd', called(323, 0))
      fact('perf', called(298, 0, 0, 0, 0, 0))
      fact('io_uring', called(425, 1, 0))
      sys.exit(1)
      """;

  @TempDir private Path directory;

  private ViabilityReport judged(PythonArtifact artifact, RigLimits limits) {
    try (DockerDaemon daemon = Needs.docker(Toolchain.PYTHON)) {
      Verification verification =
          Needs.verifier(daemon)
              .withLimits(limits)
              .verify(artifact.request(directory), VerificationListener.NONE);
      assertThat(verification).isInstanceOf(Verification.Judged.class);
      return ((Verification.Judged) verification).report();
    }
  }

  @Test
  void commands_have_no_power_over_the_rig_the_container_or_the_network() {
    ViabilityReport report =
        judged(
            new PythonArtifact().file("look.py", LOOK).build("python3 look.py"), RigLimits.DEFAULT);

    Map<String, String> facts =
        report
            .diagnostics()
            .orElseThrow()
            .stdoutTail()
            .lines()
            .filter(line -> line.contains("="))
            .collect(
                Collectors.toMap(
                    line -> line.substring(0, line.indexOf('=')),
                    line -> line.substring(line.indexOf('=') + 1)));
    assertThat(facts)
        .containsEntry("root", "False")
        .containsEntry("uids", "1")
        .containsEntry("groups", "")
        .containsEntry("capabilities", "0")
        .containsEntry("nonewprivs", "1")
        .containsEntry("filters", "2")
        .containsEntry("write-root", "OSError")
        .containsEntry("write-rig", "PermissionError")
        .containsEntry("write-tools", "PermissionError")
        .containsEntry("vault", "PermissionError")
        .containsEntry("artifact", "PermissionError")
        .containsEntry("rig-environment", "PermissionError")
        .containsEntry("rig-memory", "PermissionError")
        .containsEntry("rig-output", "PermissionError")
        .containsEntry("kill-rig", "PermissionError")
        .containsEntry("connect", "OSError")
        .containsEntry("interfaces", "lo")
        .containsEntry("docker", "FileNotFoundError")
        .containsEntry("ptrace", "1")
        .containsEntry("process_vm_readv", "1")
        .containsEntry("keyctl", "1")
        .containsEntry("userfaultfd", "1")
        .containsEntry("perf", "1")
        .containsEntry("io_uring", "38");
    assertThat(facts.getOrDefault("environment", "").split(","))
        .containsOnly(
            "CAMBRIAN_GENERATION",
            "HOME",
            "LANG",
            "PATH",
            "PWD",
            "PYTHONDONTWRITEBYTECODE",
            "PYTHONUNBUFFERED",
            "TERM",
            "TZ");
  }

  @Test
  void a_daemon_of_the_build_is_gone_before_the_program_starts() {
    ViabilityReport report =
        judged(
            new PythonArtifact()
                .build("setsid python3 server.py >/dev/null 2>&1 & sleep 1")
                .start("sleep 20"),
            RigLimits.DEFAULT.withStart(Duration.ofSeconds(3)));

    assertThat(report.failureStage()).contains(Stage.START);
    assertThat(report.diagnostics().orElseThrow().summary()).contains("not ready within 3 s");
  }

  @Test
  void tests_cannot_change_what_is_started() {
    ViabilityReport report =
        judged(
            new PythonArtifact()
                .file(
                    "tests/test_other.py",
                    """
                    import os, unittest

                    class OtherTest(unittest.TestCase):
                        def test_writes(self):
                            for place in ('/workspace/vault/built', '/workspace/artifact'):
                                with self.assertRaises(OSError):
                                    os.listdir(place)
                            with open('extra.txt', 'w') as extra:
                                extra.write('x')
                    """)
                .start("test ! -e extra.txt && exec python3 server.py"),
            RigLimits.DEFAULT);

    assertThat(report.viable()).as("%s", report).isTrue();
  }

  @Test
  void what_takes_more_memory_than_it_may_is_told_so() {
    ViabilityReport report =
        judged(
            new PythonArtifact().build("python3 -c \"b = bytearray(700 << 20); print(len(b))\""),
            RigLimits.DEFAULT.withResources(
                ResourceLimits.DEFAULT.withMemoryBytes(128L << 20).withDiskBytes(64L << 20)));

    assertThat(report.diagnostics().orElseThrow().limit()).contains(Limit.MEMORY);
  }

  @Test
  void what_fills_the_disk_is_told_so() {
    ViabilityReport report =
        judged(
            new PythonArtifact().build("head -c 200000000 /dev/zero >big"),
            RigLimits.DEFAULT.withResources(ResourceLimits.DEFAULT.withDiskBytes(64L << 20)));

    assertThat(report.diagnostics().orElseThrow().limit()).contains(Limit.DISK);
  }

  @Test
  void what_a_build_leaves_may_be_as_large_as_its_limit_whatever_the_rig_copies() {
    ViabilityReport report =
        judged(
            new PythonArtifact().build("head -c 200000000 /dev/zero >big"),
            RigLimits.DEFAULT.withResources(ResourceLimits.DEFAULT.withDiskBytes(256L << 20)));

    assertThat(report.viable()).as("%s", report).isTrue();
  }

  @Test
  void what_starts_too_many_processes_is_stopped() {
    ViabilityReport report =
        judged(
            new PythonArtifact().build("for i in $(seq 300); do sleep 20 & done; wait"),
            RigLimits.DEFAULT
                .withBuild(Duration.ofSeconds(10))
                .withResources(ResourceLimits.DEFAULT.withTasks(100)));

    assertThat(report.failureStage()).contains(Stage.BUILD);
  }
}
