package dev.cambrian.core.llm;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * One stored exchange, which can answer the same request again without a model.
 *
 * @param request what was asked; its spec hash, purpose and ordinal are the {@link Key}
 * @param answer what came, with the provider and model that really answered
 * @param candidate from 1; which of several candidates of one attempt it answered
 * @param verdict what became of the answer, added once that is known
 */
public record Recording(
    LlmRequest request,
    LlmAnswer answer,
    Instant recordedAt,
    Optional<Integer> candidate,
    Optional<Verdict> verdict) {

  /** What became of a recorded answer. */
  public enum Verdict {
    VIABLE,
    NON_VIABLE,
    /** It could not be read as files. */
    UNREADABLE;

    /** The name in files, such as {@code non-viable}. */
    public String id() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Optional<Verdict> of(String id) {
      for (Verdict verdict : values()) {
        if (verdict.id().equals(id)) {
          return Optional.of(verdict);
        }
      }
      return Optional.empty();
    }
  }

  /** What a recording answers to; the text of the prompt plays no part. */
  public record Key(String specHash, Purpose purpose, int ordinal) {
    public static Key of(LlmRequest request) {
      return new Key(request.specHash(), request.purpose(), request.ordinal());
    }

    /** One phrase for a message, such as {@code spec 0a1b2c3d4e5f, generate 1}. */
    @Override
    public String toString() {
      return "spec %s, %s %d".formatted(shortHash(), purpose.id(), ordinal);
    }

    /** The first 12 hex digits of the spec hash. */
    public String shortHash() {
      String hex = specHash.startsWith("sha256:") ? specHash.substring(7) : specHash;
      return hex.substring(0, Math.min(12, hex.length()));
    }
  }

  public Key key() {
    return Key.of(request);
  }
}
