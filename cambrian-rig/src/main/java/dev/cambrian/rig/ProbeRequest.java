package dev.cambrian.rig;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One HTTP/1.1 request over IPv4 loopback or IPv6 loopback.
 *
 * @param host as the health URL names it; {@code localhost} is 127.0.0.1
 * @param target path and query as the contract has them; what a request line cannot carry is
 *     percent-encoded
 * @param patience how long to try again where nobody listens yet
 * @param deadline for the whole exchange, body and patience included
 */
record ProbeRequest(
    String host,
    int port,
    String method,
    String target,
    List<Header> headers,
    Optional<String> body,
    Duration patience,
    Duration deadline) {
  ProbeRequest {
    headers = List.copyOf(headers);
  }

  record Header(String name, String value) {}
}
