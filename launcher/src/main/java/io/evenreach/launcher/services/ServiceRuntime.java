package io.evenreach.launcher.services;

import io.evenreach.embedded.Folders;
import io.evenreach.kernel.Sha256;
import io.evenreach.launcher.platform.LauncherJvm;
import io.evenreach.launcher.platform.LauncherProblem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;

/**
 * A service unpacked for a quick start: nested jars beside the application's own, and a start-up cache next to them.
 * The folder's name holds a digest of the jar and the Java version, because a cache serves exactly one pair of them.
 */
public final class ServiceRuntime implements AutoCloseable {

    private static final Duration UNPACK_PATIENCE = Duration.ofMinutes(2);
    private static final int KEY_LENGTH = 12;

    private final Path folder;
    private final Path jar;
    private final FileChannel use;
    private final StartupCache cache;

    private ServiceRuntime(Path folder, Path jar, FileChannel use) {
        this.folder = folder;
        this.jar = jar;
        this.use = use;
        this.cache = new StartupCache(folder, jar);
    }

    /**
     * Unpacks the service's jar unless that was done before.
     *
     * @param home the checkout
     * @param fallback where to unpack when the checkout cannot be written
     */
    public static ServiceRuntime prepare(Service service, Path home, Path fallback) {
        var built = builtJar(service, home);
        try {
            var shelf = shelf(home, fallback);
            var folder = shelf.resolve(service.module() + "-" + key(built));
            Files.createDirectories(shelf);
            if (!Files.exists(folder)) {
                unpack(built, folder);
            }
            var use = FileChannel.open(folder.resolve("in-use"), StandardOpenOption.READ);
            shareUse(use);
            removeUnused(service, shelf, folder);
            return new ServiceRuntime(folder, folder.resolve(built.getFileName()), use);
        } catch (IOException e) {
            throw new LauncherProblem(
                    "The service " + service.label() + " could not be unpacked from " + built + ": " + e.getMessage(),
                    e);
        }
    }

    private static Path builtJar(Service service, Path home) {
        var target = home.resolve(service.module()).resolve("target");
        if (Files.isDirectory(target)) {
            try (var files = Files.list(target)) {
                var newest = files.filter(file -> file.getFileName().toString().endsWith("-app.jar"))
                        .max(Comparator.comparingLong(file -> file.toFile().lastModified()));
                if (newest.isPresent()) {
                    return newest.get();
                }
            } catch (IOException e) {
                throw new LauncherProblem("The folder " + target + " cannot be read: " + e.getMessage(), e);
            }
        }
        throw new LauncherProblem("The service " + service.label() + " has not been built (no *-app.jar in " + target
                + "). Run ./evenreach up, which builds what is missing, or ./mvnw -q -Dquick install.");
    }

    /** Beside the build, so that every data directory of this checkout starts quickly and a clean build forgets it. */
    private static Path shelf(Path home, Path fallback) {
        var target = home.resolve("launcher").resolve("target");
        return Files.isWritable(target) ? target.resolve("runtime") : fallback;
    }

    /** Checksums of all entries say as much as the bytes, and are read in milliseconds. */
    private static String key(Path jar) throws IOException {
        try (var entries = new JarFile(jar.toFile())) {
            var digest = Sha256.digest();
            entries.stream()
                    .forEach(entry ->
                            digest.update((entry.getName() + '\0' + entry.getCrc() + '\0' + entry.getSize() + '\n')
                                    .getBytes(StandardCharsets.UTF_8)));
            digest.update((Runtime.version() + System.getProperty("java.vm.vendor") + System.getProperty("os.arch"))
                    .getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest()).substring(0, KEY_LENGTH);
        }
    }

    private static void unpack(Path built, Path folder) throws IOException {
        var building = Files.createTempDirectory(folder.getParent(), folder.getFileName() + ".building");
        var process = new ProcessBuilder(
                        LauncherJvm.java().toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Djarmode=tools",
                        "-jar",
                        built.toString(),
                        "extract",
                        "--force",
                        "--destination",
                        building.toString())
                .redirectErrorStream(true)
                .redirectOutput(building.resolve("extract.log").toFile())
                .start();
        try {
            if (!process.waitFor(UNPACK_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("unpacking took longer than " + UNPACK_PATIENCE.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (process.exitValue() != 0) {
            var why = Files.readAllLines(building.resolve("extract.log")).stream()
                    .findFirst()
                    .orElse("no reason given");
            Folders.deleteIfExists(building);
            throw new IOException(why + ". If a build is writing this file, wait for it and try again");
        }
        Files.createFile(building.resolve("in-use"));
        // Temporary folders are private; another account of this machine may start the same build.
        Files.setPosixFilePermissions(building, PosixFilePermissions.fromString("rwxr-xr-x"));
        try {
            Files.move(building, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // Another launcher was quicker; both unpacked the same jar.
            if (!Files.exists(folder)) {
                throw e;
            }
            Folders.deleteIfExists(building);
        }
    }

    private static void shareUse(FileChannel channel) throws IOException {
        try {
            channel.lock(0, Long.MAX_VALUE, true);
        } catch (OverlappingFileLockException e) {
            // Another platform in this JVM already keeps the folder in use.
        }
    }

    /** Each rebuild leaves about 90 MB per service behind; what no launcher uses goes. */
    private static void removeUnused(Service service, Path shelf, Path current) throws IOException {
        List<Path> others;
        try (var folders = Files.list(shelf)) {
            others = folders.filter(folder -> folder.getFileName().toString().startsWith(service.module() + "-"))
                    .filter(folder -> !folder.equals(current))
                    .toList();
        }
        for (var other : others) {
            var mark = other.resolve("in-use");
            if (!Files.exists(mark)) {
                continue;
            }
            try (var channel = FileChannel.open(mark, StandardOpenOption.WRITE);
                    var lock = channel.tryLock()) {
                if (lock != null) {
                    Folders.deleteIfExists(other);
                }
            } catch (IOException | OverlappingFileLockException e) {
                // In use, or somebody else's: it may stay.
            }
        }
    }

    /** The application's own jar; its manifest names the others. */
    public Path jar() {
        return jar;
    }

    public StartupCache cache() {
        return cache;
    }

    Path folder() {
        return folder;
    }

    @Override
    public void close() {
        try {
            use.close();
        } catch (IOException e) {
            // The lock ends with this process at the latest.
        }
    }
}
