package dev.cambrian.rig;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How full the file system of a directory is, asked again and again. To find the file system takes
 * far longer than to ask it, so that is done once.
 */
final class FileSpace {
  private final Path directory;
  private final FileStore store;

  private FileSpace(Path directory, FileStore store) {
    this.directory = directory;
    this.store = store;
  }

  static FileSpace of(Path directory) throws IOException {
    return new FileSpace(directory, Files.getFileStore(directory));
  }

  Path directory() {
    return directory;
  }

  /** Bytes in use; 0 where that cannot be told. */
  long used() {
    try {
      return store.getTotalSpace() - store.getUsableSpace();
    } catch (IOException untold) {
      return 0;
    }
  }

  /** Whether less than that is free. */
  boolean isFull(long least) {
    try {
      return store.getUsableSpace() < least;
    } catch (IOException untold) {
      return false;
    }
  }

  /** Bytes in all; 0 where that cannot be told. */
  long size() {
    try {
      return store.getTotalSpace();
    } catch (IOException untold) {
      return 0;
    }
  }
}
