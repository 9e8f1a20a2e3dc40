package io.evenreach.launcher.platform;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What this process was told by its environment.
 *
 * @param home the checkout, where the services' jars are
 * @param dataDir where one platform keeps everything it must not forget
 * @param port the gateway's port
 * @param variables all environment variables
 */
public record LauncherEnvironment(Path home, Path dataDir, int port, Map<String, String> variables) {

    /** The script names the checkout; without it the place of this class tells. */
    private static final String HOME_PROPERTY = "evenreach.home";

    private static final int DEFAULT_PORT = 8080;
    private static final int HIGHEST_PORT = 65_535;
    /** Beyond that pointers are longer, and a little more heap holds less. */
    private static final Megabytes HEAP = new Megabytes(64, 31 * 1024);

    /** PostgreSQL runs with less, but then reads the same pages again and again; it takes more than any heap may. */
    private static final Megabytes BUFFERS = new Megabytes(16, 1024 * 1024);

    private record Megabytes(int least, int most) {}

    public LauncherEnvironment {
        variables = Map.copyOf(variables);
    }

    /** @throws LauncherProblem when a variable cannot be understood */
    public static LauncherEnvironment current() {
        return of(System.getenv(), checkout());
    }

    static LauncherEnvironment of(Map<String, String> variables, Path home) {
        var dataDir = given(variables, "EVENREACH_DATA_DIR")
                .map(Path::of)
                .orElse(home.resolve(".evenreach"))
                .toAbsolutePath()
                .normalize();
        return new LauncherEnvironment(
                home,
                dataDir,
                given(variables, "EVENREACH_PORT")
                        .map(LauncherEnvironment::port)
                        .orElse(DEFAULT_PORT),
                variables);
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text.strip());
            if (port > 0 && port <= HIGHEST_PORT) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Falls through to the one sentence that helps.
        }
        throw new LauncherProblem("EVENREACH_PORT must be a port between 1 and " + HIGHEST_PORT + ", but it is \""
                + text + "\". Unset it to use " + DEFAULT_PORT + ".");
    }

    /**
     * The size of a heap, which the environment may give.
     *
     * @throws LauncherProblem when it gives something else than megabytes from 64 to 31,744
     */
    public int heapMegabytes(String name, int otherwise) {
        return megabytes(name, HEAP, otherwise);
    }

    /**
     * The size of a database server's buffers, which the environment may give.
     *
     * @throws LauncherProblem when it gives something else than megabytes from 16 to 1,048,576
     */
    public int bufferMegabytes(String name, int otherwise) {
        return megabytes(name, BUFFERS, otherwise);
    }

    private int megabytes(String name, Megabytes bounds, int otherwise) {
        return given(name).map(text -> megabytes(name, text, bounds, otherwise)).orElse(otherwise);
    }

    private static int megabytes(String name, String text, Megabytes bounds, int otherwise) {
        try {
            int megabytes = Integer.parseInt(text.strip());
            if (megabytes >= bounds.least() && megabytes <= bounds.most()) {
                return megabytes;
            }
        } catch (NumberFormatException e) {
            // Falls through to the one sentence that helps.
        }
        throw new LauncherProblem(name + " must be a number of megabytes between " + bounds.least() + " and "
                + bounds.most() + ", but it is \"" + text + "\". Unset it to use " + otherwise + ".");
    }

    private static Path checkout() {
        var named = System.getProperty(HOME_PROPERTY);
        if (named != null) {
            return Path.of(named).toAbsolutePath().normalize();
        }
        try {
            URI here = LauncherEnvironment.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI();
            for (Path folder = Path.of(here); folder != null; folder = folder.getParent()) {
                if (Files.exists(folder.resolve("evenreach")) && Files.exists(folder.resolve("launcher"))) {
                    return folder;
                }
            }
        } catch (java.net.URISyntaxException e) {
            throw new IllegalStateException("The launcher's own place has no path", e);
        }
        return Path.of("").toAbsolutePath();
    }

    /** The variable unless it is missing or blank. */
    public Optional<String> given(String name) {
        return given(variables, name);
    }

    private static Optional<String> given(Map<String, String> variables, String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isBlank());
    }

    /** What people type into a browser. */
    public URI address() {
        return addressOf(port);
    }

    static URI addressOf(int port) {
        return URI.create("http://localhost:" + port);
    }
}
