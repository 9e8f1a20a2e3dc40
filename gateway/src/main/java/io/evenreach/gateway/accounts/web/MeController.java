package io.evenreach.gateway.accounts.web;

import io.evenreach.gateway.accounts.web.AccountBodies.Me;
import io.evenreach.platform.security.OpenEndpoint;
import io.evenreach.platform.security.Scopes;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tells a caller who it is and what it may do, so that a user interface shows only what will work. */
@RestController
class MeController {

    @GetMapping("/api/v1/me")
    @OpenEndpoint(because = "whoever has a token may read what it says; without one the filter chain refuses")
    Me me(@AuthenticationPrincipal Jwt token) {
        List<String> roles = token.getClaimAsStringList("roles");
        List<String> granted = token.getClaimAsStringList("scope");
        Set<String> scopes = new HashSet<>(granted == null ? List.of() : granted);
        Collection<String> ordered =
                Scopes.all().stream().filter(scopes::contains).toList();
        return new Me(
                String.valueOf(token.getSubject()),
                roles == null ? "CLIENT" : "USER",
                roles == null ? List.of() : roles,
                ordered,
                token.getClaimAsString("partner_id"),
                token.getClaimAsString("merchant_id"),
                token.getClaimAsString("guide_id"));
    }
}
