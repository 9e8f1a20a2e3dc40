package io.evenreach.benchmarks.contest;

import com.zaxxer.hikari.HikariDataSource;
import io.evenreach.benchmarks.work.Item;
import io.evenreach.benchmarks.work.Outcome;
import io.evenreach.benchmarks.work.Work;
import java.sql.SQLException;
import java.util.concurrent.Semaphore;
import org.springframework.jdbc.core.JdbcTemplate;

/** What one writes first: a row per touch, a lock per person, one statement per ask. */
final class NaiveContestant implements Contestant {

    private static final String TABLES = """
            create schema if not exists naive;
            create table naive.person (customer int primary key);
            create table naive.touch (
                request_id text primary key,
                customer   int not null,
                channel    text not null,
                expires_at timestamptz not null,
                shown_at   timestamptz
            );
            create index touch_of_customer on naive.touch (customer, channel);
            create table naive.exposure (exposure_id text primary key);
            """;
    private static final String ASK = """
            create function naive.ask(who int, place text, request text, plan int) returns int language plpgsql as $$
            begin
                if exists (select from naive.touch where request_id = request) then
                    return 1;
                end if;
                insert into naive.person values (who) on conflict do nothing;
                perform from naive.person where customer = who for update;
                if exists (select from naive.touch where request_id = request) then
                    return 1;
                end if;
                if (select count(*) from naive.touch
                     where customer = who and channel = place
                       and (shown_at > clock_timestamp() - interval '7 days'
                            or shown_at is null and expires_at > clock_timestamp())) >= plan then
                    return 2;
                end if;
                insert into naive.touch values (request, who, place, clock_timestamp() + interval '1 hour', null);
                return 0;
            end $$
            """;
    private static final String CONFIRM = """
            create function naive.confirm(request text) returns void language plpgsql as $$
            begin
                insert into naive.exposure values (request) on conflict do nothing;
                if found then
                    update naive.touch set shown_at = clock_timestamp() where request_id = request;
                end if;
            end $$
            """;

    private final HikariDataSource pool;

    /** First come, first served, which the pool by itself is not. */
    private final Semaphore connections = new Semaphore(Database.CONNECTIONS, true);

    NaiveContestant(Database database) {
        pool = database.pool("naive");
        JdbcTemplate jdbc = new JdbcTemplate(pool);
        jdbc.execute(TABLES);
        jdbc.execute(ASK);
        jdbc.execute(CONFIRM);
    }

    @Override
    public String name() {
        return "PostgreSQL function per ask, synchronous_commit=on";
    }

    @Override
    public boolean takesBatches() {
        return false;
    }

    @Override
    public Answer ask(Item item) {
        connections.acquireUninterruptibly();
        try (var connection = pool.getConnection();
                var statement = connection.prepareStatement("select naive.ask(?, ?, ?, ?)")) {
            statement.setInt(1, item.customer());
            statement.setString(2, item.channelName());
            statement.setString(3, item.requestId());
            statement.setInt(4, Work.PLAN);
            try (var rows = statement.executeQuery()) {
                rows.next();
                return Answer.of(Outcome.ofCode(rows.getInt(1)));
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        } finally {
            connections.release();
        }
    }

    @Override
    public void confirm(Item item, Answer answer) {
        connections.acquireUninterruptibly();
        try (var connection = pool.getConnection();
                var statement = connection.prepareStatement("select naive.confirm(?)")) {
            statement.setString(1, item.requestId());
            statement.execute();
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        } finally {
            connections.release();
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
