package io.evenreach.gateway.accounts.domain;

import io.evenreach.platform.security.Scopes;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What a person may do, as a table: each role is a set of scopes, and a person has the union of theirs. */
public enum Role {
    VIEWER(
            Scopes.IDENTITY_READ,
            Scopes.CHANNEL_READ,
            Scopes.CAMPAIGN_READ,
            Scopes.GOVERNANCE_READ,
            Scopes.IMPORT_READ,
            Scopes.REACH_READ,
            Scopes.DECISION_EXPLAIN),
    AUTHOR(
            VIEWER,
            Scopes.CAMPAIGN_WRITE,
            Scopes.CHANNEL_WRITE,
            Scopes.IMPORT_WRITE,
            Scopes.SIMULATION_RUN,
            Scopes.COMPLAINT_WRITE),
    APPROVER(VIEWER, Scopes.CAMPAIGN_APPROVE),
    GOVERNOR(VIEWER, Scopes.GOVERNANCE_WRITE, Scopes.GOVERNANCE_RELEASE, Scopes.AUDIT_READ),
    OPERATOR(VIEWER, Scopes.USER_READ, Scopes.CLIENT_READ, Scopes.FEED_READ),
    /** Everything but approving one's own campaigns: two people are needed for that. */
    ADMIN(everythingExcept(Scopes.CAMPAIGN_APPROVE_OWN)),
    /** The first user of an installation, who may be its only one. */
    OWNER(everythingExcept()),
    /** A tour guide, who sees and changes only what is their own. */
    GUIDE(Scopes.GUIDE_READ, Scopes.GUIDE_WRITE);

    // Always a copy that cannot change.
    @SuppressWarnings("ImmutableEnumChecker")
    private final Set<String> scopes;

    Role(String... scopes) {
        this.scopes = Set.of(scopes);
    }

    Role(Role base, String... scopes) {
        Set<String> all = new TreeSet<>(base.scopes);
        all.addAll(Arrays.asList(scopes));
        this.scopes = Set.copyOf(all);
    }

    private static String[] everythingExcept(String... reserved) {
        List<String> left = List.of(reserved);
        return Scopes.all().stream().filter(scope -> !left.contains(scope)).toArray(String[]::new);
    }

    /** The name on the wire and in the database. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public Set<String> scopes() {
        return scopes;
    }

    /** The role of a wire name, written in whatever case. */
    public static Optional<Role> named(String wireName) {
        return Arrays.stream(values())
                .filter(role -> role.wireName().equalsIgnoreCase(wireName))
                .findFirst();
    }

    public static List<String> wireNames() {
        return Arrays.stream(values()).map(Role::wireName).toList();
    }

    /** The union of what these roles may do, in the order of the catalogue. */
    public static Set<String> scopesOf(Collection<Role> roles) {
        Set<String> granted = new LinkedHashSet<>(Scopes.all());
        granted.removeIf(scope -> roles.stream().noneMatch(role -> role.scopes.contains(scope)));
        return granted;
    }
}
