package dev.cambrian.server.organism;

import dev.cambrian.core.artifact.DirectoryTree;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.rig.InfrastructureException;
import dev.cambrian.rig.IsolationPolicy;
import dev.cambrian.rig.LocalVerifier;
import dev.cambrian.rig.OrganismKit;
import dev.cambrian.rig.RigSurvey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Processes of this machine, in bubblewrap or, where that is allowed, unprotected. They end with
 * the Supervisor, however it ends. Their keeper is of the same user as they, so that what it
 * reports is worth no more than they are.
 */
final class ProcessHabitat implements Habitat {
  private static final String WORKSPACE = "/workspace";
  private static final String DOOR = "/door";
  private static final String TOOLS = "/cambrian/tools";
  private static final String UNPROTECTED = "none";
  private static final String NO_FILTER = "";

  private final LocalVerifier survey;
  private final boolean bubblewrap;

  ProcessHabitat(IsolationPolicy policy) {
    this(LocalVerifier.with(policy));
  }

  /** As that would isolate artifacts. */
  ProcessHabitat(LocalVerifier survey) {
    this.survey = survey;
    this.bubblewrap = !survey.isolation().equals(UNPROTECTED);
  }

  @Override
  public String isolation() {
    return survey.isolation();
  }

  @Override
  public Optional<String> refusal(Spec own) {
    return survey
        .refusal()
        .or(() -> RigSurvey.missing(own))
        .or(
            () ->
                perl().isPresent()
                    ? Optional.empty()
                    : Optional.of("there is no /usr/bin/perl; install the package perl-base"));
  }

  private static Optional<Path> perl() {
    return Stream.of("/usr/bin/perl", "/usr/local/bin/perl")
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  @Override
  public byte[] order(Birth birth) {
    try {
      return bubblewrap ? walled(birth, environment(birth)) : plain(birth);
    } catch (IOException | InfrastructureException e) {
      throw OrganismException.unavailable("an organism's tools cannot be made", e);
    }
  }

  private static Map<String, String> environment(Birth birth) throws IOException {
    return OrganismKit.inBubblewrap(birth.own(), birth.order().generation(), birth.tools())
        .environment();
  }

  private static byte[] walled(Birth birth, Map<String, String> environment) throws IOException {
    String spec = TOOLS + "/" + writtenSpec(birth);
    return KeeperOrder.of(
            birth, environment, WORKSPACE, spec, OrganismKit.systemCalls(), OrganismKit.filter())
        .whole();
  }

  private static byte[] plain(Birth birth) throws IOException {
    Path workspace = birth.directory().resolve("workspace");
    Path home = workspace.resolve("home");
    Files.createDirectories(workspace);
    Map<String, String> environment =
        OrganismKit.unprotected(birth.own(), birth.order().generation(), birth.tools(), home);
    return KeeperOrder.of(
            birth,
            environment,
            workspace.toString(),
            birth.tools().resolve(writtenSpec(birth)).toString(),
            OrganismKit.systemCalls(),
            NO_FILTER)
        .whole();
  }

  /** Its path within the tools. */
  private static String writtenSpec(Birth birth) throws IOException {
    Files.createDirectories(birth.tools().resolve("spec"));
    String path = "spec/" + birth.grownFrom().fileName();
    Files.write(birth.tools().resolve(path), birth.grownFrom().bytes());
    return path;
  }

  @Override
  public Body create(Birth birth) {
    try {
      return new ProcessBody(
          bubblewrap ? walls(birth) : keeper(UNPROTECTED, birth.sockets().toString()),
          () -> clean(birth.directory()));
    } catch (IOException | InfrastructureException e) {
      throw OrganismException.unavailable("an organism's process cannot be made", e);
    }
  }

  private static List<String> walls(Birth birth) throws IOException {
    OrganismKit.Walled walled =
        OrganismKit.inBubblewrap(birth.own(), birth.order().generation(), birth.tools());
    List<String> line = new ArrayList<>(walled.command());
    line.addAll(List.of("--ro-bind", birth.door().toString(), DOOR));
    if (walled.sized()) {
      line.addAll(List.of("--size", String.valueOf(birth.order().limits().diskBytes())));
    }
    line.addAll(List.of("--tmpfs", WORKSPACE));
    line.addAll(List.of("--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/"));
    line.addAll(keeper("bubblewrap", DOOR));
    return line;
  }

  private static List<String> keeper(String mode, String door) {
    String perl = perl().map(Path::toString).orElse("perl");
    return List.of(perl, "-e", KeeperOrder.keeper(), "--", mode, door);
  }

  private static void clean(Path directory) {
    try {
      DirectoryTree.delete(directory.resolve("workspace"));
    } catch (IOException left) {
      // It goes with the organism's directory.
      return;
    }
  }

  /** None outlives its Supervisor. */
  @Override
  public Optional<Body> find(UUID id) {
    return Optional.empty();
  }

  @Override
  public int removeAllBut(Set<UUID> known) {
    return 0;
  }

  @Override
  public void close() {}
}
