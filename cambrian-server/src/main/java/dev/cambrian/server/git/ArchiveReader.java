package dev.cambrian.server.git;

import dev.cambrian.core.Sha256;
import dev.cambrian.core.artifact.ArtifactFile;
import dev.cambrian.core.artifact.Manifest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/** Reads the tree of one generation. */
final class ArchiveReader {

  private final Repository repository;
  private final String ref;
  private final ObjectId tree;

  ArchiveReader(Repository repository, String ref, ObjectId tree) {
    this.repository = repository;
    // A branch keeps its "heads/": its tag may have the same name.
    this.ref =
        ref.startsWith(Constants.R_HEADS)
            ? ref.substring(Constants.R_REFS.length())
            : Repository.shortenRefName(ref);
    this.tree = tree;
  }

  Repository repository() {
    return repository;
  }

  ObjectId tree() {
    return tree;
  }

  List<ArchivedFile> files() throws IOException {
    List<ArchivedFile> files = new ArrayList<>();
    try (ObjectReader reader = repository.newObjectReader();
        TreeWalk walk = walk(reader)) {
      while (walk.next()) {
        ObjectId blob = walk.getObjectId(0);
        files.add(
            new ArchivedFile(
                walk.getPathString(), reader.getObjectSize(blob, Constants.OBJ_BLOB), blob.name()));
      }
    }
    return files;
  }

  Optional<byte[]> read(String path) throws IOException {
    if (path.isEmpty()) {
      return Optional.empty();
    }
    try (ObjectReader reader = repository.newObjectReader();
        TreeWalk walk = TreeWalk.forPath(reader, path, tree)) {
      if (walk == null || walk.getFileMode(0).getObjectType() != Constants.OBJ_BLOB) {
        return Optional.empty();
      }
      return Optional.of(reader.open(walk.getObjectId(0), Constants.OBJ_BLOB).getBytes());
    }
  }

  byte[] diff(ArchiveReader other, TreeFilter paths) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try (DiffFormatter formatter = new DiffFormatter(text)) {
      formatter.setRepository(repository);
      formatter.setDetectRenames(true);
      formatter.setPathFilter(paths);
      formatter.format(tree, other.tree);
      formatter.flush();
    }
    return text.toByteArray();
  }

  ArchiveCheck verify(String artifactHash, List<ArtifactFile> listed) throws IOException {
    List<String> defects = new ArrayList<>();
    Map<String, ObjectId> archived = blobs(defects);
    Map<String, ArtifactFile> expected = new TreeMap<>();
    for (ArtifactFile file : listed) {
      expected.put(file.path(), file);
    }
    MessageDigest whole = Sha256.digest();
    int read = 0;
    try (ObjectReader reader = repository.newObjectReader()) {
      for (ArtifactFile file : expected.values()) {
        ObjectId blob = archived.remove(file.path());
        if (blob == null) {
          defects.add("%s: %s is missing".formatted(ref, file.path()));
          continue;
        }
        whole.update(file.path().getBytes(StandardCharsets.UTF_8));
        whole.update((byte) 0);
        compare(reader, blob, file, whole).ifPresent(defects::add);
        read++;
      }
    }
    archived.remove(Manifest.FILE_NAME);
    for (String path : archived.keySet()) {
      defects.add("%s: %s is not in the history".formatted(ref, path));
    }
    String actual = Sha256.of(whole);
    if (!actual.equals(artifactHash)) {
      defects.add("%s: artifact hash is %s, not %s".formatted(ref, actual, artifactHash));
    }
    return new ArchiveCheck(ref, read, defects);
  }

  ArchiveCheck verifyEmpty() throws IOException {
    return new ArchiveCheck(
        ref,
        0,
        files().stream()
            .map(file -> "%s: %s is not in the history".formatted(ref, file.path()))
            .toList());
  }

  private Optional<String> compare(
      ObjectReader reader, ObjectId blob, ArtifactFile file, MessageDigest whole)
      throws IOException {
    MessageDigest own = Sha256.digest();
    long size;
    try (InputStream content = reader.open(blob, Constants.OBJ_BLOB).openStream();
        OutputStream both =
            new DigestOutputStream(
                new DigestOutputStream(OutputStream.nullOutputStream(), own), whole)) {
      size = content.transferTo(both);
    }
    String actual = Sha256.of(own);
    if (size == file.size() && actual.equals(file.sha256())) {
      return Optional.empty();
    }
    return Optional.of(
        "%s: %s has %d bytes and %s, not %d bytes and %s"
            .formatted(ref, file.path(), size, actual, file.size(), file.sha256()));
  }

  private Map<String, ObjectId> blobs(List<String> defects) throws IOException {
    Map<String, ObjectId> blobs = new LinkedHashMap<>();
    try (ObjectReader reader = repository.newObjectReader();
        TreeWalk walk = walk(reader)) {
      while (walk.next()) {
        FileMode mode = walk.getFileMode(0);
        if (mode.equals(FileMode.REGULAR_FILE) || mode.equals(FileMode.EXECUTABLE_FILE)) {
          blobs.put(walk.getPathString(), walk.getObjectId(0));
        } else {
          defects.add("%s: %s is no regular file".formatted(ref, walk.getPathString()));
        }
      }
    }
    return blobs;
  }

  private TreeWalk walk(ObjectReader reader) throws IOException {
    TreeWalk walk = new TreeWalk(reader);
    walk.addTree(tree);
    walk.setRecursive(true);
    return walk;
  }
}
