package dev.cambrian.core.trial;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrialLockTest {
  @TempDir Path directory;

  @Test
  void of_who_had_the_file_open_at_the_end_of_a_run_and_who_comes_later_one_gets_the_lock()
      throws IOException {
    TrialLock run = TrialLock.take(directory);
    try (FileChannel early =
        FileChannel.open(directory.resolve(".lock"), StandardOpenOption.WRITE)) {
      run.close();
      assertThat(early.tryLock()).isNotNull();

      assertThatThrownBy(() -> TrialLock.take(directory))
          .isInstanceOf(TrialException.class)
          .hasMessageContaining("another run makes trials");
    }
    TrialLock.take(directory).close();
  }

  /** Closing any other channel to the file would give it up (POSIX, fcntl). */
  @Test
  void whoever_asks_in_vain_in_the_same_process_leaves_the_lock_as_it_is() throws Exception {
    try (TrialLock _ = TrialLock.take(directory)) {
      assertThatThrownBy(() -> TrialLock.take(directory)).isInstanceOf(TrialException.class);

      Process other =
          new ProcessBuilder(
                  "python3",
                  "-c",
                  "import fcntl, sys; fcntl.lockf(open(sys.argv[1], 'w'), fcntl.LOCK_EX | fcntl.LOCK_NB)",
                  directory.resolve(".lock").toString())
              .redirectErrorStream(true)
              .start();
      assertThat(new String(other.getInputStream().readAllBytes(), UTF_8))
          .contains("BlockingIOError");
      assertThat(other.waitFor()).isEqualTo(1);
    }
  }
}
