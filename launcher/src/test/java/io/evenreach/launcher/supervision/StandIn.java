package io.evenreach.launcher.supervision;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;

/** Stands in for a service: healthy, a little talkative, and gone with its parent. Packs itself as a built jar. */
final class StandIn {

    private StandIn() {}

    public static void main(String[] arguments) throws IOException {
        if ("tools".equals(System.getProperty("jarmode"))) {
            unpack(Path.of(arguments[arguments.length - 1]));
            return;
        }
        if (Files.exists(Path.of(System.getenv("EVENREACH_DATA_DIR"), "broken"))) {
            System.out.println("The stand-in is told to be broken");
            System.exit(3);
        }
        int port = Integer.parseInt(System.getenv("SERVER_PORT"));
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        var environment = System.getenv().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("EVENREACH_"))
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .sorted()
                .collect(Collectors.joining("\n"))
                .getBytes(StandardCharsets.UTF_8);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, environment.length);
            exchange.getResponseBody().write(environment);
            exchange.close();
        });
        server.start();
        ProcessHandle.of(Long.parseLong(System.getenv("EVENREACH_PARENT_PID")))
                .ifPresentOrElse(parent -> parent.onExit().thenRun(() -> System.exit(0)), () -> System.exit(0));
        System.out.println("Ready on " + port);
    }

    /** What Spring Boot's own tool does with {@code extract}, as far as the launcher needs it. */
    private static void unpack(Path target) throws IOException {
        var jar = Path.of(System.getProperty("java.class.path"));
        Files.createDirectories(target);
        Files.copy(jar, target.resolve(jar.getFileName()));
    }

    /** A jar of this class alone, where the launcher looks for the jar of this module. */
    static void buildInto(Path home, String module) {
        var target = home.resolve(module).resolve("target");
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, StandIn.class.getName());
        var entry = StandIn.class.getName().replace('.', '/') + ".class";
        try (var bytes = StandIn.class.getResourceAsStream("/" + entry)) {
            Files.createDirectories(target);
            try (var jar =
                    new JarOutputStream(Files.newOutputStream(target.resolve(module + "-1-app.jar")), manifest)) {
                jar.putNextEntry(new JarEntry(entry));
                jar.write(java.util.Objects.requireNonNull(bytes).readAllBytes());
                jar.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
