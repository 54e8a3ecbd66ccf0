package dev.cambrian.core.artifact;

import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.MalformedJsonException;
import dev.cambrian.core.json.Quote;
import dev.cambrian.core.json.StrictJson;
import dev.cambrian.core.spec.ContractException;
import dev.cambrian.core.spec.Contracts;
import dev.cambrian.core.spec.Entry;
import dev.cambrian.core.spec.Toolchain;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Manifests as JSON; {@code schemas/manifest.schema.json} describes them. Reading is strict in
 * types, keeps unknown members of the whole and ignores those within {@code entry} and {@code
 * token-usage}. Writing is deterministic.
 */
public final class ManifestCodec {
  /** The most bytes of a {@code manifest.json}. */
  public static final int MAX_BYTES = 4 * 1024 * 1024;

  private static final Set<String> KNOWN =
      Set.of(
          "cambrian-version",
          "generation",
          "parent-generation",
          "spec-hash",
          "artifact-hash",
          "producer-model",
          "token-usage",
          "files",
          "created-at",
          "entry",
          "contracts",
          "spec-lineage",
          "toolchain",
          "campaign-id");

  private static final Pattern UTC =
      Pattern.compile(
          "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,9})?(Z|[+]00:00)");

  private static final DefaultIndenter INDENT = new DefaultIndenter("  ", "\n");
  private static final DefaultPrettyPrinter PRINTER =
      new DefaultPrettyPrinter(
              Separators.createDefaultInstance()
                  .withObjectNameValueSpacing(Separators.Spacing.AFTER))
          .withObjectIndenter(INDENT)
          .withArrayIndenter(INDENT);

  private ManifestCodec() {}

  /**
   * Reads a manifest. Whether its paths are legal and its hashes right is for {@link
   * ArtifactReader}.
   *
   * @throws ManifestException if it is no manifest or of a newer version
   */
  public static Manifest read(byte[] json) {
    if (json.length > MAX_BYTES) {
      throw new ManifestException("more than 4 MiB");
    }
    JsonNode root;
    try {
      root = StrictJson.read(json);
    } catch (MalformedJsonException e) {
      throw new ManifestException("no JSON, line " + e.line() + ": " + e.reason());
    }
    if (!(root instanceof ObjectNode object)) {
      throw new ManifestException("must be a JSON object");
    }
    return read(new Members("", object));
  }

  private static Manifest read(Members members) {
    int version = (int) members.integer("cambrian-version", 1, Integer.MAX_VALUE);
    if (version > Manifest.SUPPORTED_VERSION) {
      throw members.wrong(
          "cambrian-version",
          "is %d, this Cambrian reads up to %d; update Cambrian"
              .formatted(version, Manifest.SUPPORTED_VERSION));
    }
    Members usage = members.object("token-usage");
    return new Manifest(
        version,
        (int) members.integer("generation", 0, Integer.MAX_VALUE),
        (int) members.integer("parent-generation", 0, Integer.MAX_VALUE),
        members.hash("spec-hash"),
        members.hash("artifact-hash"),
        members.text("producer-model"),
        usage.integer("input", 0, Members.MAX_SAFE_INTEGER),
        usage.integer("output", 0, Members.MAX_SAFE_INTEGER),
        files(members),
        instant(members),
        entry(members.object("entry")),
        contracts(members),
        members.optionalTexts("spec-lineage"),
        members.optionalText("toolchain").map(id -> toolchain(members, id)),
        members.optionalText("campaign-id"),
        unknown(members));
  }

  private static List<String> files(Members members) {
    List<String> files = members.distinctTexts("files");
    if (!files.contains(Manifest.FILE_NAME)) {
      throw members.wrong("files", "must name manifest.json too");
    }
    return files;
  }

  private static Instant instant(Members members) {
    String text = members.text("created-at");
    try {
      if (UTC.matcher(text).matches()) {
        return OffsetDateTime.parse(text, DateTimeFormatter.ISO_OFFSET_DATE_TIME).toInstant();
      }
    } catch (DateTimeException e) {
      throw members.wrong("created-at", "is no real time: " + Quote.of(text, 60));
    }
    throw members.wrong(
        "created-at", "must be UTC such as 2026-01-31T12:00:00Z, not " + Quote.of(text, 60));
  }

  private static Entry entry(Members members) {
    return new Entry(
        members.text("build"), members.text("test"), members.text("start"), members.text("health"));
  }

  private static Optional<ArrayNode> contracts(Members members) {
    JsonNode node = members.object().get("contracts");
    if (node == null) {
      return Optional.empty();
    }
    if (!(node instanceof ArrayNode array)) {
      throw members.wrong("contracts", "must be an array");
    }
    try {
      var _ = Contracts.read(array);
    } catch (ContractException e) {
      throw members.wrong("contracts", "cannot be evaluated: " + e.getMessage());
    }
    return Optional.of(array);
  }

  private static Toolchain toolchain(Members members, String id) {
    return Toolchain.of(id)
        .orElseThrow(() -> members.wrong("toolchain", "is unknown: " + Quote.of(id, 60)));
  }

  private static ObjectNode unknown(Members members) {
    ObjectNode unknown = JsonNodeFactory.instance.objectNode();
    for (var member : members.object().properties()) {
      if (!KNOWN.contains(member.getKey())) {
        unknown.set(member.getKey(), member.getValue());
      }
    }
    return unknown;
  }

  /** The manifest as UTF-8 JSON with LF at its end; the same manifest gives the same bytes. */
  public static byte[] write(Manifest manifest) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("cambrian-version", manifest.cambrianVersion());
    json.put("generation", manifest.generation());
    json.put("parent-generation", manifest.parentGeneration());
    json.put("spec-hash", manifest.specHash());
    json.put("artifact-hash", manifest.artifactHash());
    json.put("producer-model", manifest.producerModel());
    json.putObject("token-usage")
        .put("input", manifest.inputTokens())
        .put("output", manifest.outputTokens());
    ArrayNode files = json.putArray("files");
    manifest.files().forEach(files::add);
    json.put("created-at", manifest.createdAt().toString());
    json.putObject("entry")
        .put("build", manifest.entry().build())
        .put("test", manifest.entry().test())
        .put("start", manifest.entry().start())
        .put("health", manifest.entry().health());
    manifest.contracts().ifPresent(contracts -> json.set("contracts", contracts));
    manifest
        .specLineage()
        .ifPresent(lineage -> lineage.forEach(json.putArray("spec-lineage")::add));
    manifest.toolchain().ifPresent(toolchain -> json.put("toolchain", toolchain.id()));
    manifest.campaignId().ifPresent(id -> json.put("campaign-id", id));
    json.setAll(manifest.unknown());
    return (Json.write(json, PRINTER.createInstance()) + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
