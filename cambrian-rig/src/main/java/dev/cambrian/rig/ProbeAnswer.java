package dev.cambrian.rig;

import dev.cambrian.rig.ProbeRequest.Header;
import java.time.Duration;
import java.util.List;

/** What came of a {@link ProbeRequest}. */
sealed interface ProbeAnswer {
  Duration took();

  /**
   * A response.
   *
   * @param body at most {@link HttpExchange#MAX_BODY} bytes
   * @param cut whether there was more of it
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Answered(int status, List<Header> headers, byte[] body, boolean cut, Duration took)
      implements ProbeAnswer {
    public Answered {
      headers = List.copyOf(headers);
    }
  }

  /** None; the reason is one phrase such as {@code connection refused}. */
  record Failed(String reason, Duration took) implements ProbeAnswer {}
}
