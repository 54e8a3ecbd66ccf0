package dev.cambrian.server.gateway;

import dev.cambrian.core.CambrianException;
import dev.cambrian.core.llm.LlmAnswer;
import dev.cambrian.core.llm.LlmProgress;
import dev.cambrian.core.llm.LlmRequest;
import dev.cambrian.core.llm.Message;
import dev.cambrian.core.llm.RecordingClient;
import java.nio.file.Path;
import java.time.Clock;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps exchanges as recordings too, below one directory per organism. The history is what counts:
 * what cannot be recorded, such as a request that is not all text, is only told in the log.
 */
final class ExchangeRecorder {
  private static final Logger LOG = LoggerFactory.getLogger(ExchangeRecorder.class);

  private final Path root;

  ExchangeRecorder(Path root) {
    this.root = root;
  }

  void record(Exchange exchange, UUID organismId, LlmAnswer answer) {
    if (answer.replayed()) {
      return;
    }
    try {
      LlmRequest request =
          scrubbed(
              Translation.of(exchange.request(), exchange.specHash(), exchange.next()),
              exchange.secrets());
      new RecordingClient(
              (asked, progress) -> scrubbed(answer, exchange.secrets()),
              root.resolve(organismId.toString()),
              Clock.systemUTC())
          .answer(request, LlmProgress.NONE);
    } catch (CambrianException failed) {
      LOG.warn("{} is not recorded: {}", exchange.who(), failed.getMessage());
    }
  }

  private static LlmRequest scrubbed(LlmRequest request, Secrets secrets) {
    return new LlmRequest(
        request.specHash(),
        request.purpose(),
        request.ordinal(),
        request.model(),
        secrets.scrub(request.system()),
        request.messages().stream()
            .map(it -> new Message(it.role(), secrets.scrub(it.text()), it.cacheable()))
            .toList(),
        request.maxTokens());
  }

  private static LlmAnswer scrubbed(LlmAnswer answer, Secrets secrets) {
    return new LlmAnswer(
        secrets.scrub(answer.text()),
        answer.provider(),
        secrets.scrub(answer.producerModel()),
        answer.stopReason(),
        answer.usage(),
        answer.usageKnown(),
        answer.elapsed());
  }
}
