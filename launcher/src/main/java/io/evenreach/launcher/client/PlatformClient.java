package io.evenreach.launcher.client;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The public API of a running platform, as the command line needs it.
 *
 * <p>Paths start behind {@code /api/v1}. Every call may be repeated while a process of the platform restarts: reads and PUTs
 * by nature, POSTs because they carry an {@code Idempotency-Key} or ids chosen by the client. A refusal is a {@link
 * PlatformProblem}; a platform that stays away longer than the client's patience is a {@link PlatformUnavailable}.
 */
public interface PlatformClient {

    JsonNode get(String path);

    /** Like {@link #get}, and empty where the platform answers 404. */
    Optional<JsonNode> find(String path);

    /** A file of the platform as it is. */
    String download(String path);

    JsonNode put(String path, Object body);

    JsonNode post(String path, @Nullable Object body);

    /** Sends a file as the multipart part {@code file}, beside a JSON part where one is named; {@code sentBytes} hears the file bytes handed to the network. */
    JsonNode upload(String path, FilePart file, @Nullable JsonPart json, LongConsumer sentBytes);

    /** A file from the disk, or its first bytes. */
    record FilePart(String fileName, Content content) {

        /** Where the bytes of the part come from. */
        public sealed interface Content {
            record OnDisk(Path path) implements Content {}

            @SuppressWarnings("ArrayRecordComponent")
            record InMemory(byte[] bytes) implements Content {}
        }
    }

    /** A JSON part of a multipart request. */
    record JsonPart(String name, Object body) {}
}
