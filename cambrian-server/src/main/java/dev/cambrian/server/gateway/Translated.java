package dev.cambrian.server.gateway;

import dev.cambrian.core.json.Json;
import dev.cambrian.core.llm.LlmAnswer;
import dev.cambrian.core.llm.LlmClient;
import dev.cambrian.core.llm.LlmClients;
import dev.cambrian.core.llm.LlmException;
import dev.cambrian.core.llm.LlmRequest;
import dev.cambrian.core.llm.TokenEstimate;
import dev.cambrian.core.llm.TokenUsage;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks one of the core's clients and renders its answer as the Messages API does. Where the
 * provider tells its text as it comes, so does the stream; else the text comes when it is whole,
 * and pings until then.
 */
final class Translated implements Provider {
  private static final Logger LOG = LoggerFactory.getLogger(Translated.class);

  /** The way out of a missing recording. */
  private static final String RECORDING =
      "record one with: cambrian serve --llm anthropic|openai|command|manual --record DIR";

  private final LlmClients.Choice choice;
  private final LlmClient llm;
  private final GatewaySettings.Limits limits;

  Translated(LlmClients.Choice choice, GatewaySettings.Limits limits) {
    this.choice = choice;
    this.llm = choice.client();
    this.limits = limits;
  }

  @Override
  public boolean free() {
    return choice.replays();
  }

  @Override
  public void count(Client client, MessagesRequest request) throws Client.Gone {
    client.json(Json.object().put("input_tokens", request.estimatedInput()));
  }

  @Override
  public void answer(Client client, Exchange exchange) throws Client.Gone {
    LlmRequest asked = Translation.of(exchange.request(), exchange.specHash(), exchange.next());
    String id = "msg_" + UUID.randomUUID().toString().replace("-", "");
    EventStream stream = new EventStream(client, id);
    StringBuilder told = new StringBuilder();
    try (Asking asking = Asking.start(llm, asked)) {
      while (true) {
        switch (next(asking, exchange)) {
          case Asking.Signal.Quiet() -> {
            if (exchange.request().stream()) {
              stream.start(asked.model(), exchange.estimatedInput());
              stream.ping();
              stream.flush();
            }
          }
          case Asking.Signal.Text(String piece) -> {
            told.append(piece);
            if (exchange.request().stream()) {
              stream.start(asked.model(), exchange.estimatedInput());
              stream.text(piece);
              stream.flush();
            }
          }
          case Asking.Signal.Restarted() -> {
            if (exchange.request().stream() && !told.isEmpty()) {
              exchange.broke(used(exchange, told), "the provider broke off");
              stream.error(
                  client.error(
                      ErrorKind.OVERLOADED, "the provider broke its answer off; ask again"));
              stream.flush();
              return;
            }
            told.setLength(0);
          }
          case Asking.Signal.Failed(RuntimeException failure) -> {
            RefusedCall refused = refused(exchange, failure);
            if (!told.isEmpty()) {
              exchange.broke(used(exchange, told), "the provider failed");
            }
            if (!stream.started()) {
              throw refused;
            }
            stream.error(client.error(refused.kind(), String.valueOf(refused.getMessage())));
            stream.flush();
            return;
          }
          case Asking.Signal.Done(LlmAnswer answer) -> {
            finish(client, exchange, stream, told, answer);
            return;
          }
        }
      }
    } catch (Client.Gone gone) {
      if (!told.isEmpty()) {
        exchange.broke(used(exchange, told), "the client went away");
      }
      throw gone;
    }
  }

  private void finish(
      Client client, Exchange exchange, EventStream stream, StringBuilder told, LlmAnswer answer)
      throws Client.Gone {
    TokenUsage usage =
        answer.usageKnown()
            ? answer.usage()
            : TokenUsage.of(exchange.estimatedInput(), TokenEstimate.of(answer.text()));
    if (!exchange.request().stream()) {
      exchange.answered(answer);
      client.json(EventStream.message(stream.id(), answer, usage));
      return;
    }
    // Only the end of the text waits for this; the text goes out while it is hashed and written.
    // The provider's answer is whole, and paid for, even where nobody takes it any more.
    FutureTask<Boolean> commit = new FutureTask<>(() -> exchange.answered(answer), true);
    Thread _ = Thread.ofVirtual().name("cambrian-commit").start(commit);
    boolean committed;
    try {
      stream.start(answer.producerModel(), usage.input());
      stream.text(answer.text().substring(Math.min(told.length(), answer.text().length())));
      stream.flush();
    } finally {
      committed = succeeded(commit);
    }
    if (!committed) {
      client.abort();
      return;
    }
    stream.end(answer, usage);
    stream.flush();
  }

  /** Waits for it, as long as the history takes; false where that cannot take the answer. */
  private static boolean succeeded(FutureTask<Boolean> commit) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return commit.get();
        } catch (InterruptedException stopping) {
          interrupted = true;
        } catch (ExecutionException failed) {
          if (failed.getCause() instanceof RefusedCall) {
            return false;
          }
          throw new IllegalStateException("an answer could not be committed", failed.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Asking.Signal next(Asking asking, Exchange exchange) {
    Duration left = limits.whole().minus(exchange.elapsed());
    if (!left.isPositive()) {
      return new Asking.Signal.Failed(
          new LlmException.Unavailable("the provider did not answer in time"));
    }
    return asking
        .next(left.compareTo(limits.ping()) < 0 ? left : limits.ping())
        .orElse(new Asking.Signal.Quiet());
  }

  private static TokenUsage used(Exchange exchange, StringBuilder told) {
    return TokenUsage.of(exchange.estimatedInput(), TokenEstimate.of(told.toString()));
  }

  /** What the client hears; where the Supervisor's own setting is at fault, the log hears more. */
  private static RefusedCall refused(Exchange exchange, RuntimeException failure) {
    LOG.warn(
        "no answer to {}: {}",
        exchange.who(),
        exchange.secrets().scrub(String.valueOf(failure.getMessage())));
    if (!(failure instanceof LlmException llm)) {
      return RefusedCall.of(ErrorKind.API, "the gateway failed; its log says why");
    }
    return switch (llm) {
      case LlmException.NotRecorded e ->
          RefusedCall.of(
              ErrorKind.NOT_FOUND,
              "no recording answers %s %d of the spec %s; %s"
                  .formatted(
                      exchange.next().purpose().id(),
                      exchange.next().ordinal(),
                      exchange.specHash(),
                      RECORDING));
      case LlmException.Unavailable e ->
          RefusedCall.of(ErrorKind.OVERLOADED, "the provider cannot answer now; ask again later");
      case LlmException.Refused e ->
          e.status() == 400 || e.status() == 404 || e.status() == 413 || e.status() == 422
              ? RefusedCall.invalid(exchange.secrets().scrub(String.valueOf(e.getMessage())))
              : RefusedCall.forGood(
                  ErrorKind.API, "the provider refuses; the gateway's log says why");
      case LlmException.BudgetExhausted e ->
          RefusedCall.forGood(ErrorKind.BILLING, String.valueOf(e.getMessage()));
      case LlmException.Interrupted e ->
          RefusedCall.of(ErrorKind.API, "the gateway is being stopped");
    };
  }
}
