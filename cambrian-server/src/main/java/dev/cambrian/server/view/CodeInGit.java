package dev.cambrian.server.view;

import dev.cambrian.server.git.FileChange;
import dev.cambrian.server.git.GitArchive;
import java.util.List;
import java.util.Optional;

/** The files of generations as they are in git, and what another source has of the others. */
public final class CodeInGit implements CodeSource {
  private final GitArchive archive;
  private final CodeSource otherwise;

  public CodeInGit(GitArchive archive) {
    this(archive, NONE);
  }

  /**
   * @param otherwise asked for files of a generation that is not in git
   */
  public CodeInGit(GitArchive archive, CodeSource otherwise) {
    this.archive = archive;
    this.otherwise = otherwise;
  }

  @Override
  public Optional<byte[]> read(int generation, String path) {
    return archive.contains(generation)
        ? archive.read(generation, path)
        : otherwise.read(generation, path);
  }

  @Override
  public Optional<List<FileChange>> changes(int from, int to, int mostRows) {
    return archive.contains(from) && archive.contains(to)
        ? Optional.of(archive.changes(from, to, mostRows))
        : Optional.empty();
  }
}
