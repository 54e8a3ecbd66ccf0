package dev.cambrian.rig;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Commands in bubblewrap: a process space, a network with nothing but a loopback, a read-only
 * system, no home, no capability. Build and tests have a network each; the started program's is
 * held open by an {@link Outpost} of the rig, which the program can reach over HTTP alone. Killing
 * a command's keeper ends its whole process space, daemons included.
 */
final class BubblewrapSandbox implements Sandbox {
  static final List<String> WALLS =
      List.of(
          "--unshare-user",
          "--unshare-pid",
          "--unshare-ipc",
          "--unshare-uts",
          "--unshare-cgroup-try",
          "--die-with-parent",
          "--new-session",
          "--unsetenv",
          Warden.MARK,
          "--cap-drop",
          "ALL",
          "--uid",
          "1000",
          "--gid",
          "1000",
          "--hostname",
          "cambrian");
  private static final Duration WALLS_RAISED = Duration.ofSeconds(20);
  private static final Duration COMPLAINT = Duration.ofSeconds(2);
  private static final String WORK = "/work";
  static final String HOME = "/home/cambrian";
  private static final String OWN = "/cambrian";

  /** Where the directory of the same name in the scratch is seen. */
  static final String TOOLS = OWN + "/tools";

  static final String REPOSITORY = OWN + "/repository";

  /** What programs read in /etc that tells nothing of this machine's users or secrets. */
  private static final List<String> ETC =
      List.of(
          "alternatives",
          "ca-certificates",
          "crypto-policies",
          "ld.so.cache",
          "ld.so.conf",
          "ld.so.conf.d",
          "maven",
          "mime.types",
          "pki/ca-trust/extracted",
          "pki/java",
          "protocols",
          "services",
          "ssl/certs",
          "ssl/openssl.cnf");

  private final Bubblewrap.Works bubblewrap;
  private final Scratch scratch;
  private final RigLimits limits;
  private final Map<String, String> environment;
  private final List<String> mounts;
  private final List<RunningCommand> commands = new ArrayList<>();
  private final Set<Process> waiting = ConcurrentHashMap.newKeySet();
  private volatile Optional<Outpost> outpost = Optional.empty();
  private volatile boolean closed;

  BubblewrapSandbox(
      Bubblewrap.Works bubblewrap,
      Scratch scratch,
      Toolbox toolbox,
      RigLimits limits,
      int generation)
      throws IOException {
    this.bubblewrap = bubblewrap;
    this.scratch = scratch;
    this.limits = limits;
    this.environment =
        CommandEnvironment.prepare(
            toolbox, scratch.tools(), generation, this::inside, HOME, _ -> REPOSITORY);
    List<String> args = new ArrayList<>(system(bubblewrap, toolbox, scratch.tools()));
    args.addAll(List.of("--bind", scratch.results().toString(), inside(scratch.results())));
    this.mounts = List.copyOf(args);
  }

  @Override
  public String isolation() {
    return Isolation.BUBBLEWRAP.id();
  }

  @Override
  public String inside(Path host) {
    for (Path directory : List.of(scratch.work(), scratch.tests())) {
      if (host.startsWith(directory)) {
        return join(WORK, directory.relativize(host));
      }
    }
    return join(OWN, scratch.root().relativize(host));
  }

  private static String join(String base, Path rest) {
    return rest.toString().isEmpty() ? base : base + "/" + rest;
  }

  /** Nothing can: the network is new. */
  @Override
  public void requireFree(int port) {}

  @Override
  public Path testDirectory() {
    return scratch.tests();
  }

  @Override
  public Place place(Path directory) {
    return open(List.of(), List.of("--unshare-net"), directory);
  }

  @Override
  public void prepareNetwork() {
    Outpost _ = network();
  }

  /** The one that is there, else a new one. */
  private synchronized Outpost network() {
    outpost.filter(it -> !it.usable()).ifPresent(Outpost::close);
    Outpost network =
        outpost.filter(Outpost::usable).orElseGet(() -> Outpost.starting(outpostWalls(bubblewrap)));
    outpost = Optional.of(network);
    if (closed) {
      network.close();
    }
    return network;
  }

  @Override
  public Place serverPlace(Path directory) throws InterruptedException {
    return open(enter(), List.of(), directory);
  }

  /** What puts a program into the network that is held open. */
  private List<String> enter() throws InterruptedException {
    return List.of(
        bubblewrap.nsenter().toString(),
        "--user",
        "--net",
        "--preserve-credentials",
        "--target",
        String.valueOf(network().pid()));
  }

  /** Raising the walls takes longer than many a command; all but the command is done ahead. */
  private Place open(List<String> prefix, List<String> network, Path directory) {
    List<String> line = new ArrayList<>(prefix);
    line.add(bubblewrap.program().toString());
    line.addAll(WALLS);
    line.addAll(network);
    line.addAll(mounts);
    line.addAll(List.of("--bind", directory.toString(), WORK));
    line.addAll(List.of("--remount-ro", "/dev", "--remount-ro", "/", "--chdir", WORK));
    line.addAll(ShellPrologue.waiting(limits.fileBytes()));
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.directory(scratch.root().toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    try {
      Process process = Spawner.start(builder);
      waiting.add(process);
      if (closed) {
        endWaiting();
      }
      return (command, outputLimit) -> start(process, directory, command, outputLimit);
    } catch (IOException e) {
      throw new InfrastructureException("cannot start bubblewrap", e);
    }
  }

  private RunningCommand start(
      Process process, Path directory, ShellCommand command, long outputLimit)
      throws InterruptedException {
    if (!waiting.contains(process)) {
      throw new IllegalStateException("a place is for one command");
    }
    order(process, command);
    waiting.remove(process);
    RunningCommand running =
        new RunningCommand(process, ProcessTree.PROCESS_SPACE, outputLimit)
            .watched(
                members ->
                    ResourceMeter.of(members, scratch.writable(directory), limits.resources()));
    commands.add(running);
    return running;
  }

  /** Gives the order and waits for the walls, so that no failure of theirs is the command's. */
  private static void order(Process process, ShellCommand command) throws InterruptedException {
    CompletableFuture<Optional<String>> complaint = Aside.supply(() -> complaint(process, command));
    try {
      Optional<String> told = complaint.get(WALLS_RAISED.toSeconds(), TimeUnit.SECONDS);
      if (told.isPresent()) {
        throw new WallsException("bubblewrap raised no walls for a command: " + told.get());
      }
    } catch (TimeoutException | ExecutionException e) {
      ProcessTree.PROCESS_SPACE.kill(process);
      throw new WallsException(
          "bubblewrap raised no walls for a command within " + Text.seconds(WALLS_RAISED));
    } catch (InterruptedException e) {
      ProcessTree.PROCESS_SPACE.kill(process);
      throw e;
    }
  }

  /** Empty once the walls stand; else what bubblewrap said. */
  private static Optional<String> complaint(Process process, ShellCommand command) {
    boolean given = give(process, ShellPrologue.order(command));
    try {
      if (process.getInputStream().read() == ShellPrologue.READY) {
        return given ? Optional.empty() : Optional.of("it took no order");
      }
      byte[] said = Question.heard(process.getErrorStream(), COMPLAINT);
      String line = Text.firstLine(new String(said, StandardCharsets.UTF_8));
      return Optional.of(line.isBlank() ? "it said nothing" : line);
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static boolean give(Process process, byte[] order) {
    try {
      process.getOutputStream().write(order);
      process.getOutputStream().flush();
      return true;
    } catch (IOException ended) {
      // What it said before it ended is read next.
      return false;
    }
  }

  @Override
  public ProbeAnswer probe(ProbeRequest request) throws InterruptedException {
    return outpost.orElseThrow().exchange(request);
  }

  /** The outpost passes on one exchange at a time; a program of its own sends many. */
  @Override
  public Optional<Load.Figures> load(Load load) throws InterruptedException {
    List<String> line = new ArrayList<>(enter());
    try {
      line.addAll(Outpost.java(LoadProgram.class));
      line.addAll(load.arguments());
      return Optional.of(LoadChild.run(line, load));
    } catch (IOException e) {
      throw new InfrastructureException("cannot start the rig's load", e);
    }
  }

  @Override
  public void sweep() {
    commands.forEach(RunningCommand::kill);
    commands.clear();
  }

  @Override
  public void close() {
    closed = true;
    sweep();
    endWaiting();
    outpost.ifPresent(Outpost::close);
  }

  private void endWaiting() {
    waiting.forEach(ProcessTree.PROCESS_SPACE::kill);
    waiting.clear();
  }

  /**
   * The outpost is ours: it sees the system as the rig does, and only its network is another. No
   * devpts here: bubblewrap would need a second user namespace for it, which could not enter the
   * network of the first.
   */
  private static List<String> outpostWalls(Bubblewrap.Works bubblewrap) {
    return List.of(
        bubblewrap.program().toString(),
        "--unshare-user",
        "--unshare-net",
        "--unshare-ipc",
        "--unshare-uts",
        "--die-with-parent",
        "--new-session",
        "--ro-bind",
        "/",
        "/",
        "--dev-bind",
        "/dev",
        "/dev");
  }

  /**
   * What commands see of this machine, all of it read-only, and directories in memory for what they
   * leave in the usual places.
   */
  static List<String> system(Bubblewrap.Works bubblewrap, Toolbox toolbox, Path tools)
      throws IOException {
    List<String> args = new ArrayList<>(List.of("--ro-bind", "/usr", "/usr"));
    for (String name : List.of("bin", "sbin", "lib", "lib32", "lib64", "libx32")) {
      Path dir = Path.of("/" + name);
      if (Files.isSymbolicLink(dir)) {
        args.addAll(List.of("--symlink", Files.readSymbolicLink(dir).toString(), "/" + name));
      } else if (Files.isDirectory(dir)) {
        readOnly(args, dir.toString(), dir.toString());
      }
    }
    ETC.forEach(name -> readOnlyIfThere(args, "/etc/" + name));
    try (Stream<Path> etc = Files.list(Path.of("/etc"))) {
      etc.map(Path::toString)
          .filter(it -> it.matches("/etc/(java-\\d+-openjdk|python3(\\.\\d+)?)"))
          .forEach(it -> readOnlyIfThere(args, it));
    }
    etcFile(args, tools, "passwd", "cambrian:x:1000:1000:cambrian:" + HOME + ":/bin/sh\n");
    etcFile(args, tools, "group", "cambrian:x:1000:\n");
    etcFile(args, tools, "hosts", "127.0.0.1 localhost\n::1 localhost\n");
    etcFile(args, tools, "nsswitch.conf", "passwd: files\ngroup: files\nhosts: files\n");
    args.addAll(List.of("--proc", "/proc", "--dev", "/dev"));
    tmpfs(args, bubblewrap, "/dev/shm", 64);
    tmpfs(args, bubblewrap, "/tmp", 512);
    tmpfs(args, bubblewrap, HOME, 256);
    for (Path root : toolbox.roots()) {
      if (!root.startsWith("/usr")) {
        readOnly(args, root.toString(), root.toString());
      }
    }
    toolbox.mavenRepository().ifPresent(it -> readOnly(args, it.toString(), REPOSITORY));
    readOnly(args, tools.toString(), TOOLS);
    return List.copyOf(args);
  }

  private static void etcFile(List<String> args, Path tools, String name, String content)
      throws IOException {
    Path file = tools.resolve("etc-" + name);
    Files.writeString(file, content);
    readOnly(args, file.toString(), "/etc/" + name);
  }

  private static void tmpfs(
      List<String> args, Bubblewrap.Works bubblewrap, String dir, long mebibytes) {
    if (bubblewrap.sized()) {
      args.addAll(List.of("--size", String.valueOf(mebibytes << 20)));
    }
    args.addAll(List.of("--tmpfs", dir));
  }

  private static void readOnly(List<String> args, String from, String to) {
    args.addAll(List.of("--ro-bind", from, to));
  }

  private static void readOnlyIfThere(List<String> args, String path) {
    args.addAll(List.of("--ro-bind-try", path, path));
  }
}
