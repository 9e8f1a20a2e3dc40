package io.evenreach.guidecommerce.ledger;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How far the balances of all accounts are from summing to nothing, over all currencies: 0, or something is broken. */
@Component
class Imbalance {

    private final JdbcClient jdbc;

    Imbalance(JdbcClient jdbc, MeterRegistry meters) {
        this.jdbc = jdbc;
        Gauge.builder("evenreach.books.imbalance", this, Imbalance::minor).register(meters);
    }

    private double minor() {
        return jdbc.sql("""
                        select coalesce(sum(abs(difference)), 0)
                          from (select sum(balance_minor) as difference from account group by currency) as currencies
                        """).query((row, number) -> row.getDouble(1)).single();
    }
}
