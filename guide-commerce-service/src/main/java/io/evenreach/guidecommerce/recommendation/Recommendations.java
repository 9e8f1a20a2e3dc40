package io.evenreach.guidecommerce.recommendation;

import static io.evenreach.platform.jdbc.Columns.bytes;
import static io.evenreach.platform.jdbc.Columns.literal;
import static io.evenreach.platform.jdbc.Timestamps.instant;
import static io.evenreach.platform.jdbc.Timestamps.utc;

import io.evenreach.contracts.EventTypes;
import io.evenreach.contracts.Topics;
import io.evenreach.contracts.guides.GuideActed;
import io.evenreach.guidecommerce.identity.ErasedSpan;
import io.evenreach.guidecommerce.identity.Erasures;
import io.evenreach.guidecommerce.readahead.ReadAhead;
import io.evenreach.identifiers.IdentifierKey;
import io.evenreach.platform.outbox.Outbox;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Makes links, notes who followed them, and tells it. */
@Service
public class Recommendations {

    private static final String ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz";
    private static final int CODE_LENGTH = 8;
    private static final int TOUCHES_MAX = 200;
    private static final int OUTSIDE_MAX = 20;
    private static final String COLUMNS =
            "select t.click_id, t.visitor_id, t.at, r.code, r.guide_id, r.product_id, t.kind, t.seen";
    private static final String CLICKS = COLUMNS + " from touch t join recommendation r using (code)";

    private static final String OF_THE_BROWSER =
            CLICKS + " where t.visitor_id = coalesce((select visitor_id from touch where click_id = :id), :id)";
    private static final String OF_THE_SAME_VISITOR = newestOfEachKind(OF_THE_BROWSER) + " union all (" + OF_THE_BROWSER
            + " and t.at < :since order by t.at desc limit " + OUTSIDE_MAX + ") union all (" + OF_THE_BROWSER
            + " and t.at > :until order by t.at limit " + OUTSIDE_MAX + ")";
    private static final String IDENTIFIED = newestOfEachKind(COLUMNS + """
            , i.key from touch_identifier i join touch t using (click_id) join recommendation r using (code)
             where i.key = any(:keys)
            """);

    private final JdbcClient jdbc;
    private final Outbox outbox;
    private final Erasures erasures;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final ReadAhead<String, Optional<Listed>> codes = new ReadAhead<>();
    private final ReadAhead<OfVisitor, List<Click>> ofVisitors = new ReadAhead<>();
    private final ReadAhead<OfKeys, List<Identified>> ofKeys = new ReadAhead<>();

    Recommendations(JdbcClient jdbc, Outbox outbox, Erasures erasures, Clock clock) {
        this.jdbc = jdbc;
        this.outbox = outbox;
        this.erasures = erasures;
        this.clock = clock;
    }

    /** A guide recommends a product under a short code. */
    public record Link(String code, UUID guideId, String productId) {}

    /** What somebody did. */
    public enum Kind {
        /** Followed a link to the shop. */
        CLICK,
        /** Saw what the guide says of the product, and was led nowhere. */
        VIEW
    }

    /**
     * Somebody met a recommendation.
     *
     * @param visitorId the browser, the same for all its clicks
     * @param seen whether a person saw the guide's content with it
     */
    public record Click(UUID clickId, UUID visitorId, Link link, Instant at, Kind kind, boolean seen) {}

    /** The link of a guide for a product, made where there is none. */
    @Transactional
    public Link link(UUID guideId, String productId) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        int made = jdbc.sql("""
                        insert into recommendation (code, guide_id, product_id, created_at) values (?, ?, ?, ?)
                        on conflict (guide_id, product_id) do nothing
                        """)
                .param(code())
                .param(guideId)
                .param(productId)
                .param(utc(now))
                .update();
        Link link = jdbc.sql(
                        "select code, guide_id, product_id from recommendation where guide_id = ? and product_id = ?")
                .param(guideId)
                .param(productId)
                .query((row, number) -> new Link(row.getString(1), row.getObject(2, UUID.class), row.getString(3)))
                .single();
        if (made == 1) {
            outbox.append(
                    Topics.GUIDE_ACTIVITY,
                    guideId.toString(),
                    EventTypes.GUIDE_ACTED,
                    new GuideActed(0, guideId, "RECOMMENDED", link.code(), now));
        }
        return link;
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
                .param("at", before == null ? null : utc(before.createdAt()))
                .param("code", before == null ? null : before.code())
                .param("limit", limit)
                .query(Recommendations::listed)
                .list();
    }

    @Transactional(readOnly = true)
    public Optional<Link> find(String code) {
        return listed(code).map(Listed::link);
    }

    /** @param code in whatever case, and with blanks around it, as people type it */
    @Transactional(readOnly = true)
    public Optional<Listed> listed(String code) {
        String written = written(code);
        return codes.get(written, () -> select(List.of(written)).stream().findFirst());
    }

    private static String written(String code) {
        return code.strip().toLowerCase(Locale.ROOT);
    }

    private List<Listed> select(Collection<String> written) {
        return jdbc.sql("select code, guide_id, product_id, created_at from recommendation where code = any(?)")
                .param(written.toArray(String[]::new))
                .query(Recommendations::listed)
                .list();
    }

    /**
     * What {@link #ofTheSameVisitor} is asked.
     *
     * @param id of a click or of a browser
     */
    public record OfVisitor(UUID id, Instant since, Instant until) {}

    /** What {@link #identifiedBy} is asked. */
    public record OfKeys(Set<IdentifierKey> keys, Instant since, Instant until) {
        public OfKeys {
            keys = Set.copyOf(keys);
        }
    }

    /** Reads at once the codes, and the clicks of browsers and of people, which the transaction needs to know. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void readAhead(Collection<String> asTyped, Collection<OfVisitor> visitors, Collection<OfKeys> people) {
        readCodesAhead(asTyped);
        readVisitorsAhead(visitors);
        readPeopleAhead(people);
    }

    private void readCodesAhead(Collection<String> asTyped) {
        Map<String, Optional<Listed>> found = new HashMap<>();
        asTyped.forEach(code -> found.put(written(code), Optional.empty()));
        if (!found.isEmpty()) {
            select(found.keySet()).forEach(listed -> found.put(listed.link().code(), Optional.of(listed)));
        }
        codes.put(found);
    }

    private void readVisitorsAhead(Collection<OfVisitor> visitors) {
        Map<OfVisitor, List<Click>> clicks = new HashMap<>();
        visitors.forEach(visitor -> clicks.put(visitor, new ArrayList<>()));
        if (!clicks.isEmpty()) {
            List<OfVisitor> each = List.copyOf(clicks.keySet());
            jdbc.sql("""
                            select c.*, w.place
                              from unnest(?::uuid[], ?::timestamptz[], ?::timestamptz[])
                                   with ordinality as w(id, since, until, place)
                              cross join lateral (%s) as c
                            """.formatted(OF_THE_SAME_VISITOR
                            .replace(":id", "w.id")
                            .replace(":since", "w.since")
                            .replace(":until", "w.until")))
                    .param(each.stream().map(OfVisitor::id).toArray(UUID[]::new))
                    .param(each.stream().map(one -> one.since().toString()).toArray(String[]::new))
                    .param(each.stream().map(one -> one.until().toString()).toArray(String[]::new))
                    .query((row, number) -> Objects.requireNonNull(clicks.get(each.get((int) row.getLong("place") - 1)))
                            .add(click(row, number)))
                    .list();
        }
        ofVisitors.put(clicks);
    }

    private void readPeopleAhead(Collection<OfKeys> people) {
        Map<OfKeys, List<Identified>> clicks = new HashMap<>();
        people.forEach(one -> clicks.put(one, new ArrayList<>()));
        Set<IdentifierKey> clicking = clicking(
                clicks.keySet().stream().flatMap(one -> one.keys().stream()).collect(Collectors.toSet()));
        List<OfKeys> each = clicks.keySet().stream()
                .filter(one -> one.keys().stream().anyMatch(clicking::contains))
                .toList();
        if (!each.isEmpty()) {
            jdbc.sql("""
                            select c.*, w.place
                              from unnest(?::text[], ?::timestamptz[], ?::timestamptz[])
                                   with ordinality as w(keys, since, until, place)
                              cross join lateral (%s) as c
                            """.formatted(IDENTIFIED
                            .replace(":keys", "w.keys::bytea[]")
                            .replace(":since", "w.since")
                            .replace(":until", "w.until")))
                    .param(each.stream().map(one -> literal(one.keys())).toArray(String[]::new))
                    .param(each.stream().map(one -> one.since().toString()).toArray(String[]::new))
                    .param(each.stream().map(one -> one.until().toString()).toArray(String[]::new))
                    .query((row, number) -> Objects.requireNonNull(clicks.get(each.get((int) row.getLong("place") - 1)))
                            .add(identified(row, number)))
                    .list();
        }
        ofKeys.put(clicks);
    }

    private Set<IdentifierKey> clicking(Set<IdentifierKey> keys) {
        return Set.copyOf(jdbc.sql("select distinct key from touch_identifier where key = any(?)")
                .param(bytes(keys))
                .query((row, number) -> IdentifierKey.of(row.getBytes(1)))
                .list());
    }

    /**
     * Notes what somebody did.
     *
     * @param visitorId of the browser where it has one
     * @param seen whether a person saw the guide's content with it
     * @return empty where there is no such link
     */
    @Transactional
    public Optional<Click> note(String code, @Nullable UUID visitorId, Kind kind, boolean seen) {
        return find(code).map(link -> {
            Click click = new Click(
                    UUID.randomUUID(),
                    visitorId == null ? UUID.randomUUID() : visitorId,
                    link,
                    clock.instant().truncatedTo(ChronoUnit.MICROS),
                    kind,
                    seen);
            jdbc.sql("insert into touch (click_id, visitor_id, code, at, kind, seen) values (?, ?, ?, ?, ?, ?)")
                    .param(click.clickId())
                    .param(click.visitorId())
                    .param(link.code())
                    .param(utc(click.at()))
                    .param(kind.name())
                    .param(seen)
                    .update();
            return click;
        });
    }

    @Transactional(readOnly = true)
    public Optional<Click> click(UUID clickId) {
        return jdbc.sql(CLICKS + " where t.click_id = ?")
                .param(clickId)
                .query(Recommendations::click)
                .optional();
    }

    /** Notes who made a click, without whoever was erased since. */
    @Transactional
    public void identify(Click click, Collection<IdentifierKey> keys) {
        Set<IdentifierKey> erased = erasures.of(keys, click.at());
        jdbc.sql("insert into touch_identifier (click_id, key) select ?, unnest(?::bytea[]) on conflict do nothing")
                .param(click.clickId())
                .param(bytes(keys.stream().filter(key -> !erased.contains(key)).toList()))
                .update();
    }

    /** Forgets who made clicks while they had what tells of it. */
    @Transactional
    public void forget(Collection<ErasedSpan> spans) {
        ErasedSpan.bind(
                        jdbc.sql("delete from touch_identifier i using touch t, " + ErasedSpan.TABLE
                                + " where i.key = erased.key and t.click_id = i.click_id and"
                                + ErasedSpan.covers("t.at")),
                        spans)
                .update();
    }

    /**
     * The clicks of the browser that made this one in a time, the newest {@value #TOUCHES_MAX}, as many views, and the nearest
     * {@value #OUTSIDE_MAX} of before and after it; none for an unknown click. A shop on the platform's own domain may know the browser by
     * its cookie only, and name that instead.
     */
    @Transactional(readOnly = true)
    public List<Click> ofTheSameVisitor(UUID clickOrVisitorId, Instant since, Instant until) {
        return ofVisitors.get(
                new OfVisitor(clickOrVisitorId, since, until),
                () -> selectOfTheSameVisitor(clickOrVisitorId, since, until));
    }

    private List<Click> selectOfTheSameVisitor(UUID clickOrVisitorId, Instant since, Instant until) {
        return jdbc.sql(OF_THE_SAME_VISITOR)
                .param("id", clickOrVisitorId)
                .param("since", utc(since))
                .param("until", utc(until))
                .query(Recommendations::click)
                .list();
    }

    /** Apart, so that no page that is seen very often hides the click that led to the shop. */
    private static String newestOfEachKind(String clicks) {
        return Arrays.stream(Kind.values())
                .map(kind -> "(" + clicks + " and t.kind = '" + kind
                        + "' and t.at between :since and :until order by t.at desc limit " + TOUCHES_MAX + ")")
                .collect(Collectors.joining(" union all "));
    }

    /** A click, and an identifier of whoever made it. */
    public record Identified(Click click, IdentifierKey key) {}

    /**
     * The clicks in a time of which a shop said that one of these keys made them, the newest {@value #TOUCHES_MAX}, and as many
     * views.
     */
    @Transactional(readOnly = true)
    public List<Identified> identifiedBy(Collection<IdentifierKey> keys, Instant since, Instant until) {
        OfKeys asked = new OfKeys(Set.copyOf(keys), since, until);
        return ofKeys.get(asked, () -> selectIdentifiedBy(asked));
    }

    private List<Identified> selectIdentifiedBy(OfKeys asked) {
        return jdbc.sql(IDENTIFIED)
                .param("keys", bytes(asked.keys()))
                .param("since", utc(asked.since()))
                .param("until", utc(asked.until()))
                .query(Recommendations::identified)
                .list();
    }

    private static Identified identified(ResultSet row, int number) throws SQLException {
        return new Identified(click(row, number), IdentifierKey.of(row.getBytes(9)));
    }

    private static Listed listed(ResultSet row, int number) throws SQLException {
        return new Listed(new Link(row.getString(1), row.getObject(2, UUID.class), row.getString(3)), instant(row, 4));
    }

    private static Click click(ResultSet row, int number) throws SQLException {
        return new Click(
                row.getObject(1, UUID.class),
                row.getObject(2, UUID.class),
                new Link(row.getString(4), row.getObject(5, UUID.class), row.getString(6)),
                instant(row, 3),
                Kind.valueOf(row.getString(7)),
                row.getBoolean(8));
    }

    private String code() {
        StringBuilder code = new StringBuilder(CODE_LENGTH);
        for (int i = 0; i < CODE_LENGTH; i++) {
            code.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return code.toString();
    }
}
