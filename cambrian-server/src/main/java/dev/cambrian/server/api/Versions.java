package dev.cambrian.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.history.GenerationRecord;
import dev.cambrian.core.history.History;
import dev.cambrian.core.history.Outcome;
import dev.cambrian.core.json.Quote;
import dev.cambrian.server.api.AnswerCache.Answer;
import dev.cambrian.server.supervisor.EventFeed;
import dev.cambrian.server.supervisor.RequestException;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code GET /versions}: generation records, ascending, whole or in pages. */
final class Versions {
  private static final int PAGE = 500;
  private static final long KEPT_BYTES = 64L << 20;
  private static final byte[] OPEN = "[".getBytes(UTF_8);
  private static final byte[] NEXT = ",\n".getBytes(UTF_8);
  private static final byte[] CLOSE = "]\n".getBytes(UTF_8);
  private static final byte[] EMPTY = "[]\n".getBytes(UTF_8);

  private final History history;
  private final EventFeed feed;
  private final AnswerCache cache = new AnswerCache(KEPT_BYTES);
  private final RenderedRecords rendered;

  Versions(History history, EventFeed feed) {
    this.history = history;
    this.feed = feed;
    this.rendered = new RenderedRecords(history, KEPT_BYTES);
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
    Answer answer = cache.get(selection.toString(), head, () -> render(selection));
    context.res().setContentType("application/json");
    context.res().setContentLengthLong(answer.length());
    OutputStream out = context.res().getOutputStream();
    for (byte[] part : answer.parts()) {
      out.write(part);
    }
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

  private Answer render(Selection selection) {
    List<byte[]> parts = new ArrayList<>();
    int after = selection.after();
    int left = selection.limit();
    while (left > 0) {
      int size = Math.min(PAGE, selection.campaignId().isPresent() ? PAGE : left);
      List<GenerationRecord> page = history.generations(after, size, selection.outcome());
      for (GenerationRecord record : page) {
        if (left > 0 && selection.takes(record)) {
          parts.add(parts.isEmpty() ? OPEN : NEXT);
          parts.add(rendered.json(record));
          left--;
        }
      }
      if (page.size() < size) {
        break;
      }
      after = page.getLast().generation();
    }
    parts.add(parts.isEmpty() ? EMPTY : CLOSE);
    return Answer.of(parts);
  }
}
