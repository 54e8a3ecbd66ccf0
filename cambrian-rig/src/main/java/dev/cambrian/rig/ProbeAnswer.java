package dev.cambrian.rig;

import dev.cambrian.rig.ProbeRequest.Header;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** What came of a {@link ProbeRequest}. */
sealed interface ProbeAnswer {
  Duration took();

  /**
   * What is made of the one or the other. A switch over types would have a class made for it while
   * the rig runs, which takes longer than the exchange.
   */
  <T> T fold(Function<Answered, T> answered, Function<Failed, T> failed);

  /**
   * A response.
   *
   * @param body at most {@link HttpAnswer#MAX_BODY} bytes
   * @param cut whether there was more of it
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Answered(int status, List<Header> headers, byte[] body, boolean cut, Duration took)
      implements ProbeAnswer {
    public Answered {
      headers = List.copyOf(headers);
    }

    @Override
    public <T> T fold(Function<Answered, T> answered, Function<Failed, T> failed) {
      return answered.apply(this);
    }
  }

  /** None; the reason is one phrase such as {@code connection refused}. */
  record Failed(String reason, Duration took) implements ProbeAnswer {
    @Override
    public <T> T fold(Function<Answered, T> answered, Function<Failed, T> failed) {
      return failed.apply(this);
    }
  }
}
