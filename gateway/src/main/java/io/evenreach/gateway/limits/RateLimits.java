package io.evenreach.gateway.limits;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.evenreach.platform.problem.Problems;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import tools.jackson.databind.json.JsonMapper;

/**
 * A bucket of tokens for each caller, in this instance's memory: with n instances a caller may send up to n times its
 * limit, and a restart fills the bucket. It protects the platform; it is no quota.
 */
@Component
public class RateLimits {

    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(10);
    private static final String CODE = "RATE_LIMITED";

    private final LoadingCache<String, Bucket> callers;
    private final LoadingCache<String, Bucket> addresses;
    private final LoadingCache<String, Bucket> clicks;
    private final LoadingCache<String, Bucket> registrations;
    private final JsonMapper json;

    RateLimits(LimitProperties properties, JsonMapper json) {
        this.callers = buckets(properties.perClient(), properties.clientBurst(), properties.remembered());
        this.addresses = buckets(properties.perAddress(), properties.addressBurst(), properties.remembered());
        this.clicks = buckets(properties.clicksPerAddress(), properties.clickBurst(), properties.remembered());
        this.registrations =
                buckets(properties.registrationsPerAddress(), properties.registrationBurst(), properties.remembered());
        this.json = json;
    }

    private static LoadingCache<String, Bucket> buckets(long perSecond, long burst, long remembered) {
        return Caffeine.newBuilder()
                .maximumSize(remembered)
                .expireAfterAccess(FORGOTTEN_AFTER)
                .build(party -> Bucket.builder()
                        .addLimit(limit -> limit.capacity(Math.max(perSecond, burst))
                                .refillGreedy(perSecond, Duration.ofSeconds(1)))
                        .build());
    }

    /** Counts whoever the token names, else the address. */
    public Filter byCaller() {
        return new Limit(request -> {
            var authentication = SecurityContextHolder.getContext().getAuthentication();
            return authentication instanceof JwtAuthenticationToken token
                    ? callers.get((token.getToken().hasClaim("roles") ? "user " : "client ") + token.getName())
                    : addresses.get(request.getRemoteAddr());
        });
    }

    /** Counts the address. */
    public Filter byAddress() {
        return new Limit(request -> addresses.get(request.getRemoteAddr()));
    }

    /** Counts the address from which guides' links are followed. */
    public Filter byClicks() {
        return new Limit(request -> clicks.get(request.getRemoteAddr()));
    }

    /** Counts the address from which somebody without a token registers, and lets everything else pass. */
    public Filter byRegistrations(RequestMatcher registration) {
        return new Limit(
                request -> registrations.get(request.getRemoteAddr()),
                request -> registration.matches(request) && !isKnown());
    }

    private static boolean isKnown() {
        return SecurityContextHolder.getContext().getAuthentication() instanceof JwtAuthenticationToken;
    }

    private final class Limit extends OncePerRequestFilter {

        private final Function<HttpServletRequest, Bucket> bucketOf;
        private final Predicate<HttpServletRequest> counted;

        Limit(Function<HttpServletRequest, Bucket> bucketOf) {
            this(bucketOf, request -> true);
        }

        Limit(Function<HttpServletRequest, Bucket> bucketOf, Predicate<HttpServletRequest> counted) {
            this.bucketOf = bucketOf;
            this.counted = counted;
        }

        @Override
        protected boolean shouldNotFilter(HttpServletRequest request) {
            return !counted.test(request);
        }

        @Override
        protected String getAlreadyFilteredAttributeName() {
            // Each chain has its own limit, and none of them may stand in for another.
            return Limit.class.getName() + System.identityHashCode(this);
        }

        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            ConsumptionProbe probe = bucketOf.apply(request).tryConsumeAndReturnRemaining(1);
            if (probe.isConsumed()) {
                chain.doFilter(request, response);
                return;
            }
            long seconds = TimeUnit.NANOSECONDS.toSeconds(probe.getNanosToWaitForRefill()) + 1;
            response.setHeader("Retry-After", Long.toString(seconds));
            Problems.write(
                    response,
                    json,
                    HttpStatus.TOO_MANY_REQUESTS,
                    CODE,
                    "Too many requests: try again in " + seconds + " s.");
        }
    }
}
