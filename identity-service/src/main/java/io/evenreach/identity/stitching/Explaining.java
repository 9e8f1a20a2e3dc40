package io.evenreach.identity.stitching;

import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.identifiers.Strength;
import io.evenreach.identity.rules.Rules;
import io.evenreach.identity.rules.RulesInForce;
import io.evenreach.identity.stitching.domain.Explanation;
import io.evenreach.identity.stitching.domain.Explanation.Apart;
import io.evenreach.identity.stitching.domain.Explanation.Step;
import io.evenreach.identity.stitching.domain.Explanation.Together;
import io.evenreach.identity.stitching.domain.Stitcher;
import io.evenreach.identity.stitching.domain.TypedKey;
import io.evenreach.identity.stitching.persistence.PostgresStitchingStore;
import io.evenreach.identity.stitching.persistence.TakenBack;
import io.evenreach.identity.stitching.persistence.Unsettled;
import io.evenreach.identity.vocabulary.Purpose;
import io.evenreach.platform.problem.ProblemException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Explains why two identifiers are one person's, or why not. It changes nothing. */
@Service
public class Explaining {

    /** Why, or why not: one of the two is null. */
    public record Explained(@Nullable Why why, @Nullable WhyNot whyNot) {

        /** With the weight of each link that has one. */
        public Explained weighed(Function<Link, @Nullable Weight> weight) {
            return why == null
                    ? this
                    : new Explained(
                            new Why(
                                    why.profileId(),
                                    why.path().stream()
                                            .map(link -> link.with(weight.apply(link)))
                                            .toList(),
                                    why.bridge()),
                            whyNot);
        }
    }

    /**
     * Why they are one person's.
     *
     * @param path the fewest sightings that link them; empty where both are the same identifier
     * @param bridge the evidence of a step without which they would be two people's; null where no single one is
     */
    public record Why(
            UUID profileId, List<Link> path, @Nullable UUID bridge) {}

    /**
     * A sighting that links two identifiers.
     *
     * @param evidence its kind, such as {@code LOGIN}
     * @param ruleVersion the rules it was stitched by
     * @param weight how much speaks for it, where it is not certain; null where it is
     */
    public record Link(
            Named from,
            Named to,
            UUID evidenceId,
            String observationId,
            Instant at,
            String source,
            String domain,
            String evidence,
            long ruleVersion,
            @Nullable Weight weight) {

        private Link with(@Nullable Weight weighed) {
            return new Link(from, to, evidenceId, observationId, at, source, domain, evidence, ruleVersion, weighed);
        }
    }

    /**
     * How much speaks for a link that linkage found.
     *
     * @param probability that it is right, as it was found
     * @param bits what its two records say themselves: log2 of how many times more probable that is for one person
     */
    public record Weight(double probability, double bits) {}

    /** An identifier as it may be shown. */
    public record Named(String type, String scope, String masked, String hash) {}

    /**
     * Why they are not.
     *
     * @param reason {@code BLOCKED}, or one of {@link Explanation.Reason}
     * @param identifier what the reason is about; null where it is about both
     * @param evidenceId the evidence or split it is about; null where there is none
     */
    public record WhyNot(
            String reason,
            @Nullable Named identifier,
            @Nullable UUID evidenceId,
            long ruleVersion) {}

    private final JdbcTemplate jdbc;
    private final TakenBack takenBack;
    private final TransactionTemplate snapshot;
    private final RulesInForce rules;
    private final Unsettled unsettled;
    private final StitchingProperties properties;

    Explaining(
            JdbcTemplate jdbc,
            TakenBack takenBack,
            PlatformTransactionManager transactions,
            RulesInForce rules,
            Unsettled unsettled,
            StitchingProperties properties) {
        this.jdbc = jdbc;
        this.takenBack = takenBack;
        this.snapshot = new TransactionTemplate(transactions);
        this.snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        this.snapshot.setReadOnly(true);
        this.rules = rules;
        this.unsettled = unsettled;
        this.properties = properties;
    }

    /** What is said of values that identify nobody, such as test numbers. */
    public Explained blocked() {
        return new Explained(null, new WhyNot("BLOCKED", null, null, rules.now().version()));
    }

    /**
     * As things stand at one moment; nobody who stitches waits for it.
     *
     * @param weakest of the identifiers that may lead from one to the other, both included
     * @throws ProblemException a 422 where more evidence is known of them than fits
     */
    public Explained explain(IdentifierKey a, IdentifierKey b, Purpose purpose, Strength weakest) {
        return Objects.requireNonNull(snapshot.execute(status -> {
            Rules inForce = rules.now();
            Set<IdentifierKey> both = Set.copyOf(List.of(a, b));
            long rows = unsettled.evidenceRows(both);
            if (rows > properties.explainRowsMax()) {
                throw tooMuch("These people have " + rows + " rows of evidence; nothing is explained above "
                        + properties.explainRowsMax() + ".");
            }
            PostgresStitchingStore store = PostgresStitchingStore.readingOnly(jdbc);
            if (store.heapBytes(store.lock(both, Set.of()).components().keySet()) > properties.foldBytesMax()) {
                throw tooMuch("More is known of these people than identity has memory to explain.");
            }
            Stitcher.Explained explained = new Stitcher(inForce).explain(store, a, b, purpose, weakest);
            return switch (explained.explanation()) {
                case Together together -> new Explained(why(together, explained.bridge(), inForce.version()), null);
                case Apart apart -> new Explained(null, whyNot(apart, inForce.version()));
            };
        }));
    }

    private static ProblemException tooMuch(String message) {
        return new ProblemException(HttpStatus.UNPROCESSABLE_CONTENT, "TOO_MUCH_EVIDENCE", message);
    }

    private Why why(Together together, @Nullable UUID bridge, long ruleVersion) {
        Set<IdentifierKey> keys = new HashSet<>();
        together.path().forEach(step -> {
            keys.add(step.from().key());
            keys.add(step.to().key());
        });
        Map<IdentifierKey, String> masks = takenBack.masks(keys);
        return new Why(
                together.profileId(),
                together.path().stream()
                        .map(step -> link(step, masks, ruleVersion))
                        .toList(),
                bridge);
    }

    private static Link link(Step step, Map<IdentifierKey, String> masks, long ruleVersion) {
        return new Link(
                named(step.from(), masks),
                named(step.to(), masks),
                step.evidence().id(),
                step.sighting().observationId(),
                step.sighting().at(),
                step.evidence().provenance().source(),
                step.evidence().provenance().contactDomain(),
                step.evidence().provenance().kind(),
                ruleVersion,
                null);
    }

    private static Named named(TypedKey key, Map<IdentifierKey, String> masks) {
        return new Named(
                key.type().wireName(),
                key.scope(),
                masks.getOrDefault(key.key(), "***"),
                key.key().hex());
    }

    private WhyNot whyNot(Apart apart, long ruleVersion) {
        IdentifierKey about = apart.identifier();
        Named named = about == null
                ? null
                : takenBack
                        .typed(about)
                        .map(key -> named(key, takenBack.masks(Set.of(about))))
                        .orElse(null);
        return new WhyNot(apart.reason().name(), named, apart.evidenceId(), ruleVersion);
    }
}
