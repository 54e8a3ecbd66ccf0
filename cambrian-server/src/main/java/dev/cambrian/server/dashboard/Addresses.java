package dev.cambrian.server.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.server.view.Happening;
import java.net.URLEncoder;

/** Addresses of pages; whatever is put into them is percent-encoded, segment by segment. */
final class Addresses {
  private Addresses() {}

  static String generation(int generation) {
    return "/ui/generations/" + generation;
  }

  static String spec(String hash) {
    return "/ui/specs/" + segment(hash);
  }

  static String campaign(String id) {
    return "/ui/campaigns/" + segment(id);
  }

  /** Of whom something is told. */
  static String subject(Happening.Subject subject) {
    return switch (subject) {
      case Happening.OfGeneration it -> generation(it.number());
      case Happening.OfOrganism it -> generation(it.generation());
      case Happening.OfSpec it -> spec(it.hash());
      case Happening.OfCampaign it -> campaign(it.id());
    };
  }

  /** One segment of a path. */
  static String segment(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20").replace("%3A", ":");
  }
}
