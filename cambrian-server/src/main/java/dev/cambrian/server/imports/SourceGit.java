package dev.cambrian.server.imports;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.PathSuffixFilter;

/**
 * The git repository of another system: {@code gen-N} as a tag or a branch, {@code gen-N-failed}
 * with or without a count behind it. Each commit there holds the directories of all generations.
 */
final class SourceGit implements AutoCloseable {

  private static final String MANIFEST = "manifest.json";
  private static final int MAX_MANIFESTS = 20_000;

  private final Repository repository;
  private final Map<ObjectId, List<String>> prefixes = new HashMap<>();

  private SourceGit(Repository repository) {
    this.repository = repository;
  }

  /** That of a working directory, or a bare one; empty where there is none. */
  static Optional<SourceGit> at(Path root) throws IOException {
    for (Path candidate : List.of(root.resolve(".git"), root)) {
      if (Files.isDirectory(candidate.resolve("objects"), LinkOption.NOFOLLOW_LINKS)
          && Files.isRegularFile(candidate.resolve("HEAD"), LinkOption.NOFOLLOW_LINKS)) {
        return Optional.of(
            new SourceGit(
                new FileRepositoryBuilder().setGitDir(candidate.toFile()).setBare().build()));
      }
    }
    return Optional.empty();
  }

  /** Where the artifact of a generation may be, the likeliest first. */
  List<ArtifactSource> of(int generation) throws RefusedException {
    List<ArtifactSource> found = new ArrayList<>();
    try {
      for (Map.Entry<String, ObjectId> tree : trees(generation).entrySet()) {
        for (String prefix : prefixes(tree.getValue())) {
          found.add(new GitSource(repository, tree.getKey(), tree.getValue(), prefix));
        }
      }
    } catch (IOException e) {
      throw new RefusedException("its git repository cannot be read: " + e.getMessage());
    }
    String own = "gen-" + generation + "/";
    found.sort(
        (one, other) ->
            Boolean.compare(
                !((GitSource) one).prefix().endsWith(own),
                !((GitSource) other).prefix().endsWith(own)));
    return found;
  }

  private Map<String, ObjectId> trees(int generation) throws IOException {
    String name = "gen-" + generation;
    String failed = name + "-failed";
    List<Ref> refs = new ArrayList<>();
    for (String prefix : List.of(Constants.R_TAGS, Constants.R_HEADS)) {
      for (Ref ref : repository.getRefDatabase().getRefsByPrefix(prefix + name)) {
        String rest = ref.getName().substring(prefix.length());
        if (rest.equals(name) || rest.equals(failed) || rest.matches(failed + "-[0-9]{1,9}")) {
          refs.add(ref);
        }
      }
    }
    Map<String, ObjectId> trees = new LinkedHashMap<>();
    try (RevWalk walk = new RevWalk(repository)) {
      for (Ref ref : refs) {
        if (ref.getObjectId() != null) {
          trees.put(
              Repository.shortenRefName(ref.getName()), walk.parseTree(ref.getObjectId()).copy());
        }
      }
    }
    return trees;
  }

  /** The directories of a tree that have a manifest. */
  private List<String> prefixes(ObjectId tree) throws IOException {
    List<String> known = prefixes.get(tree);
    if (known != null) {
      return known;
    }
    List<String> found = new ArrayList<>();
    try (TreeWalk walk = new TreeWalk(repository)) {
      walk.addTree(tree);
      walk.setRecursive(true);
      walk.setFilter(PathSuffixFilter.create(MANIFEST));
      while (walk.next() && found.size() < MAX_MANIFESTS) {
        String path = walk.getPathString();
        if (path.equals(MANIFEST) || path.endsWith("/" + MANIFEST)) {
          found.add(path.substring(0, path.length() - MANIFEST.length()));
        }
      }
    }
    prefixes.put(tree, found);
    return found;
  }

  @Override
  public void close() {
    repository.close();
  }
}
