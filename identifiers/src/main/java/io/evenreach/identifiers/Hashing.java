package io.evenreach.identifiers;

import java.util.function.Predicate;

/** Normalise, judge and hash in one step. Thread-safe. */
public final class Hashing {

    /** The outcome: a key, or the reason why the value identifies nobody. */
    public sealed interface Outcome {
        record Key(Hashed hashed) implements Outcome {}

        record Blocked(Normalised.Reason reason) implements Outcome {}
    }

    private final Normaliser normaliser;
    private final IdentifierHasher hasher;

    public Hashing(Normaliser normaliser, IdentifierHasher hasher) {
        this.normaliser = normaliser;
        this.hasher = hasher;
    }

    public Outcome hash(Identifier raw) {
        return hash(raw, identifier -> false);
    }

    /** @param identifiesNobody values, in their normal form, that are blocked beside those that always are */
    public Outcome hash(Identifier raw, Predicate<Identifier> identifiesNobody) {
        return switch (normaliser.normalise(raw)) {
            case Normalised.Blocked(Normalised.Reason reason) -> new Outcome.Blocked(reason);
            case Normalised.Valid(Identifier identifier)
            when identifiesNobody.test(identifier) -> new Outcome.Blocked(Normalised.Reason.JUNK);
            case Normalised.Valid(Identifier identifier) ->
                new Outcome.Key(new Hashed(
                        identifier.type().canonical(),
                        identifier.scope(),
                        hasher.keyOf(identifier),
                        Mask.of(identifier)));
        };
    }

    /** @param rules say what is blocked beside what always is */
    public Outcome hash(Identifier raw, IdentifierRules rules) {
        return hash(raw, normal -> rules.blocks(raw, normal));
    }

    /**
     * The same, inside a data set: a historic log under study never meets live customers, because the data set replaces
     * the scope in every key.
     */
    public Outcome hash(Identifier raw, String dataSetId) {
        return hash(raw, dataSetId, IdentifierRules.BUILT_IN);
    }

    /** The same, where rules say what is blocked beside what always is. */
    public Outcome hash(Identifier raw, String dataSetId, IdentifierRules rules) {
        return switch (normaliser.normalise(
                raw.type().scopeRequired() && raw.scope().isBlank()
                        ? new Identifier(raw.type(), "log", raw.value())
                        : raw)) {
            case Normalised.Blocked(Normalised.Reason reason) -> new Outcome.Blocked(reason);
            case Normalised.Valid(Identifier identifier)
            when rules.blocks(raw, identifier) -> new Outcome.Blocked(Normalised.Reason.JUNK);
            case Normalised.Valid(Identifier identifier) -> {
                Identifier scoped = new Identifier(
                        identifier.type(), "dataset:" + dataSetId + ":" + identifier.scope(), identifier.value());
                yield new Outcome.Key(new Hashed(
                        identifier.type().canonical(), scoped.scope(), hasher.keyOf(scoped), Mask.of(identifier)));
            }
        };
    }
}
