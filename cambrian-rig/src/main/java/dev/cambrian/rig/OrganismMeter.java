package dev.cambrian.rig;

import dev.cambrian.core.verdict.Limit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Names the limit of the container that a command ran into. The kernel enforces them; this tells,
 * and ends the command as soon as it sees it.
 */
final class OrganismMeter implements ResourceMeter {
  private static final long LITTLE = 64 << 10;

  /** Memory and space are used up faster than anything else; to look at them costs little. */
  private static final Duration PAUSE = Duration.ofMillis(25);

  private static final int THOROUGH = 6;

  private final Organism organism;
  private final FileSpace workspace;
  private final List<FileSpace> shared;
  private final List<Path> directories;
  private final ResourceLimits limits;
  private int looks;
  private final long killsBefore = ControlGroup.outOfMemoryKills();

  /** What lies in the workspace where this command cannot write. */
  private final long keptBefore;

  private final long bytesBefore = ControlGroup.anonymousBytes().orElse(0);

  /**
   * For one command.
   *
   * @param shared directories of their own size that every command can write to
   * @param directories of the workspace that this one can write to
   */
  OrganismMeter(
      Organism organism,
      FileSpace workspace,
      List<FileSpace> shared,
      List<Path> directories,
      ResourceLimits limits) {
    this.organism = organism;
    this.workspace = workspace;
    this.shared = List.copyOf(shared);
    this.directories = List.copyOf(directories);
    this.limits = limits;
    this.keptBefore = workspace.used() - DiskUse.bytes(directories);
  }

  @Override
  public Duration pause() {
    return PAUSE;
  }

  @Override
  public Optional<Breach> breach() {
    looks++;
    return looks % THOROUGH == 0 ? memoryOrSpace().or(this::tasksOrFiles) : memoryOrSpace();
  }

  @Override
  public Optional<Breach> atTheEnd() {
    return memoryOrSpace().or(() -> DiskUse.breach(directories, List.of(), limits));
  }

  private Optional<Breach> tasksOrFiles() {
    // Memory is counted by the kernel, which knows what the processes share.
    return ProcessUse.breach(organism.tasks(), limits.withMemoryBytes(Long.MAX_VALUE))
        .or(() -> DiskUse.breach(directories, List.of(), limits));
  }

  private Optional<Breach> memoryOrSpace() {
    if (ControlGroup.outOfMemoryKills() > killsBefore || bytes() > limits.memoryBytes()) {
      return Optional.of(new Breach(Limit.MEMORY, Text.bytes(limits.memoryBytes()) + " of memory"));
    }
    if (workspace.used() - keptBefore > limits.diskBytes()) {
      return Optional.of(new Breach(Limit.DISK, Text.bytes(limits.diskBytes()) + " on disk"));
    }
    return shared.stream()
        .filter(it -> it.isFull(LITTLE))
        .map(it -> new Breach(Limit.DISK, Text.bytes(it.size()) + " in " + it.directory()))
        .findFirst();
  }

  /** What the processes have for themselves, and the most that one of them has mapped of files. */
  private long bytes() {
    return ControlGroup.anonymousBytes().orElse(0)
        - bytesBefore
        + ProcessUse.mostShared(organism.statuses());
  }
}
