package io.evenreach.benchmarks.contest;

import io.evenreach.embedded.LoopbackPorts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** A Redis of our own on a free port, which writes everything to an append-only file. */
final class RedisServer implements AutoCloseable {

    private static final Duration START_PATIENCE = Duration.ofSeconds(20);

    private final Process process;
    private final int port;

    /**
     * @param fsync when the file is flushed: {@code everysec} or {@code always}
     * @throws IllegalStateException when it does not start
     */
    RedisServer(Path program, Path folder, String fsync) throws IOException {
        Files.createDirectories(folder);
        port = LoopbackPorts.next();
        process = new ProcessBuilder(List.of(
                        program.toString(),
                        "--port",
                        Integer.toString(port),
                        "--bind",
                        "127.0.0.1",
                        "--dir",
                        folder.toString(),
                        "--save",
                        "",
                        "--appendonly",
                        "yes",
                        "--appendfsync",
                        fsync))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("redis.log").toFile())
                .start();
        awaitReady(folder);
    }

    private void awaitReady(Path folder) {
        long deadline = System.nanoTime() + START_PATIENCE.toNanos();
        while (process.isAlive() && System.nanoTime() < deadline) {
            try (Jedis jedis = new Jedis("127.0.0.1", port)) {
                jedis.ping();
                return;
            } catch (JedisConnectionException notYet) {
                pause();
            }
        }
        close();
        throw new IllegalStateException("redis-server did not start; its log is in " + folder);
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    int port() {
        return port;
    }

    /** The program on the path; empty where Redis is not installed. */
    static Optional<Path> program() {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator))
                .map(folder -> Path.of(folder, "redis-server"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** What the program says of itself, such as {@code 7.0.15}. */
    static String version(Path program) {
        try {
            Process asked = new ProcessBuilder(program.toString(), "--version").start();
            String said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return said.replaceAll("(?s).*v=(\\S+).*", "$1");
        } catch (IOException unreadable) {
            return "unknown";
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
