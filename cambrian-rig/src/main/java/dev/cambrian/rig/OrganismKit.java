package dev.cambrian.rig;

import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.Toolchain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What an artifact's commands have around them while they are judged, for whoever runs a promoted
 * artifact for longer: the same programs, the same fixed environment, the same walls. An organism
 * that lives finds what it found when it was found viable.
 */
public final class OrganismKit {
  private static final Path JDK = Path.of("/opt/cambrian/jdk");
  private static final Path MAVEN = Path.of("/opt/cambrian/maven");
  private static final Path REPOSITORY = Path.of("/opt/cambrian/repository");
  private static final Path PYTHON = Path.of("/usr/bin/python3");

  private OrganismKit() {}

  /** The uid of the first of the images' users that organisms run as; each has its own group. */
  public static int firstUid() {
    return Organism.FIRST_UID;
  }

  /** How many such users there are, with numbers one after the other. */
  public static int uids() {
    return Organism.UIDS;
  }

  /**
   * The filter of system calls that an artifact's commands are under in a container, in
   * hexadecimal, as {@code seccomp(2)} takes it.
   *
   * @throws InfrastructureException on a processor whose numbers are not known
   */
  public static String filter() {
    return SyscallFilter.here().program();
  }

  /**
   * The numbers of setsid, setgroups, setresgid, setresuid, prctl, prlimit64 and seccomp on this
   * processor, joined by commas.
   *
   * @throws InfrastructureException on a processor whose numbers are not known
   */
  public static String systemCalls() {
    return SyscallFilter.here().launcher().stream()
        .map(String::valueOf)
        .collect(Collectors.joining(","));
  }

  /**
   * Writes the tools of a toolchain for commands in one of Cambrian's images, and gives the
   * environment that goes with them.
   *
   * @param tools an existing directory
   * @param inside where the commands will see it
   * @param home their home directory
   */
  public static Map<String, String> inImage(
      Toolchain toolchain, int generation, Path tools, String inside, String home)
      throws IOException {
    Toolbox toolbox =
        switch (toolchain) {
          case JAVA ->
              new Toolbox(
                  List.of(),
                  List.of(JDK.resolve("bin")),
                  Optional.of(JDK),
                  Optional.of(MAVEN),
                  Optional.of(REPOSITORY),
                  Optional.empty(),
                  "");
          case PYTHON -> interpreter(Optional.of(PYTHON));
          case NODE -> interpreter(Optional.empty());
        };
    return environment(toolbox, generation, tools, inside, home, Path::toString);
  }

  private static Toolbox interpreter(Optional<Path> python) {
    return new Toolbox(
        List.of(), List.of(), Optional.empty(), Optional.empty(), Optional.empty(), python, "");
  }

  /**
   * A program in bubblewrap.
   *
   * @param command the line that raises the walls and ends where the options of more mounts and
   *     then the program go; the program is the first process of its process space
   * @param environment of the artifact's commands
   * @param sized whether {@code --size} may stand before {@code --tmpfs}
   */
  public record Walled(List<String> command, Map<String, String> environment, boolean sized) {
    public Walled {
      command = List.copyOf(command);
      environment = Map.copyOf(environment);
    }
  }

  /**
   * Bubblewrap around an artifact's commands on this machine, with no network but a loopback.
   *
   * @param tools an existing directory, which the commands see read-only
   * @throws InfrastructureException where bubblewrap or a program that the spec needs is missing,
   *     with what mends it
   */
  public static Walled inBubblewrap(Spec spec, int generation, Path tools) throws IOException {
    Bubblewrap.Works bubblewrap =
        switch (Bubblewrap.detected()) {
          case Bubblewrap.Works works -> works;
          case Bubblewrap.Unusable(var reason) -> throw new InfrastructureException(reason);
        };
    Toolbox toolbox = Toolbox.of(spec);
    Map<String, String> environment =
        environment(
            toolbox,
            generation,
            tools,
            BubblewrapSandbox.TOOLS,
            BubblewrapSandbox.HOME,
            _ -> BubblewrapSandbox.REPOSITORY);
    List<String> line = new ArrayList<>(List.of(bubblewrap.program().toString()));
    line.addAll(BubblewrapSandbox.WALLS);
    line.addAll(List.of("--unshare-net", "--as-pid-1"));
    line.addAll(BubblewrapSandbox.system(bubblewrap, toolbox, tools));
    return new Walled(line, environment, bubblewrap.sized());
  }

  /**
   * Plain processes of this user on this machine.
   *
   * @param home their home directory
   * @return the environment of the artifact's commands
   * @throws InfrastructureException where a program that the spec needs is missing, with what mends
   *     it
   */
  public static Map<String, String> unprotected(Spec spec, int generation, Path tools, Path home)
      throws IOException {
    return environment(
        Toolbox.of(spec), generation, tools, tools.toString(), home.toString(), Path::toString);
  }

  /**
   * Starts a program that does not outlive this one, whatever ends that.
   *
   * @throws IOException where that is not possible
   */
  public static Process start(ProcessBuilder builder) throws IOException {
    return Spawner.start(builder);
  }

  private static Map<String, String> environment(
      Toolbox toolbox,
      int generation,
      Path tools,
      String inside,
      String home,
      Function<Path, String> repository)
      throws IOException {
    Files.createDirectories(tools.resolve("bin"));
    return CommandEnvironment.prepare(
        toolbox,
        tools,
        generation,
        path -> Path.of(inside).resolve(tools.relativize(path)).toString(),
        home,
        repository);
  }
}
