package dev.cambrian.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.history.GenerationJson;
import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.Outcome;
import dev.cambrian.core.json.Json;
import dev.cambrian.core.json.Quote;
import dev.cambrian.server.supervisor.EventFeed;
import dev.cambrian.server.supervisor.RequestException;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code GET /versions}: generation records, ascending, whole or in pages. */
final class Versions {
  private static final int PAGE = 500;
  private static final long KEPT_BYTES = 64L << 20;

  private final History history;
  private final EventFeed feed;
  private final AnswerCache cache = new AnswerCache(KEPT_BYTES);

  Versions(History history, EventFeed feed) {
    this.history = history;
    this.feed = feed;
  }

  /** What is asked for. */
  private record Selection(
      int after, int limit, Optional<Outcome> outcome, Optional<String> campaignId) {
    boolean takes(GenerationRecord record) {
      return campaignId.isEmpty() || campaignId.equals(record.campaignId());
    }
  }

  void serve(Context context) throws IOException {
    Selection selection = selection(context);
    long head = feed.head();
    String tag = "\"" + head + "\"";
    context.header("ETag", tag);
    context.header("Cache-Control", "no-cache");
    if (hasIt(context, tag)) {
      context.status(304);
      return;
    }
    byte[] answer = cache.get(selection.toString(), head, () -> render(selection));
    context.res().setContentType("application/json");
    context.res().setContentLength(answer.length);
    context.res().getOutputStream().write(answer);
  }

  /** RFC 9110, section 13.1.2: a list of tags, compared weakly, or any. */
  private static boolean hasIt(Context context, String tag) {
    String known = context.header("If-None-Match");
    return known != null
        && Stream.of(known.split(",", -1))
            .map(it -> it.strip().replaceFirst("^W/", ""))
            .anyMatch(it -> it.equals(tag) || it.equals("*"));
  }

  private static Selection selection(Context context) {
    return new Selection(
        Query.integer(context, "after", 0, Integer.MAX_VALUE).orElse(0),
        Query.integer(context, "limit", 1, Integer.MAX_VALUE).orElse(Integer.MAX_VALUE),
        Query.text(context, "outcome").map(Versions::outcome),
        Query.text(context, "campaign-id"));
  }

  private static Outcome outcome(String text) {
    return Outcome.of(text)
        .orElseThrow(
            () ->
                new RequestException(
                    RequestException.Kind.MALFORMED,
                    "outcome must be in_progress, tested, promoted, failed or timeout, not "
                        + Quote.of(text, 60)));
  }

  private byte[] render(Selection selection) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String separator = "[";
    int after = selection.after();
    int left = selection.limit();
    while (left > 0) {
      int size = Math.min(PAGE, selection.campaignId().isPresent() ? PAGE : left);
      List<GenerationRecord> page = history.generations(after, size, selection.outcome());
      for (GenerationRecord record : page) {
        if (left > 0 && selection.takes(record)) {
          out.writeBytes(separator.getBytes(UTF_8));
          out.writeBytes(Json.write(GenerationJson.of(record, history)).getBytes(UTF_8));
          separator = ",\n";
          left--;
        }
      }
      if (page.size() < size) {
        break;
      }
      after = page.getLast().generation();
    }
    out.writeBytes((separator.equals("[") ? "[]\n" : "]\n").getBytes(UTF_8));
    return out.toByteArray();
  }
}
