package dev.cambrian.server.browser;

import dev.cambrian.server.dashboard.Site;
import java.net.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The pages that links lead to from the first one, one or two of each kind, and the links that lead
 * nowhere.
 *
 * @param pages addresses below the server's
 * @param dead where there is no page
 */
record SiteMap(List<String> pages, List<String> dead) {
  private static final Pattern LINK = Pattern.compile("<a [^>]*?href=\"(/[^\"#]*)");
  private static final int OF_ONE_KIND = 2;
  private static final int MOST = 150;

  static SiteMap of(Site site) {
    List<String> pages = new ArrayList<>();
    List<String> dead = new ArrayList<>();
    Map<String, Integer> kinds = new LinkedHashMap<>();
    Set<String> seen = new LinkedHashSet<>(List.of("/"));
    Deque<String> open = new ArrayDeque<>(seen);
    while (!open.isEmpty() && pages.size() < MOST) {
      String path = open.removeFirst();
      if (kinds.merge(kind(path), 1, Integer::sum) > OF_ONE_KIND) {
        continue;
      }
      HttpResponse<String> answer = site.get(path);
      if (answer.statusCode() != 200) {
        dead.add(path);
      } else if (answer.headers().firstValue("content-type").orElse("").startsWith("text/html")) {
        pages.add(path);
        Matcher links = LINK.matcher(answer.body());
        while (links.find()) {
          String link = links.group(1).replace("&amp;", "&").replace("&#39;", "'");
          if (seen.add(link)) {
            open.addLast(link);
          }
        }
      }
    }
    return new SiteMap(List.copyOf(pages), List.copyOf(dead));
  }

  /** What an address is of, whatever it names. */
  private static String kind(String path) {
    return path.replaceFirst("\\?.*", "?")
        .replaceAll("sha256(:|%3A)[0-9a-f]{64}", "HASH")
        .replaceFirst("(/files/).*", "$1PATH")
        .replaceAll("/[0-9]+", "/N");
  }
}
