package dev.cambrian.server.gateway;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.router.JavalinDefaultRoutingApi;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mounts a gateway on a server: {@code POST PREFIX/v1/messages} and {@code POST
 * PREFIX/v1/messages/count_tokens}. Below {@code PREFIX/v1/} every other call is answered with the
 * Messages API's own 404 or 405. It handles its own errors and body limits; a server's filters
 * before it may refuse more.
 */
public final class GatewayRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(GatewayRoutes.class);
  private static final List<HandlerType> OTHERS =
      List.of(
          HandlerType.GET,
          HandlerType.HEAD,
          HandlerType.PUT,
          HandlerType.PATCH,
          HandlerType.DELETE,
          HandlerType.OPTIONS,
          HandlerType.TRACE);

  private final Gateway gateway;
  private final Function<Context, Optional<UUID>> door;

  private GatewayRoutes(Gateway gateway, Function<Context, Optional<UUID>> door) {
    this.gateway = gateway;
    this.door = door;
  }

  /**
   * Where it depends on the request.
   *
   * @param door the organism whose door a request came through; the token of any other is refused
   *     with 403
   */
  public static GatewayRoutes of(Gateway gateway, Function<Context, Optional<UUID>> door) {
    return new GatewayRoutes(gateway, door);
  }

  /** For any bearer of a token. */
  public static GatewayRoutes open(Gateway gateway) {
    return of(gateway, context -> Optional.empty());
  }

  /** For the one organism whose door it is; the token of any other is refused with 403. */
  public static GatewayRoutes door(Gateway gateway, UUID organismId) {
    return of(gateway, context -> Optional.of(organismId));
  }

  /**
   * @param prefix such as {@code /llm}; empty: at the root
   */
  public void register(JavalinDefaultRoutingApi routes, String prefix) {
    only(routes, prefix + "/v1/messages", (client, door) -> gateway.messages(client, door));
    only(
        routes,
        prefix + "/v1/messages/count_tokens",
        (client, door) -> gateway.countTokens(client, door));
    Handler unknown =
        served(
            (client, _) -> {
              throw RefusedCall.of(ErrorKind.NOT_FOUND, "the gateway has no such address");
            });
    routes.addHttpHandler(HandlerType.POST, prefix + "/v1/<path>", unknown);
    OTHERS.forEach(method -> routes.addHttpHandler(method, prefix + "/v1/<path>", unknown));
  }

  private interface Work {
    void on(Client client, Optional<UUID> door) throws IOException;
  }

  private void only(JavalinDefaultRoutingApi routes, String path, Work work) {
    routes.addHttpHandler(HandlerType.POST, path, served(work));
    Handler refused =
        served(
            (client, _) -> {
              client.header("allow", "POST");
              throw RefusedCall.of(ErrorKind.METHOD_NOT_ALLOWED, "only POST is allowed here");
            });
    OTHERS.forEach(method -> routes.addHttpHandler(method, path, refused));
  }

  private Handler served(Work work) {
    return context -> serve(context, work);
  }

  private void serve(Context context, Work work) {
    String id = "req_" + UUID.randomUUID().toString().replace("-", "");
    Client client = new Client(context, id);
    try {
      try {
        work.on(client, door.apply(context));
      } catch (RefusedCall refused) {
        client.refuse(refused);
      } catch (RuntimeException failed) {
        LOG.error("{} failed", id, failed);
        if (client.answered()) {
          client.abort();
        } else {
          client.refuse(RefusedCall.of(ErrorKind.API, "the gateway failed; its log says why"));
        }
      }
    } catch (Client.Gone gone) {
      LOG.info("{}: the client went away before it had its answer", id);
    } catch (IOException unread) {
      LOG.info("{}: the request could not be read: {}", id, unread.getMessage());
      client.abort();
    }
  }
}
