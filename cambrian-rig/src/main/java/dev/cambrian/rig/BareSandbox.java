package dev.cambrian.rig;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * No isolation: plain processes of this user, in sessions of their own, told by a mark in their
 * environment. It shares the machine's loopback, so that verifications take turns where they use
 * the same port.
 */
final class BareSandbox implements Sandbox {
  private static final String MARK = "CAMBRIAN_RUN";
  private static final int KILL_ROUNDS = 50;

  /** What another verification may plausibly take between its tests and its end. */
  private static final Duration OTHERS = Duration.ofMinutes(15);

  private final Scratch scratch;
  private final RigLimits limits;
  private final String mark = UUID.randomUUID().toString();
  private final Map<String, String> environment;
  private Optional<PortTurn> port = Optional.empty();

  BareSandbox(Scratch scratch, Toolbox toolbox, RigLimits limits, int generation)
      throws IOException {
    this.scratch = scratch;
    this.limits = limits;
    Map<String, String> fixed =
        new HashMap<>(
            CommandEnvironment.prepare(
                toolbox,
                scratch.tools(),
                generation,
                this::inside,
                scratch.home().toString(),
                Path::toString));
    fixed.put("TMPDIR", scratch.temp().toString());
    fixed.put(MARK, mark);
    this.environment = Map.copyOf(fixed);
  }

  @Override
  public String isolation() {
    return Isolation.NONE.id();
  }

  @Override
  public String inside(Path host) {
    return host.toString();
  }

  @Override
  public void requireFree(int number) throws InterruptedException {
    port =
        Optional.of(PortTurn.take(number, Path.of(System.getProperty("java.io.tmpdir")), OTHERS));
    if (OwnLoopback.taken(number)) {
      throw new InfrastructureException(
          "port "
              + number
              + " is in use by another program; stop it, or install bubblewrap, which gives every"
              + " verification a network of its own");
    }
  }

  /** Plain processes see real paths, and a build may have written them down. */
  @Override
  public Path testDirectory() {
    return scratch.work();
  }

  @Override
  public Place place(Path directory) {
    return (command, outputLimit) -> start(directory, command, outputLimit);
  }

  /** It is this machine's. */
  @Override
  public void prepareNetwork() {}

  @Override
  public Place serverPlace(Path directory) {
    return place(directory);
  }

  private RunningCommand start(Path directory, ShellCommand command, long outputLimit) {
    ProcessBuilder builder =
        new ProcessBuilder(ShellPrologue.wrap(command.script(), limits.fileBytes()));
    builder.directory(directory.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().putAll(command.environment());
    try {
      return new RunningCommand(Spawner.start(builder), new MarkedTree(), outputLimit)
          .watched(
              members ->
                  ResourceMeter.of(members, scratch.writable(directory), limits.resources()));
    } catch (IOException e) {
      throw new InfrastructureException("cannot start a command", e);
    }
  }

  @Override
  public ProbeAnswer probe(ProbeRequest request) throws InterruptedException {
    return OwnLoopback.probe(request);
  }

  @Override
  public Optional<Load.Figures> load(Load load) throws InterruptedException {
    return Optional.of(LoadRun.of(load));
  }

  @Override
  public void sweep() {
    killAll();
    port.ifPresent(PortTurn::close);
    port = Optional.empty();
    try {
      scratch.keeper().clear(scratch.home());
      scratch.keeper().clear(scratch.temp());
    } catch (IOException e) {
      throw new InfrastructureException("cannot clean the scratch directory", e);
    }
  }

  @Override
  public void close() {
    killAll();
    port.ifPresent(PortTurn::close);
    port = Optional.empty();
  }

  private void killAll() {
    for (int round = 0; round < KILL_ROUNDS; round++) {
      List<ProcessHandle> left = marked();
      if (left.isEmpty()) {
        return;
      }
      left.forEach(ProcessHandle::destroyForcibly);
    }
  }

  /** Every live process with our mark in the environment that it was started with. */
  private List<ProcessHandle> marked() {
    byte[] needle = (MARK + "=" + mark).getBytes(StandardCharsets.US_ASCII);
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      return all.filter(it -> carries(it, needle)).toList();
    }
  }

  private static boolean carries(ProcessHandle process, byte[] needle) {
    try {
      byte[] environment = Files.readAllBytes(Path.of("/proc/" + process.pid() + "/environ"));
      return new String(environment, StandardCharsets.ISO_8859_1)
          .contains(new String(needle, StandardCharsets.ISO_8859_1));
    } catch (IOException goneOrForeign) {
      return false;
    }
  }

  private final class MarkedTree implements ProcessTree {
    @Override
    public Stream<ProcessHandle> members(Process root) {
      return Stream.concat(ProcessTree.super.members(root), marked().stream());
    }

    @Override
    public void terminate(Process root) {
      Descendants.of(root).forEach(ProcessHandle::destroy);
      marked().forEach(ProcessHandle::destroy);
    }

    @Override
    public void kill(Process root) {
      for (int round = 0; round < KILL_ROUNDS; round++) {
        Descendants.of(root).forEach(ProcessHandle::destroyForcibly);
        // Not by the process itself, which would throw away what it said and nobody read yet.
        root.toHandle().destroyForcibly();
        List<ProcessHandle> left = marked();
        if (left.isEmpty()) {
          return;
        }
        left.forEach(ProcessHandle::destroyForcibly);
      }
    }
  }
}
