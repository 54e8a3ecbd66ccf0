package dev.cambrian.server.verify;

import dev.cambrian.core.Sha256;
import dev.cambrian.core.artifact.ArtifactFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The list of files that an artifact was sealed with, against what there is now. */
final class SealedFiles {

  private SealedFiles() {}

  /** The paths on which two lists do not agree, ascending. */
  static List<String> differing(List<ArtifactFile> sealed, List<ArtifactFile> now) {
    Set<ArtifactFile> before = new HashSet<>(sealed);
    Set<ArtifactFile> after = new HashSet<>(now);
    return Stream.concat(
            sealed.stream().filter(file -> !after.contains(file)),
            now.stream().filter(file -> !before.contains(file)))
        .map(ArtifactFile::path)
        .distinct()
        .sorted()
        .toList();
  }

  /** The paths of the regular files there whose content is another, ascending. */
  static List<String> changed(Path directory, List<ArtifactFile> sealed) {
    return sealed.stream()
        .filter(file -> isChanged(directory.resolve(file.path()), file))
        .map(ArtifactFile::path)
        .sorted()
        .toList();
  }

  /** The paths where no regular file is any more, ascending. */
  static List<String> lost(Path directory, List<ArtifactFile> sealed) {
    return sealed.stream()
        .map(ArtifactFile::path)
        .filter(path -> !Files.isRegularFile(directory.resolve(path), LinkOption.NOFOLLOW_LINKS))
        .sorted()
        .toList();
  }

  private static boolean isChanged(Path place, ArtifactFile file) {
    if (!Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try {
      return Files.size(place) != file.size() || !hash(place).equals(file.sha256());
    } catch (IOException unreadable) {
      return true;
    }
  }

  private static String hash(Path place) throws IOException {
    MessageDigest digest = Sha256.digest();
    try (InputStream in = Files.newInputStream(place);
        OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
      in.transferTo(out);
    }
    return Sha256.of(digest);
  }
}
