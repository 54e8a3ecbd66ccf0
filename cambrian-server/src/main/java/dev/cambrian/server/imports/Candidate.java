package dev.cambrian.server.imports;

import dev.cambrian.core.artifact.ArtifactHash;
import dev.cambrian.core.artifact.ArtifactPath;
import dev.cambrian.core.artifact.ArtifactProblem;
import dev.cambrian.core.artifact.Manifest;
import dev.cambrian.core.artifact.ManifestCodec;
import dev.cambrian.core.artifact.ManifestException;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.JsonException;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.core.spec.Toolchain;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * A place with a manifest that can be read.
 *
 * @param manifestBytes as they are kept; where the manifest came with names in snake_case, with the
 *     names that a manifest has
 */
@SuppressWarnings("ArrayRecordComponent")
record Candidate(ArtifactSource source, Manifest manifest, byte[] manifestBytes) {

  private static final int MAX_FILES = ArtifactPath.MAX_FILES + 2;
  private static final long MAX_BYTES =
      (long) ArtifactPath.MAX_TOTAL_BYTES + Specs.MAX_BYTES + ManifestCodec.MAX_BYTES;
  private static final List<String> NAMES =
      List.of(
          "cambrian-version",
          "parent-generation",
          "spec-hash",
          "artifact-hash",
          "producer-model",
          "token-usage",
          "created-at",
          "spec-lineage",
          "campaign-id");

  /** Empty where there is no manifest that can be read; then nobody can say whose code that is. */
  static Optional<Candidate> of(ArtifactSource source) {
    try {
      Optional<byte[]> bytes = source.file(Manifest.FILE_NAME, ManifestCodec.MAX_BYTES);
      if (bytes.isEmpty()) {
        return Optional.empty();
      }
      byte[] read = kebab(bytes.get());
      return Optional.of(new Candidate(source, ManifestCodec.read(read), read));
    } catch (RefusedException | ManifestException | JsonException unreadable) {
      return Optional.empty();
    }
  }

  /** The manifest as it is, or renamed where that makes it one. */
  private static byte[] kebab(byte[] bytes) {
    if (!(Json.parse(bytes) instanceof ObjectNode manifest)) {
      return bytes;
    }
    boolean renamed = false;
    for (String name : NAMES) {
      String snake = name.replace('-', '_');
      if (!manifest.has(name) && manifest.has(snake)) {
        manifest.set(name, manifest.get(snake));
        manifest.remove(snake);
        renamed = true;
      }
    }
    return renamed
        ? ManifestCodec.write(
            ManifestCodec.read(Json.write(manifest).getBytes(StandardCharsets.UTF_8)))
        : bytes;
  }

  /**
   * The files that the manifest lists, and nothing else that lies there.
   *
   * @throws RefusedException if one of them is not there or is none that an artifact may have
   */
  Map<String, byte[]> contents() throws RefusedException {
    if (manifest.files().size() > MAX_FILES) {
      throw new RefusedException("the manifest lists more than %d files".formatted(MAX_FILES));
    }
    Map<String, byte[]> contents = new HashMap<>();
    contents.put(Manifest.FILE_NAME, manifestBytes);
    long left = MAX_BYTES;
    for (String path : manifest.files()) {
      if (path.equals(Manifest.FILE_NAME)) {
        continue;
      }
      Optional<ArtifactProblem> illegal = ArtifactPath.violation(path, Toolchain.PYTHON);
      if (illegal.isPresent()) {
        throw new RefusedException(illegal.get().message());
      }
      byte[] content =
          source
              .file(path, (int) left)
              .orElseThrow(
                  () ->
                      new RefusedException(
                          "the path \"%s\" is listed in the manifest and not there"
                              .formatted(path)));
      left -= content.length;
      contents.put(path, content);
    }
    return contents;
  }

  /** The name of the copy of the spec among the contents. */
  Optional<String> specFileName(Map<String, byte[]> contents) {
    return contents.entrySet().stream()
        .filter(file -> file.getKey().matches("spec/[^/]+"))
        .filter(file -> ArtifactHash.ofContent(file.getValue()).equals(manifest.specHash()))
        .map(file -> file.getKey().substring("spec/".length()))
        .sorted()
        .findFirst();
  }
}
