package dev.cambrian.rig;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Tells which limit a command has gone over. */
interface ResourceMeter {
  ResourceMeter NONE = Optional::empty;

  /** Makes one for a command that has started. */
  interface Factory {
    /**
     * Makes it.
     *
     * @param members the processes of the command that run now
     */
    ResourceMeter of(Supplier<List<Long>> members);
  }

  /** How long to wait before it is asked again. */
  default Duration pause() {
    return Duration.ofMillis(150);
  }

  /** The limit that it is over now, such as {@code 2 GiB of memory}. */
  Optional<Breach> breach();

  /** The limit that ended it, where that is only known afterwards. */
  default Optional<Breach> atTheEnd() {
    return Optional.empty();
  }

  /**
   * By looking at its processes and directories. No quota of the system bounds them for an ordinary
   * user: the sandbox has no control group of its own, and the working copy lies on the user's
   * disk.
   */
  static ResourceMeter of(
      Supplier<List<Long>> members, List<Path> directories, ResourceLimits limits) {
    return () -> {
      List<Long> processes = members.get();
      return ProcessUse.breach(processes, limits)
          .or(() -> DiskUse.breach(directories, processes, limits));
    };
  }
}
