package dev.cambrian.server.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.Sha256;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.JsonException;
import dev.cambrian.core.json.Members;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The tokens of all organisms, one each. A token is told once, when it is issued; only its SHA-256
 * is kept, in {@code organisms/ID/token.json} of the home, which its owner alone can read. What was
 * issued is there again after a restart. Safe for several threads.
 */
public final class GatewayTokens {
  private static final Logger LOG = LoggerFactory.getLogger(GatewayTokens.class);
  private static final String FILE = "token.json";
  private static final int BYTES = 32;

  private final Path organisms;
  private final SecureRandom random = new SecureRandom();
  private final Map<UUID, Entry> entries = new HashMap<>();

  /** A token with what calls that broke off cost, which no event tells. */
  private record Entry(GatewayToken token, Charge broken) {}

  /** Tokens and millionths of a US dollar. */
  record Charge(long tokens, long microUsd) {
    static final Charge NONE = new Charge(0, 0);

    Charge plus(Charge other) {
      return new Charge(tokens + other.tokens, microUsd + other.microUsd);
    }
  }

  /**
   * @param home the directory that has {@code organisms}; a token's file that cannot be read is
   *     told in the log and counts as revoked
   */
  public GatewayTokens(Path home) {
    organisms = home.resolve("organisms");
    if (Files.isDirectory(organisms)) {
      try (DirectoryStream<Path> directories = Files.newDirectoryStream(organisms)) {
        directories.forEach(this::load);
      } catch (IOException failed) {
        throw new GatewayException("the organisms in %s cannot be listed".formatted(home), failed);
      }
    }
  }

  /**
   * Makes a token; one that the organism had before is revoked.
   *
   * @return {@code cmb_} and 43 characters, which are told nowhere else
   * @throws GatewayException if it cannot be kept
   */
  public synchronized String issue(GatewayToken.Grant grant) {
    byte[] secret = new byte[BYTES];
    random.nextBytes(secret);
    String token = "cmb_" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    keep(new Entry(grant.bornBy(Sha256.of(token.getBytes(UTF_8))), broken(grant.organismId())));
    return token;
  }

  /** What the bearer may do; empty for a token that is unknown or revoked. Takes constant time. */
  public synchronized Optional<GatewayToken> authenticate(String token) {
    byte[] asked = Sha256.of(token.getBytes(UTF_8)).getBytes(UTF_8);
    Optional<GatewayToken> found = Optional.empty();
    for (Entry entry : entries.values()) {
      if (MessageDigest.isEqual(asked, entry.token().digest().getBytes(UTF_8))) {
        found = Optional.of(entry.token());
      }
    }
    return found;
  }

  /** The organism's token is no longer any; its file is gone. */
  public synchronized void revoke(UUID organismId) {
    entries.remove(organismId);
    try {
      Files.deleteIfExists(directory(organismId).resolve(FILE));
    } catch (IOException failed) {
      throw new GatewayException(
          "the token of organism %s cannot be deleted".formatted(organismId), failed);
    }
  }

  synchronized boolean has(UUID organismId) {
    return entries.containsKey(organismId);
  }

  /** What the organism's calls that broke off have cost. */
  synchronized Charge broken(UUID organismId) {
    return Optional.ofNullable(entries.get(organismId)).map(Entry::broken).orElse(Charge.NONE);
  }

  /** Adds what a call cost that broke off, unless the token is revoked by now. */
  synchronized void charge(UUID organismId, Charge charge) {
    Entry entry = entries.get(organismId);
    if (entry != null && !charge.equals(Charge.NONE)) {
      keep(new Entry(entry.token(), entry.broken().plus(charge)));
    }
  }

  private void keep(Entry entry) {
    ObjectNode json = entry.token().json();
    json.put("broken-tokens", entry.broken().tokens());
    json.put("broken-micro-usd", entry.broken().microUsd());
    Path directory = directory(entry.token().organismId());
    Path part = directory.resolve("." + UUID.randomUUID() + ".part");
    try {
      Files.createDirectories(directory);
      Files.createFile(
          part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.write(
          part,
          Json.write(json).getBytes(UTF_8),
          StandardOpenOption.WRITE,
          StandardOpenOption.SYNC);
      Files.move(
          part,
          directory.resolve(FILE),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failed) {
      throw new GatewayException(
          "the token of organism %s cannot be kept".formatted(entry.token().organismId()), failed);
    }
    entries.put(entry.token().organismId(), entry);
  }

  private Path directory(UUID organismId) {
    return organisms.resolve(organismId.toString());
  }

  private void load(Path directory) {
    Path file = directory.resolve(FILE);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try {
      Members json = Members.of(Json.parse(Files.readAllBytes(file)));
      GatewayToken token = GatewayToken.of(json);
      if (!directory.equals(directory(token.organismId()))) {
        throw new IllegalArgumentException("it is another organism's");
      }
      entries.put(
          token.organismId(),
          new Entry(
              token,
              new Charge(
                  json.requireLong("broken-tokens", 0), json.requireLong("broken-micro-usd", 0))));
    } catch (IOException | JsonException | IllegalArgumentException | DateTimeException broken) {
      LOG.warn(
          "the token file {} cannot be read and counts as revoked: {}", file, broken.getMessage());
    }
  }
}
