package dev.cambrian.core.llm;

import dev.cambrian.core.Pause;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import okhttp3.Call;
import okhttp3.OkHttpClient;

/**
 * Asks over HTTP until an attempt gives a whole answer, the provider refuses, or the waits are used
 * up. An attempt that broke half-way leaves nothing. No message holds a key.
 */
final class StreamingExchange {
  private final StreamDialect dialect;
  private final Secrets secrets;
  private final HttpLimits limits;
  private final Clock clock;
  private final Pause pause;
  private final Call.Factory http;

  StreamingExchange(
      StreamDialect dialect, Secrets secrets, HttpLimits limits, Clock clock, Pause pause) {
    this(dialect, secrets, limits, clock, pause, client(limits));
  }

  /**
   * @param http makes the calls, as {@link #client} does
   */
  StreamingExchange(
      StreamDialect dialect,
      Secrets secrets,
      HttpLimits limits,
      Clock clock,
      Pause pause,
      Call.Factory http) {
    this.dialect = dialect;
    this.secrets = secrets;
    this.limits = limits;
    this.clock = clock;
    this.pause = pause;
    this.http = http;
  }

  static OkHttpClient client(HttpLimits limits) {
    return new OkHttpClient.Builder()
        .connectTimeout(limits.connect())
        .readTimeout(limits.idle())
        .writeTimeout(limits.idle())
        .followRedirects(false)
        .followSslRedirects(false)
        .addInterceptor(new SizeLimit(limits.bytes()))
        .build();
  }

  LlmAnswer answer(LlmRequest request, LlmProgress progress) {
    long start = System.nanoTime();
    Waits waits = new Waits(limits);
    while (true) {
      Interruption.check();
      try {
        StreamDialect.Whole whole = attempt(request, progress);
        return new LlmAnswer(
            whole.text(),
            dialect.provider(),
            secrets.scrub(whole.model()),
            whole.stopReason(),
            whole.usage(),
            whole.usageKnown(),
            Duration.ofNanos(System.nanoTime() - start));
      } catch (AttemptFailed failure) {
        waitOrGiveUp(failure, waits, progress);
        progress.restarted();
      } catch (InterruptedException e) {
        throw Interruption.caught();
      }
    }
  }

  private void waitOrGiveUp(AttemptFailed failure, Waits waits, LlmProgress progress) {
    String reason = Texts.oneLine(dialect.provider() + " " + secrets.scrub(failure.reason()));
    if (failure.kind() == AttemptFailed.Kind.REFUSED) {
      throw new LlmException.Refused(reason, failure.status());
    }
    Optional<Duration> wait = waits.next(failure);
    if (wait.isEmpty()) {
      throw new LlmException.Unavailable(
          "%s; gave up after waiting %d s in all, try later"
              .formatted(reason, waits.waited().toSeconds()));
    }
    progress.waiting(reason, wait.get());
    try {
      pause.pass(wait.get());
    } catch (InterruptedException e) {
      throw Interruption.caught();
    }
  }

  private StreamDialect.Whole attempt(LlmRequest request, LlmProgress progress)
      throws AttemptFailed, InterruptedException {
    StreamDialect.Reading reading = dialect.read(request);
    Call call = http.newCall(dialect.request(request));
    long deadline = System.nanoTime() + limits.whole().toNanos();
    try (StreamPump pump = StreamPump.start(call, dialect, request.model(), clock)) {
      long told = 0;
      while (!reading.ended()) {
        Optional<StreamPump.Signal> signal = pump.next(deadline - System.nanoTime());
        if (signal.isEmpty()) {
          throw AttemptFailed.network(
              "did not end its answer within %d s".formatted(limits.whole().toSeconds()));
        }
        switch (signal.get()) {
          case StreamPump.Signal.Event(String type, String data) -> reading.event(type, data);
          case StreamPump.Signal.Failed(AttemptFailed failure) -> throw failure;
          case StreamPump.Signal.Closed() -> {
            if (reading.mayEnd()) {
              return reading.whole();
            }
            throw AttemptFailed.network("ended its stream before the answer was whole");
          }
        }
        if (reading.characters() != told) {
          progress.text(reading.textFrom(Math.toIntExact(told)));
          told = reading.characters();
          progress.received(told);
        }
      }
      return reading.whole();
    }
  }
}
