package io.evenreach.testkit;

import io.evenreach.contracts.TopicSpec;
import io.evenreach.contracts.Topics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.jspecify.annotations.Nullable;

/** The servers of the running test class. */
public final class Servers {

    /** The deployment key of every test, so that keys can be compared across services. */
    public static final String IDENTIFIER_KEY = "5f".repeat(32);

    private static @Nullable Servers current;

    private final PostgresForTests postgres;
    private final KafkaForTests kafka;
    private final String database;

    private Servers(PostgresForTests postgres, KafkaForTests kafka, String database) {
        this.postgres = postgres;
        this.kafka = kafka;
        this.database = database;
    }

    static synchronized Servers start() {
        PostgresForTests postgres = PostgresForTests.shared();
        String database = "t" + UUID.randomUUID().toString().replace("-", "");
        postgres.createDatabase(database);
        KafkaForTests kafka = KafkaForTests.start();
        createTopics(kafka.bootstrapServers());
        Servers servers = new Servers(postgres, kafka, database);
        current = servers;
        return servers;
    }

    static synchronized void stopCurrent() {
        Servers stopping = current;
        current = null;
        if (stopping != null) {
            stopping.kafka.close();
        }
    }

    /** @throws IllegalStateException outside of a class with {@link RealServers} */
    public static synchronized Servers current() {
        Servers running = current;
        if (running == null) {
            throw new IllegalStateException("add @RealServers to the test class");
        }
        return running;
    }

    public String jdbcUrl() {
        return postgres.jdbcUrl(database);
    }

    public String user() {
        return postgres.user();
    }

    public String password() {
        return postgres.password();
    }

    public String kafka() {
        return kafka.bootstrapServers();
    }

    /** What a service reads from its environment. */
    public Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("EVENREACH_DB_URL", jdbcUrl());
        environment.put("EVENREACH_DB_USER", user());
        environment.put("EVENREACH_DB_PASSWORD", password());
        environment.put("EVENREACH_KAFKA", kafka());
        environment.put("EVENREACH_IDENTIFIER_KEY", IDENTIFIER_KEY);
        environment.put("EVENREACH_SECRET_KEY", "a7".repeat(32));
        environment.put("EVENREACH_ISSUER", TestTokens.ISSUER);
        environment.put("EVENREACH_JWKS_URI", TestTokens.jwksUri());
        return environment;
    }

    private static void createTopics(String bootstrapServers) {
        List<NewTopic> topics = Topics.catalogue().stream().map(Servers::topic).toList();
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            admin.createTopics(topics).all().get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while making topics", interrupted);
        } catch (ExecutionException failed) {
            throw new IllegalStateException("topics could not be made", failed);
        }
    }

    private static NewTopic topic(TopicSpec spec) {
        return new NewTopic(spec.name(), spec.partitions(), (short) 1).configs(spec.configs());
    }
}
