package dev.cambrian.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class DescendantsTest {
  @Test
  void are_children_and_theirs_and_nobody_else() throws Exception {
    Process other = new ProcessBuilder("/bin/sleep", "60").start();
    Process root =
        new ProcessBuilder(
                "/bin/sh", "-c", "( sleep 60 & wait ) & echo $!; read line; kill $! ; wait")
            .start();
    try {
      long child = Long.parseLong(root.inputReader().readLine());
      List<Long> found = eventually(root, 2);

      assertThat(found).contains(child).doesNotContain(other.pid(), root.pid());
      assertThat(found)
          .containsExactlyInAnyOrderElementsOf(root.descendants().map(ProcessHandle::pid).toList());
    } finally {
      root.descendants().forEach(ProcessHandle::destroyForcibly);
      root.destroyForcibly();
      other.destroyForcibly();
    }
  }

  private static List<Long> eventually(Process root, int count) {
    List<Long> found = List.of();
    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (found.size() < count && System.nanoTime() < limit) {
      found = Descendants.of(root).map(ProcessHandle::pid).toList();
      Thread.onSpinWait();
    }
    return found;
  }

  @Test
  void of_what_has_ended_are_none() throws Exception {
    Process ended = new ProcessBuilder("/bin/true").start();
    assertThat(ended.waitFor(30, TimeUnit.SECONDS)).isTrue();

    assertThat(Descendants.of(ended)).isEmpty();
  }
}
