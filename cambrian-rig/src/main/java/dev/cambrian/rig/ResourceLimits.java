package dev.cambrian.rig;

/**
 * What one command may take of the machine, all its processes together.
 *
 * @param diskBytes that the directories it can write to may hold
 * @param files that they may hold, directories included
 * @param memoryBytes that its processes may keep in memory
 * @param tasks processes and threads
 */
public record ResourceLimits(long diskBytes, int files, long memoryBytes, int tasks) {
  /** 1 GiB in 200,000 files, 2 GiB of memory, 2,000 processes and threads. */
  public static final ResourceLimits DEFAULT =
      new ResourceLimits(1L << 30, 200_000, 2L << 30, 2_000);

  public ResourceLimits {
    if (diskBytes < 1 || files < 1 || memoryBytes < 1 || tasks < 1) {
      throw new IllegalArgumentException("a limit of resources must be at least 1");
    }
  }

  public ResourceLimits withDiskBytes(long limit) {
    return new ResourceLimits(limit, files, memoryBytes, tasks);
  }

  public ResourceLimits withFiles(int limit) {
    return new ResourceLimits(diskBytes, limit, memoryBytes, tasks);
  }

  public ResourceLimits withMemoryBytes(long limit) {
    return new ResourceLimits(diskBytes, files, limit, tasks);
  }

  public ResourceLimits withTasks(int limit) {
    return new ResourceLimits(diskBytes, files, memoryBytes, limit);
  }
}
