package io.evenreach.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;

/** A JVM of its own that runs both servers until it is killed; it prints one line when they are ready. */
final class ServerHost {

    private ServerHost() {}

    public static void main(String[] arguments) throws IOException, SQLException {
        var folder = Path.of(arguments[0]);
        var postgres = EmbeddedPostgres.start(
                folder.resolve("postgres"), PostgresOptions.durable().withBinaries(folder.resolve("binaries")));
        try (var connection = DriverManager.getConnection(
                        postgres.jdbcUrl("postgres"), postgres.user(), postgres.password());
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS kept (n int)");
            statement.execute("INSERT INTO kept VALUES (1)");
        }
        EmbeddedKafka kafka = null;
        if (arguments.length > 1) {
            kafka = EmbeddedKafka.start(folder.resolve("kafka"), KafkaOptions.standard());
            KafkaTrips.createTopic(kafka.bootstrapServers(), "kept");
            KafkaTrips.send(kafka.bootstrapServers(), "kept", "before the crash");
        }
        System.out.println("READY " + postgres.pid() + " " + System.getProperty("user.name"));
        System.out.flush();
        if (System.in.read() < 0 && kafka == null) {
            postgres.close();
        }
    }
}
