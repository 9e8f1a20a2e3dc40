package io.evenreach.gateway.status;

import io.evenreach.gateway.routing.Service;
import io.evenreach.gateway.routing.Upstreams;
import io.evenreach.platform.security.OpenEndpoint;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Asks every service whether it is ready, at most once a second whoever asks. */
@RestController
class StatusController {

    private static final String READINESS = "/actuator/health/readiness";

    private final Upstreams upstreams;
    private final StatusProperties properties;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile @Nullable Known known;

    StatusController(Upstreams upstreams, StatusProperties properties) {
        this.upstreams = upstreams;
        this.properties = properties;
    }

    private record Known(PlatformStatus status, long atNanos) {}

    @GetMapping("/api/v1/status")
    @SecurityRequirements
    @OpenEndpoint(because = "whoever waits for the platform to start has no token yet")
    ResponseEntity<PlatformStatus> status() {
        PlatformStatus status = current();
        return status.isReady()
                ? ResponseEntity.ok(status)
                : ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                        .header("Retry-After", "1")
                        .body(status);
    }

    private PlatformStatus current() {
        asking.lock();
        try {
            Known last = known;
            if (last != null
                    && System.nanoTime() - last.atNanos() < properties.keepFor().toNanos()) {
                return last.status();
            }
            PlatformStatus fresh = ask();
            known = new Known(fresh, System.nanoTime());
            return fresh;
        } finally {
            asking.unlock();
        }
    }

    private PlatformStatus ask() {
        Map<String, String> services = new LinkedHashMap<>();
        services.put("gateway", "UP");
        boolean ready = true;
        try (ExecutorService questions = Executors.newVirtualThreadPerTaskExecutor()) {
            Map<Service, Future<Boolean>> answers = new LinkedHashMap<>();
            for (Service service : Service.values()) {
                answers.put(
                        service,
                        questions.submit(() -> upstreams
                                .ask(service, READINESS, properties.answerWithin())
                                .isPresent()));
            }
            for (Map.Entry<Service, Future<Boolean>> answer : answers.entrySet()) {
                boolean up = isUp(answer.getValue());
                services.put(answer.getKey().wireName(), up ? "UP" : "DOWN");
                ready &= up;
            }
        }
        return new PlatformStatus(ready ? "READY" : "NOT_READY", services);
    }

    private static boolean isUp(Future<Boolean> answer) {
        try {
            return answer.get();
        } catch (ExecutionException failed) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
