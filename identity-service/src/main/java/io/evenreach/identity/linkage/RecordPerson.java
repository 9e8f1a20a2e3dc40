package io.evenreach.identity.linkage;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A person of whom there are records, and how these became one person's.
 *
 * @param profileId the id it has now, that of the record which came first
 * @param recordCount how many records there are
 * @param members the first of them, up to {@link #MEMBERS_MAX}, in the order in which they came
 * @param joins the first of the pairs for which records were joined, up to {@link #JOINS_MAX}, in the order in which they were
 */
public record RecordPerson(UUID profileId, int recordCount, List<Member> members, List<Join> joins) {

    public static final int MEMBERS_MAX = 200;
    public static final int JOINS_MAX = 200;

    /**
     * A record.
     *
     * @param fields what it says, in clear, by the names under which it was sent
     */
    public record Member(String recordId, String source, Instant arrivedAt, Map<String, String> fields) {}

    /**
     * A pair of records that were joined.
     *
     * @param first the id of one record
     * @param second the id of the other
     * @param probability that they are one person
     * @param state {@code LINKED}, or {@code SAME} where a person found them to be one
     */
    public record Join(UUID runId, long pairId, String first, String second, double probability, String state) {}
}
