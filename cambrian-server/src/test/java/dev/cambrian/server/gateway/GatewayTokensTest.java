package dev.cambrian.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
final class GatewayTokensTest {
  private static final UUID ORGANISM = UUID.randomUUID();
  private static final GatewayToken.Grant GRANT =
      new GatewayToken.Grant(
          ORGANISM,
          7,
          "sha256:" + "a".repeat(64),
          List.of("one", "two"),
          1_000,
          2_000,
          3,
          Instant.parse("2027-01-01T00:00:00.123456789Z"));

  @TempDir Path home;

  private Path file() {
    return home.resolve("organisms").resolve(ORGANISM.toString()).resolve("token.json");
  }

  @Test
  void a_token_opens_to_whoever_has_it_also_after_a_restart() {
    String token = new GatewayTokens(home).issue(GRANT);

    GatewayTokens restarted = new GatewayTokens(home);

    assertThat(token).matches("cmb_[A-Za-z0-9_-]{43}");
    GatewayToken known = restarted.authenticate(token).orElseThrow();
    assertThat(known).isEqualTo(GRANT.bornBy(known.digest()));
    assertThat(restarted.authenticate(token + "x")).isEmpty();
    assertThat(restarted.authenticate("")).isEmpty();
  }

  @Test
  void the_file_is_its_owners_alone_and_has_no_token() throws IOException {
    String token = new GatewayTokens(home).issue(GRANT);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    assertThat(Files.readString(file())).doesNotContain(token.substring(4));
    try (var files = Files.list(file().getParent())) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void a_revoked_token_and_one_that_another_took_the_place_of_open_nothing() {
    GatewayTokens tokens = new GatewayTokens(home);
    String first = tokens.issue(GRANT);
    String second = tokens.issue(GRANT);

    assertThat(tokens.authenticate(first)).isEmpty();
    assertThat(tokens.authenticate(second)).isPresent();
    tokens.revoke(ORGANISM);
    tokens.revoke(ORGANISM);
    assertThat(tokens.authenticate(second)).isEmpty();
    assertThat(file()).doesNotExist();
    assertThat(new GatewayTokens(home).authenticate(second)).isEmpty();
  }

  @Test
  void what_broken_calls_cost_is_kept_with_the_token() {
    GatewayTokens tokens = new GatewayTokens(home);
    String token = tokens.issue(GRANT);

    tokens.charge(ORGANISM, new GatewayTokens.Charge(10, 20));
    tokens.charge(ORGANISM, new GatewayTokens.Charge(1, 2));

    GatewayTokens restarted = new GatewayTokens(home);
    assertThat(restarted.broken(ORGANISM)).isEqualTo(new GatewayTokens.Charge(11, 22));
    assertThat(restarted.authenticate(token)).isPresent();
    restarted.revoke(ORGANISM);
    restarted.charge(ORGANISM, new GatewayTokens.Charge(1, 2));
    assertThat(file()).doesNotExist();
  }

  @Test
  void a_file_that_cannot_be_read_counts_as_revoked_and_hinders_no_other() throws IOException {
    GatewayTokens tokens = new GatewayTokens(home);
    String token = tokens.issue(GRANT);
    Path broken = Files.createDirectories(home.resolve("organisms/broken"));
    Files.writeString(broken.resolve("token.json"), "{\"digest\":");
    Path foreign =
        Files.createDirectories(home.resolve("organisms").resolve(UUID.randomUUID().toString()));
    Files.copy(file(), foreign.resolve("token.json"));
    Path linked = Files.createDirectories(home.resolve("organisms/linked"));
    Files.createSymbolicLink(linked.resolve("token.json"), file());

    assertThat(new GatewayTokens(home).authenticate(token)).isPresent();
  }
}
