package dev.cambrian.server.imports;

import dev.cambrian.core.json.Quote;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** An artifact in a directory. No link is followed, nothing but regular files is opened. */
record DirectorySource(Path root, Path directory) implements ArtifactSource {

  private static final LinkOption NO_LINKS = LinkOption.NOFOLLOW_LINKS;

  @Override
  public String name() {
    return root.relativize(directory).toString();
  }

  @Override
  public Optional<byte[]> file(String path, int most) throws RefusedException {
    Path at = directory;
    String[] segments = path.split("/", -1);
    try {
      for (int i = 0; i < segments.length; i++) {
        at = at.resolve(segments[i]);
        BasicFileAttributes attributes =
            Files.readAttributes(at, BasicFileAttributes.class, NO_LINKS);
        boolean last = i == segments.length - 1;
        if (last ? !attributes.isRegularFile() : !attributes.isDirectory()) {
          throw refused(
              path,
              attributes.isSymbolicLink()
                  ? "is reached through a symbolic link"
                  : last ? "is no regular file" : "lies in no directory");
        }
      }
      if (at.getFileSystem().supportedFileAttributeViews().contains("unix")
          && (int) Files.getAttribute(at, "unix:nlink", NO_LINKS) > 1) {
        throw refused(path, "has a second name elsewhere (a hard link)");
      }
      return Optional.of(content(at, path, most));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw refused(path, "cannot be read: " + e.getClass().getSimpleName());
    }
  }

  private static byte[] content(Path file, String path, int most)
      throws IOException, RefusedException {
    try (InputStream in = Files.newInputStream(file, NO_LINKS)) {
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length > most) {
        throw refused(path, "makes the artifact too large");
      }
      return bytes;
    }
  }

  private static RefusedException refused(String path, String what) {
    return new RefusedException("the path \"%s\" %s".formatted(Quote.bare(path, 200), what));
  }
}
