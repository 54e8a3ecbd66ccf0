package dev.cambrian.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cambrian.server.dashboard.Call;
import dev.cambrian.server.dashboard.Dashboard;
import dev.cambrian.server.dashboard.Inhabitants;
import dev.cambrian.server.gateway.Gateway;
import dev.cambrian.server.gateway.GatewayRoutes;
import dev.cambrian.server.log.ServerLog;
import dev.cambrian.server.supervisor.RequestException;
import dev.cambrian.server.supervisor.Supervisor;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.router.Endpoint;
import io.javalin.util.JavalinException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Serves a supervisor over HTTP. */
public final class ApiServer implements AutoCloseable {
  private static final ServerLog LOG = ServerLog.of("api");

  /** From the stop on, to answer what has been asked. */
  private static final long STOP_MILLIS = 2_000;

  private final Javalin app;
  private final Settings settings;

  /**
   * Where and for whom.
   *
   * @param host to bind to
   * @param port 0: any
   * @param token of the operator
   * @param allowedHosts names under which it is called, beside those of the loopback
   * @param readOnly whether every call that could change something is refused
   */
  public record Settings(
      String host, int port, Optional<String> token, Set<String> allowedHosts, boolean readOnly) {
    /** One that takes every call. */
    public Settings(String host, int port, Optional<String> token, Set<String> allowedHosts) {
      this(host, port, token, allowedHosts, false);
    }

    public Settings {
      allowedHosts =
          allowedHosts.stream()
              .map(it -> it.toLowerCase(Locale.ROOT))
              .collect(Collectors.toUnmodifiableSet());
    }

    /** Those allowed, and the address itself where it is one. */
    Set<String> hosts() {
      Set<String> hosts = new HashSet<>(allowedHosts);
      if (!Set.of("0.0.0.0", "::").contains(host)) {
        hosts.add(authority().toLowerCase(Locale.ROOT));
      }
      return hosts;
    }

    private String authority() {
      return host.contains(":") ? "[" + host + "]" : host;
    }

    /** Whether nobody but this machine can come in. */
    public boolean loopback() {
      return Set.of("127.0.0.1", "localhost", "::1").contains(host);
    }
  }

  private ApiServer(Javalin app, Settings settings) {
    this.app = app;
    this.settings = settings;
  }

  /**
   * Serves from the moment it returns.
   *
   * @param doors that organisms come in by, open from then on
   * @throws ApiException where it cannot listen
   */
  public static ApiServer start(
      Settings settings, Supervisor supervisor, Hosted hosted, Doors doors) {
    return start(settings, ApiLimits.STANDARD, supervisor, Optional.of(hosted), doors);
  }

  /** With other limits, or without organisms. */
  static ApiServer start(
      Settings settings,
      ApiLimits limits,
      Supervisor supervisor,
      Optional<Hosted> hosted,
      Doors doors) {
    Optional<BrowserSessions> sessions =
        settings.token().map(it -> new BrowserSessions(it, supervisor.clock()));
    Guard guard =
        new Guard(
            settings.hosts(),
            settings.token(),
            !settings.loopback(),
            hosted.<Guard.Organisms>map(KnownOrganisms::new).orElse(Guard.Organisms.NONE),
            sessions);
    Login login = new Login(guard, sessions, limits.guess());
    List<Route> routes = Routes.of(supervisor, limits, hosted);
    SlowHeads heads = new SlowHeads(limits.head());
    Javalin app =
        Javalin.create(
            config -> {
              configure(config, limits, heads);
              if (settings.readOnly()) {
                config.routes.before(ApiServer::requireReading);
              }
              routes.forEach(route -> add(route, guard, limits, config.routes));
              List<Call> pages = new ArrayList<>(dashboard(settings, supervisor, hosted).calls());
              if (settings.token().isPresent()) {
                pages.addAll(login.calls());
              }
              pages(pages, guard, limits, config.routes);
              hosted.ifPresent(it -> mount(it.gateway(), guard, config.routes));
              new Problems(routes).register(config.routes);
            });
    Listening.begin(app, settings);
    doors.of(app.jettyServer().server(), heads, limits.idle());
    return new ApiServer(app, settings);
  }

  /**
   * Refuses an address at which nothing could listen now; nothing is made.
   *
   * @throws ApiException as {@link #start} throws it
   */
  public static void requireFree(Settings settings) {
    Listening.requireFree(settings);
  }

  /** A login changes nothing but who is let in. */
  private static void requireReading(Context context) {
    if (!Guard.reads(context) && !context.path().equals(Login.PATH)) {
      throw new RequestException(
          RequestException.Kind.FORBIDDEN,
          "this server only looks (serve --read-only): nothing can be started or changed here");
    }
  }

  private static Dashboard dashboard(
      Settings settings, Supervisor supervisor, Optional<Hosted> hosted) {
    return new Dashboard(
        supervisor,
        hosted.map(
            it -> new Inhabitants(it.organisms(), it.gateway(), it.campaigns(), it.occasion())),
        settings.readOnly());
  }

  /** What people look at; where there is a token, the page that takes it comes instead. */
  private static void pages(List<Call> calls, Guard guard, ApiLimits limits, RoutesConfig routes) {
    for (Call call : calls) {
      Handler handler =
          context -> {
            context.attribute(Body.PATIENCE, limits.body());
            context.attribute(Problems.ANSWERED, true);
            try {
              guard.checkPage(context, call.open() ? Access.ANYBODY : Access.OPERATOR);
            } catch (RequestException refused) {
              if (refused.kind() == RequestException.Kind.UNAUTHENTICATED) {
                Login.instead(context);
              } else {
                Dashboard.problem(
                    context, refused.kind().status(), String.valueOf(refused.getMessage()));
              }
              return;
            }
            Dashboard.handle(call, context, Guard.signedIn(context));
          };
      routes.addEndpoint(new Endpoint(call.method(), call.path(), handler));
      if (call.method().equals(HandlerType.GET)) {
        routes.addEndpoint(new Endpoint(HandlerType.HEAD, call.path(), handler));
      }
    }
  }

  /** It knows tokens itself, and answers as the Messages API does. */
  private static void mount(Gateway gateway, Guard guard, RoutesConfig routes) {
    routes.before("/llm/*", context -> guard.check(context, Access.ANYBODY));
    routes.before("/v1/*", context -> guard.check(context, Access.ANYBODY));
    GatewayRoutes calls = GatewayRoutes.of(gateway, Guard::organismOfDoor);
    calls.register(routes, "/llm");
    calls.register(routes, "");
  }

  private static void configure(JavalinConfig config, ApiLimits limits, SlowHeads heads) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.concurrency.useVirtualThreads = true;
    config.http.generateEtags = false;
    config.http.compressionStrategy = CompressionStrategy.NONE;
    config.http.defaultContentType = "application/json";
    config.http.maxRequestSize = Body.MAX_BYTES + 1L;
    config.router.treatMultipleSlashesAsSingleSlash = false;
    config.router.ignoreTrailingSlashes = false;
    config.jetty.modifyHttpConfiguration(
        http -> {
          http.setSendServerVersion(false);
          http.setRequestHeaderSize(16 * 1024);
          http.setIdleTimeout(limits.idle().toMillis());
        });
    config.jetty.modifyServer(
        server -> {
          server.setStopTimeout(STOP_MILLIS);
          server.setErrorHandler(new PlainErrors());
          heads.watch(server);
        });
  }

  private static void add(Route route, Guard guard, ApiLimits limits, RoutesConfig routes) {
    Handler handler =
        context -> {
          context.attribute(Body.PATIENCE, limits.body());
          guard.check(context, route.access());
          route.handler().handle(context);
        };
    routes.addEndpoint(new Endpoint(route.method(), route.path(), handler));
    if (route.method().equals(HandlerType.GET)) {
      // Javalin's own answer to HEAD is always 200 and has none of the call's headers.
      routes.addEndpoint(new Endpoint(HandlerType.HEAD, route.path(), handler));
    }
  }

  /** Where it listens. */
  public String address() {
    return "http://%s:%d".formatted(settings.authority(), app.port());
  }

  /** The same as others on this machine reach it, who cannot call every address at once. */
  public String localAddress() {
    return switch (settings.host()) {
      case "0.0.0.0" -> "http://127.0.0.1:" + app.port();
      case "::" -> "http://[::1]:" + app.port();
      default -> address();
    };
  }

  public int port() {
    return app.port();
  }

  @Override
  public void close() {
    try {
      app.stop();
    } catch (JavalinException late) {
      LOG.warn("api.cut", "some clients were cut off: they took too long for their answer");
    }
    LOG.info("api.stopped", "no request is taken any more");
  }

  /** What Jetty refuses before anybody else sees it. */
  private static final class PlainErrors extends ErrorHandler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      int status = response.getStatus();
      String error =
          switch (status) {
            case 400 -> "this is no HTTP request that can be read";
            case 414, 431 -> "the address or the headers are too long";
            case 503 -> "the server is stopping";
            default -> "this request is refused with status " + status;
          };
      response.getHeaders().put("Content-Type", "application/json");
      response.write(true, ByteBuffer.wrap(Problems.json(error).getBytes(UTF_8)), callback);
      return true;
    }
  }
}
