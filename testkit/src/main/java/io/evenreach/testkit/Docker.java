package io.evenreach.testkit;

import java.nio.file.Files;
import java.nio.file.Path;
import org.testcontainers.DockerClientFactory;

/** Whether a Docker engine answers; asked once, and only where there is a sign of one. */
final class Docker {

    static final boolean ANSWERS = answers();

    private Docker() {}

    private static boolean answers() {
        boolean sign = System.getenv("DOCKER_HOST") != null || Files.exists(Path.of("/var/run/docker.sock"));
        boolean found = sign && DockerClientFactory.instance().isDockerAvailable();
        System.out.println(
                found
                        ? "A Docker engine answers: PostgreSQL and Kafka run in containers."
                        : "No Docker engine answers: PostgreSQL and Kafka run as embedded servers.");
        return found;
    }
}
