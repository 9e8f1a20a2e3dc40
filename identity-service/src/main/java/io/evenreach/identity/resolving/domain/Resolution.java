package io.evenreach.identity.resolving.domain;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who a set of identifiers stands for.
 *
 * @param profileId null where nobody can be told
 * @param known whether stitching has seen the identifier that decided
 * @param undetermined whether every identifier is shared, blocked or missing, or the one that decides is being settled, so
 *     that an answer would be a guess
 */
public record Resolution(@Nullable UUID profileId, boolean known, boolean undetermined) {

    /**
     * The owner of the strongest identifier that identifies somebody. It is also the right answer where the others
     * belong to somebody else: two persons on one device are told apart by who logged in. One that was never seen is
     * somebody new, but not beside somebody who is known by what names a person: a known address with a new phone is the
     * person of the address, as it will be once both are observed together, while a new login is another person there too.
     * Where nobody knows yet whose the one is that decides, nothing weaker is taken for an answer.
     */
    public static Resolution of(Collection<Candidate> candidates) {
        List<Candidate> strongestFirst = candidates.stream()
                .sorted(Comparator.comparingInt(Candidate::priority).reversed().thenComparing(Candidate::key))
                .toList();
        boolean personKnown = candidates.stream().anyMatch(Resolution::namesKnownPerson);
        boolean known = false;
        for (Candidate candidate : strongestFirst) {
            switch (candidate) {
                case Candidate.Owned owned -> {
                    return new Resolution(owned.profileId(), true, false);
                }
                case Candidate.Unsettled unsettled -> {
                    return new Resolution(null, true, true);
                }
                case Candidate.Unseen unseen when personKnown && !unseen.unique() -> {
                    // One more of a person who is known.
                }
                case Candidate.Unseen unseen -> {
                    return new Resolution(unseen.profileId(), false, false);
                }
                case Candidate.Nobody nobody -> known = true;
            }
        }
        return new Resolution(null, known, true);
    }

    private static boolean namesKnownPerson(Candidate candidate) {
        return switch (candidate) {
            case Candidate.Owned owned -> owned.namesPerson();
            case Candidate.Unsettled unsettled -> unsettled.namesPerson();
            case Candidate.Nobody nobody -> false;
            case Candidate.Unseen unseen -> false;
        };
    }
}
