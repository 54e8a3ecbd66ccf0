package dev.cambrian.rig;

import dev.cambrian.core.json.JsonException;
import dev.cambrian.core.json.MalformedJsonException;
import dev.cambrian.core.spec.ContractException;
import dev.cambrian.core.verdict.FailureKind;
import dev.cambrian.core.verdict.Verification;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** One judgement inside a container, from the order to the sealed answer. */
final class ContainedRun {
  private final ContainedOrder order;
  private final Path workspace;
  private final List<Path> shared;
  private final Organism organism;

  /**
   * For one order.
   *
   * @param workspace an empty directory of this user's
   * @param shared directories that every command can write to
   */
  ContainedRun(ContainedOrder order, Path workspace, List<Path> shared) throws IOException {
    this.order = order;
    this.workspace = workspace;
    this.shared = List.copyOf(shared);
    this.organism = Organism.any();
  }

  /** Judges, answers, and gives the exit code. */
  int run(OutputStream out) throws IOException {
    ContainedAnswer.Writer answer = new ContainedAnswer.Writer(out, order.seal());
    answer.end(judged(answer));
    return 0;
  }

  private Verification judged(ContainedAnswer.Writer answer) throws IOException {
    Path artifact = workspace.resolve("artifact");
    try {
      unpack(artifact);
      OrderedMeasures told = OrderedMeasures.read(order.measures());
      Assignment assignment =
          new Assignment(
              order.run().generation(),
              artifact,
              Optional.of(order.run().artifactHash()),
              order.spec(),
              told.baseline(),
              told.measures());
      return new Rig(order.limits(), new Sandboxes(), new Workspace()).judge(assignment, answer);
    } catch (ContractException | JsonException | MalformedJsonException e) {
      return Rig.aborted(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Verification.Aborted(FailureKind.CANCELLED, "the verification was cancelled");
    }
  }

  /** Where the artifact's commands can never look. */
  private void unpack(Path artifact) throws IOException {
    Files.createDirectory(
        artifact,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    for (Map.Entry<String, byte[]> file : ArtifactTar.read(order.tar()).entrySet()) {
      Path target = artifact.resolve(file.getKey()).normalize();
      Path parent = target.getParent();
      if (!target.startsWith(artifact) || parent == null) {
        throw new IOException("a path of the order's tar leads out of it");
      }
      Files.createDirectories(parent);
      Files.write(target, file.getValue(), StandardOpenOption.CREATE_NEW);
    }
  }

  private final class Workspace implements Scratch.Source {
    @Override
    public Scratch make() {
      try {
        return Scratch.kept(workspace, new OrganismFiles(organism, workspace, order.limits()));
      } catch (IOException e) {
        throw new InfrastructureException("cannot make directories in " + workspace, e);
      }
    }

    @Override
    public Path place() {
      return workspace;
    }
  }

  private final class Sandboxes implements SandboxFactory {
    @Override
    public String isolation() {
      return OrganismSandbox.ISOLATION;
    }

    @Override
    public Sandbox open(Scratch scratch, Toolbox toolbox, int generation) {
      try {
        List<Path> emptied =
            Stream.concat(
                    shared.stream(),
                    Stream.of(scratch.home(), OrganismFiles.removed(scratch.root())))
                .toList();
        return new OrganismSandbox(organism, scratch, toolbox, order.limits(), generation, emptied);
      } catch (IOException | UncheckedIOException e) {
        throw new InfrastructureException("cannot prepare commands in " + workspace, e);
      }
    }
  }
}
