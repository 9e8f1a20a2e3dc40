package io.evenreach.gateway.clients.web;

import io.evenreach.gateway.authority.Authority;
import io.evenreach.gateway.clients.Client;
import io.evenreach.gateway.clients.Clients;
import io.evenreach.gateway.clients.IssuedSecret;
import io.evenreach.platform.page.Cursor;
import io.evenreach.platform.page.Page;
import io.evenreach.platform.problem.FieldError;
import io.evenreach.platform.problem.ProblemException;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The clients API. A secret is shown once; nobody hands out, or takes over, more scopes than they hold themselves. */
@RestController
@RequestMapping("/api/v1/clients")
class ClientsController {

    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}";

    private static final String OWNER =
            "An id has 1 to 100 letters, digits, or . _ - and starts with a letter or digit.";

    private final Clients clients;

    ClientsController(Clients clients) {
        this.clients = clients;
    }

    record NewClient(
            @NotNull
            @Pattern(
                    regexp = NAME,
                    message = "A client id has 1 to 100 letters, digits, or . _ - and starts with a letter or digit.")
            String clientId,

            @NotNull @Size(min = 1, max = 100) List<@NotBlank @Size(max = 100) String> scopes,

            @Nullable @Pattern(regexp = NAME, message = OWNER)
            String partnerId,

            @Nullable @Pattern(regexp = NAME, message = OWNER)
            String merchantId) {}

    record RegisteredClient(
            String clientId,
            Collection<String> scopes,
            @Nullable String partnerId,
            @Nullable String merchantId,
            boolean enabled,
            Instant createdAt,
            @Nullable Instant previousSecretUntil) {

        static RegisteredClient of(Client client) {
            return new RegisteredClient(
                    client.clientId(),
                    client.scopes(),
                    client.partnerId(),
                    client.merchantId(),
                    client.enabled(),
                    client.createdAt(),
                    client.secrets().previousUntil());
        }
    }

    /** The only answer that carries the secret in clear. */
    record ClientWithSecret(
            String clientId,
            String clientSecret,
            Collection<String> scopes,
            @Nullable String partnerId,
            @Nullable String merchantId,
            boolean enabled,
            Instant createdAt,
            @Nullable Instant previousSecretUntil) {

        static ClientWithSecret of(IssuedSecret issued) {
            Client client = issued.client();
            return new ClientWithSecret(
                    client.clientId(),
                    issued.clientSecret(),
                    client.scopes(),
                    client.partnerId(),
                    client.merchantId(),
                    client.enabled(),
                    client.createdAt(),
                    issued.previousSecretUntil());
        }
    }

    @PostMapping
    @RequiresScope(Scopes.CLIENT_WRITE)
    @ApiResponse(responseCode = "201", useReturnTypeSchema = true)
    ResponseEntity<ClientWithSecret> register(@Valid @RequestBody NewClient body, Caller caller) {
        Authority.requirePlatform(caller);
        checkScopes(body.scopes(), body.partnerId() != null);
        Authority.requireScopes(caller, body.scopes());
        IssuedSecret issued = clients.register(body.clientId(), body.scopes(), body.partnerId(), body.merchantId())
                .orElseThrow(() -> new ProblemException(
                        HttpStatus.CONFLICT, "CONFLICT", "There is a client or a user of that name already."));
        return ResponseEntity.created(URI.create("/api/v1/clients/" + body.clientId()))
                .header("Cache-Control", "no-store")
                .body(ClientWithSecret.of(issued));
    }

    @GetMapping
    @RequiresScope(Scopes.CLIENT_READ)
    Page<RegisteredClient> list(
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit,
            Caller caller) {
        Authority.requirePlatform(caller);
        int bounded = Cursor.limit(limit);
        List<Client> found = clients.list(Objects.requireNonNullElse(Cursor.decode(cursor), ""), bounded + 1);
        return Page.of(found, bounded, Client::clientId).map(RegisteredClient::of);
    }

    @GetMapping("/{clientId}")
    @RequiresScope(Scopes.CLIENT_READ)
    RegisteredClient get(@PathVariable String clientId, Caller caller) {
        Authority.requirePlatform(caller);
        return RegisteredClient.of(existing(clientId));
    }

    @PostMapping("/{clientId}:rotate")
    @RequiresScope(Scopes.CLIENT_WRITE)
    ResponseEntity<ClientWithSecret> rotate(@PathVariable String clientId, Caller caller) {
        within(caller, clientId);
        IssuedSecret issued = clients.rotate(clientId).orElseThrow(() -> ProblemException.notFound("client"));
        return ResponseEntity.ok().header("Cache-Control", "no-store").body(ClientWithSecret.of(issued));
    }

    @PostMapping("/{clientId}:disable")
    @RequiresScope(Scopes.CLIENT_WRITE)
    RegisteredClient disable(@PathVariable String clientId, Caller caller) {
        within(caller, clientId);
        if (clientId.equals(caller.subject())) {
            throw new ProblemException(HttpStatus.CONFLICT, "OWN_ACCOUNT", "Somebody else has to disable this client.");
        }
        clients.enable(clientId, false);
        return RegisteredClient.of(existing(clientId));
    }

    @PostMapping("/{clientId}:enable")
    @RequiresScope(Scopes.CLIENT_WRITE)
    RegisteredClient enable(@PathVariable String clientId, Caller caller) {
        within(caller, clientId);
        clients.enable(clientId, true);
        return RegisteredClient.of(existing(clientId));
    }

    private Client existing(String clientId) {
        return clients.find(clientId).orElseThrow(() -> ProblemException.notFound("client"));
    }

    private void within(Caller caller, String clientId) {
        Authority.requirePlatform(caller);
        Authority.requireScopes(caller, existing(clientId).scopes());
    }

    private static void checkScopes(List<String> scopes, boolean ofAPartner) {
        List<FieldError> errors = new ArrayList<>();
        for (int index = 0; index < scopes.size(); index++) {
            String pointer = "/scopes/" + index;
            String scope = scopes.get(index);
            if (!Scopes.all().contains(scope)) {
                errors.add(new FieldError(pointer, "UNKNOWN_SCOPE", "There is no scope " + scope + "."));
            } else if (scope.equals(Scopes.CAMPAIGN_APPROVE_OWN)) {
                errors.add(new FieldError(pointer, "RESERVED_SCOPE", "Only the first client may have " + scope + "."));
            } else if (ofAPartner && scope.equals(Scopes.DECISION_EXPLAIN)) {
                errors.add(new FieldError(pointer, "RESERVED_SCOPE", "No partner's client may have " + scope + "."));
            }
        }
        if (!errors.isEmpty()) {
            throw new ProblemException(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    errors.getFirst().code(),
                    errors.getFirst().message(),
                    errors);
        }
    }
}
