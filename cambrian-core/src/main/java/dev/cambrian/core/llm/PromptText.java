package dev.cambrian.core.llm;

import java.util.List;
import java.util.Locale;

/**
 * A conversation as plain text, for people and programs that take no roles. A single message is its
 * text and nothing else. Of several messages each follows a line {@code ===== user =====} or {@code
 * ===== assistant =====}, one blank line between them.
 */
final class PromptText {
  private PromptText() {}

  static String of(List<Message> messages) {
    if (messages.size() == 1) {
      return messages.getFirst().text();
    }
    StringBuilder text = new StringBuilder();
    for (Message message : messages) {
      if (!text.isEmpty()) {
        text.append(text.charAt(text.length() - 1) == '\n' ? "\n" : "\n\n");
      }
      String role = message.role().name().toLowerCase(Locale.ROOT);
      text.append("===== ").append(role).append(" =====\n").append(message.text());
    }
    return text.toString();
  }

  /** The system message, one blank line, then the conversation. */
  static String whole(LlmRequest request) {
    String messages = of(request.messages());
    return request.system().isEmpty() ? messages : request.system() + "\n\n" + messages;
  }
}
