package io.evenreach.identity.stitching;

import io.evenreach.identity.vocabulary.Purpose;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Every id ever issued stays an alias, which stands for whoever owns the tenure that founded it. */
@Repository
public class Aliases {

    private final JdbcClient jdbc;

    Aliases(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The profile that an id stands for now; empty where it is no id of ours, or what founded it is nobody's now. */
    public Optional<UUID> of(UUID id, Purpose purpose) {
        return find(id, purpose, """
                        select t.profile_id from tenure t where t.profile_id = :id and (t.purposes & :purpose) <> 0 limit 1
                        """).or(() -> find(id, purpose, """
                        select t.profile_id from identifier i join tenure t on t.key = i.key
                         where i.own_profile_id = :id and t.profile_id is not null and (t.purposes & :purpose) <> 0
                         order by t.valid_from limit 1
                        """)).or(() -> find(id, purpose, """
                        select t.profile_id from founding f join tenure t on t.key = f.key
                         where f.profile_id = :id and t.profile_id is not null and (t.purposes & :purpose) <> 0
                           and t.valid_from <= f.at and (f.at < t.valid_to or t.valid_to = 9223372036854775807)
                        """));
    }

    /**
     * The profiles that an id stands for now, for whatever purpose, the one for advertising first. The id of somebody who has
     * an identifier for any purpose stands for nobody else, though for another purpose it is an alias of somebody else's.
     */
    public Set<UUID> ofEveryPurpose(UUID id) {
        if (isOwner(id)) {
            return new LinkedHashSet<>(Set.of(id));
        }
        Set<UUID> profiles = new LinkedHashSet<>();
        for (Purpose purpose : List.of(Purpose.ADS, Purpose.SERVICE)) {
            of(id, purpose).ifPresent(profiles::add);
        }
        return profiles;
    }

    private boolean isOwner(UUID id) {
        return Boolean.TRUE.equals(jdbc.sql("select exists(select from tenure where profile_id = :id)")
                .param("id", id)
                .query(Boolean.class)
                .single());
    }

    /** Whether it is an id that somebody may have, though it stands for nobody now. */
    public boolean wasIssued(UUID id) {
        return Boolean.TRUE.equals(
                jdbc.sql("""
                        select exists(select from identifier where own_profile_id = :id)
                            or exists(select from founding where profile_id = :id)
                        """).param("id", id).query(Boolean.class).single());
    }

    private Optional<UUID> find(UUID id, Purpose purpose, String sql) {
        return jdbc.sql(sql)
                .param("id", id)
                .param("purpose", purpose.bit())
                .query(UUID.class)
                .optional();
    }
}
