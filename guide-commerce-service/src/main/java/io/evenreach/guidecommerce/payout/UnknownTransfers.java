package io.evenreach.guidecommerce.payout;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How many transfers nobody knows the fate of: each keeps money reserved until somebody asks the bank. */
@Component
class UnknownTransfers {

    private final JdbcClient jdbc;

    UnknownTransfers(JdbcClient jdbc, MeterRegistry meters) {
        this.jdbc = jdbc;
        Gauge.builder("evenreach.payout.transfers.unknown", this, UnknownTransfers::count)
                .register(meters);
    }

    private double count() {
        return jdbc.sql("select count(*) from payout_item where status = 'UNKNOWN'")
                .query((row, number) -> row.getDouble(1))
                .single();
    }
}
