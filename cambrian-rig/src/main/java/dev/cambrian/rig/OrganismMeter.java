package dev.cambrian.rig;

import dev.cambrian.core.verdict.Limit;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Names the limit of the container that a command ran into. The kernel enforces them; this tells,
 * and ends the command as soon as it sees it.
 */
final class OrganismMeter implements ResourceMeter {
  private static final long NEARLY_FULL = 1 << 20;

  private final Supplier<List<Long>> members;
  private final Path workspace;
  private final List<Path> directories;
  private final ResourceLimits limits;
  private final long killsBefore = ControlGroup.outOfMemoryKills();
  private final long bytesBefore = ControlGroup.anonymousBytes().orElse(0);

  OrganismMeter(
      Supplier<List<Long>> members, Path workspace, List<Path> directories, ResourceLimits limits) {
    this.members = members;
    this.workspace = workspace;
    this.directories = List.copyOf(directories);
    this.limits = limits;
  }

  @Override
  public Optional<Breach> breach() {
    // Memory is counted by the kernel, which knows what the processes share.
    return atTheEnd()
        .or(() -> ProcessUse.breach(members.get(), limits.withMemoryBytes(Long.MAX_VALUE)))
        .or(() -> DiskUse.breach(directories, List.of(), limits));
  }

  @Override
  public Optional<Breach> atTheEnd() {
    if (ControlGroup.outOfMemoryKills() > killsBefore
        || ControlGroup.anonymousBytes().orElse(0) - bytesBefore > limits.memoryBytes()) {
      return Optional.of(new Breach(Limit.MEMORY, Text.bytes(limits.memoryBytes()) + " of memory"));
    }
    return full()
        ? Optional.of(new Breach(Limit.DISK, Text.bytes(limits.diskBytes()) + " on disk"))
        : Optional.empty();
  }

  private boolean full() {
    try {
      FileStore store = Files.getFileStore(workspace);
      return store.getUsableSpace() < NEARLY_FULL;
    } catch (IOException untold) {
      return false;
    }
  }
}
