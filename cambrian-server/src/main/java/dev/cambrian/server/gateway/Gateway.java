package dev.cambrian.server.gateway;

import dev.cambrian.core.history.History;
import dev.cambrian.core.json.Quote;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Messages API in front of whichever provider is configured, for organisms with a token.
 *
 * <ul>
 *   <li>A call is answered within its token's models, budgets, calls at once and expiry, else with
 *       the API's own error; calls made at once never use more than the budgets allow, as far as
 *       input can be estimated.
 *   <li>Every answer that came whole is an {@code llm.answered} event of the organism before its
 *       end is told.
 *   <li>The provider's key is in no answer, blob or line of the log.
 * </ul>
 *
 * Safe for any number of threads. Mounted by {@link GatewayRoutes}.
 */
public final class Gateway implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
  private static final int ACCOUNTS_KEPT = 64;
  private static final int SHOWN = 400;

  private final GatewaySettings settings;
  private final GatewayTokens tokens;
  private final History history;
  private final Clock clock;
  private final Provider provider;
  private final Exchange.Ledger ledger;
  private final GatewayListener listener;
  private final Secrets secrets;
  private final Set<Open> open = ConcurrentHashMap.newKeySet();
  private final ConcurrentHashMap<UUID, Account> accounts = new ConcurrentHashMap<>();

  /**
   * @throws IllegalArgumentException if the upstream's address is no http or https URL
   */
  public Gateway(GatewaySettings settings, GatewayTokens tokens, History history, Clock clock) {
    this(settings, tokens, history, clock, GatewayListener.NONE);
  }

  /**
   * One that tells what is asked.
   *
   * @throws IllegalArgumentException if the upstream's address is no http or https URL
   */
  public Gateway(
      GatewaySettings settings,
      GatewayTokens tokens,
      History history,
      Clock clock,
      GatewayListener listener) {
    this.listener = listener;
    this.settings = settings;
    this.tokens = tokens;
    this.history = history;
    this.clock = clock;
    provider =
        settings.upstream().isPresent()
            ? new PassThrough(settings.upstream().get(), settings.limits())
            : new Translated(settings.choice(), settings.limits());
    secrets = new Secrets(settings.upstream().map(it -> List.of(it.apiKey())).orElse(List.of()));
    ledger =
        new Exchange.Ledger(
            history, tokens, settings.prices(), settings.record().map(ExchangeRecorder::new));
  }

  /**
   * A call that is under way.
   *
   * @param since when it began
   */
  public record Open(GatewayListener.Call call, Instant since) {}

  /** The calls that are under way, the oldest first. */
  public List<Open> open() {
    return open.stream().sorted(Comparator.comparing(Open::since)).toList();
  }

  /** Ends the calls that are under way. */
  @Override
  public void close() {
    provider.close();
  }

  /**
   * @param door the organism whose door it came through; only its own token opens it
   * @throws RefusedCall if it is not to be answered
   */
  void messages(Client client, Optional<UUID> door) throws IOException {
    String bearer = bearer(client);
    Account account = account(bearer, door);
    try (Account.Place place = account.enter()) {
      MessagesRequest request = request(client, account, false);
      try (Account.Asked asked = asked(account, request);
          Exchange exchange =
              new Exchange(account, place, asked, request, secrets.and(bearer), ledger)) {
        GatewayListener.Call call = call(account, request, asked.next());
        Open under = new Open(call, clock.instant());
        open.add(under);
        listener.asking(call);
        try {
          provider.answer(client, exchange);
        } catch (RefusedCall refused) {
          listener.refused(call, fault(refused), String.valueOf(refused.getMessage()));
          throw refused;
        } finally {
          open.remove(under);
        }
      }
    }
  }

  private Account.Asked asked(Account account, MessagesRequest request) {
    try {
      return account.ask(request, provider.free());
    } catch (RefusedCall refused) {
      listener.refused(
          call(account, request, account.next()),
          fault(refused),
          String.valueOf(refused.getMessage()));
      throw refused;
    }
  }

  private static GatewayListener.Call call(
      Account account, MessagesRequest request, NextRequest next) {
    GatewayToken token = account.token();
    return new GatewayListener.Call(
        token.organismId(), token.generation(), request.model(), next.purpose(), next.ordinal());
  }

  private static GatewayListener.Fault fault(RefusedCall refused) {
    return switch (refused.kind()) {
      case NOT_FOUND -> GatewayListener.Fault.NOT_RECORDED;
      case BILLING -> GatewayListener.Fault.BUDGET;
      case RATE_LIMIT, API, OVERLOADED -> GatewayListener.Fault.PROVIDER;
      case INVALID_REQUEST, AUTHENTICATION, PERMISSION, METHOD_NOT_ALLOWED, REQUEST_TOO_LARGE ->
          GatewayListener.Fault.REQUEST;
    };
  }

  /** As {@link #messages}, for the number of input tokens. */
  void countTokens(Client client, Optional<UUID> door) throws IOException {
    Account account = account(bearer(client), door);
    try (Account.Place _ = account.enter()) {
      provider.count(client, request(client, account, true));
    }
  }

  private MessagesRequest request(Client client, Account account, boolean counts)
      throws IOException {
    MessagesRequest request =
        MessagesRequest.of(client.body(settings.limits().requestBytes()), counts);
    List<String> models = account.token().models();
    if (!models.isEmpty() && !models.contains(request.model())) {
      throw RefusedCall.of(
          ErrorKind.PERMISSION,
          "the model %s is not among those of this token: %s"
              .formatted(Quote.bare(request.model(), 60), String.join(", ", models)));
    }
    if (!request.stripped().isEmpty()) {
      String what = Quote.bare(String.join(", ", request.stripped()), SHOWN);
      LOG.warn("stripped from a request of organism {}: {}", account.token().organismId(), what);
      client.header("cambrian-stripped", what.replace("…", "..."));
    }
    return request;
  }

  private Account account(String bearer, Optional<UUID> door) {
    GatewayToken token =
        tokens
            .authenticate(bearer)
            .orElseThrow(
                () ->
                    RefusedCall.of(ErrorKind.AUTHENTICATION, "the token is not known or revoked"));
    if (!clock.instant().isBefore(token.expires())) {
      throw RefusedCall.of(ErrorKind.AUTHENTICATION, "the token has expired");
    }
    if (door.isPresent() && !door.get().equals(token.organismId())) {
      throw RefusedCall.of(ErrorKind.PERMISSION, "the token is another organism's");
    }
    if (accounts.size() > ACCOUNTS_KEPT) {
      accounts.keySet().removeIf(organism -> !tokens.has(organism));
    }
    return accounts.compute(
        token.organismId(),
        (organism, known) ->
            known != null && known.token().equals(token)
                ? known
                : new Account(token, tokens.broken(organism), history, settings.prices()));
  }

  private static String bearer(Client client) {
    Optional<String> authorization =
        client
            .header("authorization")
            .filter(value -> value.regionMatches(true, 0, "Bearer ", 0, "Bearer ".length()))
            .map(value -> value.substring("Bearer ".length()).strip());
    return client
        .header("x-api-key")
        .map(String::strip)
        .filter(value -> !value.isEmpty())
        .or(() -> authorization)
        .orElseThrow(
            () ->
                RefusedCall.of(
                    ErrorKind.AUTHENTICATION,
                    "there is no token; send it as x-api-key or as a bearer token"));
  }
}
