package dev.cambrian.rig;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.StringTokenizer;
import java.util.stream.Stream;

/**
 * The processes below a process. Where the kernel lists each thread's children (proc(5), {@code
 * /proc/PID/task/TID/children}), only those are read; {@link ProcessHandle#descendants()} reads
 * every process of the machine, which takes milliseconds on a small one.
 */
final class Descendants {
  private static final boolean LISTED =
      Files.isReadable(Path.of("/proc/self/task/" + ProcessHandle.current().pid() + "/children"));

  private Descendants() {}

  /** Those that run now; one that starts or ends meanwhile may be missing. */
  static Stream<ProcessHandle> of(Process root) {
    return LISTED ? listed(root.pid()).stream() : root.descendants();
  }

  private static List<ProcessHandle> listed(long root) {
    List<ProcessHandle> found = new ArrayList<>();
    Deque<Long> parents = new ArrayDeque<>(List.of(root));
    while (!parents.isEmpty()) {
      for (long child : children(parents.remove())) {
        ProcessHandle.of(child)
            .ifPresent(
                it -> {
                  found.add(it);
                  parents.add(child);
                });
      }
    }
    return found;
  }

  private static List<Long> children(long parent) {
    List<Long> children = new ArrayList<>();
    try (DirectoryStream<Path> threads =
        Files.newDirectoryStream(Path.of("/proc/" + parent + "/task"))) {
      for (Path thread : threads) {
        addChildren(thread.resolve("children"), children);
      }
    } catch (IOException ended) {
      // Its children have another parent now and are no descendants any more.
      return children;
    }
    return children;
  }

  private static void addChildren(Path list, List<Long> children) {
    try {
      StringTokenizer numbers =
          new StringTokenizer(new String(Files.readAllBytes(list), StandardCharsets.US_ASCII));
      while (numbers.hasMoreTokens()) {
        children.add(Long.parseLong(numbers.nextToken()));
      }
    } catch (IOException threadEnded) {
      // A thread that ends leaves its children to another of the same process.
      return;
    }
  }
}
