package io.evenreach.identity.resolving;

import io.evenreach.identifiers.Hashed;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.ProfileIds;
import io.evenreach.identifiers.Strength;
import io.evenreach.identity.evidence.IdentifierJudge;
import io.evenreach.identity.evidence.Judged;
import io.evenreach.identity.evidence.RawIdentifier;
import io.evenreach.identity.gardens.Gardens;
import io.evenreach.identity.resolving.domain.Candidate;
import io.evenreach.identity.resolving.domain.Resolution;
import io.evenreach.identity.resolving.persistence.TenureReader;
import io.evenreach.identity.rules.Rules;
import io.evenreach.identity.rules.RulesInForce;
import io.evenreach.identity.rules.TypeRule;
import io.evenreach.identity.vocabulary.Purpose;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Answers who identifiers stand for, now or at a time. It writes nothing: an unknown identifier needs no row. */
@Service
public class Resolving {

    /** What is asked. */
    public record Lookup(
            List<RawIdentifier> identifiers, @Nullable Instant at, Purpose purpose) {}

    /** What is answered; see {@link Resolution}. */
    public record Found(@Nullable UUID profileId, boolean known, boolean undetermined) {}

    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private final IdentifierJudge judge;
    private final TenureReader tenures;
    private final Gardens gardens;
    private final RulesInForce rules;
    private final Clock clock;

    Resolving(IdentifierJudge judge, TenureReader tenures, Gardens gardens, RulesInForce rules, Clock clock) {
        this.gardens = gardens;
        this.judge = judge;
        this.tenures = tenures;
        this.rules = rules;
        this.clock = clock;
    }

    /**
     * One answer per lookup, in their order.
     *
     * @param asker who may not learn what was learned in closed gardens of others; null for the brand, who may
     */
    public List<Found> resolve(List<Lookup> lookups, @Nullable String asker) {
        List<List<Hashed>> usable = new ArrayList<>(lookups.size());
        Set<IdentifierKey> keys = new HashSet<>();
        for (Lookup lookup : lookups) {
            List<Hashed> hashed = new ArrayList<>();
            for (RawIdentifier raw : lookup.identifiers()) {
                if (judge.judge(raw) instanceof Judged.Usable(Hashed each)) {
                    hashed.add(each);
                    keys.add(each.key());
                }
            }
            usable.add(hashed);
        }
        Map<IdentifierKey, List<TenureReader.Span>> spans = tenures.ofKeys(keys);
        Set<IdentifierKey> hidden = asker == null ? Set.of() : gardens.learnedElsewhere(keys, asker);
        spans.keySet().removeAll(hidden);
        // Only what nobody owns from the beginning may be unseen at some time under another id than its own.
        Set<IdentifierKey> doubtful = new HashSet<>(keys);
        doubtful.removeIf(key ->
                spans.getOrDefault(key, List.of()).stream().anyMatch(span -> span.fromMillis() == Long.MIN_VALUE));
        Map<IdentifierKey, UUID> founded = tenures.foundedBy(doubtful);
        hidden.forEach(key -> founded.put(key, ProfileIds.foundedBy(key, asker + "/hidden")));
        Instant now = clock.instant();
        Rules inForce = rules.now();
        List<Found> found = new ArrayList<>(lookups.size());
        for (int i = 0; i < lookups.size(); i++) {
            Lookup lookup = lookups.get(i);
            Instant at = lookup.at() == null ? now : lookup.at();
            Resolution resolution = Resolution.of(usable.get(i).stream()
                    .map(hashed -> candidate(
                            hashed,
                            spans.getOrDefault(hashed.key(), List.of()),
                            lookup.purpose(),
                            millis(at),
                            inForce,
                            founded))
                    .toList());
            found.add(new Found(resolution.profileId(), resolution.known(), resolution.undetermined()));
        }
        return found;
    }

    /** Times beyond the calendar are as good as its ends. */
    private static long millis(Instant at) {
        if (at.isBefore(EARLIEST)) {
            return EARLIEST.toEpochMilli();
        }
        return at.isAfter(LATEST) ? LATEST.toEpochMilli() : at.toEpochMilli();
    }

    private static Candidate candidate(
            Hashed hashed,
            List<TenureReader.Span> spans,
            Purpose purpose,
            long atMillis,
            Rules inForce,
            Map<IdentifierKey, UUID> founded) {
        TypeRule rule = inForce.of(hashed.type());
        int priority = rule.priority();
        if (spans.stream().anyMatch(TenureReader.Span::unsettled)) {
            return new Candidate.Unsettled(hashed.key(), priority, rule.strength() == Strength.PERSON);
        }
        for (TenureReader.Span span : spans) {
            if (span.holdsFor(purpose, atMillis)) {
                UUID owner = span.profileId();
                return owner == null
                        ? new Candidate.Nobody(hashed.key(), priority)
                        : new Candidate.Owned(hashed.key(), priority, rule.strength() == Strength.PERSON, owner);
            }
        }
        UUID own = founded.get(hashed.key());
        return new Candidate.Unseen(
                hashed.key(), priority, rule.namesOnePerson(), own == null ? ProfileIds.foundedBy(hashed.key()) : own);
    }
}
