package io.evenreach.frequency.reach.persistence;

import io.evenreach.frequency.rules.IdentityRules;
import io.evenreach.identifiers.IdentifierRules;
import io.evenreach.identifiers.IdentifierType;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** Who there is: one row per person, computed from the ledger's copy of who owns which identifier. */
@Repository
public class PersonStore {

    /** People described anew in one transaction of the projector. */
    private static final int PEOPLE_AT_A_TIME = 5_000;

    private final JdbcTemplate jdbc;
    private final IdentityRules rules;

    PersonStore(JdbcTemplate jdbc, IdentityRules rules) {
        this.rules = rules;
        this.jdbc = jdbc;
    }

    /** Notes that these people are not as they were, in the transaction that changes them. */
    public void note(Collection<UUID> profileIds) {
        if (!profileIds.isEmpty()) {
            jdbc.update("insert into person_change (profile_id) select unnest(?::uuid[])", (Object)
                    profileIds.toArray(UUID[]::new));
        }
    }

    /**
     * Describes some of those who changed.
     *
     * @return whether there may be more
     */
    public boolean followSome() {
        List<UUID> changed = jdbc.query("""
                delete from person_change
                where id in (select id from person_change order by id limit ?) returning profile_id""", (row, number) -> row.getObject(1, UUID.class), PEOPLE_AT_A_TIME);
        if (changed.isEmpty()) {
            return false;
        }
        UUID[] profileIds = changed.stream().distinct().toArray(UUID[]::new);
        IdentifierType[] types = IdentifierType.values();
        IdentifierRules worth = rules.now();
        jdbc.update(
                "delete from person where profile_id = any(?)"
                        + " and not exists (select 1 from owner where owner.profile_id = person.profile_id)",
                (Object) profileIds);
        jdbc.update(
                """
                insert into person (profile_id, first_seen_at, strongest, data_set_id)
                select owner.profile_id, to_timestamp(min(owner.first_seen_at) / 1000.0), min(strength.rank),
                       min(owner.data_set_id)
                from owner join unnest(?::text[], ?::smallint[]) as strength(type, rank) using (type)
                where owner.profile_id = any(?)
                group by owner.profile_id
                on conflict (profile_id) do update set
                    first_seen_at = excluded.first_seen_at, strongest = excluded.strongest,
                    data_set_id = excluded.data_set_id""",
                Arrays.stream(types).map(IdentifierType::wireName).toArray(String[]::new),
                Arrays.stream(types)
                        .map(type -> StoredCodes.of(worth.strengthOf(type)))
                        .toArray(Integer[]::new),
                profileIds);
        return changed.size() == PEOPLE_AT_A_TIME;
    }
}
