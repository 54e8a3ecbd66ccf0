package dev.cambrian.server.view;

import dev.cambrian.server.git.FileChange;
import dev.cambrian.server.git.GitArchive;
import java.util.List;
import java.util.Optional;

/** The files of generations as they are in git. */
public final class CodeInGit implements CodeSource {
  private final GitArchive archive;

  public CodeInGit(GitArchive archive) {
    this.archive = archive;
  }

  @Override
  public Optional<byte[]> read(int generation, String path) {
    return archive.contains(generation) ? archive.read(generation, path) : Optional.empty();
  }

  @Override
  public Optional<List<FileChange>> changes(int from, int to, int mostRows) {
    return archive.contains(from) && archive.contains(to)
        ? Optional.of(archive.changes(from, to, mostRows))
        : Optional.empty();
  }
}
