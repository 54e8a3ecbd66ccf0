package dev.cambrian.core.llm;

import dev.cambrian.core.Sha256;
import dev.cambrian.core.llm.LlmAnswer.StopReason;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A recording as files: {@code *.json} ({@code schemas/recording.schema.json}) and beside it the
 * answer's exact bytes, so that both can be read and compared line by line. The JSON names the
 * answer's file and its SHA-256.
 */
final class RecordingFile {
  static final int VERSION = 1;

  private static final Pattern SPEC_HASH = Pattern.compile("sha256:[0-9a-f]{64}");
  private static final Pattern ANSWER_FILE = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,199}");
  private static final Pattern RECORDED_AT =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?Z");

  private RecordingFile() {}

  /** A recording whose answer is still to be read and compared with its hash. */
  record Entry(Path file, Recording withoutText, String answerFile, String answerHash) {
    Recording.Key key() {
      return withoutText.key();
    }

    /** Reads the answer, which must have the recorded hash. */
    Recording load() {
      Path path = file.resolveSibling(answerFile);
      byte[] bytes;
      try {
        if (Files.size(path) > Texts.MAX_ANSWER) {
          throw new RecordingException(file, answerFile + " is larger than 64 MiB");
        }
        bytes = Files.readAllBytes(path);
      } catch (IOException e) {
        throw new RecordingException(file, "its answer " + answerFile + " cannot be read", e);
      }
      if (!Sha256.of(bytes).equals(answerHash)) {
        throw new RecordingException(
            file,
            answerFile + " was altered: it has not the recorded hash; restore or record anew");
      }
      String text;
      try {
        text = Texts.utf8(bytes);
      } catch (CharacterCodingException e) {
        throw new RecordingException(file, answerFile + " is not UTF-8", e);
      }
      LlmAnswer a = withoutText.answer();
      LlmAnswer answer =
          new LlmAnswer(
              text,
              a.provider(),
              a.producerModel(),
              a.stopReason(),
              a.usage(),
              a.usageKnown(),
              a.elapsed());
      return new Recording(
          withoutText.request(),
          answer,
          withoutText.recordedAt(),
          withoutText.candidate(),
          withoutText.verdict());
    }
  }

  /** Reads one file; empty where it is JSON but no recording. */
  static Optional<Entry> read(Path file) {
    JsonNode root = tree(file);
    return root.has("recording-version") ? Optional.of(decode(file, root)) : Optional.empty();
  }

  /** Adds the verdict or replaces it; every other member stays as it is. */
  static void judge(Path file, Recording.Verdict verdict) {
    ObjectNode root = (ObjectNode) tree(file);
    root.put("verdict", verdict.id());
    Path part = file.resolveSibling("." + UUID.randomUUID() + ".part");
    try {
      Files.write(part, bytes(root));
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new RecordingException(file, "its verdict cannot be written", e);
    }
  }

  private static JsonNode tree(Path file) {
    try {
      if (Files.size(file) > Texts.MAX_ANSWER) {
        throw new RecordingException(file, "is larger than 64 MiB");
      }
      JsonNode root = LlmJson.MAPPER.readTree(Files.readAllBytes(file));
      if (root.isMissingNode()) {
        throw new RecordingException(file, "is empty");
      }
      return root;
    } catch (IOException e) {
      throw new RecordingException(file, "cannot be read", e);
    } catch (JacksonException e) {
      throw new RecordingException(
          file, "is not valid JSON: " + Texts.oneLine(e.getOriginalMessage()), e);
    }
  }

  static Entry decode(Path file, JsonNode root) {
    Members top = Members.of(root, "", problem -> new RecordingException(file, problem));
    int version = top.smallInteger("recording-version", 1);
    if (version > VERSION) {
      throw new RecordingException(
          file, "was written by a newer Cambrian (recording-version " + version + ")");
    }
    Members asked = top.object("request");
    LlmRequest request =
        new LlmRequest(
            matching(top, "spec-hash", SPEC_HASH, "sha256: and 64 hex digits"),
            top.choice(
                "purpose", Purpose::of, "generate, repair, retry, propose, examine, redteam, read"),
            top.smallInteger("ordinal", 1),
            asked.string("model"),
            asked.string("system"),
            messages(file, asked),
            asked.smallInteger("max-tokens", 1));
    LlmAnswer answer =
        new LlmAnswer(
            "",
            top.string("provider"),
            top.string("model"),
            top.choice("stop-reason", RecordingFile::stopReason, "complete, truncated, refused"),
            usage(file, top.object("usage")),
            top.bool("usage-known"),
            Duration.ofMillis(top.integer("elapsed-ms", 0)));
    Recording recording =
        new Recording(
            request,
            answer,
            recordedAt(top),
            top.has("candidate") ? Optional.of(top.smallInteger("candidate", 1)) : Optional.empty(),
            top.has("verdict")
                ? Optional.of(
                    top.choice("verdict", Recording.Verdict::of, "viable, non-viable, unreadable"))
                : Optional.empty());
    Members stored = top.object("answer");
    return new Entry(
        file,
        recording,
        matching(stored, "file", ANSWER_FILE, "a plain file name"),
        matching(stored, "sha256", SPEC_HASH, "sha256: and 64 hex digits"));
  }

  static ObjectNode encode(Recording recording, String answerFile, String answerHash) {
    LlmRequest request = recording.request();
    LlmAnswer answer = recording.answer();
    ObjectNode root = LlmJson.MAPPER.createObjectNode();
    root.put("recording-version", VERSION);
    root.put("spec-hash", request.specHash());
    root.put("purpose", request.purpose().id());
    root.put("ordinal", request.ordinal());
    recording.candidate().ifPresent(candidate -> root.put("candidate", candidate));
    recording.verdict().ifPresent(verdict -> root.put("verdict", verdict.id()));
    root.put("model", answer.producerModel());
    root.put("provider", answer.provider());
    root.put("recorded-at", recording.recordedAt().toString());
    root.put("stop-reason", answer.stopReason().name().toLowerCase(Locale.ROOT));
    ObjectNode usage = root.putObject("usage");
    usage.put("input", answer.usage().input());
    usage.put("output", answer.usage().output());
    usage.put("cache-read", answer.usage().cacheRead());
    usage.put("cache-write", answer.usage().cacheWrite());
    root.put("usage-known", answer.usageKnown());
    root.put("elapsed-ms", answer.elapsed().toMillis());
    ObjectNode stored = root.putObject("answer");
    stored.put("file", answerFile);
    stored.put("sha256", answerHash);
    root.set("request", encode(request));
    return root;
  }

  /** The request's own members, as recordings and manual requests carry them. */
  static ObjectNode encode(LlmRequest request) {
    ObjectNode asked = LlmJson.MAPPER.createObjectNode();
    asked.put("model", request.model());
    asked.put("max-tokens", request.maxTokens());
    asked.put("system", request.system());
    ArrayNode messages = asked.putArray("messages");
    for (Message message : request.messages()) {
      ObjectNode one = messages.addObject();
      one.put("role", role(message));
      if (message.cacheable()) {
        one.put("cacheable", true);
      }
      one.put("text", message.text());
    }
    return asked;
  }

  static String role(Message message) {
    return message.role().name().toLowerCase(Locale.ROOT);
  }

  static byte[] bytes(ObjectNode node) {
    return LlmJson.pretty(node).getBytes(StandardCharsets.UTF_8);
  }

  private static List<Message> messages(Path file, Members asked) {
    ArrayNode array = asked.array("messages");
    if (array.isEmpty()) {
      throw asked.wrong("messages", "an array of at least one message");
    }
    List<Message> messages = new ArrayList<>();
    for (JsonNode node : array) {
      Members one =
          Members.of(node, "request.messages: ", problem -> new RecordingException(file, problem));
      messages.add(
          new Message(
              one.choice("role", RecordingFile::role, "user, assistant"),
              one.string("text"),
              one.has("cacheable") && one.bool("cacheable")));
    }
    return messages;
  }

  private static TokenUsage usage(Path file, Members usage) {
    try {
      return new TokenUsage(
          usage.integer("input", 0),
          usage.integer("output", 0),
          usage.integer("cache-read", 0),
          usage.integer("cache-write", 0));
    } catch (IllegalArgumentException e) {
      throw new RecordingException(file, Texts.oneLine(String.valueOf(e.getMessage())), e);
    }
  }

  private static Instant recordedAt(Members top) {
    String text = matching(top, "recorded-at", RECORDED_AT, "a UTC time such as " + Instant.EPOCH);
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw top.wrong("recorded-at", "a time that exists (" + Texts.oneLine(text) + " does not)");
    }
  }

  private static String matching(Members members, String name, Pattern pattern, String expected) {
    String value = members.string(name);
    if (!pattern.matcher(value).matches()) {
      throw members.wrong(name, expected);
    }
    return value;
  }

  private static Optional<StopReason> stopReason(String id) {
    return switch (id) {
      case "complete" -> Optional.of(StopReason.COMPLETE);
      case "truncated" -> Optional.of(StopReason.TRUNCATED);
      case "refused" -> Optional.of(StopReason.REFUSED);
      default -> Optional.empty();
    };
  }

  private static Optional<Message.Role> role(String id) {
    return switch (id) {
      case "user" -> Optional.of(Message.Role.USER);
      case "assistant" -> Optional.of(Message.Role.ASSISTANT);
      default -> Optional.empty();
    };
  }
}
