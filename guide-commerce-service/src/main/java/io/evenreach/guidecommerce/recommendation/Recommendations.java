package io.evenreach.guidecommerce.recommendation;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Makes links, notes who followed them, and tells it. */
@Service
public class Recommendations {

    private static final String ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz";
    private static final int CODE_LENGTH = 8;
    private static final int TOUCHES_MAX = 200;

    private final JdbcClient jdbc;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    Recommendations(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** A guide recommends a product under a short code. */
    public record Link(String code, UUID guideId, String productId) {}

    /**
     * Somebody followed a link.
     *
     * @param visitorId the browser, the same for all its clicks
     */
    public record Click(UUID clickId, UUID visitorId, Link link, Instant at) {}

    /** The link of a guide for a product, made where there is none. */
    @Transactional
    public Link link(UUID guideId, String productId) {
        jdbc.sql("""
                        insert into recommendation (code, guide_id, product_id, created_at) values (?, ?, ?, ?)
                        on conflict (guide_id, product_id) do nothing
                        """)
                .param(code())
                .param(guideId)
                .param(productId)
                .param(OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                .update();
        return jdbc.sql("select code, guide_id, product_id from recommendation where guide_id = ? and product_id = ?")
                .param(guideId)
                .param(productId)
                .query((row, number) -> new Link(row.getString(1), row.getObject(2, UUID.class), row.getString(3)))
                .single();
    }

    /** Where a page ended. */
    public record Position(Instant createdAt, String code) {}

    /** A link and when it was made. */
    public record Listed(Link link, Instant createdAt) {

        public Position position() {
            return new Position(createdAt, link.code());
        }
    }

    /** The links of a guide, the newest first. */
    @Transactional(readOnly = true)
    public List<Listed> page(UUID guideId, @Nullable Position before, int limit) {
        return jdbc.sql("""
                        select code, guide_id, product_id, created_at from recommendation
                         where guide_id = :guide and (:at::timestamptz is null or (created_at, code) < (:at, :code))
                         order by created_at desc, code desc limit :limit
                        """)
                .param("guide", guideId)
                .param("at", before == null ? null : OffsetDateTime.ofInstant(before.createdAt(), ZoneOffset.UTC))
                .param("code", before == null ? null : before.code())
                .param("limit", limit)
                .query((row, number) -> new Listed(
                        new Link(row.getString(1), row.getObject(2, UUID.class), row.getString(3)),
                        row.getObject(4, OffsetDateTime.class).toInstant()))
                .list();
    }

    @Transactional(readOnly = true)
    public Optional<Link> find(String code) {
        return jdbc.sql("select code, guide_id, product_id from recommendation where code = ?")
                .param(code)
                .query((row, number) -> new Link(row.getString(1), row.getObject(2, UUID.class), row.getString(3)))
                .optional();
    }

    /**
     * Notes a click.
     *
     * @param visitorId of the browser where it has one
     * @return empty where there is no such link
     */
    @Transactional
    public Optional<Click> follow(String code, @Nullable UUID visitorId) {
        return find(code).map(link -> {
            Click click = new Click(
                    UUID.randomUUID(),
                    visitorId == null ? UUID.randomUUID() : visitorId,
                    link,
                    clock.instant().truncatedTo(ChronoUnit.MICROS));
            jdbc.sql("insert into touch (click_id, visitor_id, code, at) values (?, ?, ?, ?)")
                    .param(click.clickId())
                    .param(click.visitorId())
                    .param(code)
                    .param(OffsetDateTime.ofInstant(click.at(), ZoneOffset.UTC))
                    .update();
            return click;
        });
    }

    /** The newest clicks of the browser that made this one, {@value #TOUCHES_MAX} at most; none for an unknown click. */
    @Transactional(readOnly = true)
    public List<Click> ofTheSameVisitor(UUID clickId) {
        return jdbc.sql("""
                        select t.click_id, t.visitor_id, t.at, r.code, r.guide_id, r.product_id
                          from touch t join recommendation r using (code)
                         where t.visitor_id = (select visitor_id from touch where click_id = ?)
                         order by t.at desc limit ?
                        """)
                .param(clickId)
                .param(TOUCHES_MAX)
                .query((row, number) -> new Click(
                        row.getObject(1, UUID.class),
                        row.getObject(2, UUID.class),
                        new Link(row.getString(4), row.getObject(5, UUID.class), row.getString(6)),
                        row.getObject(3, OffsetDateTime.class).toInstant()))
                .list();
    }

    private String code() {
        StringBuilder code = new StringBuilder(CODE_LENGTH);
        for (int i = 0; i < CODE_LENGTH; i++) {
            code.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return code.toString();
    }
}
