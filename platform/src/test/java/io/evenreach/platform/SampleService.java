package io.evenreach.platform;

import io.evenreach.platform.outbox.Outbox;
import io.evenreach.platform.page.Cursor;
import io.evenreach.platform.security.Caller;
import io.evenreach.platform.security.OpenEndpoint;
import io.evenreach.platform.security.RequiresScope;
import io.evenreach.platform.security.Scopes;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The smallest service there can be: what the platform promises is tried on it. */
@SpringBootApplication
class SampleService {

    enum Colour {
        RED,
        GREEN
    }

    record Thing(
            @NotNull String name,
            @Nullable Colour colour,
            @Nullable Instant at,
            @Nullable OffsetDateTime since,
            @Nullable Duration lasting,
            @Nullable UUID of,
            @Min(1) int count,
            @Nullable List<@NotNull String> words,
            @Size(max = 3) @Nullable List<@NotNull @Valid Part> parts) {}

    record Part(@NotNull String label, @Nullable Integer weight) {}

    record Told(long sequence, String word) {}

    @RestController
    static class Things {

        private final JdbcTemplate jdbc;
        private final Outbox outbox;

        Things(JdbcTemplate jdbc, Outbox outbox) {
            this.jdbc = jdbc;
            this.outbox = outbox;
        }

        @PostMapping("/api/v1/things")
        @RequiresScope(Scopes.CHANNEL_WRITE)
        @Transactional
        public ResponseEntity<Map<String, String>> make(
                @Valid @RequestBody Thing thing,
                @RequestHeader(name = "X-Read-By-The-Handler", required = false) @Nullable String header) {
            String id = UUID.randomUUID().toString();
            jdbc.update("insert into inbox (consumer, event_id) values ('thing', ?)", id);
            outbox.append("sample", id, "told", new Told(0, thing.name()));
            return ResponseEntity.created(URI.create("/api/v1/things/" + id))
                    .eTag("\"" + id + "\"")
                    .body(Map.of("id", id));
        }

        @GetMapping("/api/v1/me")
        @RequiresScope({Scopes.CHANNEL_READ, Scopes.CAMPAIGN_READ})
        Map<String, String> me(Caller caller) {
            return Map.of("subject", caller.subject(), "owner", caller.owner());
        }

        @GetMapping("/api/v1/open/{number}")
        @OpenEndpoint(because = "the test needs one")
        Map<String, Integer> open(@PathVariable int number, @RequestParam(defaultValue = "1") int times) {
            return Map.of("number", number * times);
        }

        @GetMapping("/api/v1/words")
        @OpenEndpoint(because = "the test needs one that asks the database")
        Map<String, Boolean> words(@RequestParam String word, @RequestParam @Nullable String cursor) {
            Boolean taken = jdbc.queryForObject(
                    "select exists (select from inbox where event_id in (?, ?))",
                    Boolean.class,
                    word,
                    Cursor.decode(cursor));
            return Map.of("taken", Boolean.TRUE.equals(taken));
        }

        @GetMapping(path = "/api/v1/lines", produces = "text/plain")
        @OpenEndpoint(because = "the test needs one that fails when half of its answer is on its way")
        void lines(HttpServletResponse response) throws IOException {
            response.getOutputStream().println("a line");
            response.flushBuffer();
            throw new DataAccessResourceFailureException("the connection was lost");
        }
    }
}
