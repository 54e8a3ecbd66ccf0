package dev.cambrian.core.artifact;

import dev.cambrian.core.spec.Spec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Checks a directory that claims to be an artifact. It is {@link Sound} exactly when its manifest
 * is readable, lists every file and nothing else, all paths are legal, all files are regular files,
 * both hashes are those computed here, and the copy of the spec is the trusted spec.
 *
 * <p>The directory may be hostile: no link is followed, no pipe is opened, memory is bounded by the
 * artifact's limits. Everything is checked on one reading into memory, and {@link Sound#contents()}
 * is what was checked, whatever happens to the directory later.
 *
 * <p>Rules beside those of {@link ArtifactPath}: {@code no-directory}, {@code unreadable}, {@code
 * no-regular-file}, {@code hard-link}, {@code too-large}, {@code manifest-missing}, {@code
 * manifest-malformed}, {@code file-missing}, {@code file-unlisted}, {@code spec-unlisted}, {@code
 * spec-copy}, {@code spec-hash}, {@code artifact-hash}.
 */
public final class ArtifactReader {

  /** What a directory turned out to be. */
  public sealed interface Result {
    /** What is made of the one or the other. */
    <T> T fold(Function<Sound, T> sound, Function<Broken, T> broken);
  }

  /**
   * @param contents every file by its path, {@code manifest.json} included; not to be changed
   */
  public record Sound(SealedArtifact artifact, NavigableMap<String, byte[]> contents)
      implements Result {
    @Override
    public <T> T fold(Function<Sound, T> sound, Function<Broken, T> broken) {
      return sound.apply(this);
    }
  }

  /**
   * @param problems at least one, at most 50
   */
  public record Broken(List<ArtifactProblem> problems) implements Result {
    public Broken {
      problems = List.copyOf(problems);
    }

    @Override
    public <T> T fold(Function<Sound, T> sound, Function<Broken, T> broken) {
      return broken.apply(this);
    }
  }

  /** With the manifest and the spec's copy. */
  private static final int MAX_LISTED = ArtifactPath.MAX_FILES + 2;

  private final Path directory;
  private final Spec trusted;
  private final NavigableMap<String, byte[]> files;
  private final List<ArtifactProblem> problems = new ArrayList<>();

  private ArtifactReader(Path directory, Spec trusted, NavigableMap<String, byte[]> files) {
    this.directory = directory;
    this.trusted = trusted;
    this.files = files;
  }

  /** Never throws for anything that the directory contains. */
  public static Result read(Path directory, Spec trusted) {
    ArtifactTree tree = ArtifactTree.read(directory);
    if (!tree.problems.isEmpty()) {
      return new Broken(tree.problems);
    }
    return new ArtifactReader(directory, trusted, tree.files).check();
  }

  /** Why a directory cannot be read as any artifact at all; empty where it can. */
  public static List<ArtifactProblem> treeProblems(Path directory) {
    return List.copyOf(ArtifactTree.read(directory).problems);
  }

  /**
   * The copy of a spec of that hash which a directory brings in {@code spec/}; its bytes are the
   * spec, wherever they come from, since they have its hash. Empty where there is none, or where
   * the directory is none that {@link #read} could find sound.
   */
  public static Optional<SpecCopy> specCopy(Path directory, String specHash) {
    return ArtifactTree.read(directory).files.entrySet().stream()
        .filter(file -> file.getKey().matches("spec/[^/]+"))
        .filter(file -> ArtifactHash.ofContent(file.getValue()).equals(specHash))
        .map(file -> new SpecCopy(file.getKey().substring("spec/".length()), file.getValue()))
        .findFirst();
  }

  /**
   * A trusted spec as it holds for the artifact in that directory; as it is where there is no
   * manifest that can be read, which {@link #read} tells.
   */
  public static Spec fitted(Path directory, Spec trusted) {
    if (trusted.toolchainGiven()) {
      return trusted;
    }
    byte[] manifest = ArtifactTree.read(directory).files.get(Manifest.FILE_NAME);
    try {
      return manifest == null ? trusted : ManifestCodec.read(manifest).fitted(trusted);
    } catch (ManifestException unreadable) {
      return trusted;
    }
  }

  /**
   * A spec as an artifact brings it.
   *
   * @param bytes not to be changed
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record SpecCopy(String fileName, byte[] bytes) {}

  /**
   * Checks the same of contents that are in memory, wherever they come from.
   *
   * @param origin of the contents, for {@link SealedArtifact#directory()}
   * @param contents every file by its path, {@code manifest.json} included
   */
  public static Result check(Path origin, Map<String, byte[]> contents, Spec trusted) {
    NavigableMap<String, byte[]> files = new TreeMap<>(ArtifactHash.PATH_ORDER);
    files.putAll(contents);
    return new ArtifactReader(origin, trusted, files).check();
  }

  private Result check() {
    byte[] manifestBytes = files.get(Manifest.FILE_NAME);
    if (manifestBytes == null) {
      return new Broken(
          List.of(
              new ArtifactProblem(
                  "manifest-missing",
                  Optional.of(Manifest.FILE_NAME),
                  "the artifact has no manifest.json")));
    }
    Manifest manifest;
    try {
      manifest = ManifestCodec.read(manifestBytes);
    } catch (ManifestException e) {
      return new Broken(
          List.of(
              new ArtifactProblem(
                  "manifest-malformed",
                  Optional.of(Manifest.FILE_NAME),
                  String.valueOf(e.getMessage()))));
    }
    if (manifest.files().size() > MAX_LISTED) {
      return new Broken(
          List.of(
              new ArtifactProblem(
                  "too-many-files",
                  Optional.of(Manifest.FILE_NAME),
                  "the manifest lists more than " + MAX_LISTED + " files")));
    }
    checkPaths(manifest);
    checkListing(manifest);
    checkSpec(manifest);
    checkHash(manifest);
    if (!problems.isEmpty()) {
      return new Broken(problems.stream().limit(ArtifactTree.MAX_PROBLEMS).toList());
    }
    return new Sound(
        new SealedArtifact(directory, manifest, manifestBytes, ArtifactFiles.of(files)),
        Collections.unmodifiableNavigableMap(files));
  }

  private void checkPaths(Manifest manifest) {
    List<String> produced =
        manifest.files().stream()
            .filter(path -> !path.equals(Manifest.FILE_NAME))
            .filter(path -> !path.equals(trusted.artifactPath()))
            .toList();
    problems.addAll(
        ArtifactPath.violations(
            produced, manifest.fitted(trusted).toolchain(), trusted.artifactPath()));
    long bytes =
        produced.stream().map(files::get).mapToLong(file -> file == null ? 0 : file.length).sum();
    if (bytes > ArtifactPath.MAX_TOTAL_BYTES) {
      problems.add(
          new ArtifactProblem(
              "too-large", Optional.empty(), "the files have more than 16 MiB together"));
    }
  }

  private void checkListing(Manifest manifest) {
    for (String path : manifest.files()) {
      if (!files.containsKey(path)) {
        ArtifactPath.problem("file-missing", path, "is listed in the manifest and not there")
            .ifPresent(problems::add);
      }
    }
    Set<String> listed = new HashSet<>(manifest.files());
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      if (!listed.contains(file.getKey())) {
        ArtifactPath.problem("file-unlisted", file.getKey(), "is there and not in the manifest")
            .ifPresent(problems::add);
      }
    }
    if (!listed.contains(trusted.artifactPath())) {
      ArtifactPath.problem(
              "spec-unlisted", trusted.artifactPath(), "is the spec's copy and must be listed")
          .ifPresent(problems::add);
    }
  }

  private void checkSpec(Manifest manifest) {
    byte[] copy = files.get(trusted.artifactPath());
    byte[] spec = trusted.text().getBytes(StandardCharsets.UTF_8);
    if (copy != null && !Arrays.equals(copy, spec)) {
      ArtifactPath.problem("spec-copy", trusted.artifactPath(), "differs from the trusted spec")
          .ifPresent(problems::add);
    }
    if (!manifest.specHash().equals(trusted.hash())) {
      problems.add(mismatch("spec-hash", manifest.specHash(), trusted.hash()));
    }
  }

  private void checkHash(Manifest manifest) {
    Map<String, byte[]> listed = new HashMap<>(files);
    listed.keySet().retainAll(Set.copyOf(manifest.files()));
    String computed = ArtifactHash.of(listed);
    if (!manifest.artifactHash().equals(computed)) {
      problems.add(mismatch("artifact-hash", manifest.artifactHash(), computed));
    }
  }

  private static ArtifactProblem mismatch(String member, String claimed, String actual) {
    return new ArtifactProblem(
        member,
        Optional.of(Manifest.FILE_NAME),
        "the manifest's %s is %s, in truth it is %s".formatted(member, claimed, actual));
  }
}
