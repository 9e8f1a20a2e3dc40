package io.evenreach.launcher.services;

import io.evenreach.launcher.platform.LauncherJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Java's ahead-of-time cache (JEP 483, 514, 515) of one unpacked service: classes loaded and linked, methods already
 * profiled. The first run records what it uses, the cache is made from that after the run, later runs start from it.
 * Nothing here may keep a service from starting: without a cache it starts slower, and that is all.
 */
public final class StartupCache {

    private static final Duration ASSEMBLY_PATIENCE = Duration.ofMinutes(3);

    /** Options that must be the same when recording, assembling and running. */
    static final List<String> SHARED_OPTIONS = List.of("-XX:+UseSerialGC", "-XX:+UseCompressedOops");

    private final Path folder;
    private final Path jar;
    private final Path cache;
    private final AtomicBoolean usable = new AtomicBoolean(true);
    private final AtomicReference<@Nullable String> recorder = new AtomicReference<>();

    StartupCache(Path folder, Path jar) {
        this.folder = folder;
        this.jar = jar;
        this.cache = folder.resolve("startup.aot");
    }

    /** Whether a run would start from a cache. */
    public boolean exists() {
        return usable.get() && Files.exists(cache);
    }

    /**
     * The JVM options of an instance's next run: from the cache, else recording for it, else none. One instance records;
     * it does so in each of its runs, because only the last one ends in order.
     */
    List<String> options(String instance) {
        if (!usable.get()) {
            return List.of();
        }
        if (Files.exists(cache)) {
            return List.of("-XX:AOTCache=" + cache, "-Xlog:aot=off", "-Xlog:cds=off");
        }
        if (!Files.isWritable(folder) || !records(instance)) {
            return List.of();
        }
        return List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + recording(), "-Xlog:aot=off", "-Xlog:cds=off");
    }

    private boolean records(String instance) {
        return recorder.compareAndSet(null, instance) || instance.equals(recorder.get());
    }

    /** A run with these options ended before it was ready; the next run does without them. */
    public void distrust() {
        usable.set(false);
        try {
            Files.deleteIfExists(cache);
        } catch (IOException e) {
            // Left in place it is tried once more by the next launcher, which distrusts it as well.
        }
    }

    private Path recording() {
        return folder.resolve("recording-" + ProcessHandle.current().pid() + ".aotconf");
    }

    /** Whether a run recorded what a cache can be made from. */
    public boolean canBeMade() {
        return usable.get() && !Files.exists(cache) && Files.exists(recording());
    }

    /** Makes the cache from the recorded run; returns whether there is one now. */
    public boolean make() {
        var building =
                folder.resolve("startup.aot.building-" + ProcessHandle.current().pid());
        try {
            var command = new java.util.ArrayList<>(List.of(LauncherJvm.java().toString()));
            command.addAll(SHARED_OPTIONS);
            command.addAll(List.of(
                    "-Xmx512m",
                    "-XX:AOTMode=create",
                    "-XX:AOTConfiguration=" + recording(),
                    "-XX:AOTCache=" + building,
                    "-cp",
                    jar.toString()));
            var process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("startup.log").toFile())
                    .start();
            if (!process.waitFor(ASSEMBLY_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return false;
            }
            if (process.exitValue() != 0 || !Files.exists(building)) {
                return false;
            }
            Files.move(building, cache, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return true;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            discard(building);
            discard(recording());
        }
    }

    private static void discard(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // A leftover costs some disk until the next build replaces the folder.
        }
    }
}
