package dev.cambrian.server.cli;

import dev.cambrian.core.llm.Prices;
import dev.cambrian.core.llm.Prices.Price;
import dev.cambrian.core.llm.ReplayClient;
import dev.cambrian.server.terminal.JsonText;
import dev.cambrian.server.terminal.SafeText;
import dev.cambrian.server.terminal.Table;
import dev.cambrian.server.terminal.Table.Column;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "prices",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Lists the models whose price is known, in US dollars per million tokens.",
      "A trailing * stands for any end of a name; the first line that fits a model counts. No other model has a known cost."
    })
final class PricesCommand implements Callable<Integer> {
  private final Session session;
  @Mixin private final PriceOption prices = new PriceOption();
  @Mixin private final HomeOption home = new HomeOption();

  @Option(names = "--json", description = "A JSON object.")
  private boolean json;

  PricesCommand(Session session) {
    this.session = session;
  }

  /** The model with a known price that was meant by one that has none and is nearly named so. */
  static Optional<String> meant(Prices known, String model) {
    return Similar.nearest(
        model,
        known.all().stream()
            .map(Price::model)
            .filter(it -> !it.startsWith(ReplayClient.PROVIDER + ":"))
            .map(it -> it.endsWith("*") ? it.substring(0, it.length() - 1) : it)
            .toList());
  }

  @Override
  public Integer call() {
    Prices known = prices.of(home.home(session.environment()));
    if (json) {
      session.line(JsonText.pretty(json(known)));
    } else {
      show(known);
    }
    return ExitStatus.OK.code();
  }

  private void show(Prices known) {
    Table table =
        new Table(
            List.of(
                Column.left("MODEL"),
                Column.right("INPUT"),
                Column.right("OUTPUT"),
                Column.right("CACHE READ"),
                Column.right("CACHE WRITE")));
    for (Price price : known.all()) {
      table.add(
          List.of(
              price.model(),
              dollars(price.input()),
              dollars(price.output()),
              dollars(price.cacheRead()),
              dollars(price.cacheWrite())));
    }
    table.lines(session.width()).forEach(session::line);
    session.line("");
    session.line(
        "US dollars per million tokens as of %s; --prices FILE, or prices.json of the home, goes before what is built in."
            .formatted(SafeText.line(known.asOf())));
  }

  private static String dollars(BigDecimal price) {
    return price.stripTrailingZeros().toPlainString();
  }

  private static ObjectNode json(Prices known) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    ArrayNode models =
        node.put("as-of", known.asOf()).put("unit", "USD per million tokens").putArray("models");
    for (Price price : known.all()) {
      models
          .addObject()
          .put("model", price.model())
          .put("input", price.input())
          .put("output", price.output())
          .put("cache-read", price.cacheRead())
          .put("cache-write", price.cacheWrite());
    }
    return node;
  }
}
