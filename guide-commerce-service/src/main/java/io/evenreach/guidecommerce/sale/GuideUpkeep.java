package io.evenreach.guidecommerce.sale;

import static io.evenreach.platform.jdbc.Timestamps.utc;

import io.evenreach.guidecommerce.guide.Guides;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** What time and sales do to guides, without anybody asking: a transaction each, so that the feed tells it in order. */
@Component
public class GuideUpkeep {

    static final Duration SILENT_AFTER = Duration.ofDays(30);
    static final Duration IDLE_AFTER = Duration.ofDays(180);

    private static final int BATCH = 500;

    private final Guides guides;
    private final JdbcClient jdbc;
    private final Clock clock;

    GuideUpkeep(Guides guides, JdbcClient jdbc, Clock clock) {
        this.guides = guides;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Scheduled(fixedDelayString = "${evenreach.guide.upkeep-every:1m}")
    public void sweep() {
        Instant now = clock.instant();
        guides.silentSince(now.minus(SILENT_AFTER), BATCH).forEach(guides::fellSilent);
        sellingAgain().forEach(guides::sold);
        guides.licencesExpired(BATCH).forEach(guides::licenceExpired);
        idleSince(now.minus(IDLE_AFTER)).forEach(guides::fellIdle);
        settled().forEach(guides::settled);
    }

    private List<UUID> sellingAgain() {
        return jdbc.sql("""
                        select g.guide_id from guide g
                         where g.status = 'DORMANT'
                           and exists (select 1 from sale_line l join sale_order o using (merchant_id, order_id)
                                        where cardinality(l.payees) > 0 and l.payees[1] = g.guide_id
                                          and o.placed_at > g.status_since)
                         limit ?
                        """)
                .param(BATCH)
                .query((row, number) -> row.getObject(1, UUID.class))
                .list();
    }

    private List<UUID> idleSince(Instant since) {
        return jdbc.sql("""
                        select g.guide_id from guide g
                         where g.status = 'ACTIVE' and g.status_since < :since
                           and not exists (select 1 from sale_line l join sale_order o using (merchant_id, order_id)
                                            where cardinality(l.payees) > 0 and l.payees[1] = g.guide_id
                                              and o.placed_at >= :since)
                         limit :limit
                        """)
                .param("since", utc(since))
                .param("limit", BATCH)
                .query((row, number) -> row.getObject(1, UUID.class))
                .list();
    }

    /**
     * Who leaves, has been paid everything, owes nothing, and has no sale, claim or transfer whose fate is open, as the guide
     * of a sale or as whoever brought that guide.
     */
    private List<UUID> settled() {
        return jdbc.sql("""
                        select g.guide_id from guide g
                         where g.status = 'CLOSING'
                           and not exists (select 1 from account a
                                            where a.owner = g.guide_id::text and a.balance_minor <> 0
                                              and a.kind in ('GUIDE_PENDING', 'GUIDE_PAYABLE', 'GUIDE_RESERVED', 'GUIDE_DEBT'))
                           and not exists (select 1 from payout_item i
                                            where i.guide_id = g.guide_id
                                              and i.status in ('DRAFT', 'APPROVED', 'SUBMITTED', 'ACCEPTED', 'UNKNOWN'))
                           and not exists (select 1 from sale_line l
                                            where l.attribution in ('PROVISIONAL', 'HELD', 'DISPUTED')
                                              and (cardinality(l.payees) > 0 and l.payees[1] = g.guide_id
                                                or cardinality(l.payees) > 1 and l.payees[2] = g.guide_id
                                                or cardinality(l.payees) > 2 and l.payees[3] = g.guide_id))
                           and not exists (select 1 from sale_dispute d where d.guide_id = g.guide_id and d.state = 'OPEN')
                           and not exists (select 1 from sale_hold h
                                             join sale_line l using (merchant_id, order_id, line_id)
                                            where h.state in ('OPEN', 'APPEALED', 'FLAGGED') and g.guide_id = any(l.payees)
                                              and (h.depth = 0 or h.guide_id = g.guide_id))
                           and not exists (select 1 from chargeback c
                                             join chargeback_line t using (merchant_id, order_id, chargeback_id)
                                             join sale_line l using (merchant_id, order_id, line_id)
                                            where c.status = 'OPEN' and g.guide_id = any(l.payees))
                         limit ?
                        """)
                .param(BATCH)
                .query((row, number) -> row.getObject(1, UUID.class))
                .list();
    }
}
