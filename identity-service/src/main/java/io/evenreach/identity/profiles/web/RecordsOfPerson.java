package io.evenreach.identity.profiles.web;

import io.evenreach.identifiers.Identifier;
import io.evenreach.identifiers.IdentifierType;
import io.evenreach.identifiers.Mask;
import io.evenreach.identity.linkage.RecordPerson;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The records of a person whom linkage knows and stitching does not.
 *
 * @param recordCount how many there are
 * @param items the first 200, in the order in which they came
 * @param joins the first 200 pairs for which records were joined, in the order in which they were; none where there is
 *     one record
 */
record RecordsOfPerson(int recordCount, List<Item> items, List<Join> joins) {

    /**
     * A record.
     *
     * @param fields what it says, masked
     */
    record Item(String recordId, String source, Instant arrivedAt, Map<String, String> fields) {}

    /**
     * A pair of records that became one person's.
     *
     * @param state {@code LINKED}, or {@code SAME} where somebody found them to be one person
     */
    record Join(UUID runId, long pairId, String first, String second, double probability, String state) {}

    static RecordsOfPerson of(RecordPerson person) {
        return new RecordsOfPerson(
                person.recordCount(),
                person.members().stream()
                        .map(member -> new Item(
                                member.recordId(), member.source(), member.arrivedAt(), masked(member.fields())))
                        .toList(),
                person.joins().stream()
                        .map(join -> new Join(
                                join.runId(),
                                join.pairId(),
                                join.first(),
                                join.second(),
                                join.probability(),
                                join.state()))
                        .toList());
    }

    private static Map<String, String> masked(Map<String, String> fields) {
        Map<String, String> masked = new TreeMap<>();
        fields.forEach((name, value) -> masked.put(name, masked(name, value)));
        return masked;
    }

    private static String masked(String name, String value) {
        return switch (name) {
            case "email" -> Mask.of(Identifier.of(IdentifierType.EMAIL, value));
            case "phone" -> Mask.of(Identifier.of(IdentifierType.PHONE, value));
            default -> value.isEmpty() ? "" : value.substring(0, value.offsetByCodePoints(0, 1)) + "***";
        };
    }
}
