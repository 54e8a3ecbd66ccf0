package dev.cambrian.core.examine;

import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.JsonException;
import dev.cambrian.core.json.Members;
import dev.cambrian.core.spec.ContractException;
import dev.cambrian.core.spec.Contracts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Adaptive checks as files: {@code checks/CAMPAIGN.json} of a home ({@code
 * schemas/checks.schema.json}). Reading is strict, unknown members are ignored; a file appears
 * whole or not at all.
 */
public final class ChecksFile {
  private static final int VERSION = 1;
  private static final int MAX_BYTES = 4 << 20;

  private ChecksFile() {}

  /** Where the checks of a campaign lie. */
  public static Path of(Path home, String campaign) {
    return home.resolve("checks").resolve(campaign + ".json");
  }

  /**
   * All that a home has, by their file names; none where there is no such directory.
   *
   * @throws ChecksException if one of them cannot be read
   */
  public static List<AdaptiveChecks> all(Path home) {
    Path directory = home.resolve("checks");
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(it -> it.toString().endsWith(".json"))
          .filter(it -> !String.valueOf(it.getFileName()).startsWith("."))
          .sorted()
          .map(ChecksFile::read)
          .toList();
    } catch (IOException e) {
      throw new ChecksException(directory, "cannot be listed", e);
    }
  }

  /**
   * Reads one file.
   *
   * @throws ChecksException if it cannot be read
   */
  public static AdaptiveChecks read(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new IOException("larger than 4 MiB");
      }
      return decode(Members.of(Json.parse(Files.readAllBytes(file))));
    } catch (IOException | JsonException | ContractException | IllegalArgumentException e) {
      throw new ChecksException(file, "cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Writes them where they belong, in place of what was there.
   *
   * @throws ChecksException if that is not possible
   */
  public static void write(Path home, AdaptiveChecks checks) {
    Path file = of(home, checks.campaign());
    Path part = file.resolveSibling("." + UUID.randomUUID() + ".part");
    byte[] bytes =
        (Json.write(encode(checks), new DefaultPrettyPrinter()) + "\n")
            .getBytes(StandardCharsets.UTF_8);
    try {
      Files.createDirectories(file.resolveSibling(""));
      try {
        try (FileChannel channel =
            FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
          ByteBuffer left = ByteBuffer.wrap(bytes);
          while (left.hasRemaining()) {
            channel.write(left);
          }
          channel.force(true);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw new ChecksException(file, "cannot be written: " + e, e);
    }
  }

  private static ObjectNode encode(AdaptiveChecks checks) {
    ObjectNode json = Json.object();
    json.put("checks-version", VERSION);
    json.put("campaign", checks.campaign());
    json.put("spec-hash", checks.specHash());
    json.put("failure-mode", checks.mode());
    ArrayNode good = json.putArray("validated-against");
    checks.validatedAgainst().forEach(good::add);
    json.put("lifetime", checks.lifetime());
    ArrayNode carried = json.putArray("carried-into");
    checks.carriedInto().forEach(carried::add);
    json.set("contracts", Contracts.write(checks.contracts()));
    return json;
  }

  private static AdaptiveChecks decode(Members json) {
    int version = json.requireInt("checks-version", 1);
    if (version > VERSION) {
      throw new IllegalArgumentException("it was written by a newer Cambrian");
    }
    List<Integer> good = new ArrayList<>();
    for (JsonNode generation : json.require("validated-against")) {
      if (!generation.isInt() || generation.intValue() < 0) {
        throw new IllegalArgumentException("validated-against has what is no generation");
      }
      good.add(generation.intValue());
    }
    return new AdaptiveChecks(
        json.requireString("campaign"),
        json.requireString("spec-hash"),
        json.requireString("failure-mode"),
        good,
        json.requireInt("lifetime", 1),
        json.requireStrings("carried-into"),
        Contracts.read(json.require("contracts")));
  }
}
