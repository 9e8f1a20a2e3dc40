package io.evenreach.launcher.client;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Where the platform answers and who we are there: the environment first, else the {@code credentials} file that the first
 * start wrote into the data directory.
 */
public record PlatformAccess(
        URI address,
        String clientId,
        String clientSecret,
        @Nullable String userName,
        @Nullable String password) {

    private static final String CLIENT_ID = "EVENREACH_BOOTSTRAP_CLIENT_ID";
    private static final String CLIENT_SECRET = "EVENREACH_BOOTSTRAP_CLIENT_SECRET";
    private static final String USER_NAME = "EVENREACH_ADMIN_USERNAME";
    private static final String PASSWORD = "EVENREACH_ADMIN_PASSWORD";

    /** @throws PlatformUnavailable when neither the environment nor the data directory knows a client */
    public static PlatformAccess find(URI address, Map<String, String> environment, Path dataDirectory) {
        Map<String, String> known = new LinkedHashMap<>(written(dataDirectory.resolve("credentials")));
        for (String name : new String[] {CLIENT_ID, CLIENT_SECRET, USER_NAME, PASSWORD}) {
            String value = environment.get(name);
            if (value != null && !value.isBlank()) {
                known.put(name, value);
            }
        }
        String clientId = known.get(CLIENT_ID);
        String clientSecret = known.get(CLIENT_SECRET);
        if (clientId == null || clientSecret == null) {
            throw new PlatformUnavailable("There are no credentials for " + address + ": set " + CLIENT_ID + " and "
                    + CLIENT_SECRET + ", or point EVENREACH_DATA_DIR at the data directory of this platform (looked in "
                    + dataDirectory + ").");
        }
        return new PlatformAccess(address, clientId, clientSecret, known.get(USER_NAME), known.get(PASSWORD));
    }

    private static Map<String, String> written(Path file) {
        if (!Files.isReadable(file)) {
            return Map.of();
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read " + file, unreadable);
        }
        Map<String, String> values = new LinkedHashMap<>();
        properties.stringPropertyNames().forEach(name -> values.put(name, properties.getProperty(name)));
        return values;
    }

    @Override
    public String toString() {
        return "PlatformAccess[" + address + ", client " + clientId + "]";
    }
}
