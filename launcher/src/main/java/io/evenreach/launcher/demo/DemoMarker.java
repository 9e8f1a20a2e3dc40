package io.evenreach.launcher.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a data directory remembers of its demo. A story that was interrupted is told again from the same beginning: its ids and
 * times are the same, so nothing counts twice.
 *
 * @param guides in the order of the story
 * @param live touches that were denied because of a complaint, known only while the story is played
 */
record DemoMarker(
        String campaignId,
        List<MarketPlay.Listed> guides,
        long seed,
        int customers,
        Instant playedFrom,
        boolean finished,
        Live live) {

    DemoMarker {
        // Absent in markers of versions whose story had no guides.
        guides = List.copyOf(guides);
    }

    /** What only the player of the story sees. */
    record Live(long asked, long allowed, long denied, long deniedByHold, long holdMillis, long shownAfterComplaint) {
        static final Live NONE = new Live(0, 0, 0, 0, 0, 0);
    }

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    DemoMarker finished(Live seen) {
        return new DemoMarker(campaignId, guides, seed, customers, playedFrom, true, seen);
    }

    static Optional<DemoMarker> read(Path dataDirectory) {
        Path file = file(dataDirectory);
        try {
            return Files.exists(file)
                    ? Optional.of(JSON.readValue(Files.readString(file), DemoMarker.class))
                    : Optional.empty();
        } catch (JacksonException written) {
            // An older version wrote it, or it was cut short; the story is then told anew in a campaign of its own.
            return Optional.empty();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    void write(Path dataDirectory) {
        Path file = file(dataDirectory);
        Path building = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.writeString(building, JSON.writeValueAsString(this));
            Files.move(building, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    private static Path file(Path dataDirectory) {
        return dataDirectory.resolve("demo.json");
    }
}
