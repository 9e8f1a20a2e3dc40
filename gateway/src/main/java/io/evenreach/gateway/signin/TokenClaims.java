package io.evenreach.gateway.signin;

import io.evenreach.gateway.accounts.Account;
import io.evenreach.gateway.accounts.Accounts;
import io.evenreach.gateway.clients.Client;
import io.evenreach.gateway.clients.Clients;
import io.evenreach.platform.security.Scopes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.stereotype.Component;

/**
 * What a token says: {@code scope} as a list, whose it is, and for people their roles. A person's scopes come from the
 * roles they have now, narrowed to those asked for by name, if any were.
 */
@Component
class TokenClaims implements OAuth2TokenCustomizer<JwtEncodingContext> {

    private final Accounts accounts;
    private final Clients clients;

    TokenClaims(Accounts accounts, Clients clients) {
        this.accounts = accounts;
        this.clients = clients;
    }

    @Override
    public void customize(JwtEncodingContext context) {
        boolean machine = AuthorizationGrantType.CLIENT_CREDENTIALS.equals(context.getAuthorizationGrantType());
        if (machine) {
            describe(context, client(context));
        } else if (OAuth2TokenType.ACCESS_TOKEN.equals(context.getTokenType())) {
            describe(context, account(context));
        } else {
            Account account = account(context);
            context.getClaims().claim("preferred_username", account.username()).claim("roles", roles(account));
        }
    }

    private static void describe(JwtEncodingContext context, Client client) {
        JwtClaimsSet.Builder claims = context.getClaims();
        claims.claim("scope", storable(ordered(context.getAuthorizedScopes())));
        claim(claims, "partner_id", client.partnerId());
        claim(claims, "merchant_id", client.merchantId());
    }

    private static void describe(JwtEncodingContext context, Account account) {
        JwtClaimsSet.Builder claims = context.getClaims();
        List<String> asked = ordered(context.getAuthorizedScopes());
        List<String> held = ordered(account.scopes());
        List<String> granted =
                asked.isEmpty() ? held : held.stream().filter(asked::contains).toList();
        claims.claim("scope", storable(granted));
        claims.claim("roles", roles(account));
        claim(claims, "guide_id", account.guideId());
    }

    private static void claim(JwtClaimsSet.Builder claims, String name, @Nullable String value) {
        if (value != null) {
            claims.claim(name, value);
        }
    }

    /** The scopes of ours among these, in the order of the catalogue. */
    private static List<String> ordered(Set<String> scopes) {
        return Scopes.all().stream().filter(scopes::contains).toList();
    }

    /** The store of authorizations reads back only the kinds of lists it knows. */
    private static List<String> storable(List<String> values) {
        return new ArrayList<>(values);
    }

    private static List<String> roles(Account account) {
        return storable(account.roleNames());
    }

    private Client client(JwtEncodingContext context) {
        return clients.find(context.getRegisteredClient().getClientId())
                .filter(Client::enabled)
                .orElseThrow(() -> new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_CLIENT));
    }

    private Account account(JwtEncodingContext context) {
        // Between the sign-in and the token the account may have been disabled.
        Authentication principal = context.getPrincipal();
        return Optional.ofNullable(principal)
                .flatMap(person -> accounts.find(person.getName()))
                .filter(Account::enabled)
                .orElseThrow(() -> new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_GRANT));
    }
}
