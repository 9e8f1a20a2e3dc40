package io.evenreach.frequency.ledger.persistence;

import io.evenreach.frequency.ledger.LedgerProperties;
import io.evenreach.frequency.ledger.LedgerUnavailableException;
import io.evenreach.frequency.ledger.domain.LedgerStore;
import io.evenreach.frequency.policy.Policies;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Histories under row locks. One transaction per batch; what is written alongside by others joins it. */
@Component
class PostgresLedgerStore implements LedgerStore {

    /** Deadlock, serialization failure, lock not available: somebody else went first. */
    private static final Set<String> SOMEBODY_ELSE_FIRST = Set.of("40P01", "40001", "55P03");

    private final DataSource database;
    private final TransactionTemplate transactions;
    private final PostgresNames names;
    private final Codecs codecs;
    private final Policies policies;
    private final LedgerProperties properties;
    private final KnownHistories known = new KnownHistories();

    PostgresLedgerStore(
            DataSource database,
            PlatformTransactionManager transactionManager,
            PostgresNames names,
            Policies policies,
            LedgerProperties properties) {
        this.database = database;
        this.transactions = new TransactionTemplate(transactionManager);
        this.names = names;
        this.codecs = Codecs.over(names);
        this.policies = policies;
        this.properties = properties;
    }

    @Override
    public void intern(Collection<String> wanted, Collection<UUID> ids) {
        try {
            names.intern(wanted, ids);
        } catch (DataAccessException away) {
            throw new LedgerUnavailableException("the database does not answer", away);
        }
    }

    @Override
    public <T> T inTransaction(Function<Session, T> work) {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("a ledger batch is a transaction of its own; use AlongsideWork to join it");
        }
        List<UUID> seen = new ArrayList<>();
        try {
            T result = transactions.execute(status -> {
                Connection connection = DataSourceUtils.getConnection(database);
                try {
                    return work.apply(new PostgresSession(connection, codecs, policies, properties, known, seen));
                } finally {
                    DataSourceUtils.releaseConnection(connection, database);
                }
            });
            // Not before the commit: a row that was made and rolled back does not exist.
            seen.forEach(known::add);
            if (result == null) {
                throw new IllegalStateException("ledger work gives a result");
            }
            return result;
        } catch (SqlFailure failure) {
            throw translated(failure, failure.sql());
        } catch (DataAccessException failure) {
            throw translated(failure, failure.getRootCause() instanceof SQLException sql ? sql : null);
        } catch (TransactionException failure) {
            throw new LedgerUnavailableException("the database does not answer", failure);
        }
    }

    private static RuntimeException translated(RuntimeException failure, @Nullable SQLException sql) {
        String state = sql == null || sql.getSQLState() == null ? "" : sql.getSQLState();
        if (SOMEBODY_ELSE_FIRST.contains(state)) {
            return new Interference("another transaction went first: " + state, failure);
        }
        boolean away = state.startsWith("08") || state.startsWith("57") || state.startsWith("53");
        return away ? new LedgerUnavailableException("the database does not answer", failure) : failure;
    }

    /** Carries a checked SQL failure out of a transaction. */
    static final class SqlFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final SQLException sql;

        SqlFailure(SQLException sql) {
            super(sql);
            this.sql = sql;
        }

        SQLException sql() {
            return sql;
        }
    }
}
