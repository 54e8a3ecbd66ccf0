package dev.cambrian.server.cli;

import dev.cambrian.core.event.Event;
import dev.cambrian.server.terminal.Format;
import dev.cambrian.server.terminal.SafeText;
import dev.cambrian.server.terminal.Style;
import dev.cambrian.server.view.Exchange;
import dev.cambrian.server.view.ExchangeText;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The exchanges of one generation, whole: as lines of safe text or as data. */
final class ExchangesText {

  private final Style style;
  private final Consumer<String> lines;

  ExchangesText(Style style, Consumer<String> lines) {
    this.style = style;
    this.lines = lines;
  }

  void show(int generation, List<Exchange> exchanges) {
    if (exchanges.isEmpty()) {
      lines.accept(
          "Generation %d has no exchange: no answer came, or it was asked elsewhere."
              .formatted(generation));
    }
    for (int i = 0; i < exchanges.size(); i++) {
      if (i > 0) {
        lines.accept("");
      }
      show(exchanges.get(i), i + 1, exchanges.size());
    }
  }

  private void show(Exchange exchange, int number, int of) {
    Event.LlmAnswered event = exchange.event();
    lines.accept(
        style.strong(
            "exchange %d of %d: %s %d"
                .formatted(number, of, event.purpose().id(), event.ordinal())));
    fact("model", event.producerModel());
    fact("stopped", stopped(event));
    fact("tokens", event.usageKnown() ? Format.tokens(event.usage()) : "unknown");
    ExchangeText.of(exchange).forEach(it -> part(it.role(), it.text()));
  }

  private void fact(String name, String value) {
    lines.accept("  %-10s %s".formatted(name, SafeText.line(value)));
  }

  private void part(String name, String text) {
    lines.accept(style.strong(SafeText.line(name)));
    SafeText.block(text).lines().forEach(line -> lines.accept("  | " + line));
  }

  static ObjectNode json(int generation, List<Exchange> exchanges) {
    ObjectNode node = JsonNodeFactory.instance.objectNode().put("generation", generation);
    var array = node.putArray("exchanges");
    for (Exchange exchange : exchanges) {
      Event.LlmAnswered event = exchange.event();
      ObjectNode each =
          array
              .addObject()
              .put("purpose", event.purpose().id())
              .put("ordinal", event.ordinal())
              .put("producer-model", event.producerModel())
              .put("stop-reason", stopped(event));
      if (event.usageKnown()) {
        each.putObject("token-usage")
            .put("input", event.usage().input())
            .put("output", event.usage().output());
      }
      each.set("request", exchange.request());
      each.put("answer", exchange.answer());
    }
    return node;
  }

  private static String stopped(Event.LlmAnswered event) {
    return event.stopReason().name().toLowerCase(Locale.ROOT);
  }
}
