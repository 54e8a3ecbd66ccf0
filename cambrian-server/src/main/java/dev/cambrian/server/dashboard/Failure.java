package dev.cambrian.server.dashboard;

import dev.cambrian.core.CambrianException;
import dev.cambrian.core.pipeline.SupervisionException;
import dev.cambrian.server.organism.OrganismException;
import dev.cambrian.server.supervisor.RequestException;
import io.javalin.http.HttpResponseException;

/**
 * What is told of a failure to whoever asked, be it a browser or a program: the one mapping of
 * failures to statuses.
 *
 * @param status of HTTP (RFC 9110)
 * @param reason one line without anything of the server's inside
 * @param ours whether it is for the server's log: nothing is wrong with what was asked
 */
public record Failure(int status, String reason, boolean ours) {
  /** Of what a call threw; an interrupt is that of a server that ends. */
  public static Failure of(Exception failure) {
    return switch (failure) {
      case RequestException it -> refused(it.kind().status(), it);
      case OrganismException it -> refused(status(it.kind()), it);
      case SupervisionException.Unknown it -> refused(404, it);
      case SupervisionException.WrongState it -> refused(409, it);
      case HttpResponseException it -> refused(it.getStatus(), it);
      case CambrianException it -> new Failure(503, String.valueOf(it.getMessage()), true);
      case InterruptedException _ ->
          new Failure(503, "the server ends; ask again when it runs", false);
      default -> new Failure(500, "this is a defect of the server; its log tells where", true);
    };
  }

  private static Failure refused(int status, Exception refusal) {
    return new Failure(status, String.valueOf(refusal.getMessage()), false);
  }

  private static int status(OrganismException.Kind kind) {
    return switch (kind) {
      case UNKNOWN -> 404;
      case CONFLICT -> 409;
      case INVALID -> 400;
      case UNAVAILABLE -> 503;
    };
  }
}
