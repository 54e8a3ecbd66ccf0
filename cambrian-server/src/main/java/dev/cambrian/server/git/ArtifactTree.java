package dev.cambrian.server.git;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.dircache.InvalidPathException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Repository;

/** Writes a directory into the object store as one tree. */
final class ArtifactTree {

  private ArtifactTree() {}

  /**
   * Takes regular files alone; a symbolic link, device or FIFO in the directory is an error and is
   * never followed or opened.
   */
  static ObjectId insert(Repository repository, Path artifact) throws IOException {
    if (!Files.isDirectory(artifact, LinkOption.NOFOLLOW_LINKS)) {
      throw new ArchiveException("there is no artifact directory " + artifact);
    }
    DirCache index = DirCache.newInCore();
    DirCacheBuilder builder = index.builder();
    try (ObjectInserter inserter = repository.newObjectInserter()) {
      Files.walkFileTree(
          artifact,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              if (!attributes.isRegularFile()) {
                throw new ArchiveException(
                    "%s is no regular file; an artifact holds nothing else".formatted(file));
              }
              builder.add(entry(artifact, file, attributes.size(), inserter));
              return FileVisitResult.CONTINUE;
            }
          });
      builder.finish();
      ObjectId tree = index.writeTree(inserter);
      inserter.flush();
      return tree;
    }
  }

  private static DirCacheEntry entry(Path artifact, Path file, long size, ObjectInserter inserter)
      throws IOException {
    DirCacheEntry entry = named(artifact.relativize(file).toString(), file);
    entry.setFileMode(Files.isExecutable(file) ? FileMode.EXECUTABLE_FILE : FileMode.REGULAR_FILE);
    try (InputStream content = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      entry.setObjectId(inserter.insert(Constants.OBJ_BLOB, size, content));
    }
    return entry;
  }

  private static DirCacheEntry named(String path, Path file) {
    try {
      return new DirCacheEntry(path);
    } catch (InvalidPathException e) {
      throw new ArchiveException("git cannot hold a file named %s".formatted(file), e);
    }
  }
}
