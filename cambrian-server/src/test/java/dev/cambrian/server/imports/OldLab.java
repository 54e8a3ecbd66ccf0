package dev.cambrian.server.imports;

import dev.cambrian.core.artifact.ArtifactHash;
import dev.cambrian.core.artifact.DirectoryTree;
import dev.cambrian.core.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.PersonIdent;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A working directory as the field's first system leaves one. */
public final class OldLab {

  static final String SPEC =
      """
      ---
      date: 2026-03-23
      title: "Genome: What It Is"
      version: 0.14.3
      tags: [genome, M1]
      ---

      # SPEC-005

      Serve `/health`.
      """;

  private final Path root;
  private final ArrayNode records = Json.object().arrayNode();

  public OldLab(Path root) {
    this.root = root;
  }

  Path root() {
    return root;
  }

  ArrayNode records() {
    return records;
  }

  static String specHash() {
    return ArtifactHash.ofContent(bytes(SPEC));
  }

  /** The files of an artifact, without its manifest. */
  static Map<String, String> files(int generation) {
    Map<String, String> files = new TreeMap<>();
    files.put("spec/SPEC-005.md", SPEC);
    files.put("src/__init__.py", "");
    files.put("src/prime.py", "print(%d)\n".formatted(generation));
    files.put("requirements.txt", "aiohttp\n");
    return files;
  }

  static String hash(Map<String, String> files) {
    Map<String, byte[]> contents = new TreeMap<>();
    files.forEach((path, text) -> contents.put(path, bytes(text)));
    return ArtifactHash.of(contents);
  }

  /** As the first system writes one: kebab-case, no toolchain, a time with an offset. */
  static ObjectNode manifest(int generation, int parent, Map<String, String> files) {
    ObjectNode manifest =
        Json.object()
            .put("cambrian-version", 1)
            .put("generation", generation)
            .put("parent-generation", parent)
            .put("spec-hash", specHash())
            .put("artifact-hash", hash(files))
            .put("producer-model", "claude-sonnet-4-6");
    manifest.putObject("token-usage").put("input", 66_686).put("output", 18_707);
    ArrayNode listed = manifest.putArray("files").add("manifest.json");
    files.keySet().forEach(listed::add);
    manifest.put("created-at", "2026-04-04T06:40:07.714651+00:00");
    manifest
        .putObject("entry")
        .put("build", "uv pip install -r requirements.txt")
        .put("test", "python -m pytest tests/ -v")
        .put("start", "python -m src.prime")
        .put("health", "http://localhost:8401/health");
    manifest.putObject("metadata").put("notes", "unknown to others");
    return manifest;
  }

  /** Writes an artifact and answers its hash. */
  String artifact(String directory, int generation, int parent) {
    Map<String, String> files = files(generation);
    Path at = root.resolve(directory);
    files.forEach((path, text) -> write(at.resolve(path), text));
    write(at.resolve("manifest.json"), manifest(generation, parent, files).toPrettyString());
    return hash(files);
  }

  /** A promoted generation in {@code artifacts/gen-N}, with its record. */
  public OldLab promoted(int generation, int parent) {
    String hash = artifact("artifacts/gen-" + generation, generation, parent);
    records.add(record(generation, parent, hash, "promoted"));
    return this;
  }

  /** One that failed its tests. */
  public OldLab failed(int generation, int parent) {
    String hash = artifact("artifacts/gen-" + generation, generation, parent);
    records.add(record(generation, parent, hash, "failed"));
    return this;
  }

  /** One whose code nobody kept. */
  OldLab lost(int generation, int parent) {
    records.add(record(generation, parent, hash(files(generation)), "failed"));
    return this;
  }

  OldLab spec() {
    write(root.resolve("spec/SPEC-005.md"), SPEC);
    return this;
  }

  static ObjectNode record(int generation, int parent, String hash, String outcome) {
    ObjectNode record =
        Json.object()
            .put("generation", generation)
            .put("parent", parent)
            .put("spec-hash", specHash())
            .put("artifact-hash", hash)
            .put("outcome", outcome)
            .put("artifact_ref", "gen-" + generation)
            .put("created", "2026-03-26T14:29:11.974540+00:00")
            .put("completed", "2026-03-26T14:29:45.597021+00:00")
            .put("container-id", "lab-gen-" + generation);
    record.set("viability", report(generation, !outcome.equals("failed")));
    return record;
  }

  /** With what the first system's reports have, and without what they lack. */
  static ObjectNode report(int generation, boolean viable) {
    ObjectNode report =
        Json.object()
            .put("generation", generation)
            .put("status", viable ? "viable" : "non-viable")
            .put("failure_stage", viable ? "none" : "test");
    ObjectNode checks = report.putObject("checks");
    checks.putObject("manifest").put("passed", true);
    checks.putObject("build").put("passed", true).put("duration_ms", 11_807);
    checks
        .putObject("test")
        .put("passed", viable)
        .put("duration_ms", 1_646)
        .put("tests_passed", viable ? 64 : 63)
        .put("tests_run", 64);
    checks.putObject("start").put("passed", viable).put("duration_ms", viable ? 506 : 0);
    ObjectNode health = checks.putObject("health").put("passed", viable);
    if (viable) {
      health.putObject("spec-vectors").putObject("sv-health").put("passed", true);
    }
    ObjectNode fitness = report.putObject("fitness").put("test_pass_rate", 0.98);
    fitness.putObject("fitness_weights").put("test_count", 0.5);
    fitness.putArray("stages_completed").add("manifest").add("build");
    report.put("completed_at", "2026-03-26T14:29:26.181514+00:00");
    if (!viable) {
      ObjectNode diagnostics =
          report
              .putObject("diagnostics")
              .put("stage", "test")
              .put("summary", "1 of 64 tests failed")
              .put("exit_code", 1);
      diagnostics
          .putArray("failures")
          .addObject()
          .put("test", "tests/test_prime.py::test_health")
          .put("error", "assert 0 == 1")
          .put("file", "tests/test_prime.py")
          .put("line", 130);
      diagnostics.put("stdout_tail", "1 failed\n").put("stderr_tail", "");
    }
    return report;
  }

  /** The record of that index, to be spoiled. */
  OldLab spoil(int index, Consumer<ObjectNode> change) {
    change.accept((ObjectNode) records.get(index));
    return this;
  }

  /** Writes {@code generations.json}. */
  public OldLab close() {
    write(root.resolve("generations.json"), records.toPrettyString());
    return this;
  }

  /** Writes {@code summary.json} of a campaign instead. */
  OldLab closeAsCampaign(String campaign) {
    ObjectNode summary =
        Json.object()
            .put("campaign_id", campaign)
            .put("model", "claude-sonnet-4-6")
            .put("generations", records.size());
    summary.set("records", records);
    write(root.resolve("campaigns").resolve(campaign).resolve("summary.json"), summary.toString());
    return this;
  }

  /**
   * Commits everything, tags it for each generation and deletes the artifacts, as after a checkout
   * of something else.
   */
  OldLab moveIntoGit(Map<Integer, String> refs) throws IOException, GitAPIException {
    PersonIdent who = new PersonIdent("Lab", "lab@localhost");
    try (Git git = Git.init().setDirectory(root.toFile()).setInitialBranch("main").call()) {
      git.add().addFilepattern("artifacts").call();
      git.commit().setMessage("all").setAuthor(who).setCommitter(who).setSign(false).call();
      for (String ref : refs.values()) {
        if (ref.startsWith("branch ")) {
          git.branchCreate().setName(ref.substring("branch ".length())).call();
        } else {
          git.tag()
              .setName(ref)
              .setAnnotated(true)
              .setSigned(false)
              .setTagger(who)
              .setMessage(ref)
              .call();
        }
      }
    }
    delete(root.resolve("artifacts"));
    return this;
  }

  static void delete(Path directory) throws IOException {
    DirectoryTree.delete(directory);
  }

  static void write(Path file, String text) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
