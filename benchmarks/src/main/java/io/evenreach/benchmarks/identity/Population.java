package io.evenreach.benchmarks.identity;

import io.evenreach.identity.evidence.RawIdentifier;
import io.evenreach.identity.evidence.RawObservation;
import io.evenreach.identity.vocabulary.ContactDomain;
import io.evenreach.identity.vocabulary.EvidenceKind;
import io.evenreach.identity.vocabulary.Purpose;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** People with ten identifiers each, and what is seen of them. */
final class Population {

    static final int IDENTIFIERS_PER_PERSON = 10;

    private static final int COOKIES = 6;
    private static final Instant SINCE = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration SPAN = Duration.ofDays(60);

    private final int people;

    Population(int people) {
        this.people = people;
    }

    /** A login, a phone, a mail address, a device and six cookies. */
    List<RawIdentifier> identifiersOf(int person) {
        List<RawIdentifier> own = List.of(
                new RawIdentifier("login_id", "web", "login-" + person),
                new RawIdentifier("phone", null, "1380" + (1_000_000 + person)),
                new RawIdentifier("email", null, "person" + person + "@example.org"),
                new RawIdentifier("oaid", null, "device-number-" + person));
        return IntStream.range(0, IDENTIFIERS_PER_PERSON)
                .mapToObj(i -> i < IDENTIFIERS_PER_PERSON - COOKIES ? own.get(i) : cookie(person + "-" + i))
                .toList();
    }

    private static RawIdentifier cookie(String value) {
        return new RawIdentifier("cookie", "site", "cookie-" + value);
    }

    /** Everything of a person at once. */
    RawObservation introduction(int person) {
        return observation("intro-" + person, SINCE, identifiersOf(person));
    }

    /** Two identifiers of somebody; one time in twenty a cookie that was never seen. */
    RawObservation glimpse(Random random, String id) {
        List<RawIdentifier> all = identifiersOf(random.nextInt(people));
        RawIdentifier other =
                random.nextInt(20) == 0 ? cookie(id) : all.get(1 + random.nextInt(IDENTIFIERS_PER_PERSON - 1));
        Instant at = SINCE.plusSeconds(random.nextLong(SPAN.toSeconds()));
        return observation(id, at, List.of(all.getFirst(), other));
    }

    /** Two identifiers to ask for. */
    List<RawIdentifier> question(Random random) {
        List<RawIdentifier> all = identifiersOf(random.nextInt(people));
        return List.of(
                all.get(random.nextInt(IDENTIFIERS_PER_PERSON)), all.get(random.nextInt(IDENTIFIERS_PER_PERSON)));
    }

    static RawObservation observation(String id, Instant at, List<RawIdentifier> identifiers) {
        return observation(id, at, identifiers, Purpose.ALL);
    }

    static RawObservation observation(String id, Instant at, List<RawIdentifier> identifiers, Set<Purpose> purposes) {
        return new RawObservation(
                id, at, "bench", ContactDomain.PRIVATE, EvidenceKind.SDK, identifiers, purposes, false);
    }
}
