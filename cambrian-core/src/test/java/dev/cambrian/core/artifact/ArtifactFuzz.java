package dev.cambrian.core.artifact;

import dev.cambrian.core.fuzz.Law;
import dev.cambrian.core.spec.Spec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A letter for what is wrong with the directory, then its {@code manifest.json}. */
final class ArtifactFuzz {
  private static final Path WORK =
      Path.of("target", "fuzz", "artifact-" + ProcessHandle.current().pid()).toAbsolutePath();

  private static final Spec SPEC = Samples.spec();

  private ArtifactFuzz() {}

  /** What else lies in the directory; the second is sound if its manifest is. */
  private enum Directory {
    EMPTY,
    SOUND,
    UNLISTED_FILE,
    OTHER_SPEC,
    LINK;

    private final Path path = WORK.resolve(name());

    static Directory of(int letter) {
      return switch (letter) {
        case 'e' -> EMPTY;
        case 'u' -> UNLISTED_FILE;
        case 'o' -> OTHER_SPEC;
        case 'l' -> LINK;
        default -> SOUND;
      };
    }

    void make() throws IOException {
      if (Files.isDirectory(path)) {
        return;
      }
      Files.createDirectories(path.resolve("spec"));
      String spec = SPEC.text() + (this == OTHER_SPEC ? "more\n" : "");
      if (this != EMPTY) {
        Files.writeString(path.resolve(Samples.SPEC_PATH), spec);
        Files.writeString(path.resolve("a.py"), "print(1)\n");
      }
      if (this == UNLISTED_FILE) {
        Files.writeString(path.resolve("b.py"), "print(2)\n");
      }
      if (this == LINK) {
        Files.createSymbolicLink(path.resolve("b.py"), Path.of("a.py"));
      }
    }
  }

  static void fuzz(byte[] input) throws IOException {
    if (input.length == 0) {
      return;
    }
    Directory directory = Directory.of(input[0]);
    directory.make();
    byte[] bytes = Arrays.copyOfRange(input, 1, input.length);
    Files.write(
        directory.path.resolve(Manifest.FILE_NAME),
        bytes,
        StandardOpenOption.CREATE,
        StandardOpenOption.WRITE,
        StandardOpenOption.TRUNCATE_EXISTING);
    switch (ArtifactReader.read(directory.path, SPEC)) {
      case ArtifactReader.Broken(List<ArtifactProblem> problems) -> {
        Law.holds(!problems.isEmpty() && problems.size() <= 50, "no problem or too many");
        problems.forEach(problem -> Law.isMessage(problem.message(), 800));
      }
      case ArtifactReader.Sound sound -> isSound(sound, directory, bytes);
    }
  }

  private static void isSound(ArtifactReader.Sound sound, Directory directory, byte[] bytes) {
    Law.holds(directory == Directory.SOUND, "a broken directory is taken for sound");
    Manifest manifest = ManifestCodec.read(bytes);
    Map<String, byte[]> files = new TreeMap<>(sound.contents());
    Law.holds(
        Set.copyOf(manifest.files()).equals(files.keySet())
            && new HashSet<>(manifest.files()).size() == manifest.files().size(),
        "the listing is not what is there");
    Law.holds(ArtifactHash.of(files).equals(manifest.artifactHash()), "the hash is wrong");
    Law.holds(manifest.specHash().equals(SPEC.hash()), "the spec is another");
    Law.holds(Arrays.equals(files.get(Manifest.FILE_NAME), bytes), "the manifest is another");
    Law.holds(sound.artifact().manifest().equals(manifest), "the manifest was read otherwise");
  }
}
