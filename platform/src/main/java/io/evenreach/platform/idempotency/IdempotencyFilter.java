package io.evenreach.platform.idempotency;

import io.evenreach.kernel.Sha256;
import io.evenreach.platform.idempotency.KeptAnswers.Answer;
import io.evenreach.platform.idempotency.KeptAnswers.Kept;
import io.evenreach.platform.idempotency.KeptAnswers.Taken;
import io.evenreach.platform.idempotency.KeptAnswers.Use;
import io.evenreach.platform.problem.Problems;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.Principal;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.AntPathMatcher;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;
import org.springframework.web.util.UriComponentsBuilder;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps the first answer under (caller, route, key) in the transaction of its effect: either both are there or neither.
 * The same key with the same query and body gets that answer again, with another one a 422, and while the first still
 * runs a 409. Refusals are not kept, so that a corrected request can use the key; nor are dry runs, which have no effect
 * that could be had twice, and after which the key is still free for the real thing.
 *
 * <p>Where the effect is not one transaction here but harmless to have twice, the key is taken before it and the answer
 * kept after it; only a process that dies in between lets a request run again.
 */
final class IdempotencyFilter extends OncePerRequestFilter {

    static final String KEY_HEADER = "Idempotency-Key";
    static final String REPLAY_HEADER = "Idempotency-Replayed";
    private static final String DRY_RUN_PARAMETER = "dryRun";

    private static final Set<String> TRUE = Set.of("true", "on", "yes", "1");
    private static final int KEY_LENGTH_MAX = 255;

    private final IdempotencyProperties properties;
    private final KeptAnswers answers;
    private final TransactionTemplate transaction;
    private final JsonMapper json;
    private final AntPathMatcher paths = new AntPathMatcher();

    IdempotencyFilter(
            IdempotencyProperties properties, KeptAnswers answers, TransactionTemplate transaction, JsonMapper json) {
        this.properties = properties;
        this.answers = answers;
        this.transaction = transaction;
        this.json = json;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getMethod().equals("POST")
                || request.getHeader(KEY_HEADER) == null
                || isDryRun(request)
                || (!matches(properties.paths(), request) && !matches(properties.repeatablePaths(), request));
    }

    /** In whichever of the words that a controller takes for true. */
    private boolean isDryRun(HttpServletRequest request) {
        String query = request.getQueryString();
        if (query == null || !matches(properties.dryRunPaths(), request)) {
            return false;
        }
        String said = UriComponentsBuilder.newInstance()
                .query(query)
                .build()
                .getQueryParams()
                .getFirst(DRY_RUN_PARAMETER);
        return said != null && TRUE.contains(said.strip().toLowerCase(Locale.ROOT));
    }

    private boolean matches(List<String> patterns, HttpServletRequest request) {
        return patterns.stream().anyMatch(path -> paths.match(path, request.getRequestURI()));
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String key = request.getHeader(KEY_HEADER);
        if (key.isBlank() || key.length() > KEY_LENGTH_MAX) {
            Problems.write(
                    response,
                    json,
                    HttpStatus.BAD_REQUEST,
                    "INVALID_IDEMPOTENCY_KEY",
                    "An Idempotency-Key has 1 to " + KEY_LENGTH_MAX + " characters.");
            return;
        }
        if (isMultipart(request)) {
            upload(request, response, chain, key);
            return;
        }
        byte[] body = request.getInputStream().readNBytes(properties.bodyBytesMax() + 1);
        if (body.length > properties.bodyBytesMax()) {
            Problems.write(response, json, HttpStatus.CONTENT_TOO_LARGE, "PAYLOAD_TOO_LARGE", "The body is too large.");
            return;
        }
        Use use = use(request, key, Sha256.of(body));
        ContentCachingResponseWrapper answer = new ContentCachingResponseWrapper(response);
        if (matches(properties.repeatablePaths(), request)) {
            takeAndKeep(use, new BodyRequest(request, body), answer, chain);
            answer.copyBodyToResponse();
            return;
        }
        try {
            transaction.executeWithoutResult(status -> {
                try {
                    once(use, new BodyRequest(request, body), answer, chain);
                } catch (IOException broken) {
                    throw new UncheckedIOException(broken);
                } catch (ServletException failed) {
                    throw new IllegalStateException(failed);
                }
                if (!isToKeep(answer)) {
                    status.setRollbackOnly();
                }
            });
        } catch (UncheckedIOException broken) {
            throw broken.getCause();
        }
        // Only now, after the commit: an answer that arrives before it could promise what is rolled back.
        answer.copyBodyToResponse();
    }

    private static Use use(HttpServletRequest request, String key, byte[] bodyHash) {
        Principal principal = request.getUserPrincipal();
        String owner = principal == null ? "anonymous" : principal.getName();
        return new Use(owner, request.getRequestURI(), key, requestHash(request, bodyHash));
    }

    /** The query belongs to what is asked: it may say whose order is meant. */
    private static byte[] requestHash(HttpServletRequest request, byte[] bodyHash) {
        String query = request.getQueryString();
        if (query == null) {
            return bodyHash;
        }
        MessageDigest all = Sha256.digest();
        all.update(bodyHash);
        all.update(query.getBytes(StandardCharsets.UTF_8));
        return all.digest();
    }

    private static boolean isMultipart(HttpServletRequest request) {
        String type = request.getContentType();
        return type != null && type.toLowerCase(Locale.ROOT).startsWith(MediaType.MULTIPART_FORM_DATA_VALUE);
    }

    /** Files are not held in memory, and a client that sends one again draws another boundary: the parts are compared. */
    private void upload(HttpServletRequest request, HttpServletResponse response, FilterChain chain, String key)
            throws ServletException, IOException {
        byte[] hash;
        try {
            hash = sha256(request.getParts());
        } catch (IllegalStateException | ServletException | IOException unreadable) {
            // Whoever reads the parts next meets the same and says what is wrong with them.
            chain.doFilter(request, response);
            return;
        }
        ContentCachingResponseWrapper answer = new ContentCachingResponseWrapper(response);
        takeAndKeep(use(request, key, hash), request, answer, chain);
        answer.copyBodyToResponse();
    }

    private void once(Use use, HttpServletRequest request, ContentCachingResponseWrapper response, FilterChain chain)
            throws IOException, ServletException {
        if (!answers.lock(use)) {
            stillRunning(response);
            return;
        }
        Optional<Kept> kept = answers.find(use);
        if (kept.isPresent()) {
            replay(kept.get(), use, response);
            return;
        }
        chain.doFilter(request, response);
        if (isToKeep(response)) {
            answers.keep(use, answerOf(response));
        }
    }

    private void takeAndKeep(
            Use use, HttpServletRequest request, ContentCachingResponseWrapper response, FilterChain chain)
            throws IOException, ServletException {
        Optional<Taken> taken = answers.take(use, properties.runningAtMost());
        if (taken.isEmpty()) {
            Optional<Kept> kept = answers.find(use);
            if (kept.isPresent()) {
                replay(kept.get(), use, response);
            } else {
                stillRunning(response);
            }
            return;
        }
        boolean answered = false;
        try {
            chain.doFilter(request, response);
            answered = isToKeep(response);
        } finally {
            if (!answered) {
                answers.giveBack(use, taken.get());
            }
        }
        if (answered) {
            answers.answer(use, taken.get(), answerOf(response));
        }
    }

    private static boolean isToKeep(HttpServletResponse response) {
        return response.getStatus() < HttpStatus.BAD_REQUEST.value();
    }

    private static Answer answerOf(ContentCachingResponseWrapper response) {
        return new Answer(
                response.getStatus(),
                response.getContentType(),
                response.getHeader(HttpHeaders.LOCATION),
                response.getHeader(HttpHeaders.ETAG),
                response.getContentAsByteArray());
    }

    private void stillRunning(HttpServletResponse response) throws IOException {
        response.setHeader("Retry-After", "1");
        Problems.write(
                response, json, HttpStatus.CONFLICT, "STILL_RUNNING", "The first request with this key still runs.");
    }

    private void replay(Kept kept, Use use, HttpServletResponse response) throws IOException {
        if (!Arrays.equals(kept.requestHash(), use.requestHash())) {
            Problems.write(
                    response,
                    json,
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    "IDEMPOTENCY_KEY_REUSED",
                    "This key was used with another body or query.");
            return;
        }
        Answer answer = kept.answer();
        if (answer == null) {
            stillRunning(response);
            return;
        }
        response.setStatus(answer.status());
        response.setHeader(REPLAY_HEADER, "true");
        if (answer.contentType() != null) {
            response.setContentType(answer.contentType());
        }
        if (answer.location() != null) {
            response.setHeader(HttpHeaders.LOCATION, answer.location());
        }
        if (answer.entityTag() != null) {
            response.setHeader(HttpHeaders.ETAG, answer.entityTag());
        }
        response.getOutputStream().write(answer.body());
    }

    /** Of the parts' names, file names and contents, in their order. */
    private static byte[] sha256(Collection<Part> parts) throws IOException {
        MessageDigest all = Sha256.digest();
        for (Part part : parts) {
            all.update(Sha256.of(part.getName() + "\n" + part.getSubmittedFileName()));
            MessageDigest content = Sha256.digest();
            try (DigestInputStream stream = new DigestInputStream(part.getInputStream(), content)) {
                stream.transferTo(OutputStream.nullOutputStream());
            }
            all.update(content.digest());
        }
        return all.digest();
    }
}
