package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A verification's directory after the rig was killed. */
class ScratchTest {
  @TempDir Path parent;

  /** A rig that is in the midst of a verification until it is killed. */
  static final class Judging {
    private Judging() {}

    public static void main(String[] args) throws IOException {
      Scratch scratch = Scratch.in(Path.of(args[0]));
      Path locked = Files.createDirectories(scratch.work().resolve("a/b"));
      Files.createSymbolicLink(locked.resolve("out"), Path.of(args[1]));
      Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("---------"));
      while (!Files.exists(scratch.root().resolve(".owner.lock"))) {
        Thread.onSpinWait();
      }
      System.out.println(scratch.root());
      System.in.read();
    }
  }

  @Test
  void the_next_verification_removes_it_whatever_the_artifact_left_there() throws Exception {
    Path valuable = Files.createDirectory(parent.resolve("valuable"));
    Files.writeString(valuable.resolve("file"), "x");
    Path left = judgingAndKilled(valuable);
    assertThat(left.resolve("home")).isDirectory();

    try (Scratch next = Scratch.in(parent)) {
      await().atMost(Duration.ofSeconds(30)).until(() -> !Files.exists(left));

      assertThat(next.home()).isDirectory();
    }
    assertThat(valuable.resolve("file")).exists();
    assertThat(parent).isDirectoryNotContaining("glob:**cambrian-rig-*");
  }

  private Path judgingAndKilled(Path valuable) throws IOException, InterruptedException {
    Process rig =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Judging.class.getName(),
                parent.toString(),
                valuable.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      return Path.of(rig.inputReader().readLine());
    } finally {
      rig.destroyForcibly();
      assertThat(rig.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
  }
}
