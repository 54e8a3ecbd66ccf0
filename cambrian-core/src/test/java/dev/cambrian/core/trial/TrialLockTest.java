package dev.cambrian.core.trial;

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
}
