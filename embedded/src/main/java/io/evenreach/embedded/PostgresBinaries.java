package io.evenreach.embedded;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/** The PostgreSQL programs for this operating system, unpacked once per folder. */
final class PostgresBinaries {

    private static final Set<PosixFilePermission> EVERYBODY_MAY_READ = PosixFilePermissions.fromString("rwxr-xr-x");

    /** Two threads of one JVM cannot hold the same file lock, so they queue here first. */
    private static final Object ONE_AT_A_TIME = new Object();

    private PostgresBinaries() {}

    /** The folder that holds {@code bin/postgres}; {@code parent} null means a folder shared by this user. */
    static Path unpacked(@Nullable Path parent) {
        var archive = archiveName();
        var folder = (parent == null ? shared() : parent).toAbsolutePath();
        try {
            Files.createDirectories(folder);
            refuseStrangersFolder(folder);
            var version = version(archive);
            var home = folder.resolve("postgres-" + version);
            synchronized (ONE_AT_A_TIME) {
                try (var channel = FileChannel.open(
                                folder.resolve("unpack.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                        var ignored = channel.lock()) {
                    if (!Files.exists(home.resolve("complete"))) {
                        unpack(archive, home);
                    }
                }
            }
            return home;
        } catch (IOException e) {
            throw new EmbeddedServerException("The PostgreSQL programs could not be unpacked into " + folder, e);
        }
    }

    private static Path shared() {
        return Path.of(System.getProperty("java.io.tmpdir"), "evenreach-" + System.getProperty("user.name"));
    }

    /** Programs are started from here, so a folder that another user prepared must not be trusted. */
    private static void refuseStrangersFolder(Path folder) throws IOException {
        var mine = Files.createTempFile(folder, "owner", null);
        try {
            var owner = Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS);
            if (!owner.equals(Files.getOwner(mine)) && !owner.getName().equals("root")) {
                throw new EmbeddedServerException("The folder " + folder + " belongs to " + owner.getName()
                        + "; remove it or choose another one for the PostgreSQL programs");
            }
        } finally {
            Files.delete(mine);
        }
        if (isPosix(folder)) {
            Files.setPosixFilePermissions(folder, EVERYBODY_MAY_READ);
        }
    }

    /** The archive's own size tells versions and platforms apart without reading 15 MB at every start. */
    private static String version(String archive) throws IOException {
        var resource = PostgresBinaries.class.getResource("/" + archive);
        if (resource == null) {
            throw new EmbeddedServerException("No PostgreSQL programs for " + System.getProperty("os.name") + " on "
                    + System.getProperty("os.arch") + " are on the class path (looked for " + archive + ")");
        }
        return Long.toString(resource.openConnection().getContentLengthLong(), 36);
    }

    private static String archiveName() {
        var os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        var arch = switch (System.getProperty("os.arch").toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "arm_64";
            case String other -> other;
        };
        if (os.contains("mac")) {
            return "postgres-darwin-" + arch + ".txz";
        }
        if (Files.exists(Path.of("/etc/alpine-release"))) {
            return "postgres-linux-" + arch + "-alpine_linux.txz";
        }
        return "postgres-linux-" + arch + ".txz";
    }

    private static void unpack(String archive, Path home) throws IOException {
        var building = home.resolveSibling(home.getFileName() + ".building");
        Folders.deleteIfExists(building);
        Folders.deleteIfExists(home);
        Files.createDirectories(building);
        try (InputStream resource = PostgresBinaries.class.getResourceAsStream("/" + archive);
                var tar = new TarArchiveInputStream(
                        new XZInputStream(new BufferedInputStream(java.util.Objects.requireNonNull(resource))))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(tar, entry, building);
            }
        }
        if (isPosix(building)) {
            Files.setPosixFilePermissions(building, EVERYBODY_MAY_READ);
        }
        Files.createFile(building.resolve("complete"));
        try {
            Files.move(building, home, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(building, home);
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path root) throws IOException {
        var target = root.resolve(entry.getName()).normalize();
        if (!target.startsWith(root)) {
            throw new IOException("The archive leaves its folder: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(java.util.Objects.requireNonNull(target.getParent()));
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
            Files.copy(root.resolve(entry.getLinkName()).normalize(), target);
        } else {
            Files.copy(tar, target);
            if (isPosix(target)) {
                Files.setPosixFilePermissions(target, permissions(entry));
            }
        }
    }

    private static Set<PosixFilePermission> permissions(TarArchiveEntry entry) {
        var permissions = EnumSet.of(
                PosixFilePermission.OWNER_READ,
                PosixFilePermission.OWNER_WRITE,
                PosixFilePermission.GROUP_READ,
                PosixFilePermission.OTHERS_READ);
        if ((entry.getMode() & 0111) != 0) {
            permissions.add(PosixFilePermission.OWNER_EXECUTE);
            permissions.add(PosixFilePermission.GROUP_EXECUTE);
            permissions.add(PosixFilePermission.OTHERS_EXECUTE);
        }
        return permissions;
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
