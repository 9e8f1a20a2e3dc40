package io.evenreach.gateway.accounts;

import io.evenreach.gateway.accounts.domain.Role;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A person who signs in.
 *
 * @param username lower case
 * @param guideId set where the person is a tour guide
 * @param lockedUntil set while repeated wrong passwords keep the account closed
 */
public record Account(
        String username,
        List<Role> roles,
        @Nullable String guideId,
        boolean enabled,
        @Nullable Instant lockedUntil,
        Instant createdAt) {

    public Set<String> scopes() {
        return Role.scopesOf(roles);
    }

    /** As on the wire and in a token. */
    public List<String> roleNames() {
        return roles.stream().map(Role::wireName).toList();
    }
}
