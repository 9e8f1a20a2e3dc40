package io.evenreach.campaign.campaign.domain;

import java.util.function.BiPredicate;

/** Whom a campaign is for. */
public sealed interface Audience {

    /** Everybody, people never seen before included. */
    record Everyone() implements Audience {}

    /**
     * The profiles of one list and nobody else.
     *
     * @param digest names the list, see {@link ProfileList#digest()}
     */
    record Listed(String digest, int size) implements Audience {}

    /** The people of one imported historic log, who never meet live customers. */
    record DataSet(String dataSetId) implements Audience {}

    /**
     * Whether anybody could be in both.
     *
     * @param listsMeet whether two lists, named by their digests, share a profile
     */
    default boolean overlaps(Audience other, BiPredicate<String, String> listsMeet) {
        return switch (this) {
            case DataSet(String mine) -> other instanceof DataSet(String theirs) && mine.equals(theirs);
            case Everyone() -> !(other instanceof DataSet);
            case Listed(String mine, int ignored) ->
                switch (other) {
                    case Everyone() -> true;
                    case Listed(String theirs, int alsoIgnored) -> mine.equals(theirs) || listsMeet.test(mine, theirs);
                    case DataSet(String alsoIgnored) -> false;
                };
        };
    }
}
