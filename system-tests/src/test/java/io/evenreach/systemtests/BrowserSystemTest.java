package io.evenreach.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A marketer's journeys in the browser, in both languages, with screenshots; they live beside the UI. */
@Order(6)
@ExtendWith(OnePlatform.class)
class BrowserSystemTest {

    private static final Duration PATIENCE = Duration.ofMinutes(20);
    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

    @Test
    void walksTheJourneysOfAMarketer(Platform platform) throws IOException, InterruptedException {
        Path ui = platform.home().resolve("admin-ui");
        Optional<Path> chromium = chromium();
        if (chromium.isEmpty()) {
            Story.tell(
                    "skipped: the browser journeys need Chromium (apt-get install chromium), and none is on the path");
            return;
        }
        if (!Files.isDirectory(ui.resolve("node_modules"))) {
            Story.tell(
                    "skipped: the browser journeys need the UI's tools (npm ci in admin-ui), and they are not installed");
            return;
        }
        Path screenshots = platform.reports("screenshots");
        Path log = platform.reports("commands").resolve("browser-journeys.log");
        ProcessBuilder builder = new ProcessBuilder("npm", "run", "e2e")
                .directory(ui.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("EVENREACH_URL", platform.address().toString());
        builder.environment().put("EVENREACH_UI_USERNAME", Platform.USER_NAME);
        builder.environment().put("EVENREACH_UI_PASSWORD", Platform.PASSWORD);
        builder.environment().put("SCREENSHOT_DIR", screenshots.toString());
        builder.environment().put("CHROMIUM_PATH", chromium.get().toString());
        Process journeys = builder.start();
        if (!journeys.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            journeys.descendants().forEach(ProcessHandle::destroyForcibly);
            journeys.destroyForcibly();
            throw new AssertionError("the journeys did not end within " + PATIENCE + ":\n" + Files.readString(log));
        }
        assertThat(journeys.exitValue()).as("%s", Files.readString(log)).isZero();
        try (Stream<Path> files = Files.walk(screenshots)) {
            long pictures =
                    files.filter(file -> file.toString().endsWith(".png")).count();
            assertThat(pictures).isPositive();
            Story.tell("browser journeys: %d screenshots in %s", pictures, screenshots);
        }
    }

    private static Optional<Path> chromium() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
