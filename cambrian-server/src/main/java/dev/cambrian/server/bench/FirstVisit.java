package dev.cambrian.server.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** All that a browser which was never here is sent for the page Now, one after the other. */
final class FirstVisit {
  /** What a page cannot be seen or used without. */
  private static final Pattern FILES =
      Pattern.compile("<(?:link|script) [^>]*(?:href|src)=\"(/[^\"]*)\"");

  private static final Pattern LIVE = Pattern.compile("sse-connect=\"(/[^\"]*)\"");
  private static final Pattern MENU =
      Pattern.compile("<nav aria-label=\"Pages\">(.*?)</nav>", Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("<a href=\"(/[^\"]*)\"");

  /**
   * What came.
   *
   * @param page its HTML
   * @param parts each address with the bytes over the wire
   * @param millis from the first request to the last byte
   */
  record Transfers(String page, List<Part> parts, double millis) {
    Transfers {
      parts = List.copyOf(parts);
    }

    /** Over the wire. */
    long bytes() {
      return parts.stream().mapToLong(Part::bytes).sum();
    }

    /** Where the menu leads. */
    Set<String> menu() {
      Set<String> links = new LinkedHashSet<>();
      addresses(MENU, page).forEach(it -> links.addAll(addresses(LINK, it)));
      return links;
    }

    /** The largest first. */
    String told() {
      List<String> each =
          parts.stream()
              .sorted((a, b) -> Long.compare(b.bytes(), a.bytes()))
              .map(it -> String.format(Locale.ROOT, "%s %.1f", it.name(), it.bytes() / 1e3))
              .toList();
      return String.join(", ", each);
    }
  }

  /**
   * One answer.
   *
   * @param bytes over the wire
   */
  record Part(String address, long bytes) {
    /** The last word of the address. */
    String name() {
      return address.equals("/") ? "page" : address.substring(address.lastIndexOf('/') + 1);
    }
  }

  private FirstVisit() {}

  static Transfers of(int port) throws IOException {
    List<Part> parts = new ArrayList<>();
    long began = System.nanoTime();
    Wire.Answer page = Wire.get(port, "/");
    parts.add(new Part("/", page.bytes()));
    for (String file : addresses(FILES, page.body())) {
      parts.add(new Part(file, Wire.get(port, file).bytes()));
    }
    for (String live : addresses(LIVE, page.body())) {
      parts.add(new Part(live, Wire.firstEvent(port, live, "part").bytes()));
    }
    double millis = (System.nanoTime() - began) / 1e6;
    if (parts.size() < 4) {
      throw new BenchException("the page Now names no style, script or stream of its own");
    }
    return new Transfers(page.body(), parts, millis);
  }

  private static List<String> addresses(Pattern pattern, String html) {
    return pattern.matcher(html).results().map((MatchResult it) -> it.group(1)).toList();
  }
}
