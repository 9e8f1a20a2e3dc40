package io.evenreach.guidecommerce.ledger.persistence;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.util.function.Consumer;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A connection for what is written at once, whichever transaction the caller is in. It is none of the pool, of which each
 * caller has one already: where all of them waited for a second, none would come. It is opened when it is needed and
 * closed when it has not been for a while.
 */
@Component
class OwnConnection implements DisposableBean {

    private final HikariDataSource one;
    private final JdbcClient jdbc;
    private final TransactionTemplate apart;

    OwnConnection(HikariDataSource database, PlatformTransactionManager transactions) {
        HikariConfig config = new HikariConfig();
        database.copyStateTo(config);
        config.setPoolName("at-once");
        config.setMaximumPoolSize(1);
        config.setMinimumIdle(0);
        // Nothing is connected to before it is needed.
        config.setInitializationFailTimeout(-1);
        this.one = new HikariDataSource(config);
        this.jdbc = JdbcClient.create(one);
        this.apart = new TransactionTemplate(transactions);
        // Otherwise the connection is given back when the caller's transaction ends.
        apart.setPropagationBehavior(TransactionDefinition.PROPAGATION_NOT_SUPPORTED);
    }

    /** Each statement is a transaction of its own. */
    void use(Consumer<JdbcClient> work) {
        apart.executeWithoutResult(status -> work.accept(jdbc));
    }

    @Override
    public void destroy() {
        one.close();
    }
}
