package io.evenreach.contracts.identity;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The identity rules that are in force from now on, as far as they say how identifiers are read: what each type is worth,
 * and which values identify nobody. Rules that were rolled back to come as a new version. Nothing is told of the rules a
 * platform starts with, which have version 1.
 *
 * @param sequence position in the feed without gaps; set by the relay, 0 before
 * @param version rises with every change of the rules
 * @param types every canonical type once
 * @param blocked values that identify nobody, beside those that are built in
 */
public record RulesChanged(
        long sequence, long version, List<TypeStanding> types, List<BlockedValue> blocked, Instant decidedAt) {

    /**
     * What identifiers of one type are worth.
     *
     * @param type canonical type on the wire, such as {@code phone}
     * @param strength {@code PERSON}, {@code DEVICE} or {@code COOKIE}
     * @param priority the higher one is the stronger of two that are as strong
     * @param onePerPerson whether a person has only one of these in one scope
     */
    public record TypeStanding(String type, String strength, int priority, boolean onePerPerson) {}

    /**
     * Values that identify nobody.
     *
     * @param type canonical or pre-hashed type on the wire; null for identifiers of any type
     * @param pattern {@code *} stands for any characters or none, {@code ?} for one; case does not count
     */
    public record BlockedValue(@Nullable String type, String pattern) {}
}
