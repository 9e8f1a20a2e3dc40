package io.evenreach.identity.profiles.web;

import io.evenreach.platform.problem.ProblemException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/**
 * Exports by way of the disk. What is exported is of one moment, and read as fast as the database gives it; whoever asked
 * for it takes it as slowly as they like, and keeps nobody waiting. Nothing is answered before all of it is there: an
 * export that fails is refused, and one that begins has its length.
 */
@Component
class Exports {

    private static final Duration COME_BACK_AFTER = Duration.ofSeconds(5);

    /** Writes all lines of an export. */
    interface Lines {
        void writeTo(Writer writer) throws IOException;
    }

    private final ExportProperties properties;
    private final Semaphore reading;
    private final Map<String, Integer> underWay = new ConcurrentHashMap<>();

    Exports(ExportProperties properties) {
        this.properties = properties;
        this.reading = new Semaphore(properties.readAtOnce(), true);
    }

    /**
     * Answers with an export.
     *
     * @param owner who asks for it
     */
    void send(String owner, HttpServletResponse response, Lines lines) throws IOException {
        if (underWay.merge(owner, 1, Integer::sum) > properties.ownerAtOnce()) {
            end(owner);
            throw ProblemException.tooMany(
                    "RATE_LIMITED",
                    "At most " + properties.ownerAtOnce() + " exports of one owner are answered at once.",
                    COME_BACK_AFTER);
        }
        try (FileChannel file = nameless()) {
            read(lines, file);
            response.setContentType("application/x-ndjson");
            response.setContentLengthLong(file.size());
            file.position(0);
            OutputStream out = response.getOutputStream();
            Channels.newInputStream(file).transferTo(out);
            out.flush();
        } finally {
            end(owner);
        }
    }

    private void end(String owner) {
        underWay.computeIfPresent(owner, (same, count) -> count == 1 ? null : count - 1);
    }

    private void read(Lines lines, FileChannel file) throws IOException {
        if (!mayRead()) {
            throw new ProblemException(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "OVERLOADED",
                    "More exports are under way than can be read at once.");
        }
        try {
            Writer writer = new BufferedWriter(Channels.newWriter(file, StandardCharsets.UTF_8));
            lines.writeTo(writer);
            writer.flush();
        } catch (UncheckedIOException diskFailed) {
            throw diskFailed.getCause();
        } finally {
            reading.release();
        }
    }

    private boolean mayRead() {
        try {
            return reading.tryAcquire(properties.waitAtMost().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** A file that is gone with whoever has it open, also where that ends at once. */
    private static FileChannel nameless() throws IOException {
        Path path = Files.createTempFile("export-", ".ndjson");
        try {
            return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } finally {
            Files.delete(path);
        }
    }
}
