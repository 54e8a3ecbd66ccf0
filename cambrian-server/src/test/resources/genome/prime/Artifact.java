package prime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A codebase with the copy of its specification, ready to be written with its manifest. */
record Artifact(SpecFile spec, SortedMap<String, String> code) {

  /** Everything but the manifest, as bytes. */
  SortedMap<String, byte[]> files() {
    SortedMap<String, byte[]> files = new TreeMap<>();
    code.forEach((path, content) -> files.put(path, content.getBytes(StandardCharsets.UTF_8)));
    files.put(spec.path(), spec.bytes());
    return files;
  }

  /** The manifest; usage is that of all exchanges that led to this artifact. */
  ObjectNode manifest(int generation, int parent, String model, Usage usage, Instant created) {
    SortedMap<String, byte[]> files = files();
    ObjectNode manifest = Json.object();
    manifest.put("cambrian-version", 1);
    manifest.put("generation", generation);
    manifest.put("parent-generation", parent);
    manifest.put("spec-hash", spec.hash());
    manifest.put("artifact-hash", Hashes.ofArtifact(files));
    manifest.put("producer-model", model);
    manifest.putObject("token-usage").put("input", usage.input()).put("output", usage.output());
    ArrayNode names = manifest.putArray("files");
    SortedMap<String, byte[]> all = new TreeMap<>(files);
    all.put("manifest.json", new byte[0]);
    all.keySet().forEach(names::add);
    manifest.put("created-at", created.truncatedTo(ChronoUnit.SECONDS).toString());
    ObjectNode entry = manifest.putObject("entry");
    spec.entry().forEach(entry::put);
    Optional<String> contracts = spec.block("contracts");
    if (contracts.isPresent()) {
      manifest.set("contracts", Json.read(contracts.get()));
    }
    manifest.put("toolchain", spec.toolchain());
    return manifest;
  }

  /** Writes everything into a directory that must not exist yet. */
  void write(Path directory, ObjectNode manifest) throws IOException {
    Files.createDirectories(directory.getParent());
    Files.createDirectory(directory);
    SortedMap<String, byte[]> files = files();
    files.put("manifest.json", (Json.write(manifest) + "\n").getBytes(StandardCharsets.UTF_8));
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path target = directory.resolve(file.getKey());
      Files.createDirectories(target.getParent());
      Files.write(target, file.getValue());
    }
  }
}
