package dev.cambrian.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.server.dashboard.Call;
import dev.cambrian.server.dashboard.Dashboard;
import dev.cambrian.server.log.ServerLog;
import dev.cambrian.server.supervisor.RequestException;
import dev.cambrian.server.supervisor.RequestException.Kind;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets a browser in that knows the operator's token. Whoever guesses is slowed down: few guesses
 * are looked at at once, and a wrong one holds its place for a while.
 */
final class Login {
  static final String PATH = "/ui/login";
  static final String OUT = "/ui/logout";

  private static final ServerLog LOG = ServerLog.of("login");
  private static final int AT_ONCE = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Guard guard;
  private final Optional<BrowserSessions> sessions;
  private final Duration pause;
  private final Semaphore places = new Semaphore(AT_ONCE);

  /**
   * @param pause after a wrong token
   */
  Login(Guard guard, Optional<BrowserSessions> sessions, Duration pause) {
    this.guard = guard;
    this.sessions = sessions;
    this.pause = pause;
  }

  /** For whoever registers pages. */
  List<Call> calls() {
    return List.of(
        new Call(HandlerType.GET, PATH, true, Dashboard.shown(this::page)),
        new Call(HandlerType.POST, PATH, true, Dashboard.shown(this::in)),
        new Call(HandlerType.POST, OUT, true, Dashboard.shown(this::out)));
  }

  /** The form. */
  private void page(Context context) {
    Dashboard.login(
        context, 200, "", next(Optional.ofNullable(context.queryParam("next")).orElse("/")));
  }

  /** Instead of a page that somebody else may not see. */
  static void instead(Context context) {
    String asked =
        context.queryString() == null
            ? context.path()
            : context.path() + "?" + context.queryString();
    context.header("WWW-Authenticate", "Bearer");
    Dashboard.login(context, 401, "", context.req().getMethod().equals("POST") ? "/" : next(asked));
  }

  /** Takes the form. */
  private void in(Context context) throws InterruptedException {
    guard.requireOwnForm(context);
    String form = Body.text(context);
    String next = next(field(form, "next").orElse("/"));
    if (!places.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new RequestException(
          Kind.UNAVAILABLE, "too many try to log in at once; try again in a minute");
    }
    try {
      Optional<BrowserSessions> open =
          sessions.filter(it -> it.isToken(field(form, "token").orElse("")));
      if (open.isPresent()) {
        context.header("Set-Cookie", cookie(context, open.get().begin(), ""));
        context.status(303).header("Location", next);
        return;
      }
      LOG.warn("login.refused", "somebody showed a wrong token");
      Thread.sleep(pause);
    } finally {
      places.release();
    }
    context.header("WWW-Authenticate", "Bearer");
    Dashboard.login(context, 401, "This is not the token of this server.", next);
  }

  /** Ends the session, here and in the browser. */
  private void out(Context context) {
    guard.requireOwnForm(context);
    sessions.ifPresent(it -> it.end(Guard.session(context)));
    context.header("Set-Cookie", cookie(context, "", "; Max-Age=0"));
    context.status(303).header("Location", PATH);
  }

  private static String cookie(Context context, String value, String more) {
    return "%s=%s; Path=/; HttpOnly; SameSite=Strict%s"
        .formatted(Guard.cookieName(context), value, more);
  }

  /** Nowhere but to a page of this server. */
  private static String next(String path) {
    boolean own =
        path.length() <= 9_000
            && path.matches("/[!-~&&[^\\\\]]*")
            && !path.startsWith("//")
            && Dashboard.owns(path.replaceFirst("[?#].*", ""))
            && !path.startsWith("/ui/log")
            && !path.startsWith("/ui/live/");
    return own ? path : "/";
  }

  private static Optional<String> field(String form, String name) {
    return Arrays.stream(form.split("&", -1))
        .filter(it -> it.startsWith(name + "="))
        .map(it -> decoded(it.substring(name.length() + 1)))
        .findFirst();
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, UTF_8);
    } catch (IllegalArgumentException broken) {
      throw new RequestException(Kind.MALFORMED, "this is no form that can be read");
    }
  }
}
