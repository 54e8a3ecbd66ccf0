package dev.cambrian.server.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.event.Event;
import dev.cambrian.core.event.StreamId;
import dev.cambrian.core.history.Blob;
import dev.cambrian.core.history.EventStore;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.HistoryException;
import dev.cambrian.core.history.WriteCondition;
import dev.cambrian.core.llm.LlmAnswer;
import dev.cambrian.core.llm.Prices;
import dev.cambrian.core.llm.TokenEstimate;
import dev.cambrian.core.llm.TokenUsage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request of an organism, from its reservation to its end. An answer that came whole is
 * committed: its event and contents are durable before its end is told to the client, so that what
 * the organism does with it comes later in the history. One that broke off is no event; what it is
 * known to have used is charged beside the history and outlives a restart too.
 */
final class Exchange implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

  private final Account account;
  private final Account.Place place;
  private final Account.Asked asked;
  private final MessagesRequest request;
  private final Secrets secrets;
  private final Ledger ledger;
  private final long start = System.nanoTime();
  private boolean ended;

  /** Where exchanges are kept. */
  record Ledger(
      History history, GatewayTokens tokens, Prices prices, Optional<ExchangeRecorder> recorder) {}

  Exchange(
      Account account,
      Account.Place place,
      Account.Asked asked,
      MessagesRequest request,
      Secrets secrets,
      Ledger ledger) {
    this.account = account;
    this.place = place;
    this.asked = asked;
    this.request = request;
    this.secrets = secrets;
    this.ledger = ledger;
  }

  MessagesRequest request() {
    return request;
  }

  NextRequest next() {
    return asked.next();
  }

  String specHash() {
    return account.token().specHash();
  }

  long estimatedInput() {
    return asked.estimatedInput();
  }

  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  Secrets secrets() {
    return secrets;
  }

  /**
   * Commits a whole answer, settles what it used and gives its place back: who has read the end of
   * it, which is sent after this, may ask again at once.
   *
   * @throws RefusedCall if the history cannot take it
   */
  void answered(LlmAnswer answer) {
    TokenUsage usage = usage(answer);
    OptionalLong cost =
        answer.replayed() ? OptionalLong.of(0) : cost(answer.producerModel(), usage);
    Blob requestBlob = Blob.of(secrets.scrub(request.body()));
    Blob answerBlob = Blob.of(secrets.scrub(answer.text()).getBytes(UTF_8));
    GatewayToken token = account.token();
    try {
      ledger
          .history()
          .append(
              StreamId.organism(token.generation()),
              WriteCondition.any(),
              EventStore.Causation.of(token.organismId()),
              List.of(
                  new Event.LlmAnswered(
                      token.generation(),
                      next().purpose(),
                      next().ordinal(),
                      answer.provider(),
                      request.model(),
                      secrets.scrub(answer.producerModel()),
                      answer.stopReason(),
                      usage,
                      answer.usageKnown(),
                      cost,
                      answer.elapsed(),
                      requestBlob.hash(),
                      answerBlob.hash(),
                      Optional.of(token.organismId().toString()))),
              List.of(requestBlob, answerBlob));
    } catch (HistoryException failed) {
      LOG.error("the answer to {} is lost, the history cannot take it", who(), failed);
      broke(usage, "the history cannot take it");
      throw RefusedCall.of(ErrorKind.API, "the answer came but could not be kept; ask again");
    }
    ended = true;
    asked.settle(
        answer.replayed()
            ? GatewayTokens.Charge.NONE
            : new GatewayTokens.Charge(usage.total(), cost.orElse(0)));
    ledger.recorder().ifPresent(recorder -> recorder.record(this, token.organismId(), answer));
    place.close();
  }

  /**
   * Charges what an answer used that did not come whole, as far as it is known. Only the first end
   * counts.
   */
  void broke(TokenUsage used, String why) {
    if (ended) {
      return;
    }
    ended = true;
    GatewayTokens.Charge charge =
        new GatewayTokens.Charge(used.total(), cost(request.model(), used).orElse(0));
    LOG.warn("the answer to {} broke off: {}; charged {} tokens", who(), why, charge.tokens());
    asked.settle(charge);
    ledger.tokens().charge(account.token().organismId(), charge);
  }

  private TokenUsage usage(LlmAnswer answer) {
    return answer.usageKnown()
        ? answer.usage()
        : TokenUsage.of(asked.estimatedInput(), TokenEstimate.of(answer.text()));
  }

  private OptionalLong cost(String model, TokenUsage usage) {
    OptionalLong cost = ledger.prices().costMicroUsd(model, usage);
    return cost.isPresent() ? cost : ledger.prices().costMicroUsd(request.model(), usage);
  }

  /** For the log. */
  String who() {
    return "organism %s, %s %d"
        .formatted(account.token().organismId(), next().purpose().id(), next().ordinal());
  }

  @Override
  public void close() {
    asked.close();
  }
}
