package io.evenreach.frequency.reach.domain;

/** Whom a campaign is meant for. */
public sealed interface Audience {

    /** Every live customer. */
    record Everyone() implements Audience {}

    /**
     * The customers of the campaign's list, under the ids they have now.
     *
     * @param version of the list
     */
    record Members(long version) implements Audience {}

    /** The people of a historic log: whoever was shown anything in this campaign. */
    record DataSet(String dataSetId) implements Audience {}
}
