package dev.cambrian.rig;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Inside a container: the walls are the container's, and the commands run as another user than the
 * rig. After each command every process of that user is killed, and its traces in the shared
 * temporary directories are removed before the next one.
 */
final class OrganismSandbox implements Sandbox {
  /** The name in reports. */
  static final String ISOLATION = "docker";

  private final Organism organism;
  private final Scratch scratch;
  private final RigLimits limits;
  private final List<Path> emptied;
  private final FileSpace workspace;
  private final List<FileSpace> shared;
  private final Map<String, String> environment;
  private final Set<Process> waiting = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * For one verification.
   *
   * @param emptied directories that are shared by all commands
   */
  OrganismSandbox(
      Organism organism,
      Scratch scratch,
      Toolbox toolbox,
      RigLimits limits,
      int generation,
      List<Path> emptied)
      throws IOException {
    this.organism = organism;
    this.scratch = scratch;
    this.limits = limits;
    this.emptied = List.copyOf(emptied);
    this.workspace = FileSpace.of(scratch.root());
    List<FileSpace> spaces = new ArrayList<>(List.of(workspace));
    for (Path directory : emptied) {
      if (!directory.startsWith(scratch.root())) {
        spaces.add(FileSpace.of(directory));
      }
    }
    this.shared = List.copyOf(spaces);
    this.environment =
        CommandEnvironment.prepare(
            toolbox,
            scratch.tools(),
            generation,
            this::inside,
            scratch.home().toString(),
            Path::toString);
  }

  @Override
  public String isolation() {
    return ISOLATION;
  }

  @Override
  public String inside(Path host) {
    return host.toString();
  }

  @Override
  public void requireFree(int port) throws InterruptedException {
    organism.killAll();
    if (OwnLoopback.taken(port)) {
      throw new InfrastructureException(
          "port " + port + " of the container is in use though every process has been killed");
    }
  }

  /** There is one view of the files for all, and a build may have written paths down. */
  @Override
  public Path testDirectory() {
    return scratch.work();
  }

  @Override
  public Place place(Path directory) {
    try {
      Process process =
          organism.waiting(directory, emptied, limits.fileBytes(), limits.resources().tasks());
      waiting.add(process);
      if (closed) {
        close();
      }
      return (command, outputLimit) -> start(process, directory, command, outputLimit);
    } catch (IOException e) {
      throw new InfrastructureException("cannot start a process", e);
    }
  }

  /** It is the container's. */
  @Override
  public void prepareNetwork() {}

  @Override
  public Place serverPlace(Path directory) {
    return place(directory);
  }

  private RunningCommand start(
      Process process, Path directory, ShellCommand command, long outputLimit)
      throws InterruptedException {
    Map<String, String> whole = new LinkedHashMap<>(environment);
    whole.putAll(command.environment());
    waiting.remove(process);
    Organism.order(process, whole, command);
    return new RunningCommand(process, organism, outputLimit)
        .watched(
            _ ->
                new OrganismMeter(
                    organism, workspace, shared, scratch.writable(directory), limits.resources()));
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
  public OptionalLong peakMemoryBytes() {
    return ControlGroup.peakBytes();
  }

  @Override
  public void sweep() {
    organism.killAll();
  }

  @Override
  public void close() {
    closed = true;
    waiting.forEach(Process::destroyForcibly);
    waiting.clear();
    organism.killAll();
  }
}
