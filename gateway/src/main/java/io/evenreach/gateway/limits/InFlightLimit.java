package io.evenreach.gateway.limits;

import io.evenreach.platform.problem.Problems;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import tools.jackson.databind.json.JsonMapper;

/**
 * Works on so many requests at once that they fit the heap: whatever comes beyond waits for its turn, in the order of
 * arrival, and is refused when it has waited for too long. Without it a gateway that is slower than its callers takes on
 * ever more until it runs out of memory. Whoever asks how it is never waits.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class InFlightLimit extends OncePerRequestFilter {

    private final Semaphore places;
    private final long waitNanos;
    private final JsonMapper json;

    InFlightLimit(LimitProperties properties, JsonMapper json, MeterRegistry meters) {
        this.places = new Semaphore(properties.inFlight(), true);
        this.waitNanos = properties.inFlightWait().toNanos();
        this.json = json;
        meters.gauge("evenreach.gateway.waiting", places, Semaphore::getQueueLength);
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return request.getRequestURI().startsWith("/actuator/");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        boolean admitted;
        try {
            admitted = places.tryAcquire(waitNanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            admitted = false;
        }
        if (!admitted) {
            response.setHeader("Retry-After", "1");
            Problems.write(
                    response,
                    json,
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "OVERLOADED",
                    "Too many requests are worked on now.");
            return;
        }
        try {
            chain.doFilter(request, response);
        } finally {
            places.release();
        }
    }
}
