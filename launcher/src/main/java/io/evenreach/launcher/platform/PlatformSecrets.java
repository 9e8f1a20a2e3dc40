package io.evenreach.launcher.platform;

import io.evenreach.kernel.HmacSha256;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The first user, the first client and the keys of one platform.
 *
 * @param credentials what people and programs sign in with, under the names of their environment variables
 * @param databasePassword the password of the embedded database
 * @param identifierKey hex; the key that personal identifiers are hashed with
 * @param secretKey hex; the key that the gateway protects its own secrets with
 */
public record PlatformSecrets(
        Map<String, String> credentials, String databasePassword, String identifierKey, String secretKey) {

    public static final String ADMIN_USERNAME = "EVENREACH_ADMIN_USERNAME";
    public static final String ADMIN_PASSWORD = "EVENREACH_ADMIN_PASSWORD";
    public static final String CLIENT_ID = "EVENREACH_BOOTSTRAP_CLIENT_ID";
    public static final String CLIENT_SECRET = "EVENREACH_BOOTSTRAP_CLIENT_SECRET";

    private static final String DATABASE_PASSWORD = "EVENREACH_DB_PASSWORD";
    private static final String IDENTIFIER_KEY = "EVENREACH_IDENTIFIER_KEY";
    private static final String SECRET_KEY = "EVENREACH_SECRET_KEY";

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int KEY_BYTES = 32;
    private static final int PASSWORD_BYTES = 15;

    public PlatformSecrets {
        credentials = Map.copyOf(credentials);
    }

    /** What the environment gives, else what the first start wrote, else something new that is written now. */
    public static PlatformSecrets loadOrMake(LauncherEnvironment environment, DataDirectory data) {
        return new PlatformSecrets(credentials(environment, data), secrets(environment, data));
    }

    private PlatformSecrets(Map<String, String> credentials, Map<String, String> secrets) {
        this(
                credentials,
                secrets.getOrDefault(DATABASE_PASSWORD, ""),
                secrets.getOrDefault(IDENTIFIER_KEY, ""),
                secrets.getOrDefault(SECRET_KEY, ""));
    }

    private static Map<String, String> credentials(LauncherEnvironment environment, DataDirectory data) {
        var file = new SecretFile(data.credentials());
        var written = file.read();
        var all = new LinkedHashMap<>(written);
        all.putIfAbsent(ADMIN_USERNAME, "admin");
        all.putIfAbsent(ADMIN_PASSWORD, environment.given(ADMIN_PASSWORD).orElseGet(() -> random(PASSWORD_BYTES)));
        all.putIfAbsent(CLIENT_ID, "bootstrap");
        all.putIfAbsent(CLIENT_SECRET, environment.given(CLIENT_SECRET).orElseGet(() -> random(KEY_BYTES)));
        var toWrite = new LinkedHashMap<>(all);
        // What the environment gives is its owner's to keep; it is not copied to the disk.
        toWrite.keySet()
                .removeIf(name ->
                        !written.containsKey(name) && environment.given(name).isPresent());
        if (!toWrite.equals(written)) {
            file.write(toWrite);
        }
        all.replaceAll((name, value) -> environment.given(name).orElse(value));
        return all;
    }

    /**
     * Keys are kept even when they were given, because data made with one key is worthless under another: a start that
     * is given another one is refused instead of counting every customer anew.
     */
    private static Map<String, String> secrets(LauncherEnvironment environment, DataDirectory data) {
        var file = new SecretFile(data.secrets());
        var written = file.read();
        var all = new LinkedHashMap<>(written);
        for (var name : new String[] {IDENTIFIER_KEY, SECRET_KEY}) {
            var given = environment.given(name);
            var kept = written.get(name);
            if (kept != null && given.isPresent() && !given.get().equals(kept)) {
                throw new LauncherProblem(name + " is not the key that the data in " + data.root()
                        + " was made with. Unset it, or use another EVENREACH_DATA_DIR.");
            }
            all.computeIfAbsent(name, missing -> given.orElseGet(() -> random(KEY_BYTES)));
        }
        all.computeIfAbsent(DATABASE_PASSWORD, missing -> random(KEY_BYTES));
        if (!all.equals(written)) {
            file.write(all);
        }
        return all;
    }

    /** By which guide commerce signs in to read identity; the same at every start. */
    public String guidesClientSecret() {
        var hmac = new HmacSha256(secretKey.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hmac.of("client guide-commerce"));
    }

    private static String random(int bytes) {
        var random = new byte[bytes];
        RANDOM.nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    /** Names no value. */
    @Override
    public String toString() {
        return "PlatformSecrets" + credentials.keySet();
    }
}
