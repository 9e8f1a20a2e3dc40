package io.evenreach.frequency.reach;

import io.evenreach.contracts.identity.TenureMove;
import io.evenreach.frequency.running.FeedsOfOthers;
import io.evenreach.identifiers.Hashed;
import io.evenreach.identifiers.Hashing;
import io.evenreach.identifiers.Identifier;
import io.evenreach.identifiers.IdentifierHasher;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.IdentifierType;
import io.evenreach.identifiers.Normaliser;
import io.evenreach.identifiers.ProfileIds;
import io.evenreach.testkit.Servers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** Who owns which cookie, as the feed has told it so far: the truth that reports are checked against. */
final class PeopleInTest {

    private final Hashing hashing = new Hashing(new Normaliser("CN"), IdentifierHasher.ofHex(Servers.IDENTIFIER_KEY));
    private final FeedsOfOthers feeds;
    private final Map<String, UUID> owners = new HashMap<>();
    /** For service messages. */
    private final Map<String, UUID> serviceOwners = new HashMap<>();

    private final Set<String> withdrawn = new HashSet<>();
    private final Map<String, Long> versions = new HashMap<>();
    private final Map<String, Instant> firstSeen = new HashMap<>();

    PeopleInTest(FeedsOfOthers feeds) {
        this.feeds = feeds;
    }

    /** Whose the cookie is: somebody of its own while identity has said nothing. */
    UUID ownerOf(String cookie) {
        return owners.getOrDefault(cookie, foundedBy(cookie));
    }

    /** The same for service messages. */
    UUID ownerForService(String cookie) {
        return serviceOwners.getOrDefault(cookie, foundedBy(cookie));
    }

    UUID foundedBy(String cookie) {
        return ProfileIds.foundedBy(hashed(cookie).key());
    }

    String keyOf(String cookie) {
        return hashed(cookie).key().hex();
    }

    /** When identity first saw each person it knows. */
    Map<UUID, Instant> known() {
        return known(this::ownerOf);
    }

    /** @param ownerOf one of the two ways to say whose a cookie is */
    Map<UUID, Instant> known(Function<String, UUID> ownerOf) {
        Map<UUID, Instant> known = new HashMap<>();
        firstSeen.forEach((cookie, at) -> {
            if (isSaid(cookie)) {
                known.merge(ownerOf.apply(cookie), at, (one, other) -> one.isBefore(other) ? one : other);
            }
        });
        return known;
    }

    /** Of what was withdrawn and is its own nothing is said, unless it is about somebody who is of interest otherwise. */
    private boolean isSaid(String cookie) {
        UUID own = foundedBy(cookie);
        return !withdrawn.contains(cookie)
                || !ownerForService(cookie).equals(own)
                || firstSeen.keySet().stream()
                        .filter(other -> !ownerOf(other).equals(ownerForService(other)))
                        .anyMatch(other -> ownerOf(other).equals(own)
                                || ownerForService(other).equals(own));
    }

    /** Whoever has the cookie withdraws advertising. */
    void withdraw(String cookie) {
        UUID from = ownerOf(cookie);
        owners.put(cookie, foundedBy(cookie));
        withdrawn.add(cookie);
        send(List.of(cookie), from, null, List.of("ADS"));
    }

    /** The cookie is that person's from now on, for one purpose or for both. */
    void give(String cookie, UUID to, List<String> purposes) {
        UUID from = purposes.contains("ADS") ? ownerOf(cookie) : ownerForService(cookie);
        if (purposes.contains("ADS")) {
            owners.put(cookie, to);
            withdrawn.remove(cookie);
        }
        if (purposes.contains("SERVICE")) {
            serviceOwners.put(cookie, to);
        }
        send(List.of(cookie), from, to, purposes);
    }

    void born(String cookie, Instant at) {
        firstSeen.put(cookie, at);
        owners.put(cookie, foundedBy(cookie));
        serviceOwners.put(cookie, foundedBy(cookie));
        send(List.of(cookie), null, foundedBy(cookie));
    }

    /** Somebody of whom nothing but this identifier is known. */
    UUID bornAs(Identifier identifier, Instant at) {
        IdentifierKey key = hashed(identifier).key();
        UUID founded = ProfileIds.foundedBy(key);
        feeds.identity(FeedsOfOthers.move(key.hex(), identifier.type().wireName(), null, founded, 1, at, null));
        return founded;
    }

    /** Every cookie of one person goes to the other. */
    void merge(UUID from, UUID to) {
        List<String> cookies = cookiesOf(from);
        cookies.forEach(cookie -> {
            owners.put(cookie, to);
            serviceOwners.put(cookie, to);
        });
        send(cookies, from, to);
    }

    /** A cookie goes back to where it came from. */
    void split(String cookie) {
        UUID from = ownerOf(cookie);
        owners.put(cookie, foundedBy(cookie));
        serviceOwners.put(cookie, foundedBy(cookie));
        send(List.of(cookie), from, foundedBy(cookie));
    }

    List<String> cookiesOf(UUID person) {
        List<String> cookies = new ArrayList<>();
        owners.forEach((cookie, owner) -> {
            if (owner.equals(person)) {
                cookies.add(cookie);
            }
        });
        return cookies;
    }

    private void send(List<String> cookies, @org.jspecify.annotations.Nullable UUID from, UUID to) {
        send(cookies, from, to, List.of("ADS", "SERVICE"));
    }

    private void send(
            List<String> cookies,
            @org.jspecify.annotations.Nullable UUID from,
            @org.jspecify.annotations.Nullable UUID to,
            List<String> purposes) {
        feeds.identity(
                purposes,
                cookies.stream()
                        .map(cookie -> FeedsOfOthers.move(
                                hashed(cookie).key().hex(),
                                "cookie",
                                from,
                                to,
                                versions.merge(cookie, 1L, Long::sum),
                                java.util.Objects.requireNonNull(firstSeen.get(cookie)),
                                null))
                        .toArray(TenureMove[]::new));
    }

    private Hashed hashed(String cookie) {
        return hashed(new Identifier(IdentifierType.COOKIE, "test", cookie));
    }

    private Hashed hashed(Identifier identifier) {
        Hashing.Outcome outcome = hashing.hash(identifier);
        if (outcome instanceof Hashing.Outcome.Key(Hashed hashed)) {
            return hashed;
        }
        throw new AssertionError(outcome);
    }
}
