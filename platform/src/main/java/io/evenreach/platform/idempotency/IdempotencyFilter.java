package io.evenreach.platform.idempotency;

import io.evenreach.platform.problem.Problems;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.Part;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Principal;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.AntPathMatcher;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps the first answer under (caller, route, key) in the transaction of its effect: either both are there or neither.
 * The same key with the same body gets that answer again, with another body a 422, and while the first still runs a 409.
 * Refusals are not kept, so that a corrected request can use the key.
 *
 * <p>Where the effect is not one transaction here but harmless to have twice, the key is taken before it and the answer
 * kept after it; only a process that dies in between lets a request run again.
 */
final class IdempotencyFilter extends OncePerRequestFilter {

    static final String KEY_HEADER = "Idempotency-Key";
    static final String REPLAY_HEADER = "Idempotency-Replayed";
    private static final int KEY_LENGTH_MAX = 255;

    /** How a key reads that was taken and has no answer yet. */
    private static final int NOT_ANSWERED = 0;

    private static final byte[] NO_BODY = {};

    private final IdempotencyProperties properties;
    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final JsonMapper json;
    private final AnswerSeal seal;
    private final AntPathMatcher paths = new AntPathMatcher();

    IdempotencyFilter(
            IdempotencyProperties properties,
            JdbcTemplate jdbc,
            TransactionTemplate transaction,
            JsonMapper json,
            AnswerSeal seal) {
        this.properties = properties;
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.json = json;
        this.seal = seal;
    }

    private record Answer(
            byte[] requestHash,
            int status,
            @Nullable String contentType,
            @Nullable String location,
            @Nullable String entityTag,
            byte[] body) {}

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getMethod().equals("POST")
                || request.getHeader(KEY_HEADER) == null
                || (!matches(properties.paths(), request) && !matches(properties.repeatablePaths(), request));
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
        String owner = ownerOf(request);
        String route = request.getRequestURI();
        ContentCachingResponseWrapper answer = new ContentCachingResponseWrapper(response);
        if (matches(properties.repeatablePaths(), request)) {
            takeAndKeep(new BodyRequest(request, body), answer, chain, owner, route, key, sha256(body));
            answer.copyBodyToResponse();
            return;
        }
        try {
            transaction.executeWithoutResult(status -> {
                try {
                    once(new BodyRequest(request, body), answer, chain, owner, route, key, sha256(body));
                } catch (IOException broken) {
                    throw new UncheckedIOException(broken);
                } catch (ServletException failed) {
                    throw new IllegalStateException(failed);
                }
                if (answer.getStatus() >= HttpStatus.BAD_REQUEST.value()) {
                    status.setRollbackOnly();
                }
            });
        } catch (UncheckedIOException broken) {
            throw broken.getCause();
        }
        // Only now, after the commit: an answer that arrives before it could promise what is rolled back.
        answer.copyBodyToResponse();
    }

    private static String ownerOf(HttpServletRequest request) {
        Principal principal = request.getUserPrincipal();
        return principal == null ? "anonymous" : principal.getName();
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
        takeAndKeep(request, answer, chain, ownerOf(request), request.getRequestURI(), key, hash);
        answer.copyBodyToResponse();
    }

    private void once(
            HttpServletRequest request,
            ContentCachingResponseWrapper response,
            FilterChain chain,
            String owner,
            String route,
            String key,
            byte[] requestHash)
            throws IOException, ServletException {
        Boolean free = jdbc.queryForObject(
                "select pg_try_advisory_xact_lock(hashtextextended(?, 0))",
                Boolean.class,
                owner + "\n" + route + "\n" + key);
        if (!Boolean.TRUE.equals(free)) {
            stillRunning(response);
            return;
        }
        List<Answer> kept = kept(owner, route, key);
        if (!kept.isEmpty()) {
            replay(kept.getFirst(), requestHash, response);
            return;
        }
        chain.doFilter(request, response);
        if (response.getStatus() < HttpStatus.BAD_REQUEST.value()) {
            jdbc.update(
                    """
                    insert into idempotency_key
                           (owner, route, key, request_hash, status, content_type, location, etag, body)
                    values (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                    owner,
                    route,
                    key,
                    seal.seal(requestHash),
                    response.getStatus(),
                    response.getContentType(),
                    response.getHeader(HttpHeaders.LOCATION),
                    response.getHeader(HttpHeaders.ETAG),
                    seal.seal(response.getContentAsByteArray()));
        }
    }

    private void takeAndKeep(
            HttpServletRequest request,
            ContentCachingResponseWrapper response,
            FilterChain chain,
            String owner,
            String route,
            String key,
            byte[] requestHash)
            throws IOException, ServletException {
        int taken = jdbc.update("""
                insert into idempotency_key as k (owner, route, key, request_hash) values (?, ?, ?, ?)
                on conflict (owner, route, key) do update
                   set request_hash = excluded.request_hash, created_at = clock_timestamp()
                 where k.status is null and k.created_at < clock_timestamp() - make_interval(secs => ?)
                """, owner, route, key, seal.seal(requestHash), (double)
                properties.runningAtMost().toSeconds());
        if (taken == 0) {
            List<Answer> kept = kept(owner, route, key);
            if (kept.isEmpty()) {
                stillRunning(response);
            } else {
                replay(kept.getFirst(), requestHash, response);
            }
            return;
        }
        boolean answered = false;
        try {
            chain.doFilter(request, response);
            answered = response.getStatus() < HttpStatus.BAD_REQUEST.value();
        } finally {
            if (!answered) {
                jdbc.update("delete from idempotency_key where owner = ? and route = ? and key = ?", owner, route, key);
            }
        }
        if (answered) {
            jdbc.update(
                    """
                    update idempotency_key set status = ?, content_type = ?, location = ?, etag = ?, body = ?
                     where owner = ? and route = ? and key = ?
                    """,
                    response.getStatus(),
                    response.getContentType(),
                    response.getHeader(HttpHeaders.LOCATION),
                    response.getHeader(HttpHeaders.ETAG),
                    seal.seal(response.getContentAsByteArray()),
                    owner,
                    route,
                    key);
        }
    }

    private List<Answer> kept(String owner, String route, String key) {
        return jdbc.query(
                """
                select request_hash, status, content_type, location, etag, body from idempotency_key
                 where owner = ? and route = ? and key = ?
                """,
                (row, number) -> new Answer(
                        seal.open(row.getBytes(1)),
                        row.getInt(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getBytes(6) == null ? NO_BODY : seal.open(row.getBytes(6))),
                owner,
                route,
                key);
    }

    private void stillRunning(HttpServletResponse response) throws IOException {
        response.setHeader("Retry-After", "1");
        Problems.write(
                response, json, HttpStatus.CONFLICT, "STILL_RUNNING", "The first request with this key still runs.");
    }

    private void replay(Answer answer, byte[] requestHash, HttpServletResponse response) throws IOException {
        if (!Arrays.equals(answer.requestHash(), requestHash)) {
            Problems.write(
                    response,
                    json,
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    "IDEMPOTENCY_KEY_REUSED",
                    "This key was used with another body.");
            return;
        }
        if (answer.status() == NOT_ANSWERED) {
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

    void forgetOldKeys() {
        jdbc.update(
                "delete from idempotency_key where created_at < clock_timestamp() - make_interval(secs => ?)",
                (double) properties.keepFor().toSeconds());
    }

    private static byte[] sha256(byte[] body) {
        return sha256().digest(body);
    }

    /** Of the parts' names, file names and contents, in their order. */
    private static byte[] sha256(Collection<Part> parts) throws IOException {
        MessageDigest all = sha256();
        for (Part part : parts) {
            all.update(sha256((part.getName() + "\n" + part.getSubmittedFileName()).getBytes(StandardCharsets.UTF_8)));
            MessageDigest content = sha256();
            try (DigestInputStream stream = new DigestInputStream(part.getInputStream(), content)) {
                stream.transferTo(OutputStream.nullOutputStream());
            }
            all.update(content.digest());
        }
        return all.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /** The request with the body that was read for its hash. */
    private static final class BodyRequest extends HttpServletRequestWrapper {

        private final byte[] body;

        BodyRequest(HttpServletRequest request, byte[] body) {
            super(request);
            this.body = body;
        }

        @Override
        public ServletInputStream getInputStream() {
            ByteArrayInputStream bytes = new ByteArrayInputStream(body);
            return new ServletInputStream() {
                @Override
                public int read() {
                    return bytes.read();
                }

                @Override
                public int read(byte[] target, int offset, int length) {
                    return bytes.read(target, offset, length);
                }

                @Override
                public boolean isFinished() {
                    return bytes.available() == 0;
                }

                @Override
                public boolean isReady() {
                    return true;
                }

                @Override
                public void setReadListener(ReadListener listener) {
                    throw new IllegalStateException("the body is already here");
                }
            };
        }

        @Override
        public BufferedReader getReader() {
            return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
        }
    }
}
