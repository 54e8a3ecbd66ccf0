package dev.cambrian.server.organism;

import java.time.Duration;

/**
 * What an organism may take. It is ended at any of these, with a reason that names it; only
 * processor time is rationed instead.
 *
 * @param memoryBytes of its processes together, files not counted
 * @param tasks processes and threads at once
 * @param milliProcessors thousandths of a processor
 * @param diskBytes of its workspace, which holds its own code and what it builds
 * @param files in its workspace, directories included
 * @param lifetime from its start, the build included
 * @param build for its build command
 * @param grace between asking it to end and killing it
 * @param logBytes that it may print in its whole life
 */
public record OrganismLimits(
    long memoryBytes,
    int tasks,
    int milliProcessors,
    long diskBytes,
    int files,
    Duration lifetime,
    Duration build,
    Duration grace,
    long logBytes) {

  /**
   * 1 GiB of memory, 512 tasks, one processor, 1 GiB in 100,000 files, a day, 300 s for the build,
   * 5 s to end, 64 MiB of output.
   */
  public static final OrganismLimits DEFAULT =
      new OrganismLimits(
          1L << 30,
          512,
          1_000,
          1L << 30,
          100_000,
          Duration.ofDays(1),
          Duration.ofSeconds(300),
          Duration.ofSeconds(5),
          64L << 20);

  public OrganismLimits {
    if (memoryBytes < 1 << 20 || tasks < 4 || milliProcessors < 10 || files < 16) {
      throw new IllegalArgumentException("an organism needs more than that to run");
    }
    if (diskBytes < 1 << 20 || logBytes < 1) {
      throw new IllegalArgumentException("a limit of an organism in bytes is too small");
    }
    if (!lifetime.isPositive() || !build.isPositive() || grace.isNegative()) {
      throw new IllegalArgumentException("a limit of an organism in time must be positive");
    }
  }

  public OrganismLimits withMemoryBytes(long limit) {
    return new OrganismLimits(
        limit, tasks, milliProcessors, diskBytes, files, lifetime, build, grace, logBytes);
  }

  public OrganismLimits withTasks(int limit) {
    return new OrganismLimits(
        memoryBytes, limit, milliProcessors, diskBytes, files, lifetime, build, grace, logBytes);
  }

  public OrganismLimits withDiskBytes(long limit) {
    return new OrganismLimits(
        memoryBytes, tasks, milliProcessors, limit, files, lifetime, build, grace, logBytes);
  }

  public OrganismLimits withLifetime(Duration limit) {
    return new OrganismLimits(
        memoryBytes, tasks, milliProcessors, diskBytes, files, limit, build, grace, logBytes);
  }

  public OrganismLimits withBuild(Duration limit) {
    return new OrganismLimits(
        memoryBytes, tasks, milliProcessors, diskBytes, files, lifetime, limit, grace, logBytes);
  }

  public OrganismLimits withGrace(Duration limit) {
    return new OrganismLimits(
        memoryBytes, tasks, milliProcessors, diskBytes, files, lifetime, build, limit, logBytes);
  }

  public OrganismLimits withLogBytes(long limit) {
    return new OrganismLimits(
        memoryBytes, tasks, milliProcessors, diskBytes, files, lifetime, build, grace, limit);
  }
}
