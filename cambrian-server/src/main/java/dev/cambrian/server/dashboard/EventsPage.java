package dev.cambrian.server.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.core.event.EventCodec;
import dev.cambrian.core.event.RecordedEvent;
import dev.cambrian.server.supervisor.RequestException;
import dev.cambrian.server.supervisor.RequestException.Kind;
import dev.cambrian.server.supervisor.Supervisor;
import dev.cambrian.server.view.EventDetail;
import dev.cambrian.server.view.EventPage;
import dev.cambrian.server.view.EventPage.Filter;
import dev.cambrian.server.view.Happening;
import io.javalin.http.Context;
import java.net.URLEncoder;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** The raw stream of what happened, and each event of it. */
final class EventsPage implements Page {
  static final String PATH = "/ui/events";

  private static final DateTimeFormatter MILLISECOND =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final int ROWS = 50;
  private static final int SENTENCE = 300;

  private final Supervisor supervisor;
  private final LiveStream live;

  EventsPage(Supervisor supervisor, LiveStream live) {
    this.supervisor = supervisor;
    this.live = live;
  }

  /** What one page shows. */
  record Events(EventPage page, boolean first, List<String> types) {
    /** The rest of an address that asks for the same events. */
    String query() {
      Map<String, String> asked = new LinkedHashMap<>();
      page.filter().type().ifPresent(it -> asked.put("type", it));
      page.filter().generation().ifPresent(it -> asked.put("generation", String.valueOf(it)));
      page.filter().campaign().ifPresent(it -> asked.put("campaign", it));
      return asked.entrySet().stream()
          .map(it -> it.getKey() + "=" + URLEncoder.encode(it.getValue(), UTF_8))
          .collect(Collectors.joining("&"));
    }

    String live() {
      return "/ui/live/events?" + query();
    }

    String newest() {
      return PATH + (query().isEmpty() ? "" : "?" + query());
    }

    Optional<String> older() {
      return page.older().stream()
          .mapToObj(
              it -> "%s?%s%sbefore=%d".formatted(PATH, query(), query().isEmpty() ? "" : "&", it))
          .findFirst();
    }

    boolean filtered() {
      return !query().isEmpty();
    }

    /** Whether more of what is older has to be looked through. */
    boolean lookedInVain() {
      return page.events().size() < ROWS && page.older().isPresent();
    }
  }

  /** One event. */
  record One(EventDetail detail, String what, List<Content> contents) {}

  /**
   * Something that an event refers to.
   *
   * @param text its beginning; empty where it is not stored any more
   */
  record Content(String name, String hash, Optional<Cut> text, int bytes, String whole) {}

  @Override
  public List<Call> calls() {
    return List.of(
        Call.get(PATH, this::page),
        Call.get("/ui/live/events", this::stream),
        Call.get(PATH + "/{position}", this::one),
        Call.get(PATH + "/{position}/{content}", this::content));
  }

  private void page(Context context) {
    Filter filter = filter(context);
    OptionalLong before = Parameters.position(context, "before");
    Html.page(
        context,
        Templates.render(
            "events.jte",
            Map.of("frame", Frame.of("Events", PATH), "events", events(filter, before))));
  }

  private void stream(Context context) throws Exception {
    Filter filter = filter(context);
    live.serve(
        context,
        "events " + filter,
        () ->
            Templates.render(
                "eventspart.jte", Map.of("events", events(filter, OptionalLong.empty()))));
  }

  private Events events(Filter filter, OptionalLong before) {
    return new Events(
        EventPage.of(supervisor.file(), filter, before, ROWS),
        before.isEmpty(),
        EventCodec.types().stream().sorted().toList());
  }

  private static Filter filter(Context context) {
    OptionalInt generation = Parameters.number(context, "generation");
    try {
      return new Filter(
          Parameters.text(context, "type"), generation, Parameters.text(context, "campaign"));
    } catch (IllegalArgumentException none) {
      throw new RequestException(
          Kind.MALFORMED, none.getMessage() + "; choose from the form at " + PATH);
    }
  }

  private void one(Context context) {
    EventDetail detail = detail(context);
    List<Content> contents =
        detail.contents().entrySet().stream()
            .map(it -> content(detail.event().position(), it.getKey(), it.getValue()))
            .toList();
    Html.page(
        context,
        Templates.render(
            "event.jte",
            Map.of(
                "frame",
                Frame.of("Event " + detail.event().position(), PATH),
                "one",
                new One(detail, sentence(detail.event()), contents))));
  }

  private Content content(long position, String name, String hash) {
    Optional<byte[]> stored = supervisor.history().get(hash);
    return new Content(
        name,
        hash,
        stored.map(it -> Cut.head(new String(it, UTF_8), Cut.BLOCK)),
        stored.map(it -> it.length).orElse(0),
        "%s/%d/%s".formatted(PATH, position, name));
  }

  private EventDetail detail(Context context) {
    long position = Parameters.positionOf(context, "position");
    return Optional.of(position)
        .filter(it -> it > 0)
        .flatMap(it -> EventDetail.of(supervisor.history(), it))
        .orElseThrow(
            () ->
                new RequestException(
                    Kind.UNKNOWN,
                    "there is no event %d; the last one is %d"
                        .formatted(position, supervisor.history().headPosition())));
  }

  /** Its bytes as they are, for a browser nothing but text. */
  private void content(Context context) {
    String name = context.pathParam("content");
    byte[] bytes =
        Optional.ofNullable(detail(context).contents().get(name))
            .flatMap(supervisor.history()::get)
            .orElseThrow(
                () ->
                    new RequestException(
                        Kind.UNKNOWN, "this event refers to nothing of that name"));
    Html.raw(context, bytes);
  }

  /** For templates. */
  static String sentence(RecordedEvent event) {
    return Show.line(Happening.of(event).sentence(), SENTENCE);
  }

  /** How it is meant, as a class of the style sheet. */
  static String tone(RecordedEvent event) {
    return switch (Happening.of(event).tone()) {
      case PLAIN -> "plain";
      case GOOD -> "good";
      case BAD -> "bad";
    };
  }

  /** For templates: with milliseconds. */
  static String time(Instant instant) {
    return MILLISECOND.format(instant);
  }

  /** Where the events of a stream are listed. */
  static Optional<String> stream(RecordedEvent event) {
    String stream = event.stream().value();
    return event.stream().generation().isPresent() || stream.startsWith("organism/")
        ? Optional.of(PATH + "?generation=" + stream.substring(stream.indexOf('/') + 1))
        : event.stream().campaign().map(it -> PATH + "?campaign=" + it);
  }
}
