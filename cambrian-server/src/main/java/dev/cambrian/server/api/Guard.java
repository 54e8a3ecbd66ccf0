package dev.cambrian.server.api;

import dev.cambrian.server.supervisor.Caller;
import dev.cambrian.server.supervisor.RequestException;
import dev.cambrian.server.supervisor.RequestException.Kind;
import io.javalin.http.Context;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/**
 * Decides on whose behalf a request comes, before anything is done for it. A browser on this
 * machine can reach the loopback on behalf of any page: so the host must be one of ours, and an
 * origin, where there is one, that of the host. Organisms come in by their own door; a token, where
 * one is shown, must be one that is known.
 */
final class Guard {
  /** Before the id of an organism in the name of its connector. */
  static final String DOOR = "organism:";

  private static final String CALLER = "cambrian.caller";
  private static final String SIGNED_IN = "cambrian.signed-in";
  private static final Set<String> READING = Set.of("GET", "HEAD");
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private final Set<String> hosts;
  private final Optional<String> token;
  private final boolean tokenRequired;
  private final Organisms organisms;
  private final Optional<BrowserSessions> sessions;

  /** Who an organism is. */
  interface Organisms {
    /** There are none. */
    Organisms NONE =
        new Organisms() {
          @Override
          public Optional<Caller.Organism> byToken(String token) {
            return Optional.empty();
          }

          @Override
          public Optional<Caller.Organism> byDoor(String id) {
            return Optional.empty();
          }
        };

    /** By the secret that it shows. */
    Optional<Caller.Organism> byToken(String token);

    /** By the door that it came through. */
    Optional<Caller.Organism> byDoor(String id);
  }

  /**
   * @param hosts allowed beside the loopback's
   * @param token of the operator
   * @param tokenRequired whether nobody is let in without one
   * @param sessions of browsers that showed that token
   */
  Guard(
      Set<String> hosts,
      Optional<String> token,
      boolean tokenRequired,
      Organisms organisms,
      Optional<BrowserSessions> sessions) {
    this.sessions = sessions;
    this.hosts = Set.copyOf(hosts);
    this.token = token;
    this.tokenRequired = tokenRequired;
    this.organisms = organisms;
  }

  /**
   * @throws RequestException where it is not let in
   */
  void check(Context context, Access access) {
    Optional<String> door = door(context);
    if (door.isEmpty()) {
      requireOwnHost(context);
    }
    if (access == Access.ANYBODY) {
      return;
    }
    Caller caller = door.isPresent() ? throughDoor(context, door.get()) : direct(context);
    if (access == Access.OPERATOR && caller instanceof Caller.Organism) {
      throw new RequestException(Kind.FORBIDDEN, "this call is not for organisms");
    }
    context.attribute(CALLER, caller);
  }

  /**
   * The same for a page of the dashboard, to which a session's cookie opens as the token does, and
   * which asks for either wherever there is a token. A cookie comes along whoever made the browser
   * send it: so what changes something must say that it comes from a page of this server.
   *
   * @throws RequestException where it is not let in
   */
  void checkPage(Context context, Access access) {
    if (door(context).isEmpty()) {
      requireOwnPage(context);
    }
    boolean bare = door(context).isEmpty() && shown(context).isEmpty();
    if (access == Access.ANYBODY || !bare || token.isEmpty()) {
      check(context, access);
      return;
    }
    requireOwnHost(context);
    Optional<String> session = session(context);
    if (session.isEmpty() || sessions.filter(it -> it.isOpen(session.get())).isEmpty()) {
      throw new RequestException(Kind.UNAUTHENTICATED, "log in with the token of this server");
    }
    if (!READING.contains(context.req().getMethod())) {
      requireOrigin(context);
    }
    context.attribute(CALLER, new Caller.Operator());
    context.attribute(SIGNED_IN, true);
  }

  /**
   * Another site may lead a browser to a page, but not have it fetch one unseen: not all pages are
   * cheap. Browsers tell (Fetch Metadata Request Headers, W3C); who tells nothing is none.
   */
  private static void requireOwnPage(Context context) {
    String site = Optional.ofNullable(context.header("Sec-Fetch-Site")).orElse("none");
    boolean led =
        "navigate".equals(context.header("Sec-Fetch-Mode"))
            && "document".equals(context.header("Sec-Fetch-Dest"));
    if (!Set.of("none", "same-origin").contains(site) && !led) {
      throw new RequestException(
          Kind.FORBIDDEN, "a page of another origin must not call this server");
    }
  }

  /** A form that a page of this server sent, by whomever. */
  void requireOwnForm(Context context) {
    if (door(context).isPresent()) {
      throw new RequestException(Kind.FORBIDDEN, "this call is not for organisms");
    }
    requireOwnHost(context);
    requireOrigin(context);
  }

  /** That it is the own one is looked at wherever there is one. */
  private static void requireOrigin(Context context) {
    if (context.header("Origin") == null) {
      throw new RequestException(
          Kind.FORBIDDEN, "this request does not say which page it comes from; send a token");
    }
  }

  /** Whether a request only asks for something. */
  static boolean reads(Context context) {
    return READING.contains(context.req().getMethod());
  }

  /** Whether it was a session that {@link #checkPage} let in. */
  static boolean signedIn(Context context) {
    return context.attribute(SIGNED_IN) != null;
  }

  /** The session that a browser shows; not looked at yet. */
  static Optional<String> session(Context context) {
    return Optional.ofNullable(context.cookie(cookieName(context)));
  }

  /** Browsers do not keep the cookies of a host's ports apart. */
  static String cookieName(Context context) {
    return "cambrian-session-" + context.req().getLocalPort();
  }

  /** The organism whose door a request came through. */
  static Optional<UUID> organismOfDoor(Context context) {
    return door(context).map(UUID::fromString);
  }

  private static Optional<String> door(Context context) {
    String connector =
        ServletContextRequest.getServletContextRequest(context.req())
            .getConnectionMetaData()
            .getConnector()
            .getName();
    return Optional.ofNullable(connector)
        .filter(it -> it.startsWith(DOOR))
        .map(it -> it.substring(DOOR.length()));
  }

  private Caller throughDoor(Context context, String id) {
    Caller.Organism organism =
        organisms
            .byDoor(id)
            .orElseThrow(() -> new RequestException(Kind.FORBIDDEN, "this organism has ended"));
    Optional<String> shown = shown(context);
    if (shown.isPresent() && !organisms.byToken(shown.get()).equals(Optional.of(organism))) {
      throw new RequestException(Kind.UNAUTHENTICATED, "this token is not that of this organism");
    }
    return organism;
  }

  private Caller direct(Context context) {
    Optional<String> shown = shown(context);
    if (shown.isEmpty()) {
      if (tokenRequired) {
        throw new RequestException(
            Kind.UNAUTHENTICATED, "a token is required: send Authorization: Bearer …");
      }
      return new Caller.Operator();
    }
    if (token.filter(it -> same(it, shown.get())).isPresent()) {
      return new Caller.Operator();
    }
    return organisms
        .byToken(shown.get())
        .map(Caller.class::cast)
        .orElseThrow(
            () -> new RequestException(Kind.UNAUTHENTICATED, "this token is none that is known"));
  }

  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  private static Optional<String> shown(Context context) {
    String authorization = context.header("Authorization");
    if (authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return Optional.of(authorization.substring(7).strip());
    }
    return Optional.ofNullable(context.header("x-api-key"));
  }

  private void requireOwnHost(Context context) {
    String host = Optional.ofNullable(context.header("Host")).orElse("");
    String name = name(host);
    if (!LOOPBACK.contains(name) && !hosts.contains(name)) {
      throw new RequestException(
          Kind.FORBIDDEN,
          "the Host of this request is none of this server's; name it with --allow-host");
    }
    String origin = context.header("Origin");
    if (origin != null && !host.equals(authority(origin))) {
      throw new RequestException(
          Kind.FORBIDDEN, "a page of another origin must not call this server");
    }
  }

  /** Without the port. */
  private static String name(String host) {
    return host.replaceFirst(":[0-9]{1,5}$", "").toLowerCase(Locale.ROOT);
  }

  private static String authority(String origin) {
    try {
      return Optional.ofNullable(new URI(origin).getRawAuthority()).orElse("");
    } catch (URISyntaxException opaque) {
      return "";
    }
  }

  /** Whom {@link #check} let in. */
  static Caller caller(Context context) {
    Caller caller = context.attribute(CALLER);
    if (caller == null) {
      throw new RequestException(Kind.UNAUTHENTICATED, "nobody is known here");
    }
    return caller;
  }
}
