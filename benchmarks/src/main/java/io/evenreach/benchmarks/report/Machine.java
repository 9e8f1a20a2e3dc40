package io.evenreach.benchmarks.report;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Where the run took place.
 *
 * @param versions programs and what matters of their settings
 * @param loadBefore the load average before the run; above zero others were busy, and the figures are worth less
 */
public record Machine(
        String processor,
        int processors,
        long memoryMegabytes,
        String system,
        Map<String, String> versions,
        double loadBefore) {

    public Machine {
        versions = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(versions));
    }

    /** @param versions in the order in which they are printed */
    public static Machine here(Map<String, String> versions) {
        var system = ManagementFactory.getOperatingSystemMXBean();
        long memory =
                system instanceof com.sun.management.OperatingSystemMXBean here ? here.getTotalMemorySize() >> 20 : 0;
        Map<String, String> all = new LinkedHashMap<>();
        all.put("JDK", Runtime.version() + ", " + System.getProperty("java.vm.name"));
        all.putAll(versions);
        return new Machine(
                nameOfProcessor(),
                system.getAvailableProcessors(),
                memory,
                system.getName() + " " + system.getVersion() + " " + system.getArch(),
                all,
                system.getSystemLoadAverage());
    }

    private static String nameOfProcessor() {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException notLinux) {
            return "unknown";
        }
    }

    String toMarkdown() {
        StringBuilder text = new StringBuilder("| Machine | |\n|---|---|\n");
        text.append(String.format(
                Locale.ROOT,
                "| Processors | %d × %s |%n| Memory | %,d MB |%n| System | %s |%n| Load before the run | %.2f |%n",
                processors,
                processor,
                memoryMegabytes,
                system,
                loadBefore));
        versions.forEach((what, version) ->
                text.append("| ").append(what).append(" | ").append(version).append(" |\n"));
        return text.toString();
    }
}
