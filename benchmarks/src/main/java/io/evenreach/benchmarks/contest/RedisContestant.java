package io.evenreach.benchmarks.contest;

import io.evenreach.benchmarks.work.Item;
import io.evenreach.benchmarks.work.Outcome;
import io.evenreach.benchmarks.work.Work;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.Response;

/**
 * Redis with a script that does the same work: live grants and exposures of a customer on a channel are two sorted sets,
 * and a key per request and per exposure keeps both from counting twice.
 */
final class RedisContestant implements Contestant {

    private static final String GRANT_TTL = Long.toString(Duration.ofHours(1).toMillis());
    private static final String WINDOW = Long.toString(Duration.ofDays(7).toMillis());
    private static final String REMEMBERED = Long.toString(Duration.ofDays(1).toMillis());

    /** KEYS: grants, exposures, request. ARGV: request id, plan, grant ttl, window, how long requests are remembered. */
    private static final String ASK = """
            if redis.call('EXISTS', KEYS[3]) == 1 then return 1 end
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
            redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - ARGV[4])
            if redis.call('ZCARD', KEYS[1]) + redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[2]) then return 2 end
            redis.call('ZADD', KEYS[1], now + ARGV[3], ARGV[1])
            redis.call('SET', KEYS[3], '1', 'PX', ARGV[5])
            return 0
            """;

    /** KEYS: grants, exposures, exposure. ARGV: request id, how long exposures are remembered. */
    private static final String CONFIRM = """
            if not redis.call('SET', KEYS[3], '1', 'NX', 'PX', ARGV[2]) then return 0 end
            local time = redis.call('TIME')
            redis.call('ZREM', KEYS[1], ARGV[1])
            redis.call('ZADD', KEYS[2], time[1] * 1000 + math.floor(time[2] / 1000), ARGV[1])
            return 1
            """;

    /** More only queue up in the server, which has one thread. */
    private static final int CONNECTIONS = 64;

    private final String fsync;
    private final RedisServer server;
    private final RedisClient redis;
    private final String ask;
    private final String confirm;

    RedisContestant(Path program, Path folder, String fsync) throws IOException {
        this.fsync = fsync;
        this.server = new RedisServer(program, folder, fsync);
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(CONNECTIONS);
        pool.setMaxIdle(CONNECTIONS);
        // Without it a few callers wait for seconds while others pass them.
        pool.setFairness(true);
        this.redis = RedisClient.builder()
                .hostAndPort("127.0.0.1", server.port())
                .poolConfig(pool)
                .build();
        this.ask = redis.scriptLoad(ASK);
        this.confirm = redis.scriptLoad(CONFIRM);
    }

    @Override
    public String name() {
        return "Redis and Lua, appendfsync=" + fsync;
    }

    private static List<String> keys(Item item, String kind) {
        String cell = item.customer() + ":" + item.channelName();
        return List.of("g:" + cell, "e:" + cell, kind + item.requestId());
    }

    private static List<String> askArguments(Item item) {
        return List.of(item.requestId(), Integer.toString(Work.PLAN), GRANT_TTL, WINDOW, REMEMBERED);
    }

    private static List<String> confirmArguments(Item item) {
        return List.of(item.requestId(), REMEMBERED);
    }

    private static Answer answer(Object said) {
        return Answer.of(Outcome.ofCode((Long) said));
    }

    @Override
    public Answer ask(Item item) {
        return answer(redis.evalsha(ask, keys(item, "r:"), askArguments(item)));
    }

    @Override
    public void confirm(Item item, Answer answer) {
        redis.evalsha(confirm, keys(item, "x:"), confirmArguments(item));
    }

    @Override
    public List<Answer> askAll(List<Item> items) {
        List<Response<Object>> said = new ArrayList<>(items.size());
        try (AbstractPipeline pipeline = redis.pipelined()) {
            for (Item item : items) {
                said.add(pipeline.evalsha(ask, keys(item, "r:"), askArguments(item)));
            }
            pipeline.sync();
        }
        return said.stream().map(response -> answer(response.get())).toList();
    }

    @Override
    public void confirmAll(List<Item> items, List<Answer> answers) {
        try (AbstractPipeline pipeline = redis.pipelined()) {
            for (Item item : items) {
                pipeline.evalsha(confirm, keys(item, "x:"), confirmArguments(item));
            }
            pipeline.sync();
        }
    }

    @Override
    public void close() {
        redis.close();
        server.close();
    }
}
