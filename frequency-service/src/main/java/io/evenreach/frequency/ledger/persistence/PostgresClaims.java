package io.evenreach.frequency.ledger.persistence;

import io.evenreach.frequency.ledger.CountedExposures;
import io.evenreach.frequency.ledger.LedgerCommand.Expose;
import io.evenreach.frequency.ledger.domain.TouchIds;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Looks exposure ids up without claiming them. */
@Component
class PostgresClaims implements CountedExposures {

    private final JdbcTemplate jdbc;

    PostgresClaims(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public List<Standing> standings(List<Expose> exposures) {
        UUID[] claims = exposures.stream()
                .map(exposure -> TouchIds.claimOf(exposure.owner(), exposure.exposureId()))
                .toArray(UUID[]::new);
        Map<UUID, Long> counted = new HashMap<>();
        jdbc.query(
                "select claim, content from exposure_claim where claim = any(?)",
                row -> {
                    counted.put(row.getObject(1, UUID.class), row.getLong(2));
                },
                (Object) claims);
        return exposures.stream()
                .map(exposure -> {
                    Long content = counted.get(TouchIds.claimOf(exposure.owner(), exposure.exposureId()));
                    if (content == null) {
                        return Standing.NEW;
                    }
                    return content == TouchIds.contentOf(exposure) ? Standing.COUNTED : Standing.CONFLICTING;
                })
                .toList();
    }
}
