package dev.cambrian.core.examine;

import dev.cambrian.core.json.JsonException;
import dev.cambrian.core.json.MalformedJsonException;
import dev.cambrian.core.json.Members;
import dev.cambrian.core.json.StrictJson;
import dev.cambrian.core.llm.LlmAnswer;
import dev.cambrian.core.prompt.Untrusted;
import dev.cambrian.core.spec.Spec;
import java.util.Optional;

/**
 * What one reader of a spec said of a contract.
 *
 * @param demanded whether the spec demands that answer, in the reader's view
 * @param quote the place of the spec that says so, as the reader has it
 * @param quoteStands whether that really stands in the spec
 * @param unreadable why the answer says neither, in one line
 */
public record Reading(
    boolean demanded, String quote, boolean quoteStands, Optional<String> unreadable) {
  private static final int LEAST_QUOTE = 10;
  private static final int MAX_QUOTE = 2_000;

  /** Whether it counts for the contract: demanded, and by a place that is there. */
  public boolean agrees() {
    return demanded && quoteStands;
  }

  /** Reads {@code {"demanded": true, "quote": "…"}}. */
  public static Reading of(LlmAnswer answer, Spec spec) {
    if (answer.stopReason() != LlmAnswer.StopReason.COMPLETE) {
      return unreadable("the answer is not whole");
    }
    Optional<String> json = FencedJson.of(answer.text());
    if (json.isEmpty()) {
      return unreadable("the answer is no JSON object");
    }
    try {
      Members members = Members.of(StrictJson.read(json.get()));
      boolean demanded = members.requireBoolean("demanded");
      String quote = Untrusted.start(members.requireString("quote"), MAX_QUOTE);
      return new Reading(demanded, quote, stands(quote, spec), Optional.empty());
    } catch (MalformedJsonException | JsonException e) {
      return unreadable(Untrusted.line("the answer is not as asked: " + e.getMessage(), 200));
    }
  }

  private static Reading unreadable(String why) {
    return new Reading(false, "", false, Optional.of(why));
  }

  /** White space and the marks of Markdown aside. */
  private static boolean stands(String quote, Spec spec) {
    String bare = bare(quote);
    return bare.length() >= LEAST_QUOTE && bare(spec.text()).contains(bare);
  }

  private static String bare(String text) {
    return text.replaceAll("[`*]", "").replaceAll("\\s+", " ").strip();
  }
}
