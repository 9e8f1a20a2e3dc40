package io.evenreach.guidecommerce.ledger.persistence;

import static io.evenreach.platform.jdbc.Timestamps.utc;

import io.evenreach.guidecommerce.books.Account;
import io.evenreach.guidecommerce.books.Entry;
import io.evenreach.guidecommerce.books.Posting;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Repository;

/** Writes postings, a set at a time. */
@Repository
public class PostingRows {

    /** In how many rows an account of the platform is kept, so that sales at the same time do not wait for each other. */
    private static final int PLATFORM_SHARDS = 16;

    private final JdbcClient jdbc;
    private final OwnConnection own;

    PostingRows(JdbcClient jdbc, OwnConnection own) {
        this.jdbc = jdbc;
        this.own = own;
    }

    private record Place(Account account, int shard) {}

    private record Key(String source, String type, String externalId) {}

    /**
     * Adds postings. The balances are to be moved once, at the end of the transaction.
     *
     * @return by how much balances change, by account
     * @throws org.springframework.dao.DuplicateKeyException where one of them is there already
     */
    public Map<Long, Long> add(List<Posting> postings, Instant at) {
        List<Posting> ordered =
                postings.stream().filter(posting -> !posting.isEmpty()).toList();
        if (ordered.isEmpty()) {
            return Map.of();
        }
        Map<Place, Long> accounts = accounts(ordered);
        Map<Key, Long> ids = insert(ordered, at);
        List<Long> postingIds = new ArrayList<>();
        List<String> legs = new ArrayList<>();
        List<Long> accountIds = new ArrayList<>();
        List<Long> amounts = new ArrayList<>();
        Map<Long, Long> changes = new HashMap<>();
        for (Posting posting : ordered) {
            long id = Objects.requireNonNull(ids.get(new Key(posting.source(), posting.type(), posting.externalId())));
            for (Entry entry : posting.entries()) {
                long account = Objects.requireNonNull(accounts.get(place(posting, entry)));
                postingIds.add(id);
                legs.add(entry.leg());
                accountIds.add(account);
                amounts.add(entry.amountMinor());
                changes.merge(account, entry.amountMinor(), Math::addExact);
            }
        }
        jdbc.sql("""
                        insert into entry (posting_id, leg, account_id, amount_minor)
                        select * from unnest(?::bigint[], ?::text[], ?::bigint[], ?::bigint[])
                        """)
                .param(postingIds.toArray(Long[]::new))
                .param(legs.toArray(String[]::new))
                .param(accountIds.toArray(Long[]::new))
                .param(amounts.toArray(Long[]::new))
                .update();
        return changes;
    }

    private static Place place(Posting posting, Entry entry) {
        int shard = entry.account().kind().isPlatforms()
                ? Math.floorMod(posting.source().hashCode(), PLATFORM_SHARDS)
                : 0;
        return new Place(entry.account(), shard);
    }

    private Map<Place, Long> accounts(List<Posting> postings) {
        Set<Place> places = new LinkedHashSet<>();
        postings.forEach(posting -> posting.entries().forEach(entry -> places.add(place(posting, entry))));
        Map<Place, Long> found = find(places);
        if (found.size() < places.size()) {
            places.removeAll(found.keySet());
            open(places);
            found.putAll(find(places));
        }
        return found;
    }

    /**
     * They are there at once, whatever becomes of the posting: nobody waits until the end of a transaction for an account
     * that it opened, and so two that need the same new ones never wait for each other crosswise.
     */
    private void open(Collection<Place> places) {
        own.use(jdbc -> params(jdbc.sql("""
                        insert into account (kind, owner, currency, shard)
                        select * from unnest(?::text[], ?::text[], ?::text[], ?::smallint[]) as new(k, o, c, s)
                         order by o, k, c, s
                        on conflict do nothing
                        """), places).update());
    }

    /** Each is looked up by itself; PostgreSQL would otherwise read all accounts where it takes them for few. */
    private Map<Place, Long> find(Collection<Place> places) {
        List<Place> wanted = List.copyOf(places);
        Map<Place, Long> found = new HashMap<>();
        params(jdbc.sql("""
                        select w.at, a.account_id
                          from unnest(?::text[], ?::text[], ?::text[], ?::smallint[])
                               with ordinality as w(kind, owner, currency, shard, at)
                         cross join lateral (
                               select account_id from account
                                where owner = w.owner and kind = w.kind and currency = w.currency and shard = w.shard
                               offset 0) as a
                        """), wanted)
                .query((row, number) -> found.put(wanted.get((int) row.getLong(1) - 1), row.getLong(2)))
                .list();
        return found;
    }

    private static StatementSpec params(StatementSpec statement, Collection<Place> places) {
        return statement
                .param(places.stream()
                        .map(place -> place.account().kind().name())
                        .toArray(String[]::new))
                .param(places.stream().map(place -> place.account().owner()).toArray(String[]::new))
                .param(places.stream().map(place -> place.account().currency()).toArray(String[]::new))
                .param(places.stream().map(place -> (short) place.shard()).toArray(Short[]::new));
    }

    private Map<Key, Long> insert(List<Posting> postings, Instant at) {
        Map<Key, Long> ids = new HashMap<>();
        jdbc.sql("""
                        insert into posting (source, type, external_id, at)
                        select s, t, e, ? from unnest(?::text[], ?::text[], ?::text[]) as new(s, t, e)
                        returning source, type, external_id, posting_id
                        """)
                .param(utc(at))
                .param(postings.stream().map(Posting::source).toArray(String[]::new))
                .param(postings.stream().map(Posting::type).toArray(String[]::new))
                .param(postings.stream().map(Posting::externalId).toArray(String[]::new))
                .query((row, number) ->
                        ids.put(new Key(row.getString(1), row.getString(2), row.getString(3)), row.getLong(4)))
                .list();
        return ids;
    }

    /**
     * Moves balances. In the order of the accounts' ids, so that two transactions that move theirs once never wait for each
     * other crosswise.
     */
    public void move(SortedMap<Long, Long> changes) {
        if (changes.isEmpty()) {
            return;
        }
        Long[] accounts = changes.keySet().toArray(Long[]::new);
        jdbc.sql("select account_id from account where account_id = any(?) order by account_id for no key update")
                .param(accounts)
                .query(Long.class)
                .list();
        jdbc.sql("""
                        update account a set balance_minor = a.balance_minor + c.amount
                          from unnest(?::bigint[], ?::bigint[]) as c(account_id, amount)
                         where a.account_id = c.account_id
                        """)
                .param(accounts)
                .param(changes.values().toArray(Long[]::new))
                .update();
    }
}
