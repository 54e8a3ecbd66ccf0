package dev.cambrian.rig;

import dev.cambrian.core.artifact.ArtifactFile;
import dev.cambrian.core.artifact.ArtifactHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The artifact's listed files in the scratch directory, and whether the commands left them as they
 * were. The tests run on a copy of what the build left, so that nothing that they do reaches the
 * program that is started.
 */
final class WorkingCopy {
  private final Scratch scratch;
  private final List<ArtifactFile> files;

  private WorkingCopy(Scratch scratch, List<ArtifactFile> files) {
    this.scratch = scratch;
    this.files = files;
  }

  /** Writes what was checked; the artifact's directory is not read again. */
  static WorkingCopy of(Map<String, byte[]> contents, Scratch scratch) throws IOException {
    scratch.keeper().write(contents, scratch.work());
    List<ArtifactFile> files = new ArrayList<>();
    contents.forEach(
        (path, content) ->
            files.add(new ArtifactFile(path, content.length, ArtifactHash.ofContent(content))));
    return new WorkingCopy(scratch, List.copyOf(files));
  }

  Path root() {
    return scratch.work();
  }

  List<ArtifactFile> files() {
    return files;
  }

  /** The listed files whose content in a directory is not what the manifest's hash covers. */
  List<String> changed(Path directory) {
    List<String> changed = new ArrayList<>();
    for (ArtifactFile file : files) {
      boolean same =
          RegularFiles.read(directory, file.path(), (int) file.size())
              .map(ArtifactHash::ofContent)
              .filter(file.sha256()::equals)
              .isPresent();
      if (!same) {
        changed.add(file.path());
      }
    }
    return changed;
  }

  /** Gives the tests a copy of what the build left, which is kept aside where it is in the way. */
  void enterTests(Path directory) throws IOException, TooMuchOutputException {
    scratch.keeper().copy(scratch.work(), scratch.tests());
    if (directory.equals(scratch.work())) {
      Files.move(scratch.work(), scratch.built());
      Files.move(scratch.tests(), scratch.work());
    }
  }

  /**
   * The working directory is what the build left; a copy of the tests that is not in its way stays.
   */
  void leaveTests(Path directory) throws IOException {
    if (directory.equals(scratch.work())) {
      scratch.keeper().remove(scratch.work());
      Files.move(scratch.built(), scratch.work());
      scratch.keeper().make(scratch.tests());
    }
  }
}
