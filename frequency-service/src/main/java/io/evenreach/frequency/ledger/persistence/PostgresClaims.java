package io.evenreach.frequency.ledger.persistence;

import io.evenreach.frequency.ledger.CountedExposures;
import io.evenreach.frequency.ledger.LedgerCommand.Expose;
import io.evenreach.frequency.ledger.domain.ExposureClaim;
import io.evenreach.frequency.ledger.domain.LedgerStore.OwnerNeeds;
import io.evenreach.frequency.ledger.domain.LockingLedger;
import io.evenreach.frequency.ledger.domain.OwnerBook;
import io.evenreach.frequency.ledger.domain.People;
import io.evenreach.frequency.ledger.domain.TouchIds;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.springframework.jdbc.core.ConnectionCallback;
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
        List<UUID> ids = exposures.stream().map(PostgresClaims::idOf).toList();
        Map<UUID, ExposureClaim> claimed = new HashMap<>();
        jdbc.query(
                PostgresSession.CLAIMED,
                statement -> statement.setArray(1, SqlArrays.uuids(statement.getConnection(), ids)),
                row -> {
                    ExposureClaim claim = PostgresSession.claim(row);
                    claimed.put(claim.id(), claim);
                });
        if (claimed.isEmpty()) {
            return Collections.nCopies(exposures.size(), Standing.NEW);
        }
        OwnerBook owners = owners(exposures, claimed);
        return exposures.stream()
                .map(exposure -> {
                    ExposureClaim before = claimed.get(idOf(exposure));
                    if (before == null) {
                        return Standing.NEW;
                    }
                    return People.isSame(before, exposure, owners) ? Standing.COUNTED : Standing.CONFLICTING;
                })
                .toList();
    }

    private static UUID idOf(Expose exposure) {
        return TouchIds.claimOf(exposure.owner(), exposure.exposureId());
    }

    private OwnerBook owners(List<Expose> exposures, Map<UUID, ExposureClaim> claimed) {
        List<Expose> repeated = exposures.stream()
                .filter(exposure -> claimed.containsKey(idOf(exposure)))
                .toList();
        OwnerNeeds needs = LockingLedger.needsOf(repeated).and(PostgresSession.needsOf(claimed.values()));
        return Objects.requireNonNull(
                jdbc.execute((ConnectionCallback<OwnerBook>) connection -> PostgresSession.owners(connection, needs)));
    }
}
