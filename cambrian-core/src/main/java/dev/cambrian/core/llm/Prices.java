package dev.cambrian.core.llm;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;

/**
 * What tokens cost, in millionths of a US dollar. A model without a price has no cost at all, never
 * the cost 0; only replayed answers cost 0.
 *
 * <p>The file {@code prices.json} names, per model id or per beginning of one with a trailing
 * {@code *}, US dollars per million tokens of {@code input} and {@code output}, and where they
 * differ from {@code input} of {@code cache-read} and {@code cache-write}. The first entry that
 * fits counts.
 */
public final class Prices {
  private static final String RESOURCE = "prices.json";

  private final List<Price> prices;
  private final String asOf;

  /**
   * What the tokens of a model cost, in US dollars per million.
   *
   * @param model its id, or the beginning of some with a trailing {@code *}
   * @param input of the request, where no cache takes part
   * @param output of the answer
   * @param cacheRead of the request, read from a cache
   * @param cacheWrite of the request, written to one
   */
  public record Price(
      String model,
      BigDecimal input,
      BigDecimal output,
      BigDecimal cacheRead,
      BigDecimal cacheWrite) {
    private boolean fits(String id) {
      return model.endsWith("*")
          ? id.startsWith(model.substring(0, model.length() - 1))
          : id.equals(model);
    }
  }

  private Prices(List<Price> prices, String asOf) {
    this.prices = List.copyOf(prices);
    this.asOf = asOf;
  }

  /** The prices that come with the library. */
  public static Prices builtIn() {
    try (InputStream in = Prices.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new LlmSettingsException("the library lacks its " + RESOURCE);
      }
      return parse(in.readAllBytes(), RESOURCE);
    } catch (IOException e) {
      throw new LlmSettingsException("the library's " + RESOURCE + " cannot be read");
    }
  }

  /**
   * These prices with those of a user's file before them.
   *
   * @throws LlmSettingsException if the file cannot be read or is wrong
   */
  public Prices overriddenBy(Path file) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new LlmSettingsException(
          "the price file %s cannot be read (%s)".formatted(file, Texts.reason(e)));
    }
    Prices own = parse(bytes, file.toString());
    List<Price> both = new ArrayList<>(own.prices);
    both.addAll(prices);
    return new Prices(both, own.asOf);
  }

  /** The day on which the prices (the user's, where there are any) were right. */
  public String asOf() {
    return asOf;
  }

  /** Every entry in its order, the first that fits counts; those of a user's file go before. */
  public List<Price> all() {
    return prices;
  }

  /** The price of a model; empty where it is not known. */
  public Optional<Price> of(String model) {
    return prices.stream().filter(price -> price.fits(model)).findFirst();
  }

  /**
   * The cost of an answer, rounded up; 0 for a replayed one; empty where the model's price or the
   * usage is unknown.
   */
  public OptionalLong costMicroUsd(LlmAnswer answer) {
    if (answer.replayed()) {
      return OptionalLong.of(0);
    }
    return answer.usageKnown()
        ? costMicroUsd(answer.producerModel(), answer.usage())
        : OptionalLong.empty();
  }

  /** What {@code usage} of {@code model} costs, rounded up; empty where the price is unknown. */
  public OptionalLong costMicroUsd(String model, TokenUsage usage) {
    return of(model)
        .map(
            price ->
                cost(price.input(), usage.input() - usage.cacheRead() - usage.cacheWrite())
                    .add(cost(price.output(), usage.output()))
                    .add(cost(price.cacheRead(), usage.cacheRead()))
                    .add(cost(price.cacheWrite(), usage.cacheWrite())))
        .map(Prices::roundedUp)
        .orElse(OptionalLong.empty());
  }

  /**
   * The most that a request can cost: all input at the dearest input price and all of {@code
   * maxTokens} used. Empty where the price is unknown.
   */
  public OptionalLong estimateMicroUsd(String model, long estimatedInputTokens, long maxTokens) {
    return of(model)
        .map(
            price ->
                cost(price.input().max(price.cacheWrite()), estimatedInputTokens)
                    .add(cost(price.output(), maxTokens)))
        .map(Prices::roundedUp)
        .orElse(OptionalLong.empty());
  }

  /** Dollars per million tokens are millionths of a dollar per token. */
  private static BigDecimal cost(BigDecimal price, long tokens) {
    return price.multiply(BigDecimal.valueOf(tokens));
  }

  private static OptionalLong roundedUp(BigDecimal cost) {
    return OptionalLong.of(cost.setScale(0, RoundingMode.CEILING).longValueExact());
  }

  private static Prices parse(byte[] bytes, String where) {
    JsonNode root;
    try {
      root =
          LlmJson.MAPPER
              .reader()
              .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
              .readTree(bytes);
    } catch (JacksonException e) {
      throw new LlmSettingsException(
          "%s is not valid JSON: %s".formatted(where, Texts.oneLine(e.getOriginalMessage())));
    }
    if (!root.isObject()) {
      throw new LlmSettingsException(
          where + " is no price file: it must hold a JSON object with prices-version and models");
    }
    Members top = Members.of(root, "", problem -> new LlmSettingsException(where + ": " + problem));
    if (top.integer("prices-version", 1) > 1) {
      throw new LlmSettingsException(where + " is of a newer prices-version than 1");
    }
    List<Price> prices = new ArrayList<>();
    for (JsonNode node : top.array("models")) {
      prices.add(price(node, where));
    }
    return new Prices(prices, top.string("as-of"));
  }

  private static Price price(JsonNode node, String where) {
    Members one =
        Members.of(node, "models: ", problem -> new LlmSettingsException(where + ": " + problem));
    String model = one.string("model");
    BigDecimal input = one.price("input");
    return new Price(
        model,
        input,
        one.price("output"),
        one.has("cache-read") ? one.price("cache-read") : input,
        one.has("cache-write") ? one.price("cache-write") : input);
  }
}
