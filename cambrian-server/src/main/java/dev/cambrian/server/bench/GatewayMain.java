package dev.cambrian.server.bench;

import dev.cambrian.core.history.History;
import dev.cambrian.core.llm.LlmAnswer;
import dev.cambrian.core.llm.LlmClient;
import dev.cambrian.core.llm.LlmClients;
import dev.cambrian.core.llm.Prices;
import dev.cambrian.core.llm.TokenUsage;
import dev.cambrian.server.gateway.Gateway;
import dev.cambrian.server.gateway.GatewayRoutes;
import dev.cambrian.server.gateway.GatewaySettings;
import dev.cambrian.server.gateway.GatewayTokens;
import io.javalin.Javalin;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * A gateway and nothing else. Arguments: the port, a home with a token, and {@code anthropic URL}
 * or {@code replay}, which answers 100 KB.
 */
final class GatewayMain {
  private static final int REPLAYED_BYTES = 100_000;

  private GatewayMain() {}

  public static void main(String[] args) {
    Path home = Path.of(args[1]);
    GatewaySettings settings = args[2].equals("replay") ? replaying() : before(args[3]);
    History history = History.open(home.resolve("history.db"));
    Gateway gateway = new Gateway(settings, new GatewayTokens(home), history, Clock.systemUTC());
    Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.concurrency.useVirtualThreads = true;
              config.routes.get("/healthz", context -> context.result("ok"));
              GatewayRoutes.open(gateway).register(config.routes, "");
            })
        .start("127.0.0.1", Integer.parseInt(args[0]));
  }

  private static GatewaySettings before(String url) {
    return settings(
        (request, progress) -> {
          throw new BenchException("nobody asks it");
        },
        "anthropic",
        Optional.of(new GatewaySettings.Upstream(url, "a-key")));
  }

  private static GatewaySettings replaying() {
    LlmAnswer recorded =
        new LlmAnswer(
            "value = 1 # some text\n".repeat(REPLAYED_BYTES / 22),
            "replay",
            "replay:" + FakeProvider.MODEL,
            LlmAnswer.StopReason.COMPLETE,
            TokenUsage.of(9_000, 40_000),
            true,
            Duration.ZERO);
    return settings((request, progress) -> recorded, recorded.provider(), Optional.empty());
  }

  private static GatewaySettings settings(
      LlmClient client, String provider, Optional<GatewaySettings.Upstream> upstream) {
    return new GatewaySettings(
        new LlmClients.Choice(client, provider, FakeProvider.MODEL, FakeProvider.MODEL),
        upstream,
        Prices.builtIn(),
        Optional.empty(),
        GatewaySettings.Limits.STANDARD);
  }
}
