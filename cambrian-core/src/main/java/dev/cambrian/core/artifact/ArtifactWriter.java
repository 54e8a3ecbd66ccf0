package dev.cambrian.core.artifact;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.cambrian.core.spec.Spec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Seals artifacts: a directory is either whole and durable under its name or not there at all. The
 * same files and {@link Sealing} give the same bytes. Files have the mode 0644 and directories
 * 0755, scripts included: {@code entry} commands call them by their interpreter.
 */
public final class ArtifactWriter {
  private ArtifactWriter() {}

  /**
   * Writes the files, the spec's copy and {@code manifest.json} into a sibling of the target,
   * brings them to the disk and gives the directory its name in one step. Missing parents are
   * created.
   *
   * @param target must not exist
   * @param files as {@link AnswerParser} gives them
   * @throws AnswerRejectedException if the files break a rule of {@link ArtifactPath}
   * @throws ArtifactException if the target exists or cannot be written; nothing is left behind
   */
  public static SealedArtifact seal(Path target, SortedMap<String, byte[]> files, Sealing sealing) {
    Path directory = target.toAbsolutePath().normalize();
    SortedMap<String, byte[]> all = contents(files, sealing.spec());
    Manifest manifest = manifest(all, sealing);
    byte[] manifestBytes = ManifestCodec.write(manifest);
    write(directory, all, manifestBytes);
    return new SealedArtifact(directory, manifest, manifestBytes, ArtifactFiles.of(all));
  }

  /**
   * Writes a copy of an artifact that was checked, manifest and all, as {@link #seal} writes one.
   *
   * @param target must not exist
   * @throws ArtifactException if the target exists or cannot be written; nothing is left behind
   */
  public static SealedArtifact copy(Path target, ArtifactReader.Sound checked) {
    Path directory = target.toAbsolutePath().normalize();
    SealedArtifact artifact = checked.artifact();
    SortedMap<String, byte[]> files = new TreeMap<>(checked.contents());
    files.remove(Manifest.FILE_NAME);
    write(directory, files, artifact.manifestBytes());
    return new SealedArtifact(
        directory, artifact.manifest(), artifact.manifestBytes(), artifact.files());
  }

  private static SortedMap<String, byte[]> contents(SortedMap<String, byte[]> files, Spec spec) {
    for (ArtifactProblem problem :
        ArtifactPath.violations(files.keySet(), spec.toolchain(), spec.artifactPath())) {
      throw new AnswerRejectedException(problem.rule(), problem.message(), problem.path());
    }
    byte[] copy = spec.text().getBytes(StandardCharsets.UTF_8);
    if (!ArtifactHash.ofContent(copy).equals(spec.hash())) {
      throw new IllegalArgumentException("the spec's text does not have its hash " + spec.hash());
    }
    SortedMap<String, byte[]> all = new TreeMap<>(ArtifactHash.PATH_ORDER);
    all.putAll(files);
    all.put(spec.artifactPath(), copy);
    return all;
  }

  private static Manifest manifest(SortedMap<String, byte[]> contents, Sealing sealing) {
    List<String> paths = new ArrayList<>(contents.keySet());
    paths.add(Manifest.FILE_NAME);
    paths.sort(ArtifactHash.PATH_ORDER);
    Spec spec = sealing.spec();
    return new Manifest(
        Manifest.SUPPORTED_VERSION,
        sealing.generation(),
        sealing.parentGeneration(),
        spec.hash(),
        ArtifactHash.of(contents),
        sealing.producerModel(),
        sealing.usage().input(),
        sealing.usage().output(),
        paths,
        sealing.createdAt().truncatedTo(ChronoUnit.MILLIS),
        spec.entry(),
        Optional.of(spec.contractsJson()).filter(json -> !json.isEmpty()).map(ArrayNode::deepCopy),
        sealing.specLineage(),
        Optional.of(spec.toolchain()),
        sealing.campaignId(),
        JsonNodeFactory.instance.objectNode());
  }

  private static void write(Path target, SortedMap<String, byte[]> contents, byte[] manifestBytes) {
    Path parent = target.getParent();
    if (parent == null || Files.exists(target, NOFOLLOW_LINKS)) {
      throw new ArtifactException(target, "this is there already; artifacts are never overwritten");
    }
    Path temporary = parent.resolve("." + target.getFileName() + ".tmp-" + UUID.randomUUID());
    try {
      Files.createDirectories(parent);
      directory(temporary);
      for (Map.Entry<String, byte[]> file : contents.entrySet()) {
        file(temporary, file.getKey(), file.getValue());
      }
      file(temporary, Manifest.FILE_NAME, manifestBytes);
      syncTree(temporary);
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      syncDirectory(parent);
    } catch (IOException e) {
      delete(temporary, e);
      throw new ArtifactException(
          target,
          "the artifact could not be written (%s); check free space and permissions there, then run"
                  .formatted(e.getMessage())
              + " again",
          e);
    }
  }

  private static void file(Path root, String path, byte[] content) throws IOException {
    Path file = root;
    String[] segments = path.split("/", -1);
    for (int i = 0; i < segments.length; i++) {
      file = file.resolve(segments[i]);
      if (i < segments.length - 1 && !Files.isDirectory(file, NOFOLLOW_LINKS)) {
        directory(file);
      }
    }
    try (FileChannel channel = FileChannel.open(file, CREATE_NEW, WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      mode(file, "rw-r--r--");
      channel.force(true);
    }
  }

  private static void directory(Path directory) throws IOException {
    Files.createDirectory(directory);
    mode(directory, "rwxr-xr-x");
  }

  /** Whatever the umask says, for the rig reads under another user. */
  private static void mode(Path path, String mode) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
    if (view != null) {
      view.setPermissions(PosixFilePermissions.fromString(mode));
    }
  }

  private static void syncTree(Path root) throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            syncDirectory(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static void syncDirectory(Path directory) throws IOException {
    if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      try (FileChannel channel = FileChannel.open(directory, READ)) {
        channel.force(true);
      }
    }
  }

  private static void delete(Path temporary, IOException cause) {
    try {
      DirectoryTree.delete(temporary);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }
}
