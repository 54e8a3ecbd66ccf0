package dev.cambrian.server.campaign;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.event.CampaignEvent;
import dev.cambrian.core.evolution.Arm;
import dev.cambrian.core.evolution.CampaignSettings;
import dev.cambrian.core.evolution.Rules;
import dev.cambrian.core.json.JsonException;
import dev.cambrian.core.json.Members;
import dev.cambrian.core.spec.Spec;
import dev.cambrian.core.spec.SpecException;
import dev.cambrian.core.spec.Specs;
import dev.cambrian.server.supervisor.RequestException;
import dev.cambrian.server.supervisor.RequestException.Kind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import tools.jackson.databind.JsonNode;

/**
 * The body of {@code POST /campaigns}: what {@code cambrian evolve} is told by its options.
 *
 * @param name as {@link CampaignEvent#ID}
 * @param model of the trials; the server's own where absent
 * @param proposerModel that of the trials where absent
 * @param seed another each time where absent
 * @param force whether it begins though so few trials could hardly find anything
 * @param microUsdBudget millionths of a US dollar; 0: no limit
 */
public record CampaignOrder(
    Base base,
    Optional<String> name,
    Optional<String> note,
    int budget,
    int parallel,
    Arm arm,
    boolean againstItself,
    Optional<String> model,
    Optional<String> proposerModel,
    OptionalDouble gate,
    OptionalLong seed,
    int maxOutputTokens,
    long tokenBudget,
    long microUsdBudget,
    boolean force) {

  private static final int MOST_TRIALS = 100_000;
  private static final int PARALLEL = 4;
  private static final int MOST_PARALLEL = 64;
  private static final int OUTPUT_TOKENS = 64_000;
  private static final int MOST_OUTPUT_TOKENS = 10_000_000;
  private static final long MOST_TOKENS = 1_000_000_000_000_000L;
  private static final BigDecimal LEAST_DOLLARS = new BigDecimal("0.000001");
  private static final BigDecimal MOST_DOLLARS = BigDecimal.valueOf(1_000_000);
  private static final int MOST_TEXT = 4_096;
  private static final String FILE_NAME = "SPEC.md";

  /** The spec that is to be improved. */
  public sealed interface Base {
    /** One that came with the order. */
    record Given(Spec spec) implements Base {}

    /** One that the history knows. */
    record Registered(String hash) implements Base {}
  }

  /**
   * Reads one; unknown members are ignored.
   *
   * @throws JsonException where a member is missing or mistyped
   * @throws RequestException where a value cannot be used, or the spec has an error
   */
  public static CampaignOrder of(JsonNode body) {
    Members members = Members.of(body);
    return new CampaignOrder(
        base(members),
        members.optionalString("name").map(CampaignOrder::name),
        members.optionalString("note").map(it -> text("note", it, MOST_TEXT)),
        Math.toIntExact(whole("budget", members.requireLong("budget", 1), MOST_TRIALS)),
        Math.toIntExact(whole(members, "parallel", 1, MOST_PARALLEL, PARALLEL)),
        members.optionalNamed("arm", Arm::of).orElse(Arm.TREE),
        members.has("aa") && members.requireBoolean("aa"),
        members.optionalString("model").map(it -> model("model", it)),
        members.optionalString("proposer-model").map(it -> model("proposer-model", it)),
        gate(members.optionalNumber("gate")),
        members.optionalLong("seed", Long.MIN_VALUE),
        Math.toIntExact(whole(members, "max-output-tokens", 1, MOST_OUTPUT_TOKENS, OUTPUT_TOKENS)),
        whole(members, "token-budget", 0, MOST_TOKENS, 0),
        dollars(members.optional("usd-budget")),
        members.has("force") && members.requireBoolean("force"));
  }

  private static Base base(Members members) {
    Optional<String> text = members.optionalString("spec");
    Optional<String> hash = members.optionalString("spec-hash");
    Optional<String> fileName = members.optionalString("file-name");
    if (text.isPresent() == hash.isPresent()) {
      throw malformed("give either $.spec, the text of a specification, or $.spec-hash");
    }
    if (hash.isPresent()) {
      if (fileName.isPresent()) {
        throw refused("file-name", "goes with $.spec: a registered one has its name");
      }
      if (!hash.get().matches("sha256:[0-9a-f]{64}")) {
        throw refused("spec-hash", "must be sha256: and 64 lower-case hex digits");
      }
      return new Base.Registered(hash.get());
    }
    if (fileName.filter(it -> !it.matches("[\\x20-\\x7e]{1,100}")).isPresent()) {
      throw refused("file-name", "must be a plain name of at most 100 printable characters");
    }
    String spec = text("spec", text.orElseThrow(), Specs.MAX_BYTES);
    try {
      return new Base.Given(Specs.parse(fileName.orElse(FILE_NAME), spec.getBytes(UTF_8)));
    } catch (SpecException e) {
      throw malformed("$.spec: " + e.getMessage());
    }
  }

  private static String name(String text) {
    if (!text.matches(CampaignEvent.ID)) {
      throw refused("name", "must be small letters, digits and -, at most 63 of them");
    }
    return text;
  }

  private static String model(String member, String text) {
    if (!text.matches("[\\x21-\\x7e]{1,200}")) {
      throw refused(member, "must be the name of a model");
    }
    return text;
  }

  private static String text(String member, String text, int most) {
    if (text.isBlank() || text.length() > most || !UTF_8.newEncoder().canEncode(text)) {
      throw refused(
          member,
          "must be Unicode text that is not blank, of at most %d characters".formatted(most));
    }
    return text;
  }

  private static long whole(Members members, String member, long least, long most, long absent) {
    return whole(member, members.optionalLong(member, least).orElse(absent), most);
  }

  private static long whole(String member, long value, long most) {
    if (value > most) {
      throw refused(member, "must be at most %d, not %d".formatted(most, value));
    }
    return value;
  }

  private static OptionalDouble gate(OptionalDouble value) {
    double gate = value.orElse(Rules.DEFAULT.gate());
    if (!(gate > 0.5 && gate < 1)) {
      throw refused("gate", "must be a probability above 0.5 and below 1");
    }
    return value;
  }

  private static long dollars(Optional<JsonNode> value) {
    if (value.isEmpty()) {
      return 0;
    }
    BigDecimal dollars =
        value.get().isNumber() ? value.get().decimalValue() : BigDecimal.ONE.negate();
    if (dollars.signum() == 0) {
      return 0;
    }
    // Compared before it is scaled: 1e-999999999 has a billion digits.
    if (dollars.compareTo(LEAST_DOLLARS) < 0 || dollars.compareTo(MOST_DOLLARS) > 0) {
      throw refused(
          "usd-budget",
          "must be 0 (no limit) or a number from %s to %s"
              .formatted(LEAST_DOLLARS.toPlainString(), MOST_DOLLARS));
    }
    return dollars.movePointRight(6).setScale(0, RoundingMode.DOWN).longValueExact();
  }

  private static RequestException refused(String member, String why) {
    return malformed("$.%s %s".formatted(member, why));
  }

  private static RequestException malformed(String message) {
    return new RequestException(Kind.MALFORMED, message);
  }

  /**
   * What the campaign is begun with.
   *
   * @param ownModel of the server
   */
  CampaignSettings settings(String ownModel) {
    String trials = model.orElse(ownModel);
    return new CampaignSettings(
        arm,
        againstItself,
        trials,
        proposerModel.orElse(trials),
        seed.orElseGet(() -> ThreadLocalRandom.current().nextLong()),
        budget,
        parallel,
        maxOutputTokens,
        tokenBudget,
        microUsdBudget,
        gate.isPresent() ? Rules.DEFAULT.withGate(gate.getAsDouble()) : Rules.DEFAULT);
  }
}
