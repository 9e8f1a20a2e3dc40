package io.evenreach.gateway.signin;

import io.evenreach.gateway.clients.Client;
import io.evenreach.gateway.clients.Clients;
import io.evenreach.platform.security.Scopes;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.stereotype.Component;

/** The machines of the clients API, and the one public client: our user interface. */
@Component
class RegisteredClients implements RegisteredClientRepository {

    static final String USER_INTERFACE = "evenreach-admin";

    private final Clients clients;
    private final SignInProperties properties;
    private final Clock clock;
    private final RegisteredClient userInterface;

    RegisteredClients(Clients clients, SignInProperties properties, Clock clock) {
        this.clients = clients;
        this.properties = properties;
        this.clock = clock;
        this.userInterface = userInterface(properties);
    }

    @Override
    public void save(RegisteredClient client) {
        throw new UnsupportedOperationException("Clients are made with the clients API");
    }

    @Override
    public @Nullable RegisteredClient findById(String id) {
        return findByClientId(id);
    }

    @Override
    public @Nullable RegisteredClient findByClientId(String clientId) {
        if (USER_INTERFACE.equals(clientId)) {
            return userInterface;
        }
        return clients.find(clientId).filter(Client::enabled).map(this::machine).orElse(null);
    }

    private RegisteredClient machine(Client client) {
        return RegisteredClient.withId(client.clientId())
                .clientId(client.clientId())
                .clientIdIssuedAt(client.createdAt())
                .clientSecret(HeldSecretEncoder.encode(client.secretsValidAt(clock.instant())))
                .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
                .scopes(scopes -> scopes.addAll(client.scopes()))
                .tokenSettings(tokens(properties.clientTokenLifetime()))
                .build();
    }

    private static RegisteredClient userInterface(SignInProperties properties) {
        URI issuer = properties.issuer();
        String origin = issuer.getScheme() + "://" + issuer.getRawAuthority();
        return RegisteredClient.withId(USER_INTERFACE)
                .clientId(USER_INTERFACE)
                .clientAuthenticationMethod(ClientAuthenticationMethod.NONE)
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .redirectUri(origin + "/callback")
                .redirectUri(origin + "/docs/oauth2-redirect.html")
                .redirectUri("http://localhost:" + properties.localPort() + "/callback")
                .redirectUri("http://localhost:" + properties.localPort() + "/docs/oauth2-redirect.html")
                // RFC 8252, 7.3: on the loopback address the port is not compared.
                .redirectUri("http://127.0.0.1/callback")
                .redirectUri("http://127.0.0.1/docs/oauth2-redirect.html")
                .postLogoutRedirectUri(origin + "/")
                .postLogoutRedirectUri("http://localhost:" + properties.localPort() + "/")
                .postLogoutRedirectUri("http://127.0.0.1:" + properties.localPort() + "/")
                .scope(OidcScopes.OPENID)
                .scope(OidcScopes.PROFILE)
                .scopes(scopes -> scopes.addAll(Scopes.all()))
                .clientSettings(ClientSettings.builder()
                        .requireProofKey(true)
                        .requireAuthorizationConsent(false)
                        .build())
                .tokenSettings(tokens(properties.userTokenLifetime()))
                .build();
    }

    private static TokenSettings tokens(Duration lifetime) {
        return TokenSettings.builder()
                .accessTokenTimeToLive(lifetime)
                .authorizationCodeTimeToLive(Duration.ofMinutes(2))
                .build();
    }
}
