package dev.cambrian.core.llm;

/**
 * One turn of the conversation.
 *
 * @param cacheable the conversation up to and including this message may be kept in the provider's
 *     prompt cache
 */
public record Message(Role role, String text, boolean cacheable) {
  public enum Role {
    USER,
    ASSISTANT
  }

  public static Message user(String text) {
    return new Message(Role.USER, text, false);
  }

  public static Message assistant(String text) {
    return new Message(Role.ASSISTANT, text, false);
  }

  public Message cached() {
    return new Message(role, text, true);
  }
}
