package dev.cambrian.server.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cambrian.core.spec.Contract;
import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The digests that the campaigns' specs expect come out of another library too. */
final class CampaignValuesTest {
  private static final String KEY =
      "7d1f4c0a92e85b36d4470fb1c6e3982ab05e617d38c9f2146ba78d03e5914fc2";

  @Test
  void addresses_are_those_of_vectors() throws GeneralSecurityException {
    int compared = 0;
    for (Contract check : answered(WrittenCampaign.DIGEST)) {
      JsonNode asked = check.body().orElse(null);
      if (asked != null && check.expect().body().isPresent()) {
        JsonNode body = check.expect().body().orElseThrow();
        String content = asked.has("text") ? canonical(asked.get("text").asString()) : list(asked);
        assertThat(body.get("address").asString()).as(check.name()).isEqualTo(sha256(content));
        if (asked.has("text")) {
          assertThat(body.get("bytes").asInt()).isEqualTo(content.getBytes(UTF_8).length);
        }
        compared++;
      }
    }
    assertThat(compared).isEqualTo(4);
  }

  @Test
  void identifiers_and_signatures_are_those_of_vectors() throws GeneralSecurityException {
    assertThat(WrittenCampaign.SIGNED.spec().text()).contains("one key, the secret `" + KEY + "`");
    int compared = 0;
    for (Contract check : answered(WrittenCampaign.SIGNED)) {
      JsonNode body = check.expect().body().orElse(null);
      if (body == null || body.has("ok")) {
        continue;
      }
      JsonNode asked = check.body().orElseThrow();
      if (body.has("id")) {
        assertThat(body.get("id").asString()).as(check.name()).isEqualTo(sha256(link(asked)));
        assertThat(body.get("signature").asString()).as(check.name()).isEqualTo(hmac(link(asked)));
      } else {
        assertThat(body.get("valid").asBoolean())
            .as(check.name())
            .isEqualTo(asked.get("signature").asString().equals(hmac(link(asked))));
      }
      compared++;
    }
    assertThat(compared).isEqualTo(5);
  }

  @Test
  void the_second_example_is_right_where_it_is_mended_alone()
      throws IOException, GeneralSecurityException {
    String first = sha256("/reports/7.pdf\n1798761600\n");
    String second = sha256("/reports/7.pdf\n1798761600\nlang=de\n");

    assertThat(WrittenCampaign.SIGNED.spec().text()).contains(first).doesNotContain(second);
    assertThat(Files.readString(WrittenCampaign.SIGNED.resource("MENDED.md")))
        .contains(first, second);
  }

  /** The checks that are answered with 200 or 201, in their order. */
  private static List<Contract> answered(WrittenCampaign campaign) {
    return Stream.concat(campaign.spec().contracts().stream(), campaign.spec().vectors().stream())
        .filter(it -> it.expect().status() < 300)
        .toList();
  }

  private static String canonical(String text) {
    return text.replaceAll("\r\n?", "\n").replaceAll("(?m)[ \t]+$", "").replaceAll("\n+\\z", "");
  }

  private static String list(JsonNode asked) {
    return asked
        .get("addresses")
        .valueStream()
        .map(it -> it.asString() + "\n")
        .collect(Collectors.joining("", "list\n", ""));
  }

  private static String link(JsonNode asked) {
    return asked
        .get("parameters")
        .propertyStream()
        .sorted(java.util.Map.Entry.comparingByKey())
        .map(it -> it.getKey() + "=" + it.getValue().asString() + "\n")
        .collect(
            Collectors.joining(
                "",
                asked.get("path").asString() + "\n" + asked.get("expires").asLong() + "\n",
                ""));
  }

  private static String sha256(String content) throws GeneralSecurityException {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(content.getBytes(UTF_8)));
  }

  private static String hmac(String content) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(KEY.getBytes(US_ASCII), "HmacSHA256"));
    return HexFormat.of().formatHex(mac.doFinal(content.getBytes(UTF_8)));
  }
}
