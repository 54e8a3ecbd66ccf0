package dev.cambrian.core.llm;

import dev.cambrian.core.llm.LlmAnswer.StopReason;
import okhttp3.Request;

/** What differs between the streaming APIs: how to ask, and what the events mean. */
interface StreamDialect {
  /** The provider's name in answers and messages. */
  String provider();

  /** The environment variable that a message about the key names. */
  String keyVariable();

  Request request(LlmRequest request);

  Reading read(LlmRequest request);

  /** One stream, event by event. */
  interface Reading {
    /**
     * Takes in one event.
     *
     * @param type the event's name, empty where the stream gives none
     * @throws AttemptFailed if the event says so or breaks the protocol
     */
    void event(String type, String data) throws AttemptFailed;

    /** Whether the protocol's own end was seen. */
    boolean ended();

    /** Whether the end of the connection, coming now, may stand for it. */
    boolean mayEnd();

    /** Characters of answer text so far. */
    long characters();

    /** The answer text from this character on. */
    String textFrom(int start);

    /** The whole, once it has ended. */
    Whole whole() throws AttemptFailed;
  }

  /** What a stream said. */
  record Whole(
      String text, String model, StopReason stopReason, TokenUsage usage, boolean usageKnown) {}
}
