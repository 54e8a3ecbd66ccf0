package dev.cambrian.server.docker;

import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Ulimit;
import com.github.dockerjava.core.RemoteApiVersion;
import dev.cambrian.rig.ContainerJob;
import dev.cambrian.rig.ResourceLimits;
import java.util.List;
import java.util.Map;

/**
 * What a verification's container may do and take. The daemon's default seccomp filter stays in
 * force; the rig puts a stricter one on the artifact's commands.
 */
final class Walls {
  /** What the rig's JVM takes beside the commands. */
  private static final long RIG_BYTES = 384L << 20;

  /** Tasks of the rig beside those of the commands. */
  private static final int RIG_TASKS = 512;

  private static final int RIG_FILES = 4_096;
  private static final long SHARED_MEMORY_BYTES = 64L << 20;
  private static final long TEMPORARY_BYTES = 512L << 20;
  private static final long OPEN_FILES = 4096;

  /**
   * Of output that is kept. The longest answer has 16 MiB, and nothing but the rig writes there; a
   * rig that goes mad loses the beginning, and the disk no more than this.
   */
  private static final int KEPT_MEBIBYTES = 24;

  private Walls() {}

  /** Memory that such a container takes of the daemon's machine at most. */
  static long memoryBytes(ResourceLimits limits) {
    // Files of the workspace lie in memory as well.
    return limits.memoryBytes() + ContainerJob.workspaceBytes(limits) + RIG_BYTES;
  }

  /**
   * For one container.
   *
   * @param enforcement without a limit on processors the daemon makes no container with one
   */
  static HostConfig of(ResourceLimits limits, String apiVersion, Enforcement enforcement) {
    long memory = memoryBytes(limits);
    HostConfig walls =
        HostConfig.newHostConfig()
            .withNetworkMode("none")
            .withIpcMode("private")
            .withReadonlyRootfs(true)
            .withCapDrop(Capability.ALL)
            .withCapAdd(
                // The rig is root and becomes another user for each command.
                Capability.SETUID,
                Capability.SETGID,
                // It ends the processes of that user, without which no stage could be swept.
                Capability.KILL)
            .withSecurityOpts(List.of("no-new-privileges"))
            .withPrivileged(false)
            .withMemory(memory)
            // The same figure for both: no swap.
            .withMemorySwap(memory)
            .withPidsLimit((long) limits.tasks() + RIG_TASKS)
            .withShmSize(SHARED_MEMORY_BYTES)
            .withUlimits(
                List.of(new Ulimit("core", 0L, 0L), new Ulimit("nofile", OPEN_FILES, OPEN_FILES)))
            .withTmpFs(
                Map.of(
                    "/workspace",
                    "rw,exec,nosuid,nodev,mode=0755,size="
                        + ContainerJob.workspaceBytes(limits)
                        + ",nr_inodes="
                        + (2L * limits.files() + RIG_FILES),
                    "/tmp",
                    "rw,exec,nosuid,nodev,mode=1777,size=" + TEMPORARY_BYTES))
            // What it says is read while it runs and kept nowhere else.
            .withLogConfig(new LogConfig(LogConfig.LoggingType.NONE));
    if (enforcement.processors()) {
      walls.withNanoCPUs(processors() * 1_000_000_000L);
    }
    return RemoteApiVersion.create(1, 41).isGreaterOrEqual(RemoteApiVersion.parseConfig(apiVersion))
        ? walls
        : walls.withCgroupnsMode("private");
  }

  /**
   * The same where somebody may come later and read all that it has said. It is kept on the
   * daemon's disk, as it is and in one piece, until the container is removed.
   */
  static HostConfig keepingOutput(HostConfig walls) {
    return walls.withLogConfig(
        new LogConfig(
            LogConfig.LoggingType.LOCAL,
            Map.of(
                "max-size", KEPT_MEBIBYTES + "m",
                // More pieces would only be more disk.
                "max-file", "1",
                "compress", "false",
                // A daemon may be set to drop what comes too fast.
                "mode", "blocking")));
  }

  private static long processors() {
    return Math.max(1, Math.min(2, Runtime.getRuntime().availableProcessors()));
  }
}
